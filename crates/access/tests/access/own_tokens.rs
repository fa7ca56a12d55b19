//! What personal access tokens give and change, and who makes them.

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;

const EXCEEDS: &str = "would_exceed_grantor";
const ABOVE: &str = "target_above_actor";

#[test]
fn a_personal_token_gives_no_more_than_it_carries() {
    let mut world = organization();
    let carried = ActionSet::of(&[Action::MembersUpdate, Action::OrganizationView]);
    for (number, grants) in [(1, Some(vec![everywhere(Gives::Actions(carried))])), (2, None)] {
        world.personal_tokens.push(WorldPersonalToken {
            id: id(TOKEN, number),
            member: id(MEMBER, ADMIN),
            grants,
        });
    }
    let token = |number| Principal::PersonalToken(id(TOKEN, number));
    let change = add(&world, ACCOMPLICE, everywhere(custom(TEAM_LEAD)));
    assert_eq!(tried(&world, token(1), &change).map_err(|one| one.code()), Err(EXCEEDS));
    assert_eq!(tried(&world, token(2), &change), Ok(()));
    // What carries a part does not touch the whole; what carries all may lower its own member, whose tokens follow.
    let lowered = set(ADMIN, Vec::new());
    assert_eq!(tried(&world, token(1), &lowered).map_err(|one| one.code()), Err(ABOVE));
    assert_eq!(tried(&world, token(2), &lowered), Ok(()));
    // A suspended owner's tokens, teams and invitations act on nothing.
    let mut suspended = world.clone();
    suspended.members[ADMIN as usize].suspended = true;
    assert_eq!(tried(&suspended, token(2), &change).map_err(|one| one.code()), Err(EXCEEDS));
}

/// No operation lets a token change what it carries, and the guard would not let it.
#[test]
fn a_personal_token_does_not_widen_itself() {
    let carried =
        |actions: &[Action]| Some(vec![everywhere(Gives::Actions(ActionSet::of(actions)))]);
    let mut world = organization();
    world.personal_tokens.push(WorldPersonalToken {
        id: id(TOKEN, 1),
        member: id(MEMBER, ADMIN),
        grants: carried(&[Action::OrganizationView]),
    });
    let becomes = |grants| {
        let mut after = world.clone();
        after.personal_tokens[0].grants = grants;
        let judged = guard(&world, &after, &Principal::PersonalToken(id(TOKEN, 1)), &[], NOW);
        judged.map_err(|one| one.code())
    };
    assert_eq!(becomes(None), Err(EXCEEDS));
    assert_eq!(becomes(carried(&[Action::OrganizationView, Action::MembersView])), Err(EXCEEDS));
    assert_eq!(becomes(carried(&[])), Ok(()));
}

/// Two tokens of one person that carry parts of them: the narrower does not touch the wider.
#[test]
fn a_personal_token_does_not_narrow_one_that_carries_more() {
    let mut world = organization();
    let carried = [Action::OrganizationView, Action::MembersUpdate];
    for (number, actions) in [(1, &carried[..]), (2, &carried[..1])] {
        world.personal_tokens.push(WorldPersonalToken {
            id: id(TOKEN, number),
            member: id(MEMBER, ADMIN),
            grants: Some(vec![everywhere(Gives::Actions(ActionSet::of(actions)))]),
        });
    }
    let emptied = |by: u64, place: usize| {
        let mut after = world.clone();
        after.personal_tokens[place].grants = Some(Vec::new());
        guard(&world, &after, &Principal::PersonalToken(id(TOKEN, by)), &[], NOW)
    };
    assert_eq!(emptied(2, 0).map_err(|one| one.code()), Err(ABOVE));
    assert_eq!(emptied(1, 1), Ok(()));
}

/// No operation makes a token for somebody else, and the guard would not let it.
#[test]
fn a_token_of_somebody_who_holds_more_is_not_made() {
    let world = organization();
    let with_token_of = |number| {
        let mut after = world.clone();
        after.personal_tokens.push(WorldPersonalToken {
            id: id(TOKEN, 1),
            member: id(MEMBER, number),
            grants: None,
        });
        guard(&world, &after, &member(ATTACKER), &[], NOW)
    };
    assert!(with_token_of(ATTACKER).is_ok());
    let refusal = with_token_of(OWNER).unwrap_err();
    assert_eq!(refusal.code(), EXCEEDS);
}
