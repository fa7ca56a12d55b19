//! What is to be said of a change.

use bailiwick_model::{Account, ActorKind, AuditOutcome, Id, OrganizationId};
use serde_json::{Value, json};

/// Which log an entry goes into.
#[derive(Clone, Copy)]
pub(crate) enum Home {
    /// An organization's.
    Of(OrganizationId),
    /// The server's own: what happens outside any organization.
    Server,
}

impl Home {
    /// An organization's log, or the server's where none is named.
    pub(super) fn of(organization: Option<OrganizationId>) -> Self {
        organization.map_or(Home::Server, Home::Of)
    }

    pub(super) fn chain(self) -> String {
        bailiwick_model::chain::name_of(match self {
            Home::Of(organization) => Some(organization),
            Home::Server => None,
        })
    }
}

/// What is to be said of a change. No secret ever comes in here.
pub(crate) struct Entry<'a> {
    /// `projects.create`
    pub(crate) action: &'a str,
    /// `project`
    pub(crate) target_kind: &'a str,
    pub(crate) target: Option<Id>,
    pub(crate) target_name: Option<&'a str>,
    /// The project, instance or database that it happened in: whoever may not see that does not see the entry.
    pub(crate) place: Option<Id>,
    /// A JSON object; it stays for as long as the entry, so it holds nothing personal.
    pub(crate) detail: Value,
    /// What else can be erased with the target's name.
    pub(crate) personal: Option<Value>,
    pub(crate) outcome: AuditOutcome,
    /// Who acts, where the permit cannot say: the account that signs in.
    pub(crate) by: Option<(ActorKind, Id, &'a str)>,
}

impl<'a> Entry<'a> {
    /// Something was done.
    pub(crate) fn done(
        action: &'a str,
        target_kind: &'a str,
        target: impl Into<Id>,
        name: &'a str,
    ) -> Self {
        let target = target.into();
        let is_place = matches!(target_kind, "project" | "instance" | "database");
        Entry {
            action,
            target_kind,
            target: Some(target),
            target_name: Some(name),
            place: is_place.then_some(target),
            detail: json!({}),
            personal: None,
            outcome: AuditOutcome::Ok,
            by: None,
        }
    }

    pub(crate) fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    /// In which instance or database it happened, where that is not the target itself.
    pub(crate) fn within(mut self, place: impl Into<Id>) -> Self {
        self.place = Some(place.into());
        self
    }

    pub(crate) fn personal(mut self, detail: Value) -> Self {
        self.personal = Some(detail);
        self
    }

    pub(crate) fn by(mut self, account: &'a Account) -> Self {
        self.by = Some((ActorKind::Account, account.id.0, account.display_name.as_str()));
        self
    }
}
