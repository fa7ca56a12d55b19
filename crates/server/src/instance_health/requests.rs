//! `instance_request_list`

use bailiwick_access::{Action, Resource};
use bailiwick_api::{CallOutcome, InstanceRequest, InstanceRequestCall, InstanceRequestList};
use bailiwick_instance::{CallNote, CallOutcome as Ended, LogEntry};
use bailiwick_model::Timestamp;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;
use crate::policy::explain;

/// The newest requests. Who asked is told to those who may see rows, by which permissions to those who may see the policy.
pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let id = call.path.instance()?;
    let resource = Resource::Instance(id);
    let can = call.can(&resource)?;
    let may = |action: Action| can.contains(&action.as_str());
    if call.query.get("user").is_some() || call.query.get("role").is_some() {
        // Whether somebody asked something is what the log would otherwise not tell; a role may have one holder.
        call.require(Action::DataView, &resource)?;
    }
    let wanted = Wanted::read(&call)?;
    let page = page::page(&call)?;
    let before = page.after.and_then(|after| after.parse().ok());
    let instance = call.state.hosted.instance(&call.state, id).await?;
    let limit = page.limit as usize;
    let found = instance.log(|entry| wanted.holds(entry), wanted.after, before, limit);
    let next = found.items.last().filter(|_| found.has_more).map(|entry| entry.sequence);
    let items = found.items.into_iter().map(|entry| {
        let is_explained = entry.code.is_some() && instance.refused(&entry.request).is_some();
        show(entry, may(Action::DataView), may(Action::PolicyView), is_explained)
    });
    Answer::ok(&InstanceRequestList {
        items: items.collect(),
        next_cursor: next.map(|next| page::cursor(&call, &next.to_string())),
        total: found.total,
        latest: found.latest,
    })
}

/// What is asked for.
struct Wanted {
    after: Option<u64>,
    user: Option<String>,
    role: Option<String>,
    table: Option<String>,
    /// The least and the greatest status.
    status: (u16, u16),
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Wanted {
    fn read(call: &Call) -> Result<Self, Error> {
        let text = |name: &str| call.query.get(name).map(str::to_owned);
        Ok(Wanted {
            after: call.query.parsed("after")?,
            user: text("user"),
            role: text("role"),
            table: text("table"),
            status: status(call.query.get("status"))?,
            from: call.query.parsed("from")?,
            to: call.query.parsed("to")?,
        })
    }

    fn holds(&self, entry: &LogEntry) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
        };
        let at = Timestamp(entry.at_microseconds);
        is(&self.user, entry.user.as_deref())
            && self.role.as_ref().is_none_or(|role| entry.roles.contains(role))
            && (is(&self.table, entry.table.as_deref())
                || is(&self.table, table_of(entry).as_deref()))
            && (self.status.0..=self.status.1).contains(&entry.status)
            && self.from.is_none_or(|from| at >= from)
            && self.to.is_none_or(|to| at < to)
    }
}

/// `403`, or `4xx`.
fn status(text: Option<&str>) -> Result<(u16, u16), Error> {
    let Some(text) = text else { return Ok((0, u16::MAX)) };
    if let Some(Ok(class @ 1..=5)) = text.strip_suffix("xx").map(str::parse::<u16>) {
        return Ok((class * 100, class * 100 + 99));
    }
    match text.parse::<u16>() {
        Ok(status) if (100..600).contains(&status) => Ok((status, status)),
        _ => {
            Err(Error::invalid("status", "it is a status such as `403`, or a class such as `4xx`"))
        }
    }
}

/// `main.orders`
pub(crate) fn table_of(entry: &LogEntry) -> Option<String> {
    Some(format!("{}.{}", entry.connection.as_deref()?, entry.table.as_deref()?))
}

fn show(
    entry: LogEntry,
    shows_user: bool,
    shows_policy: bool,
    is_explained: bool,
) -> InstanceRequest {
    InstanceRequest {
        sequence: entry.sequence,
        explanation: entry.request.parse().ok().filter(|_| is_explained),
        request: entry.request,
        at: Timestamp(entry.at_microseconds),
        user: entry.user.filter(|_| shows_user),
        roles: if shows_user { entry.roles } else { Vec::new() },
        method: entry.method,
        connection: entry.connection,
        table: entry.table,
        operation: entry.operation.map(explain::named),
        permissions: shows_policy.then_some(entry.permissions),
        rows: entry.rows,
        call: entry.call.map(|call| called(call, shows_policy)),
        duration_ms: entry.took_microseconds as f64 / 1_000.0,
        status: entry.status.into(),
        code: entry.code.map(str::to_owned),
    }
}

/// The host stands in the policy.
fn called(call: CallNote, shows_policy: bool) -> InstanceRequestCall {
    InstanceRequestCall {
        host: shows_policy.then_some(call.host),
        outcome: match call.outcome {
            Ended::Accepted => CallOutcome::Accepted,
            Ended::Refused => CallOutcome::Refused,
            Ended::Late => CallOutcome::Late,
            Ended::Forbidden => CallOutcome::Forbidden,
            Ended::Unreachable => CallOutcome::Unreachable,
        },
        status: call.status.map(u64::from),
        duration_ms: call.took_microseconds as f64 / 1_000.0,
    }
}
