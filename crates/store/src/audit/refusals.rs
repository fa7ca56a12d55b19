//! Refusals: one entry says how many alike there were.

use bailiwick_access::{Action, SystemReason};
use bailiwick_model::{Account, ActorKind, AuditOutcome, Email, Id, OrganizationId, ServiceToken};
use serde_json::json;

use super::append::append;
use super::entry::{Entry, Home};
use crate::act::Act;
use crate::error::Error;
use crate::members;
use crate::tx::Tx;

/// Whom a refusal was said to.
#[derive(Clone, Copy, Debug)]
pub enum Refused<'a> {
    /// A person.
    Account(&'a Account),
    /// A service token.
    ServiceToken(&'a ServiceToken),
}

/// What was refused, so many times since it was last written down.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// To whom.
    pub who: Refused<'a>,
    /// The operation: `project_create`.
    pub operation: &'a str,
    /// The word of the error.
    pub code: &'a str,
    /// The action that was missing, where one was.
    pub missing: Option<Action>,
    /// The kind and the id of what it was to be done to, as the caller named it: it may not exist.
    pub target: Option<(&'a str, Id)>,
    /// The project, instance or database that the caller named.
    pub place: Option<Id>,
    /// How many.
    pub count: u64,
}

/// Writes refusals down.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: Option<OrganizationId>,
    refusal: &Refusal<'_>,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let home = match organization {
        Some(organization) if belongs(tx, organization, refusal.who).await? => {
            Home::Of(organization)
        }
        _ => Home::Server,
    };
    let (target_kind, target) = match refusal.target {
        Some((kind, id)) => (kind, Some(id)),
        None => ("operation", None),
    };
    let mut detail = json!({ "code": refusal.code, "count": refusal.count });
    if let Some(action) = refusal.missing {
        detail["action"] = json!(action.as_str());
    }
    if let (Home::Server, Some(organization)) = (&home, organization) {
        // A stranger's attempt is in nobody's log but the server's: it says where it was made.
        detail["organization"] = json!(organization);
    }
    let entry = Entry {
        action: refusal.operation,
        target_kind,
        target,
        target_name: None,
        place: refusal.place,
        detail,
        personal: None,
        outcome: AuditOutcome::Denied,
        by: Some(match refusal.who {
            Refused::Account(account) => {
                (ActorKind::Account, account.id.0, account.display_name.as_str())
            }
            Refused::ServiceToken(token) => {
                (ActorKind::ServiceToken, token.id.0, token.name.as_str())
            }
        }),
    };
    append(tx, act, home, entry).await
}

/// Writes down that somebody could not sign in, so many times; `several` are of so many addresses that none is named.
/// What was typed is kept as personal data, and only when it is an address: people type passwords into the wrong field.
///
/// # Errors
/// When the database fails.
pub async fn sign_in_refused(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    typed: &str,
    operation: &str,
    count: u64,
) -> Result<(), Error> {
    let email = typed.parse::<Email>().ok();
    let entry = Entry {
        action: if operation == "several" { operation } else { "accounts.sign_in" },
        target_kind: "account",
        target: None,
        target_name: email.as_ref().map(Email::as_str),
        place: None,
        detail: json!({ "code": "wrong_credentials", "count": count }),
        personal: None,
        outcome: AuditOutcome::Denied,
        by: None,
    };
    append(tx, act, Home::Server, entry).await
}

/// Writes down how many refusals were not, because there were too many at once.
///
/// # Errors
/// When the database fails.
pub async fn dropped(tx: &mut Tx<'_>, act: &Act<'_>, count: u64) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Job])?;
    let entry = Entry {
        action: "audit.drop",
        target_kind: "refusals",
        target: None,
        target_name: None,
        place: None,
        detail: json!({ "dropped": count }),
        personal: None,
        outcome: AuditOutcome::Ok,
        by: None,
    };
    append(tx, act, Home::Server, entry).await
}

/// Whether somebody is in an organization: strangers write nothing into its log, and learn nothing by trying.
async fn belongs(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    who: Refused<'_>,
) -> Result<bool, Error> {
    match who {
        Refused::Account(account) => {
            Ok(members::find(tx, organization, account.id).await?.is_some())
        }
        Refused::ServiceToken(token) => Ok(token.organization == organization),
    }
}
