//! Refusals of the data API. They are kept by the instance, and explained to whoever may see both its policy and its rows.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Resource, decide};
use bailiwick_api::{BrokenRule, DataRefusal, PolicyExplanation, PolicyFix, RefusalAnswer};
use bailiwick_instance::{LogEntry, Question, RefusedRequest};
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
    let explanation = explanation.map(|found| about(&refused, found));
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

/// The ways that would have helped this request: more columns are none for a row that breaks a rule, and no policy is one
/// for what is written wrong, too much, or in the way of another row.
fn about(refused: &RefusedRequest, found: PolicyExplanation) -> PolicyExplanation {
    let fixes = match &refused.rule {
        Some(rule) => vec![changing(rule)],
        None if is_of_policy(&refused.entry) => found.fixes,
        None => Vec::new(),
    };
    PolicyExplanation { fixes, ..found }
}

fn is_of_policy(entry: &LogEntry) -> bool {
    let code = entry.code.unwrap_or_default();
    matches!(entry.status, 403 | 404) || matches!(code, "42703" | "PGRST204" | "PGRST200")
}

fn changing(rule: &bailiwick_instance::BrokenRule) -> PolicyFix {
    let column = rule.column.as_ref().map(|column| format!(" on `{column}`")).unwrap_or_default();
    PolicyFix {
        kind: "change_rule".to_owned(),
        sentence: format!(
            "write a row that keeps the rule, or change `{}`{column} of `{}` in the policy",
            rule.part, rule.permission
        ),
        permission: Some(rule.permission.clone()),
        role: None,
        extra: 1,
    }
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
        rule: refused.rule.map(|rule| BrokenRule {
            permission: rule.permission,
            part: rule.part.to_owned(),
            column: rule.column,
            condition: rule.condition,
        }),
        explanation,
    }
}
