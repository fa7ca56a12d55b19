//! Refusals of the data API. They are kept by the instance, and explained to whoever may see both its policy and its rows.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Resource, decide};
use bailiwick_api::{DataRefusal, RefusalAnswer};
use bailiwick_instance::{Question, RefusedRequest};
use bailiwick_model::{OrganizationId, RequestId, Timestamp};
use bailiwick_store::Tx;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::hosted::Whose;
use crate::instance_health::requests::table_of;
use crate::policy::explain;

/// Explains a request that an instance refused. To everybody else it is as if there had been none.
pub(super) async fn answer(
    call: &Call,
    tx: &mut Tx<'_>,
    epochs: &BTreeMap<OrganizationId, u64>,
    request: RequestId,
) -> Result<Answer, Error> {
    let found = call.state.hosted.refused(&request.to_string());
    let (whose, instance, refused) = found.ok_or_else(Error::not_found)?;
    let judged = super::get::judged(call, tx, epochs, whose.organization).await?;
    let resource = Resource::Instance(whose.instance);
    for action in [Action::PolicyView, Action::DataView] {
        let permit = decide(&judged.folded.snapshot, &judged.principal, action, &resource);
        drop(permit.map_err(|_| Error::not_found())?);
    }
    let explanation = match question(&refused) {
        // As things are now; a table that is not there is not explained.
        Some(question) => instance.explain(&question).await.ok().map(explain::answer),
        None => None,
    };
    let operation = refused.entry.operation.map(|operation| operation.as_str().to_owned());
    Answer::ok(&RefusalAnswer {
        request,
        at: Timestamp(refused.entry.at_microseconds),
        operation,
        organization: whose.organization,
        own: false,
        explanation: None,
        data: Some(show(&whose, refused, explanation)),
    })
}

fn question(refused: &RefusedRequest) -> Option<Question> {
    Some(Question {
        user: refused.asker.as_deref()?.clone(),
        table: table_of(&refused.entry)?,
        operation: refused.entry.operation?,
        row: None,
    })
}

fn show(
    whose: &Whose,
    refused: RefusedRequest,
    explanation: Option<bailiwick_api::PolicyExplanation>,
) -> DataRefusal {
    let table = table_of(&refused.entry);
    let entry = refused.entry;
    DataRefusal {
        project: whose.project,
        instance: whose.instance,
        user: entry.user,
        roles: entry.roles,
        method: entry.method,
        table,
        status: entry.status.into(),
        code: entry.code.unwrap_or_default().to_owned(),
        message: refused.message,
        details: refused.details,
        explanation,
    }
}
