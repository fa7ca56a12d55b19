//! `order=total.desc.nullslast,id`

use super::cursor::Cursor;
use crate::Refusal;
use crate::request::OrderTerm;

pub(super) fn parse(text: &str) -> Result<Vec<OrderTerm>, Refusal> {
    let mut cursor = Cursor::new("order", text);
    let mut terms: Vec<OrderTerm> = Vec::new();
    loop {
        let column = cursor.name()?;
        if cursor.peek() == Some('(') {
            return Err(Refusal::not_offered("ordering by an embedded table"));
        }
        let mut term = OrderTerm { column, descending: false, nulls_first: None };
        let mut has_direction = false;
        while cursor.take(".") {
            match cursor.word() {
                word @ ("asc" | "desc") if !has_direction && term.nulls_first.is_none() => {
                    term.descending = word == "desc";
                    has_direction = true;
                }
                word @ ("nullsfirst" | "nullslast") if term.nulls_first.is_none() => {
                    term.nulls_first = Some(word == "nullsfirst");
                }
                _ => {
                    return Err(cursor.wrong("`asc`, `desc`, `nullsfirst` or `nullslast`"));
                }
            }
        }
        // A column that was already ordered by adds nothing but work.
        if !terms.iter().any(|known| known.column == term.column) {
            terms.push(term);
        }
        cursor.spaces();
        if cursor.is_done() {
            return Ok(terms);
        }
        cursor.expect(",")?;
    }
}

/// `columns=a,"b",c`
pub(super) fn columns(text: &str) -> Result<Vec<String>, Refusal> {
    let mut cursor = Cursor::new("columns", text);
    let mut names = Vec::new();
    loop {
        let name = cursor.name()?;
        if !names.contains(&name) {
            names.push(name);
        }
        if cursor.is_done() {
            return Ok(names);
        }
        cursor.expect(",")?;
    }
}

/// Segments of a key such as `orders.lines.status`.
pub(super) fn path(text: &str) -> Result<Vec<String>, Refusal> {
    let mut cursor = Cursor::new("the parameter", text);
    let mut segments = vec![cursor.name()?];
    while cursor.take(".") {
        segments.push(cursor.name()?);
    }
    if !cursor.is_done() {
        return Err(cursor.wrong("`.` or the end"));
    }
    Ok(segments)
}
