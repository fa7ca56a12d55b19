//! `policy_promote_preview`

use super::promotion::{answer, sides};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Says what would change, and changes nothing.
pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let asked = call.json()?;
    let mut tx = call.read().await?;
    let sides = sides(&mut call, &mut tx, &asked).await?;
    Answer::ok(&answer(&sides)?)
}
