//! What a finished write answers.

use std::collections::HashMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Key, Write};
use crate::Refusal;
use crate::answer::{self, Answer};
use crate::plan::Act;
use crate::request::{Form, Return};

impl Write<'_> {
    pub(super) fn answer(&mut self) -> Result<Answer, Refusal> {
        let is_upsert = matches!(self.plan.act, Act::Upsert(_));
        let is_insert = matches!(self.plan.act, Act::Insert(_)) || is_upsert;
        let status = match (is_insert, self.plan.returns) {
            (true, _) if is_upsert && !self.has_inserted => 200,
            (true, _) => 201,
            (false, Return::Representation) => 200,
            (false, _) => 204,
        };
        let total = self.plan.count.then_some(self.affected);
        let range = if is_insert { 0 } else { self.affected };
        let range = answer::content_range(0, range, total);
        if self.plan.returns != Return::Representation {
            let mut headers = vec![("content-range", range)];
            if let Some(location) = self.location() {
                headers.push(("location", location));
            }
            if !self.plan.applied.is_empty() {
                headers.push(("preference-applied", self.plan.applied.join(", ")));
            }
            return Ok(Answer { status, headers, rows: self.affected, body: Vec::new() });
        }
        self.sort();
        let Some(plan) = &self.plan.representation else {
            // Nothing of the table may be read: the answer is how many rows were written.
            let mut headers = vec![
                ("content-type", "application/json; charset=utf-8".to_owned()),
                ("content-range", answer::content_range(0, 0, Some(self.affected))),
            ];
            if !self.plan.applied.is_empty() {
                headers.push(("preference-applied", self.plan.applied.join(", ")));
            }
            return Ok(Answer { status, headers, rows: self.affected, body: b"[]".to_vec() });
        };
        let mut page = answer::page(plan, std::mem::take(&mut self.shown))?;
        page.total = total;
        if self.plan.form == Form::Single {
            return answer::single(plan, page, status);
        }
        let (media_type, body) = answer::body(plan, &page.objects)?;
        let mut headers = vec![("content-type", media_type.to_owned()), ("content-range", range)];
        answer::finish_headers(&mut headers, plan, &page);
        Ok(Answer { status, headers, rows: self.affected, body })
    }

    /// Puts the shown rows in the order of the written ones, unless the request orders them.
    fn sort(&mut self) {
        let is_ordered =
            self.plan.representation.as_ref().is_some_and(|plan| !plan.node.order.is_empty());
        if is_ordered {
            return;
        }
        let places: HashMap<String, usize> =
            self.keys.iter().enumerate().map(|(place, key)| (text(key), place)).collect();
        let mut shown = std::mem::take(&mut self.shown);
        shown.sort_by_cached_key(|row| {
            let key = self.key_of(row.last()).ok();
            key.and_then(|key| places.get(&text(&key)).copied()).unwrap_or(usize::MAX)
        });
        self.shown = shown;
    }

    /// `/orders?id=eq.7` of one inserted row that the user sees.
    fn location(&self) -> Option<String> {
        let (Return::HeadersOnly, [key], [_]) =
            (self.plan.returns, self.keys.as_slice(), self.shown.as_slice())
        else {
            return None;
        };
        let shape = &self.plan.schema[self.plan.table];
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut conditions = Vec::new();
        for (value, &column) in key.iter().zip(self.key()) {
            conditions.push(format!(
                "{}=eq.{}",
                encode(&shape[column].name),
                encode(&value.to_text()?)
            ));
        }
        Some(format!("/{}?{}", encode(&shape.name), conditions.join("&")))
    }
}

/// A key as a text that equal keys share.
fn text(key: &Key) -> String {
    let parts: Vec<Option<String>> = key.iter().map(bailiwick_schema::Value::to_text).collect();
    format!("{parts:?}")
}
