//! Rows of a read to an HTTP answer.

use serde_json::{Map, Value};

use crate::plan::ReadPlan;
use crate::request::Form;
use crate::{Refusal, csv, spread};

/// Rows as the engine gives them: every cell text or null.
pub type Rows = Vec<Vec<Option<String>>>;

/// Rows of which masked cells are told.
const MASKED_ROWS: usize = 1_000;

/// What goes back to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers by their lowercase names.
    pub headers: Vec<(&'static str, String)>,
    /// How many rows it is about: sent, or written.
    pub rows: u64,
    /// The body; empty where the request asked for none.
    pub body: Vec<u8>,
}

/// The rows of a page and what came with them.
pub(crate) struct Page {
    pub(crate) objects: Vec<String>,
    pub(crate) total: Option<u64>,
    masks: Vec<String>,
}

/// Puts the answer of a read together.
///
/// # Errors
/// 406 `PGRST116` where one object is asked for and there is not exactly one, 416 `PGRST103` for an offset beyond the last row,
/// 500 `XX000` where the engine gave no object for a row.
pub fn read_answer(plan: &ReadPlan<'_>, rows: Rows) -> Result<Answer, Refusal> {
    let mut page = page(plan, rows)?;
    if plan.form == Form::Single {
        return single(plan, page, 200);
    }
    let is_cut = match plan.cut_at {
        Some(most) if page.objects.len() as u64 > most => {
            page.objects.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            true
        }
        _ => false,
    };
    let offset = plan.node.offset;
    let count = page.objects.len() as u64;
    if let Some(total) = page.total
        && offset > 0
        && offset >= total
    {
        return Err(Refusal::new(416, "PGRST103", "the range asked for is not satisfiable")
            .details(format!("an offset of {offset} was asked for; there are {total} rows")));
    }
    let is_part = is_cut || page.total.is_some_and(|total| count < total && count > 0);
    let (media_type, body) = body(plan, &page.objects)?;
    let mut headers = vec![
        ("content-type", media_type.to_owned()),
        ("content-range", content_range(offset, count, page.total)),
    ];
    finish_headers(&mut headers, plan, &page);
    let body = if plan.head { Vec::new() } else { body };
    Ok(Answer { status: if is_part { 206 } else { 200 }, headers, rows: count, body })
}

pub(crate) fn page(plan: &ReadPlan<'_>, rows: Rows) -> Result<Page, Refusal> {
    let mut page = Page { objects: Vec::with_capacity(rows.len()), total: None, masks: Vec::new() };
    let masks_at = 1 + usize::from(plan.shape.has_total);
    for mut row in rows {
        let total = plan.shape.has_total.then(|| row.get(1).cloned().flatten()).flatten();
        if let Some(total) = total {
            page.total = total.parse().ok();
            continue;
        }
        if plan.shape.has_masked && page.masks.len() < MASKED_ROWS {
            page.masks.push(row.get_mut(masks_at).and_then(Option::take).unwrap_or_default());
        }
        let Some(object) = row.first_mut().and_then(Option::take) else {
            return Err(Refusal::new(500, "XX000", "the database gave no object for a row"));
        };
        page.objects.push(object);
    }
    if spread::has_any(&plan.node) {
        for object in &mut page.objects {
            *object = spread::apply(&plan.node, object)?;
        }
    }
    Ok(page)
}

/// The rows in the form that is asked for, and its media type.
pub(crate) fn body(
    plan: &ReadPlan<'_>,
    objects: &[String],
) -> Result<(&'static str, Vec<u8>), Refusal> {
    if plan.form == Form::Csv {
        let names = spread::names(&plan.node);
        return Ok(("text/csv; charset=utf-8", csv::write(&names, objects)?));
    }
    Ok(("application/json; charset=utf-8", list(objects)))
}

/// One object, or the refusal that says how many rows there are.
pub(crate) fn single(plan: &ReadPlan<'_>, page: Page, status: u16) -> Result<Answer, Refusal> {
    let [object] = page.objects.as_slice() else {
        let found = match page.objects.len() {
            0 => "0 rows".to_owned(),
            _ => "more than one row".to_owned(),
        };
        return Err(Refusal::new(406, "PGRST116", "the result is not one object")
            .details(format!("The result contains {found}")));
    };
    let mut headers = vec![
        ("content-type", "application/vnd.pgrst.object+json; charset=utf-8".to_owned()),
        ("content-range", content_range(plan.node.offset, 1, page.total)),
    ];
    finish_headers(&mut headers, plan, &page);
    let body = if plan.head { Vec::new() } else { object.clone().into_bytes() };
    Ok(Answer { status, headers, rows: 1, body })
}

pub(crate) fn finish_headers(
    headers: &mut Vec<(&'static str, String)>,
    plan: &ReadPlan<'_>,
    page: &Page,
) {
    if plan.shape.has_masked {
        headers.push(("bailiwick-masked", masked(plan, page)));
    }
    if !plan.applied.is_empty() {
        headers.push(("preference-applied", plan.applied.join(", ")));
    }
}

/// `{"0":["total"]}`: names of masked fields by row. A header holds ASCII only, so other characters are escaped.
fn masked(plan: &ReadPlan<'_>, page: &Page) -> String {
    let mut rows = Map::new();
    for (index, flags) in page.masks.iter().take(page.objects.len()).enumerate() {
        let names: Vec<Value> = plan
            .maskable
            .iter()
            .zip(flags.bytes())
            .filter(|(_, flag)| *flag == b'1')
            .map(|((name, _), _)| Value::from(name.as_str()))
            .collect();
        if !names.is_empty() {
            rows.insert(index.to_string(), Value::from(names));
        }
    }
    let mut text = String::new();
    for character in Value::from(rows).to_string().chars() {
        if character.is_ascii() && !character.is_ascii_control() {
            text.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            text.push_str(&format!("\\u{unit:04x}"));
        }
    }
    text
}

pub(crate) fn content_range(offset: u64, count: u64, total: Option<u64>) -> String {
    let total = total.map_or_else(|| "*".to_owned(), |total| total.to_string());
    match count {
        0 => format!("*/{total}"),
        _ => format!("{offset}-{}/{total}", offset + count - 1),
    }
}

fn list(objects: &[String]) -> Vec<u8> {
    let length = objects.iter().map(|object| object.len() + 2).sum::<usize>() + 2;
    let mut body = Vec::with_capacity(length);
    body.push(b'[');
    for (index, object) in objects.iter().enumerate() {
        if index > 0 {
            body.extend_from_slice(b",\n ");
        }
        body.extend_from_slice(object.as_bytes());
    }
    body.push(b']');
    body
}
