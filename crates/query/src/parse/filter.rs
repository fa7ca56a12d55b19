//! `status=eq.open`, `or=(total.gt.5,and(status.eq.open,id.in.(1,2)))`

use super::cursor::Cursor;
use crate::request::{Condition, Is, Operator, Test};
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
    column: &str,
    text: &str,
    budget: &mut Budget<'_>,
) -> Result<Condition, Refusal> {
    budget.spend()?;
    let mut cursor = Cursor::new(column, text);
    test(column.to_owned(), &mut cursor, budget, false)
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
    if !cursor.take(".") {
        return Err(cursor.wrong("`.` and an operator"));
    }
    test(column, cursor, budget, true)
}

fn test(
    column: String,
    cursor: &mut Cursor<'_>,
    budget: &mut Budget<'_>,
    in_list: bool,
) -> Result<Condition, Refusal> {
    let negated = cursor.take("not.");
    let name = cursor.word();
    if name.is_empty() {
        return Err(cursor.wrong("an operator such as `eq.`"));
    }
    if NOT_OFFERED.contains(&name) {
        return Err(Refusal::not_offered(&format!("the operator `{name}`")));
    }
    if cursor.peek() == Some('(')
        && let Some(make) = simple(name).filter(|_| QUANTIFIED.contains(&name))
    {
        let condition = quantified(&column, name, make, cursor, budget)?;
        if !in_list && !cursor.is_done() {
            return Err(cursor.wrong("the end"));
        }
        return Ok(if negated { Condition::Not(Box::new(condition)) } else { condition });
    }
    if !cursor.take(".") {
        return Err(cursor.wrong("an operator such as `eq.`"));
    }
    let operator = match name {
        "in" => Operator::In(list(cursor, budget)?),
        "is" => Operator::Is(is(cursor, in_list)?),
        _ => {
            let Some(make) = simple(name) else {
                return Err(Refusal::syntax(format!("`{name}` is not an operator")));
            };
            let value = if in_list { cursor.value()? } else { cursor.remainder().to_owned() };
            pattern_length(name, &value, budget)?;
            make(value)
        }
    };
    if !in_list && !cursor.is_done() {
        return Err(cursor.wrong("the end"));
    }
    let test = Condition::Test(Test { column, operator });
    Ok(if negated { Condition::Not(Box::new(test)) } else { test })
}

/// `(any).{a,b}` is one of several conditions, `(all).{a,b}` all of them; each counts.
fn quantified(
    column: &str,
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
        members.push(Condition::Test(Test { column: column.to_owned(), operator: make(value) }));
    }
    Ok(if is_any { Condition::Or(members) } else { Condition::And(members) })
}

/// Operators of PostgREST's dialect that are not offered.
const NOT_OFFERED: &[&str] = &[
    "match", "imatch", "fts", "plfts", "phfts", "wfts", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl",
    "adj",
];

/// Operators that PostgREST offers with `(any)` and `(all)`.
const QUANTIFIED: &[&str] = &["eq", "like", "ilike", "gt", "gte", "lt", "lte"];

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
        _ => return None,
    })
}

fn pattern_length(name: &str, value: &str, budget: &Budget<'_>) -> Result<(), Refusal> {
    if !matches!(name, "like" | "ilike") {
        return Ok(());
    }
    if value.len() > budget.limits.pattern {
        return Err(Refusal::limit(format!(
            "a pattern is longer than {} characters",
            budget.limits.pattern
        )));
    }
    // Postgres would raise this only once it meets a row, which would tell whether there is one.
    let trailing = value.len() - value.trim_end_matches('\\').len();
    if trailing % 2 == 1 {
        return Err(Refusal::syntax("a pattern must not end with an escape character"));
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
        if values.len() > budget.limits.list_values {
            return Err(Refusal::limit(format!(
                "a list has more than {} values",
                budget.limits.list_values
            )));
        }
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
