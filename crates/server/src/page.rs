//! Pages of lists: `limit`, `cursor`, `search` in; items, the next cursor and the total out.

use bailiwick_api::List;
use bailiwick_store::{Listed, Page};
use serde::Serialize;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

const USUAL: u32 = 25;

/// The page that a call asks for.
pub(crate) fn page(call: &Call) -> Result<Page, Error> {
    let after = call
        .query
        .get("cursor")
        .map(|cursor| call.state.cursors.open(&bound_to(call), cursor))
        .transpose()?;
    Ok(Page {
        limit: call.query.parsed("limit")?.unwrap_or(USUAL),
        after,
        search: call.query.get("search").filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// Answers a page of the store.
pub(crate) fn answer<T, U: Serialize>(
    call: &Call,
    listed: Listed<T>,
    show: impl FnMut(T) -> Result<U, Error>,
) -> Result<Answer, Error> {
    let next_cursor = listed.next.map(|after| call.state.cursors.seal(&bound_to(call), &after));
    let items = listed.items.into_iter().map(show).collect::<Result<Vec<U>, Error>>()?;
    Answer::ok(&List { items, next_cursor, total: listed.total })
}

/// The cursor behind which a page of this call goes on after a place.
pub(crate) fn cursor(call: &Call, after: &str) -> String {
    call.state.cursors.seal(&bound_to(call), after)
}

/// Answers a page of what is held in memory.
pub(crate) fn answer_all<T: Serialize>(
    call: &Call,
    all: Vec<T>,
    name: impl Fn(&T) -> &str,
) -> Result<Answer, Error> {
    Answer::ok(&cut(call, all, |item| name(item).to_owned())?)
}

/// A page of what is held in memory, in its order; the cursor is the number of items passed over.
pub(crate) fn cut<T>(
    call: &Call,
    all: Vec<T>,
    name: impl Fn(&T) -> String,
) -> Result<List<T>, Error> {
    let page = page(call)?;
    let search = page.search.unwrap_or_default().to_lowercase();
    let found: Vec<T> =
        all.into_iter().filter(|item| name(item).to_lowercase().contains(&search)).collect();
    let total = found.len() as u64;
    let passed: usize = page.after.and_then(|after| after.parse().ok()).unwrap_or(0);
    let items: Vec<T> = found.into_iter().skip(passed).take(page.limit as usize).collect();
    let end = passed + items.len();
    let next_cursor =
        ((end as u64) < total).then(|| call.state.cursors.seal(&bound_to(call), &end.to_string()));
    Ok(List { items, next_cursor, total })
}

/// A cursor works for its operation, its caller, its path and its filters alone.
fn bound_to(call: &Call) -> String {
    let caller = call.caller.as_ref().map(|caller| caller.id().to_string()).unwrap_or_default();
    format!("{} {caller} {} {}", call.operation.id, call.path.bound_to(), call.query.filters())
}
