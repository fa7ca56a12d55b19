//! `policy_explain`

use bailiwick_access::{Action, Resource};
use bailiwick_api::{
    ColumnExplanation, ColumnExtent, DataOperation, PermissionExplanation, PolicyExplanation,
    PolicyFix, PolicyQuestion,
};
use bailiwick_instance::{Explanation, Extent, Question, Unexplained};
use bailiwick_policy::Operation;

use crate::answer::Answer;
use crate::application_user;
use crate::call::Call;
use crate::error::Error;

/// Says why under the policy in force. What a row is told to be tells of the row, so it takes the right to see rows.
pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let asked: PolicyQuestion = call.json()?;
    let id = call.path.instance()?;
    if asked.row.is_some() {
        call.require(Action::DataView, &Resource::Instance(id))?;
    }
    let question = Question {
        user: application_user::read("user", asked.user)?,
        table: asked.table,
        operation: operation(asked.operation),
        row: asked.row,
    };
    let instance = call.state.hosted.instance(&call.state, id).await?;
    match instance.explain(&question).await {
        Ok(explanation) => Answer::ok(&answer(explanation)),
        Err(Unexplained::Table(message)) => Err(Error::invalid("table", message)),
        Err(Unexplained::Row(message)) => Err(Error::invalid("row", message)),
        Err(Unexplained::Away(message)) => Err(Error::conflict("database_away", message)),
    }
}

/// An explanation as the API tells it.
pub(crate) fn answer(explanation: Explanation) -> PolicyExplanation {
    let permissions = explanation.permissions.into_iter().map(|one| PermissionExplanation {
        slug: one.slug,
        applies: one.applies,
        reason: one.reason,
        filter_sql: one.filter_sql,
    });
    let columns = explanation.columns.into_iter().map(|(name, column)| {
        let granted = match column.granted {
            Extent::Yes => ColumnExtent::Yes,
            Extent::InSomeRows => ColumnExtent::InSomeRows,
            Extent::InPart => ColumnExtent::InPart,
            Extent::No => ColumnExtent::No,
        };
        (name, ColumnExplanation { granted, by: column.by, reason: column.reason })
    });
    let fixes = explanation.fixes.into_iter().map(|fix| PolicyFix {
        kind: fix.kind.as_str().to_owned(),
        sentence: fix.sentence,
        permission: fix.permission,
        role: fix.role,
        extra: fix.extra,
    });
    PolicyExplanation {
        allowed: explanation.allowed,
        permissions: permissions.collect(),
        columns: columns.collect(),
        fixes: fixes.collect(),
    }
}

fn operation(operation: DataOperation) -> Operation {
    match operation {
        DataOperation::Select => Operation::Select,
        DataOperation::Insert => Operation::Insert,
        DataOperation::Update => Operation::Update,
        DataOperation::Delete => Operation::Delete,
    }
}

/// The same the other way round.
pub(crate) fn named(operation: Operation) -> DataOperation {
    match operation {
        Operation::Select => DataOperation::Select,
        Operation::Insert => DataOperation::Insert,
        Operation::Update => DataOperation::Update,
        Operation::Delete => DataOperation::Delete,
    }
}
