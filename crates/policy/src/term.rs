//! Nodes -> values as written: literals, `$user`, `$now`, `$column`, `$outer`, lists.

use crate::document::{Spanned, TermSource};
use crate::node::{Kind, Node};
use crate::problem::{Position, Problem};
use crate::user::UserPath;

/// The largest distance of `{ $now: … }`: a thousand years.
const FARTHEST: i64 = 1000 * 366 * 86_400_000_000;

/// A value to compare with. A mapping is allowed only when it is one of the `$` forms.
pub(crate) fn operand(node: &Node) -> Result<Spanned<TermSource>, Problem> {
    let value = match &node.kind {
        Kind::Null | Kind::Boolean(_) | Kind::Number(_) => TermSource::Literal(node.to_json()),
        Kind::Text(text) => word(text, node.at)?,
        Kind::List(items) => TermSource::List(items.iter().map(operand).collect::<Result<_, _>>()?),
        Kind::Map(entries) => match entries.as_slice() {
            [(key, inner)] => form(key, inner)?,
            _ => {
                return Err(Problem::error(
                    node.at,
                    "expected a value, or one of `{ $literal: … }`, `{ $column: … }`, `{ $now: … }`, `{ $outer: … }`",
                ));
            }
        },
    };
    Ok(Spanned { value, at: node.at })
}

/// A value to write. Lists and mappings without `$` are JSON.
pub(crate) fn assigned(node: &Node) -> Result<Spanned<TermSource>, Problem> {
    match &node.kind {
        Kind::Map(entries) if entries.iter().any(|(key, _)| key.value.starts_with('$')) => {
            operand(node)
        }
        Kind::Map(_) | Kind::List(_) => {
            Ok(Spanned { value: TermSource::Literal(node.to_json()), at: node.at })
        }
        _ => operand(node),
    }
}

fn word(text: &str, at: Position) -> Result<TermSource, Problem> {
    if text == "$now" {
        return Ok(TermSource::Now(0));
    }
    if let Some(path) = text.strip_prefix("$user.") {
        return UserPath::parse(path).map(TermSource::User).ok_or_else(|| {
            Problem::error(
                at,
                format!("`{text}` is not a path; expected names separated by points"),
            )
        });
    }
    if text == "$user" {
        return Err(Problem::error(at, "`$user` needs a path, such as `$user.id`"));
    }
    if text.starts_with('$') {
        return Err(Problem::error(
            at,
            format!(
                "`{text}` is unknown; for text that begins with a dollar write `{{ $literal: '{text}' }}`"
            ),
        ));
    }
    Ok(TermSource::Literal(serde_json::Value::String(text.to_owned())))
}

fn form(key: &Spanned<String>, inner: &Node) -> Result<TermSource, Problem> {
    let name = |what: &str| match &inner.kind {
        Kind::Text(text) => Ok(text.clone()),
        _ => Err(Problem::error(
            inner.at,
            format!("expected the name of {what}, not {}", inner.noun()),
        )),
    };
    match key.value.as_str() {
        "$literal" => Ok(TermSource::Literal(inner.to_json())),
        "$column" => name("a column").map(TermSource::Column),
        "$outer" => name("a column of the outer row").map(TermSource::Outer),
        "$now" => match &inner.kind {
            Kind::Text(text) => distance(text).map(TermSource::Now),
            _ => None,
        }
        .ok_or_else(|| {
            Problem::error(
                inner.at,
                "expected a distance such as `-30d`: a number and one of s, m, h, d, w",
            )
        }),
        other => Err(Problem::error(key.at, format!("unknown value `{other}`"))),
    }
}

/// Microseconds of `-30d`.
fn distance(text: &str) -> Option<i64> {
    let unit = match text.as_bytes().last()? {
        b's' => 1,
        b'm' => 60,
        b'h' => 3600,
        b'd' => 86_400,
        b'w' => 604_800,
        _ => return None,
    };
    let body = &text[..text.len() - 1];
    let digits = body.strip_prefix(['-', '+']).unwrap_or(body);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = body.strip_prefix('+').unwrap_or(body).parse().ok()?;
    let micros = count.checked_mul(unit)?.checked_mul(1_000_000)?;
    (micros.abs() <= FARTHEST).then_some(micros)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn each_unit_is_as_long_as_people_think() {
        let seconds = |text| distance(text).map(|micros| micros / 1_000_000);
        assert_eq!(seconds("-1s"), Some(-1));
        assert_eq!(seconds("90m"), Some(5_400));
        assert_eq!(seconds("-36h"), Some(-129_600));
        assert_eq!(seconds("+30d"), Some(2_592_000));
        assert_eq!(seconds("-2w"), Some(-1_209_600));
        assert_eq!(seconds("0w"), Some(0));
        for wrong in [
            "",
            "d",
            "-d",
            "30",
            "30y",
            "1.5h",
            "- 3d",
            "--3d",
            "3dd",
            "٣d",
            "99999999999999999999s",
        ] {
            assert_eq!(distance(wrong), None, "{wrong}");
        }
        // What overflows on the way is refused as well.
        assert_eq!(distance("9223372036854w"), None);
    }
}
