//! `order=total.desc.nullslast,data->>size,customers(name)`

use super::cursor::Cursor;
use crate::request::{OrderTerm, Path};
use crate::{Limits, Refusal};

pub(super) fn parse(text: &str, limits: &Limits) -> Result<Vec<OrderTerm>, Refusal> {
    let mut cursor = Cursor::new("order", text);
    let mut terms: Vec<OrderTerm> = Vec::new();
    loop {
        let mut column = cursor.name()?;
        let mut embed = None;
        if cursor.take("(") {
            embed = Some(std::mem::replace(&mut column, cursor.name()?));
        }
        let path = cursor.path(limits)?;
        if embed.is_some() {
            cursor.expect(")")?;
        }
        let mut term = OrderTerm { embed, column, path, descending: false, nulls_first: None };
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
        let is_same = |known: &OrderTerm| {
            (&known.embed, &known.column, &known.path) == (&term.embed, &term.column, &term.path)
        };
        if !terms.iter().any(is_same) {
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

/// Segments of a key such as `orders.lines.data->>status`, and where in the document of the last one.
pub(super) fn key(text: &str, limits: &Limits) -> Result<(Vec<String>, Option<Path>), Refusal> {
    let mut cursor = Cursor::new("the parameter", text);
    let mut segments = vec![cursor.name()?];
    while cursor.take(".") {
        segments.push(cursor.name()?);
    }
    let path = cursor.path(limits)?;
    if !cursor.is_done() {
        return Err(cursor.wrong("`.` or the end"));
    }
    Ok((segments, path))
}
