//! Who administers a database.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;

use std::collections::BTreeMap;

use bailiwick_access::{Action, Change, GrantScope, Principal, Resource};
use bailiwick_api::Ruled;
use bailiwick_model::{DatabaseAdministrator, DatabaseId, MemberId};

use crate::call::Call;
use crate::error::Error;
use crate::rulings::{Ruling, ruled};

/// An administrator with what the caller may do to its being one: only one who was made so directly is unmade here.
pub(crate) fn held(
    call: &Call,
    database: DatabaseId,
    one: DatabaseAdministrator,
) -> Result<Ruled<DatabaseAdministrator>, Error> {
    let on = Resource::Database(database);
    let Some(member) = one.member.as_ref().filter(|_| one.is_direct).map(|member| member.id) else {
        let can = call.can(&on)?;
        let can = can.into_iter().filter(|action| *action == Action::DatabaseMembersView.as_str());
        return Ok(Ruled { object: one, can: can.collect(), cannot: BTreeMap::new() });
    };
    let touched = [Principal::Member(member)];
    let change = without(call, database, member);
    let action = Action::DatabaseMembersUpdate;
    let rulings = [Ruling { action, change, touched: &touched }];
    ruled(call, one, &on, &[Action::DatabaseMembersView], &rulings)
}

/// The change that takes the database from the member.
fn without(call: &Call, database: DatabaseId, member: MemberId) -> Option<Change> {
    let world = &call.judged().ok()?.folded.world;
    let found = world.members.iter().find(|one| one.id == member)?;
    let at = GrantScope::Database(database);
    let grants = found.grants.iter().filter(|grant| grant.scope != at).cloned().collect();
    Some(Change::SetMemberGrants { member, grants })
}
