//! Changes of access. Whoever changes what anyone may do goes through here: under the organization's lock, between two
//! readings of its whole state, judged by [`bailiwick_access::guard`] before anything lasts.

use bailiwick_access::{
    Action, Gives, GrantDefinition, Principal, Resource, Snapshot, SystemRole, World,
    changes_owners, decide, guard, role_is_within,
};
use bailiwick_model::{InvitationId, OrganizationId, RoleId, TeamId};

use crate::act::Act;
use crate::error::Error;
use crate::tx::Tx;
use crate::{lock, world};

/// A change of access that has begun: the organization is locked, and nobody else changes it until the transaction ends.
#[must_use = "a change that is not closed was not judged"]
pub(crate) struct Guarded {
    organization: OrganizationId,
    /// The state before the change.
    pub(crate) before: World,
}

/// Takes the lock and decides again: the permit may be of a state that somebody else has changed since.
pub(crate) async fn open(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
) -> Result<Guarded, Error> {
    lock::organization(tx, organization).await?;
    let before = world::load(tx, organization).await?;
    if let (Some(action), Some(resource), Some(principal)) =
        (act.permit.action(), act.permit.resource(), act.permit.principal())
    {
        let snapshot = Snapshot::fold(&before, act.now);
        decide(&snapshot, principal, action, resource).map(drop).map_err(Error::Denied)?;
    }
    Ok(Guarded { organization, before })
}

impl Guarded {
    /// Decides, in the state before the change, another action than the permit's: of something that the change also
    /// touches. The server's own acts are not asked.
    pub(crate) fn require(
        &self,
        act: &Act<'_>,
        action: Action,
        resource: &Resource,
    ) -> Result<(), Error> {
        let Some(principal) = act.permit.principal() else { return Ok(()) };
        let snapshot = Snapshot::fold(&self.before, act.now);
        decide(&snapshot, principal, action, resource).map(drop).map_err(Error::Denied)
    }

    /// Refuses to hand on, or to take back, an invitation that makes an owner, where the caller may not make one.
    pub(crate) fn keep_owner_invitation(
        &self,
        tx: &Tx<'_>,
        invitation: InvitationId,
        teams: &[TeamId],
    ) -> Result<(), Error> {
        let Some(code) = tx.owners_kept else { return Ok(()) };
        let owns = |grants: &[GrantDefinition]| {
            grants.iter().any(|grant| grant.gives == Gives::Role(SystemRole::Owner.id()))
        };
        let by_itself = self.before.invitations.iter().filter(|one| one.id == invitation);
        let by_team = self.before.teams.iter().filter(|one| teams.contains(&one.id));
        let mut grants = by_itself.map(|one| &one.grants).chain(by_team.map(|one| &one.grants));
        if grants.any(|grants| owns(grants)) { Err(Error::OwnersKept(code)) } else { Ok(()) }
    }

    /// Judges what was written since, and counts the change. `touched` are those whom the change concerns although
    /// their authority stays as it is: a token that is rotated, an invitation that is sent again.
    pub(crate) async fn close(
        self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        touched: &[Principal],
    ) -> Result<(), Error> {
        // The server's own acts (the demonstration, an expiry, an operator's rescue) are bounded by their closed list
        // of reasons instead.
        match act.permit.principal().copied() {
            Some(actor) => self.close_as(tx, act, actor, touched).await,
            None => lock::bump(tx, self.organization, act.now).await,
        }
    }

    /// The same for a role that is changed in any way, its description included, or deleted.
    pub(crate) async fn close_role(
        self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        role: RoleId,
    ) -> Result<(), Error> {
        let within = match act.permit.principal() {
            Some(actor) => role_is_within(&self.before, actor, role, act.now),
            None => Ok(()),
        };
        self.close(tx, act, &[]).await?;
        within.map_err(Error::Refused)
    }

    /// The same on behalf of somebody whom the permit does not name: a member who leaves, whoever answers for an
    /// invitation that is accepted.
    pub(crate) async fn close_as(
        self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        actor: Principal,
        touched: &[Principal],
    ) -> Result<(), Error> {
        lock::bump(tx, self.organization, act.now).await?;
        let after = world::load(tx, self.organization).await?;
        guard(&self.before, &after, &actor, touched, act.now).map_err(Error::Refused)?;
        match tx.owners_kept {
            Some(code) if changes_owners(&self.before, &after) => Err(Error::OwnersKept(code)),
            _ => Ok(()),
        }
    }
}
