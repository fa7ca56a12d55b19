//! Whom a change touches, whether it gives them another cell or not.

use std::collections::BTreeSet;

use bailiwick_access::*;

/// Those on whom somebody acted: made, removed, suspended, resumed, given something else, by their teams too, put into
/// another team or put together otherwise.
pub fn acted_on(before: &World, after: &World) -> BTreeSet<Principal> {
    let mut found = BTreeSet::new();
    for (one, other) in [(before, after), (after, before)] {
        for team in &one.teams {
            for member in &team.members {
                let same = |other: &&WorldTeam| {
                    other.id == team.id
                        && other.grants == team.grants
                        && other.members.contains(member)
                };
                if !other.teams.iter().any(|other| same(&other)) {
                    found.insert(Principal::Member(*member));
                }
            }
        }
        for member in &one.members {
            let same = |other: &&WorldMember| {
                other.id == member.id
                    && other.suspended == member.suspended
                    && other.grants == member.grants
            };
            if !other.members.iter().any(|other| same(&other)) {
                found.insert(Principal::Member(member.id));
            }
        }
        found.extend(
            one.teams
                .iter()
                .filter(|team| !other.teams.contains(team))
                .map(|team| Principal::Team(team.id)),
        );
        let services = one.service_tokens.iter().filter(|one| !other.service_tokens.contains(one));
        found.extend(services.map(|one| Principal::ServiceToken(one.id)));
        let same = |invitation: &WorldInvitation| {
            other
                .invitations
                .iter()
                .any(|other| other.id == invitation.id && other.grants == invitation.grants)
        };
        let invitations = one.invitations.iter().filter(|one| !same(one));
        found.extend(invitations.map(|one| Principal::Invitation(one.id)));
    }
    found
}
