//! Requests for access: one's own, and all for who could decide them.

use bailiwick_api::List;
use bailiwick_model::{AccessRequest, RequestState};

use super::{is_shown, may_decide, own_member, show};
use crate::access::words::Words;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let judged = call.judged()?;
    let state: Option<RequestState> = match call.query.get("state") {
        Some(word) => Some(word.parse().map_err(|error| Error::invalid("state", error))?),
        None => None,
    };
    let own = own_member(judged);
    let mut tx = call.read().await?;
    let organization = call.path.organization()?;
    let only = if may_decide(judged) { None } else { own };
    let all = match (only, may_decide(judged)) {
        (None, false) => Vec::new(),
        _ => bailiwick_store::access_requests::list(&mut tx, organization, only, call.now).await?,
    };
    let found: Vec<AccessRequest> = all
        .into_iter()
        .filter(|request| state.is_none_or(|state| request.state == state))
        .filter(|request| is_shown(judged, request))
        .collect();
    let mut words = Words::of(judged);
    words.want_every_member();
    words.look_up(&mut tx).await?;
    let listed = page::cut(&call, found, |request| {
        format!("{} {} {}", request.action, request.reason, words.member(request.member).name)
    })?;
    let items = show(judged, &mut tx, listed.items).await?;
    Answer::ok(&List { items, next_cursor: listed.next_cursor, total: listed.total })
}
