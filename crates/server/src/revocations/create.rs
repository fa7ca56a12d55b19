//! `revocation_create`

use bailiwick_api::NewRevocation;
use bailiwick_store::revocations::{self, Revoked};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Longest subject, id of a token and reason, in bytes.
const LONGEST: usize = 1_024;

/// Revokes tokens; the instance judges its next request by it. It only takes away, so it needs no sight of the data.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let new: NewRevocation = call.json()?;
    let texts = [("subject", &new.subject), ("token_id", &new.token_id), ("reason", &new.reason)];
    for (field, text) in texts {
        let Some(text) = text else { continue };
        if text.is_empty() || text.len() > LONGEST {
            let sentence = format!("`{field}` has 1 to {LONGEST} bytes");
            return Err(Error::invalid(field, sentence));
        }
    }
    let revoked =
        Revoked { subject: new.subject, token_id: new.token_id, issued_before: new.issued_before };
    if revoked == Revoked::default() {
        let sentence = "say which tokens: a `subject`, a `token_id`, or `issued_before`";
        return Err(Error::invalid("subject", sentence));
    }
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let mut tx = call.begin().await?;
    let made =
        revocations::create(&mut tx, &call.act(), project, instance, revoked, new.reason).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    Answer::created(&super::answer(made))
}
