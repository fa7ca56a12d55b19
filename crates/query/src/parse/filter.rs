//! `status=eq.open`, `or=(total.gt.5,and(status.eq.open,id.in.(1,2)))`

use super::cursor::Cursor;
use crate::request::{Condition, Is, Native, Operator, Path, Search, Test, Words};
use crate::{Limits, Refusal};

/// Counts the conditions of a whole request.
pub(super) struct Budget<'a> {
    pub(super) limits: &'a Limits,
    pub(super) conditions: usize,
}

impl Budget<'_> {
    fn spend(&mut self) -> Result<(), Refusal> {
        self.conditions += 1;
        if self.conditions > self.limits.conditions {
            return Err(Refusal::limit(format!("more than {} conditions", self.limits.conditions)));
        }
        Ok(())
    }
}

/// `column=text` of a query string.
pub(super) fn column(
    column: String,
    path: Option<Path>,
    text: &str,
    budget: &mut Budget<'_>,
) -> Result<Condition, Refusal> {
    budget.spend()?;
    let what = column.clone();
    let mut cursor = Cursor::new(&what, text);
    test((column, path), &mut cursor, budget, false)
}

/// `and=(…)`, `or=(…)`; `negated` for `not.and`, `not.or`.
pub(super) fn logic(
    key: &str,
    is_or: bool,
    negated: bool,
    text: &str,
    budget: &mut Budget<'_>,
) -> Result<Condition, Refusal> {
    let mut cursor = Cursor::new(key, text);
    let tree = group(is_or, &mut cursor, budget, 1)?;
    if !cursor.is_done() {
        return Err(cursor.wrong("the end"));
    }
    Ok(if negated { Condition::Not(Box::new(tree)) } else { tree })
}

fn group(
    is_or: bool,
    cursor: &mut Cursor<'_>,
    budget: &mut Budget<'_>,
    depth: usize,
) -> Result<Condition, Refusal> {
    if depth > budget.limits.filter_nesting {
        return Err(Refusal::limit(format!(
            "filters are nested deeper than {} levels",
            budget.limits.filter_nesting
        )));
    }
    cursor.expect("(")?;
    let mut members = Vec::new();
    loop {
        cursor.spaces();
        members.push(member(cursor, budget, depth)?);
        cursor.spaces();
        if cursor.take(")") {
            break;
        }
        cursor.expect(",")?;
    }
    Ok(if is_or { Condition::Or(members) } else { Condition::And(members) })
}

fn member(
    cursor: &mut Cursor<'_>,
    budget: &mut Budget<'_>,
    depth: usize,
) -> Result<Condition, Refusal> {
    for (word, is_or, negated) in [
        ("and(", false, false),
        ("or(", true, false),
        ("not.and(", false, true),
        ("not.or(", true, true),
    ] {
        if cursor.rest().starts_with(word) {
            cursor.take(&word[..word.len() - 1]);
            let tree = group(is_or, cursor, budget, depth + 1)?;
            return Ok(if negated { Condition::Not(Box::new(tree)) } else { tree });
        }
    }
    budget.spend()?;
    let column = cursor.name()?;
    let path = cursor.path(budget.limits)?;
    if !cursor.take(".") {
        return Err(cursor.wrong("`.` and an operator"));
    }
    test((column, path), cursor, budget, true)
}

fn test(
    (column, path): (String, Option<Path>),
    cursor: &mut Cursor<'_>,
    budget: &mut Budget<'_>,
    in_list: bool,
) -> Result<Condition, Refusal> {
    let negated = cursor.take("not.");
    let name = cursor.word();
    if name.is_empty() {
        return Err(cursor.wrong("an operator such as `eq.`"));
    }
    if cursor.peek() == Some('(')
        && let Some(make) = simple(name).filter(|_| QUANTIFIED.contains(&name))
    {
        let condition = quantified((&column, path.as_ref()), name, make, cursor, budget)?;
        if !in_list && !cursor.is_done() {
            return Err(cursor.wrong("the end"));
        }
        return Ok(if negated { Condition::Not(Box::new(condition)) } else { condition });
    }
    let words = Words::ALL.iter().find(|(known, _)| *known == name).map(|(_, words)| *words);
    let operator = match words {
        Some(words) => search(words, name, cursor, in_list, budget)?,
        None => plain(name, cursor, in_list, budget)?,
    };
    if !in_list && !cursor.is_done() {
        return Err(cursor.wrong("the end"));
    }
    let test = Condition::Test(Test { column, path, operator });
    Ok(if negated { Condition::Not(Box::new(test)) } else { test })
}

/// `(config).query` or `.query`
fn search(
    words: Words,
    name: &str,
    cursor: &mut Cursor<'_>,
    in_list: bool,
    budget: &Budget<'_>,
) -> Result<Operator, Refusal> {
    let mut config = None;
    if cursor.take("(") {
        config = Some(cursor.name()?);
        cursor.expect(")")?;
    }
    cursor.expect(".")?;
    let query = if in_list { cursor.value()? } else { cursor.remainder().to_owned() };
    pattern_length(name, &query, budget)?;
    Ok(Operator::Search(Search { words, config, query }))
}

/// `.value`
fn plain(
    name: &str,
    cursor: &mut Cursor<'_>,
    in_list: bool,
    budget: &Budget<'_>,
) -> Result<Operator, Refusal> {
    if !cursor.take(".") {
        return Err(cursor.wrong("an operator such as `eq.`"));
    }
    Ok(match name {
        "in" => Operator::In(list(cursor, budget)?),
        "is" => Operator::Is(is(cursor, in_list)?),
        _ => {
            let Some(make) = simple(name) else {
                return Err(Refusal::syntax(format!("`{name}` is not an operator")));
            };
            let value = if in_list && matches!(name, "cs" | "cd" | "ov") {
                cursor.braced()?
            } else if in_list {
                cursor.value()?
            } else {
                cursor.remainder().to_owned()
            };
            pattern_length(name, &value, budget)?;
            make(value)
        }
    })
}

/// `(any).{a,b}` is one of several conditions, `(all).{a,b}` all of them; each counts.
fn quantified(
    (column, path): (&str, Option<&Path>),
    name: &str,
    make: fn(String) -> Operator,
    cursor: &mut Cursor<'_>,
    budget: &mut Budget<'_>,
) -> Result<Condition, Refusal> {
    let is_any = cursor.take("(any)");
    if !is_any && !cursor.take("(all)") {
        return Err(cursor.wrong("`(any)` or `(all)`"));
    }
    cursor.expect(".")?;
    cursor.expect("{")?;
    let mut members = Vec::new();
    while !cursor.take("}") {
        if !members.is_empty() {
            cursor.expect(",")?;
            budget.spend()?;
        }
        let value = cursor.element()?;
        pattern_length(name, &value, budget)?;
        let (column, path) = (column.to_owned(), path.cloned());
        members.push(Condition::Test(Test { column, path, operator: make(value) }));
    }
    Ok(if is_any { Condition::Or(members) } else { Condition::And(members) })
}

/// Operators that PostgREST offers with `(any)` and `(all)`.
const QUANTIFIED: &[&str] = &["eq", "like", "ilike", "gt", "gte", "lt", "lte", "match", "imatch"];

fn simple(name: &str) -> Option<fn(String) -> Operator> {
    Some(match name {
        "eq" => Operator::Eq,
        "neq" => Operator::Neq,
        "gt" => Operator::Gt,
        "gte" => Operator::Gte,
        "lt" => Operator::Lt,
        "lte" => Operator::Lte,
        "isdistinct" => Operator::IsDistinct,
        "like" => |value| Operator::Like(value.replace('*', "%")),
        "ilike" => |value| Operator::Ilike(value.replace('*', "%")),
        "match" => |value| Operator::Native(Native::Match, value),
        "imatch" => |value| Operator::Native(Native::Imatch, value),
        "cs" => |value| Operator::Native(Native::Contains, value),
        "cd" => |value| Operator::Native(Native::ContainedBy, value),
        "ov" => |value| Operator::Native(Native::Overlaps, value),
        "sl" => |value| Operator::Native(Native::StrictlyLeft, value),
        "sr" => |value| Operator::Native(Native::StrictlyRight, value),
        "nxr" => |value| Operator::Native(Native::NotRight, value),
        "nxl" => |value| Operator::Native(Native::NotLeft, value),
        "adj" => |value| Operator::Native(Native::Adjacent, value),
        _ => return None,
    })
}

fn pattern_length(name: &str, value: &str, budget: &Budget<'_>) -> Result<(), Refusal> {
    let is_like = matches!(name, "like" | "ilike");
    let is_search = Words::ALL.iter().any(|(known, _)| *known == name);
    if !is_like && !is_search && !matches!(name, "match" | "imatch") {
        return Ok(());
    }
    if is_like { check_like(value, budget.limits) } else { check_length(value, budget.limits) }
}

fn check_length(pattern: &str, limits: &Limits) -> Result<(), Refusal> {
    if pattern.len() > limits.pattern {
        let message = format!("a pattern is longer than {} characters", limits.pattern);
        return Err(Refusal::limit(message));
    }
    Ok(())
}

/// What a pattern of `LIKE` may be, whoever writes it.
pub(crate) fn check_like(pattern: &str, limits: &Limits) -> Result<(), Refusal> {
    check_length(pattern, limits)?;
    // Postgres would raise this only once it meets a row, which would tell whether there is one.
    let trailing = pattern.len() - pattern.trim_end_matches('\\').len();
    if trailing % 2 == 1 {
        return Err(Refusal::syntax("a pattern must not end with an escape character"));
    }
    Ok(())
}

/// How many values `in` may name, whoever names them.
pub(crate) fn check_list(values: usize, limits: &Limits) -> Result<(), Refusal> {
    if values > limits.list_values {
        let message = format!("a list has more than {} values", limits.list_values);
        return Err(Refusal::limit(message));
    }
    Ok(())
}

fn list(cursor: &mut Cursor<'_>, budget: &Budget<'_>) -> Result<Vec<String>, Refusal> {
    cursor.expect("(")?;
    let mut values = Vec::new();
    if cursor.take(")") {
        return Ok(values);
    }
    loop {
        values.push(cursor.value()?);
        check_list(values.len(), budget.limits)?;
        if cursor.take(")") {
            return Ok(values);
        }
        cursor.expect(",")?;
    }
}

fn is(cursor: &mut Cursor<'_>, in_list: bool) -> Result<Is, Refusal> {
    let value = if in_list { cursor.value()? } else { cursor.remainder().to_owned() };
    Ok(match value.to_ascii_lowercase().as_str() {
        "null" => Is::Null,
        "not_null" => Is::NotNull,
        "true" => Is::True,
        "false" => Is::False,
        "unknown" => Is::Unknown,
        _ => {
            return Err(cursor.wrong("`null`, `not_null`, `true`, `false` or `unknown`"));
        }
    })
}
