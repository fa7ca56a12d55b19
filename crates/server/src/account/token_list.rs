//! The account's personal access tokens.

use crate::account::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::tokens::list(&mut tx, call.account()?.id, &page::page(&call)?).await?;
    let mut shown = std::collections::BTreeMap::new();
    for token in &listed.items {
        shown.insert(token.id, tokens::show(&call, &mut tx, token.clone()).await?);
    }
    page::answer(&call, listed, |token| {
        shown.remove(&token.id).ok_or_else(|| Error::internal("a token was not shown"))
    })
}
