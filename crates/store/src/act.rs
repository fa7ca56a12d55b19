//! What every changing function asks for: the proof that it may, and who did it when.

use bailiwick_access::{Action, Permit, Resource};
use bailiwick_model::{Id, OrganizationId, RequestId, Timestamp};

use crate::error::Error;

/// Makes ids; the randomness is a parameter.
pub trait Ids: Sync {
    /// A new id: the time, and six random bytes.
    fn id(&self) -> Id;
}

/// One change: its permit, and what the audit log says of it.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// The proof that the gate decided.
    pub permit: &'a Permit,
    /// The present instant.
    pub now: Timestamp,
    /// Where new ids come from.
    pub ids: &'a dyn Ids,
    /// The request that the change is part of.
    pub request_id: RequestId,
    /// Where the request came from.
    pub address: Option<&'a str>,
    /// The session or token that was used.
    pub credential: Option<Id>,
}

impl Act<'_> {
    /// A new id of any kind.
    pub(crate) fn id<T: From<Id>>(&self) -> T {
        self.ids.id().into()
    }

    /// The organization that the permit is for.
    pub(crate) fn organization(&self) -> Result<OrganizationId, Error> {
        let wrong = || Error::WrongPermit("it is for no organization".into());
        self.permit.organization().ok_or_else(wrong)
    }

    /// Checks that the permit is for this action on this very thing; gives its organization.
    pub(crate) fn require(
        &self,
        action: Action,
        resource: &Resource,
    ) -> Result<OrganizationId, Error> {
        self.permit.require_on(action, resource)?;
        self.organization()
    }
}
