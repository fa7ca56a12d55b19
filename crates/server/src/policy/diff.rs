//! `policy_diff`

use bailiwick_api::{
    ActionDifference, ChangeKind, PermissionChange, PermissionDifference, PolicyDifference,
    PolicyEffect, PolicyTestDifference,
};
use bailiwick_policy::{self as policy, Difference, Document};
use bailiwick_store::policies;

use super::problems;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Compares what is in force, or what `from` names, with the document in the body, or with what `to` names.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (from, before) = side(&call, "from", call.query.get("from").unwrap_or("deployed")).await?;
    let (to, after) = match call.query.get("to") {
        Some(_) if !call.body.is_empty() => {
            return Err(Error::invalid("to", "a document is sent: leave `to` out"));
        }
        None if !call.body.is_empty() => {
            let (source, format) = super::document(&call)?;
            ("document".to_owned(), problems::read(&source, format)?)
        }
        named => side(&call, "to", named.unwrap_or("draft")).await?,
    };
    Answer::ok(&answer(from, to, &policy::difference(&before, &after)))
}

/// A policy by what people call it.
async fn side(call: &Call, field: &str, name: &str) -> Result<(String, Document), Error> {
    let mut tx = call.read().await?;
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let found = match name {
        "deployed" => {
            let deployed = policies::deployed(&mut tx, instance).await?;
            deployed.map(|deployed| (deployed.version.source, deployed.version.format))
        }
        "draft" => {
            let draft = policies::draft(&mut tx, organization, instance).await?;
            // Before anything was saved or deployed it is empty, and so is what it permits.
            (draft.is_saved() || !draft.source.is_empty()).then_some((draft.source, draft.format))
        }
        number => {
            let number: u64 = number.parse().map_err(|_| {
                Error::invalid(field, "it is `deployed`, `draft` or the number of a version")
            })?;
            let version = policies::version(&mut tx, organization, instance, number).await?;
            let version = version.ok_or_else(|| {
                Error::invalid(field, "this instance has no version of that number")
            })?;
            Some((version.source, version.format))
        }
    };
    match found {
        Some((source, format)) => Ok((name.to_owned(), problems::read(&source, format)?)),
        None => Ok(("none".to_owned(), Document::default())),
    }
}

pub(super) fn answer(from: String, to: String, difference: &Difference) -> PolicyDifference {
    let permissions = difference.permissions.iter().map(|one| PermissionDifference {
        slug: one.slug.clone(),
        table: one.table.clone(),
        kind: kind(one.kind),
        effect: effect(one.effect),
        changes: one.changes.iter().map(change).collect(),
    });
    let actions = difference.actions.iter().map(|one| ActionDifference {
        name: one.name.clone(),
        kind: kind(one.kind),
        effect: effect(one.effect),
        changes: one.changes.iter().map(change).collect(),
    });
    let tests = difference
        .tests
        .iter()
        .map(|test| PolicyTestDifference { name: test.name.clone(), kind: kind(test.kind) });
    PolicyDifference {
        from,
        to,
        differs: !difference.is_empty(),
        effect: effect(difference.effect()),
        permissions: permissions.collect(),
        actions: actions.collect(),
        tests: tests.collect(),
    }
}

fn change(change: &policy::Change) -> PermissionChange {
    PermissionChange {
        operation: change.operation.map(|operation| operation.as_str().to_owned()),
        field: change.field.to_owned(),
        effect: effect(change.effect),
        before: change.before.clone(),
        after: change.after.clone(),
        sentence: change.sentence.clone(),
    }
}

fn kind(kind: policy::ChangeKind) -> ChangeKind {
    match kind {
        policy::ChangeKind::Added => ChangeKind::Added,
        policy::ChangeKind::Removed => ChangeKind::Removed,
        policy::ChangeKind::Changed => ChangeKind::Changed,
    }
}

fn effect(effect: policy::Effect) -> PolicyEffect {
    match effect {
        policy::Effect::Widens => PolicyEffect::Widens,
        policy::Effect::Narrows => PolicyEffect::Narrows,
        policy::Effect::Neutral => PolicyEffect::Neutral,
        policy::Effect::Unknown => PolicyEffect::Unknown,
    }
}
