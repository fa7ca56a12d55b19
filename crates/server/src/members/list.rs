//! The members of an organization.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{Gives, GrantDefinition};
use bailiwick_api::ListedMember;
use bailiwick_model::{MemberId, MemberState, RoleId, RoleReference};
use bailiwick_store::members::MemberFilter;

use super::{in_part, ruled, standing};
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::grants::Sight;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, page) = (call.path.organization()?, page::page(&call)?);
    let state = call.query.get("state").map(str::parse::<MemberState>).transpose();
    let state = state.map_err(|unknown| Error::invalid("state", unknown))?;
    let held = Held::of(&call)?;
    let filter = MemberFilter { state, among: call.query.parsed("role")?.map(|one| held.by(one)) };
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::members::list(&mut tx, organization, &filter, &page, call.now).await?;
    let shown: Vec<MemberId> = listed.items.iter().map(|member| member.id).collect();
    let standing = standing(&call, &shown)?;
    page::answer(&call, listed, |member| {
        let (id, roles_in_part) = (member.id, held.in_part(member.id));
        ruled(&call, &standing, id, ListedMember { member, roles_in_part })
    })
}

/// What members were given themselves, of that which the caller may know.
struct Held<'c> {
    judged: &'c Judged,
    grants: BTreeMap<MemberId, Vec<&'c GrantDefinition>>,
}

impl<'c> Held<'c> {
    fn of(call: &'c Call) -> Result<Self, Error> {
        let (judged, sight) = (call.judged()?, Sight::of(call)?);
        let known = |grant: &&GrantDefinition| sight.knows(grant);
        let members = judged.folded.world.members.iter();
        let grants = members.map(|one| (one.id, one.grants.iter().filter(known).collect()));
        Ok(Held { judged, grants: grants.collect() })
    }

    /// Who holds a role, wherever.
    fn by(&self, role: RoleId) -> BTreeSet<MemberId> {
        let gives = |grants: &[&GrantDefinition]| {
            grants.iter().any(|grant| grant.gives == Gives::Role(role))
        };
        self.grants.iter().filter(|(_, grants)| gives(grants)).map(|(id, _)| *id).collect()
    }

    fn in_part(&self, member: MemberId) -> Vec<RoleReference> {
        in_part(self.judged, self.grants.get(&member).into_iter().flatten().copied())
    }
}
