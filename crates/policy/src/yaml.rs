//! YAML 1.2 -> nodes. What makes a document mean something else than it seems (aliases, merge keys, tags) is refused.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::document::Spanned;
use crate::node::{Kind, MAXIMUM_DEPTH, Node, Open};
use crate::problem::{Position, Problem};

/// The one document in the source.
pub(crate) fn read(source: &str) -> Result<Node, Problem> {
    let mut reader = Reader { open: Vec::new(), root: None };
    for item in Parser::new_from_str(source) {
        let (event, span) = item.map_err(|error| {
            let at = Position {
                line: bounded(error.marker().line()),
                column: bounded(error.marker().col() + 1),
            };
            Problem::error(at, format!("this is not YAML: {}", error.info()))
        })?;
        reader.event(event, position(&span))?;
    }
    reader.root.ok_or_else(|| {
        Problem::error(
            Position { line: 1, column: 1 },
            "the document is empty; it needs `permissions`",
        )
    })
}

struct Reader {
    open: Vec<Open>,
    root: Option<Node>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, at: Position) -> Result<(), Problem> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(Problem::error(at, "only one document is allowed"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(_) => {
                Err(Problem::error(at, "aliases are not allowed; write the value out"))
            }
            Event::Scalar(text, style, anchor, tag) => {
                plain(anchor, tag.is_some(), at)?;
                self.scalar(&text, style, at)
            }
            Event::SequenceStart(anchor, tag) => {
                plain(anchor, tag.is_some(), at)?;
                self.begin(Open::List(at, Vec::new()), at)
            }
            Event::MappingStart(anchor, tag) => {
                plain(anchor, tag.is_some(), at)?;
                self.begin(Open::Map(at, Vec::new(), None), at)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => self.put(open.close()),
                None => Ok(()),
            },
        }
    }

    fn begin(&mut self, open: Open, at: Position) -> Result<(), Problem> {
        if self.open.len() >= MAXIMUM_DEPTH {
            return Err(Problem::error(at, format!("nested deeper than {MAXIMUM_DEPTH} levels")));
        }
        if let Some(Open::Map(_, _, None)) = self.open.last() {
            return Err(Problem::error(at, "a key must be a name"));
        }
        self.open.push(open);
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, at: Position) -> Result<(), Problem> {
        if let Some(Open::Map(_, entries, key @ None)) = self.open.last_mut() {
            if text == "<<" && style == ScalarStyle::Plain {
                return Err(Problem::error(
                    at,
                    "merge keys are not allowed; write the entries out",
                ));
            }
            if text.is_empty() {
                return Err(Problem::error(at, "a key must be a name"));
            }
            let name = Spanned { value: text.to_owned(), at };
            Open::check_key(entries, &name)?;
            *key = Some(name);
            return Ok(());
        }
        let kind = match style {
            ScalarStyle::Plain => resolve(text, at)?,
            _ => Kind::Text(text.to_owned()),
        };
        self.put(Node { at, kind })
    }

    fn put(&mut self, node: Node) -> Result<(), Problem> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => match key.take() {
                Some(name) => entries.push((name, node)),
                None => return Err(Problem::error(node.at, "a key must be a name")),
            },
        }
        Ok(())
    }
}

fn plain(anchor: usize, has_tag: bool, at: Position) -> Result<(), Problem> {
    if anchor != 0 {
        return Err(Problem::error(
            at,
            "anchors are not allowed; write the value out where it is needed",
        ));
    }
    if has_tag {
        return Err(Problem::error(at, "tags are not allowed"));
    }
    Ok(())
}

/// YAML 1.2's core schema, and digits grouped by `_`, which the examples of the documentation use.
fn resolve(text: &str, at: Position) -> Result<Kind, Problem> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Boolean(true),
        "false" | "False" | "FALSE" => Kind::Boolean(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF"
        | ".nan" | ".NaN" | ".NAN" => {
            return Err(Problem::error(
                at,
                format!("`{text}` is not a number that can be compared"),
            ));
        }
        text => match number(text) {
            Some(number) => Kind::Number(number),
            None => Kind::Text(text.to_owned()),
        },
    })
}

fn number(text: &str) -> Option<serde_json::Number> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.starts_with(['+', '-'])
        {
            return u64::from_str_radix(digits, radix).ok().map(serde_json::Number::from);
        }
    }
    let (sign, body) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole_digits = grouped(whole);
    let fraction_digits = match fraction {
        None => None,
        Some("") if whole_digits.is_some() => Some("0".to_owned()),
        Some(digits) => Some(grouped(digits)?),
    };
    let whole_digits = match whole_digits {
        Some(digits) => digits,
        None if whole.is_empty() && fraction_digits.is_some() => "0".to_owned(),
        None => return None,
    };
    let whole_digits = match whole_digits.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let mut json = format!("{sign}{whole_digits}");
    if let Some(digits) = fraction_digits {
        json.push('.');
        json.push_str(&digits);
    }
    if let Some(exponent) = exponent {
        json.push('e');
        json.push_str(exponent);
    }
    serde_json::from_str(&json).ok()
}

/// Digits, with single underscores between them dropped.
fn grouped(text: &str) -> Option<String> {
    let is_group =
        |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    text.split('_').all(is_group).then(|| text.replace('_', ""))
}

fn position(span: &Span) -> Position {
    Position { line: bounded(span.start.line()), column: bounded(span.start.col() + 1) }
}

fn bounded(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
