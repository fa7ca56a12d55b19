//! Why a principal may or may not do something, and what would change it.

use bailiwick_api::{AccessExplain, AccessExplanation};

use super::explanation::{Asked, explanation, nothing_there};
use super::question::{self, Things};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccessExplain = call.json()?;
    let judged = call.judged()?;
    let principal = question::principal(judged, body.principal);
    question::about(&call, &principal)?;
    let action = question::action(&body.action)?;
    let things = Things { project: body.project, instance: body.instance, database: body.database };
    let mut tx = call.read().await?;
    let explanation: AccessExplanation = if things.are_known(judged) {
        let resource = things.resource();
        let asked = Asked { principal: &principal, action, resource: &resource };
        explanation(&call.state, &mut tx, judged, asked, call.now).await?
    } else {
        nothing_there(&mut tx, judged, &principal, action).await?
    };
    Answer::ok(&explanation)
}
