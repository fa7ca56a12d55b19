//! Members and invitations: what is taken and given at the same time, and what ends with a membership.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bailiwick_access::{
    Action, Gives, Principal, Refusal, Resource, SystemReason, SystemRole, keeps_an_owner, system,
};
use bailiwick_model::{InvitationState, Member, MemberId, OrganizationId, Timestamp};
use bailiwick_store::grants::{self, Holder, NewGrant, Wanted};
use bailiwick_store::invitations::{self, Answering, NewInvitation};
use bailiwick_store::members::{self, TokensOfMember};
use bailiwick_store::{Error, Page, accounts, world};
use tokio::sync::Barrier;

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    t21_two_owners_remove_each_other
    t22_an_owner_steps_down_while_the_other_leaves
    t30_what_a_creator_administered_is_not_revived
    an_invitation_lives_and_ends
    t34_an_invitation_is_void_when_its_inviter_is_gone
    a_kept_end_is_the_one_that_stands_when_the_change_is_made
    a_copied_member_holds_what_the_other_does
    ten_thousand_members_are_listed_at_once
}

/// How often two people race each other.
const ROUNDS: usize = 1_000;

/// Two owners of one organization.
async fn two_owners(stage: &Stage) -> (Owner, MemberId) {
    let ana = stage.owner("ana").await;
    let ben = stage.member(ana.organization, "ben", SystemRole::Owner).await;
    (ana, ben)
}

async fn usable_owners(stage: &Stage, organization: OrganizationId) -> usize {
    let mut tx = stage.store.read().await.unwrap();
    let world = world::load(&mut tx, organization).await.unwrap();
    let mut without = world.clone();
    without.members.clear();
    assert!(keeps_an_owner(&world, &world).is_ok());
    let has_owner = keeps_an_owner(&world, &without) == Err(Refusal::LastOwner);
    assert!(has_owner, "nobody owns the organization");
    world.members.len()
}

/// Takes a member out, as another one does who was let through before.
async fn remove(
    stage: Arc<Stage>,
    barrier: Arc<Barrier>,
    organization: OrganizationId,
    actor: MemberId,
    target: MemberId,
) -> Result<(), Error> {
    let permit =
        stage.permit_of(organization, actor, Action::MembersRemove, Resource::Organization).await;
    let permit = permit.unwrap();
    barrier.wait().await;
    let mut tx = stage.store.begin().await?;
    members::remove(&mut tx, &stage.act(&permit), target, TokensOfMember::Ask, None).await?;
    tx.commit().await
}

async fn t21_two_owners_remove_each_other(stage: Stage) {
    let (ana, ben) = two_owners(&stage).await;
    let organization = ana.organization;
    let stage = Arc::new(stage);
    let barrier = Arc::new(Barrier::new(2));
    let (mut one, mut other) = (("ana", ana.member), ("ben", ben));
    let mut wins = [0, 0];
    for _ in 0..ROUNDS {
        let race = |actor, target| {
            tokio::spawn(remove(stage.clone(), barrier.clone(), organization, actor, target))
        };
        let (first, second) = (race(one.1, other.1), race(other.1, one.1));
        let (first, second) = (first.await.unwrap(), second.await.unwrap());
        let gone = match (&first, &second) {
            (Ok(()), Err(Error::Denied(_) | Error::NotFound("member"))) => &mut other,
            (Err(Error::Denied(_) | Error::NotFound("member")), Ok(())) => &mut one,
            _ => unreachable!("{first:?} {second:?}"),
        };
        wins[usize::from(second.is_ok())] += 1;
        assert_eq!(usable_owners(&stage, organization).await, 1);
        gone.1 = stage.member(organization, gone.0, SystemRole::Owner).await;
    }
    assert_eq!(wins[0] + wins[1], ROUNDS);
    assert!(wins[0] > 0 && wins[1] > 0, "the race was never open: {wins:?}");
}

async fn t22_an_owner_steps_down_while_the_other_leaves(stage: Stage) {
    let (ana, mut ben) = two_owners(&stage).await;
    let organization = ana.organization;
    let stage = Arc::new(stage);
    let barrier = Arc::new(Barrier::new(2));
    let mut wins = [0, 0];
    for _ in 0..ROUNDS {
        let steps_down = tokio::spawn(step_down(stage.clone(), barrier.clone(), ana.clone()));
        let leaves = tokio::spawn(leave(stage.clone(), barrier.clone(), organization));
        let (steps_down, leaves) = (steps_down.await.unwrap(), leaves.await.unwrap());
        match (&steps_down, &leaves) {
            (Ok(_), Err(Error::Refused(Refusal::LastOwner))) => {
                wins[0] += 1;
                assert_eq!(usable_owners(&stage, organization).await, 2);
                give_back(&stage, &ana).await;
            }
            (Err(Error::Refused(Refusal::LastOwner)), Ok(())) => {
                wins[1] += 1;
                assert_eq!(usable_owners(&stage, organization).await, 1);
                ben = stage.member(organization, "ben", SystemRole::Owner).await;
            }
            _ => unreachable!("{steps_down:?} {leaves:?}"),
        }
    }
    assert!(wins[0] > 0 && wins[1] > 0, "the race was never open: {wins:?}");
    assert!(stage.snapshot(organization).await.principal(&Principal::Member(ben)).is_some());
}

async fn step_down(
    stage: Arc<Stage>,
    barrier: Arc<Barrier>,
    owner: Owner,
) -> Result<Member, Error> {
    let permit = stage.permit(&owner, Action::MembersUpdate, Resource::Organization).await;
    barrier.wait().await;
    let mut tx = stage.store.begin().await?;
    let wanted = [NewGrant::role(SystemRole::Developer.id()).into()];
    let act = stage.act(&permit);
    let after = members::set_roles(&mut tx, &act, owner.member, &wanted, None).await?;
    tx.commit().await?;
    Ok(after)
}

async fn leave(
    stage: Arc<Stage>,
    barrier: Arc<Barrier>,
    organization: OrganizationId,
) -> Result<(), Error> {
    let mut tx = stage.store.read().await?;
    let found = accounts::find_by_email(&mut tx, &"ben@example.com".parse().unwrap()).await?;
    drop(tx);
    let permit = system(Some(organization), SystemReason::Account);
    barrier.wait().await;
    let mut tx = stage.store.begin().await?;
    let account = found.unwrap().0;
    members::leave(&mut tx, &stage.act(&permit), &account, TokensOfMember::Ask).await?;
    tx.commit().await
}

async fn give_back(stage: &Stage, owner: &Owner) {
    let permit = system(Some(owner.organization), SystemReason::Demonstration);
    let mut tx = stage.store.begin().await.unwrap();
    let wanted = [NewGrant::role(SystemRole::Owner.id()).into()];
    members::set_roles(&mut tx, &stage.act(&permit), owner.member, &wanted, None).await.unwrap();
    tx.commit().await.unwrap();
}

async fn t30_what_a_creator_administered_is_not_revived(stage: Stage) {
    let ana = stage.owner("ana").await;
    let created = stage.project(&ana, "Shop").await;
    let database = created.branches[0].database;
    let organization = ana.organization;
    let dora = stage.member(organization, "dora", SystemRole::OrganizationMember).await;
    let mut tx = stage.store.begin().await.unwrap();
    let permit = system(Some(organization), SystemReason::Demonstration);
    let act = stage.act(&permit);
    let eve = stage.new_account("eve");
    let role = SystemRole::DatabaseAdministrator.id();
    let (_, eve) =
        members::add(&mut tx, &act, organization, eve, role, Some(database)).await.unwrap();
    tx.commit().await.unwrap();

    let deletes = |member: MemberId| {
        let (stage, resource) = (&stage, Resource::Database(database));
        async move {
            let held = stage.permit_of(organization, member, Action::DatabasesDelete, resource);
            held.await.is_some()
        }
    };
    assert!(deletes(eve.id).await);
    assert!(!deletes(dora).await);
    let permit = stage.permit(&ana, Action::MembersRemove, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    members::remove(&mut tx, &act, eve.id, TokensOfMember::Ask, None).await.unwrap();
    let left = grants::of(&mut tx, organization, Holder::Member(eve.id)).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
    tx.commit().await.unwrap();
    let again = stage.member(organization, "eve", SystemRole::OrganizationMember).await;
    assert_ne!(again, eve.id);
    assert!(!deletes(again).await, "a new membership begins with nothing of the old");
}

async fn invite(stage: &Stage, owner: &Owner, email: &str, secret: u8) -> NewInvitationResult {
    let permit = stage.permit(owner, Action::InvitationsCreate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewInvitation {
        email: email.parse().unwrap(),
        roles: vec![NewGrant::role(SystemRole::Developer.id())],
        teams: Vec::new(),
        hash: [secret; 32],
        expires_at: NOW.plus_seconds(60),
    };
    let made = invitations::create(&mut tx, &stage.act(&permit), new).await?;
    tx.commit().await?;
    Ok(made)
}

type NewInvitationResult = Result<bailiwick_model::Invitation, Error>;

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result.unwrap_err() {
        Error::Conflict { code, .. } => code,
        Error::NotFound(noun) => noun,
        other => unreachable!("{other}"),
    }
}

async fn an_invitation_lives_and_ends(stage: Stage) {
    let ana = stage.owner("ana").await;
    let organization = ana.organization;
    let made = invite(&stage, &ana, "cleo@example.com", 1).await.unwrap();
    assert_eq!((made.state, made.roles[0].name.as_str()), (InvitationState::Pending, "Developer"));
    assert_eq!(code(invite(&stage, &ana, "CLEO@example.com ", 2).await), "already_invited");
    assert_eq!(code(invite(&stage, &ana, "ana@example.com", 2).await), "already_member");

    let mut tx = stage.store.read().await.unwrap();
    assert!(invitations::find(&mut tx, &[1; 32], NOW).await.unwrap().is_some());
    assert!(invitations::find(&mut tx, &[2; 32], NOW).await.unwrap().is_none());
    let late = NOW.plus_seconds(60);
    assert!(invitations::find(&mut tx, &[1; 32], late).await.unwrap().is_none(), "expired");
    drop(tx);

    let permit = stage.permit(&ana, Action::InvitationsCreate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    let later = NOW.plus_seconds(600);
    invitations::resend(&mut tx, &act, made.id, &[3; 32], later, Some(1)).await.unwrap();
    tx.commit().await.unwrap();

    let permit = system(None, SystemReason::Invitation);
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    assert!(invitations::find(&mut tx, &[1; 32], NOW).await.unwrap().is_none(), "the old link");
    let (into, found) = invitations::find(&mut tx, &[3; 32], NOW).await.unwrap().unwrap();
    let new = || Answering::New(stage.new_account("cleo"));
    let (_, member) = invitations::accept(&mut tx, &act, &into, &found, new()).await.unwrap();
    let held = grants::of(&mut tx, organization, Holder::Member(member)).await.unwrap();
    assert_eq!(held.len(), 1);
    let again = invitations::accept(&mut tx, &act, &into, &found, new()).await;
    assert_eq!(code(again), "invitation");
    tx.commit().await.unwrap();

    let mut tx = stage.store.read().await.unwrap();
    let accepted = Some(InvitationState::Accepted);
    let page = invitations::list(&mut tx, organization, accepted, NOW, &PAGE).await.unwrap();
    assert_eq!(page.total, 1);
    assert_eq!(page.items[0].roles[0].name, "Developer", "an ended one still says what it gave");
    let pending = Some(InvitationState::Pending);
    let page = invitations::list(&mut tx, organization, pending, NOW, &PAGE).await.unwrap();
    assert_eq!(page.total, 0);
    let world = world::load(&mut tx, organization).await.unwrap();
    assert!(world.invitations.is_empty());
}

async fn t34_an_invitation_is_void_when_its_inviter_is_gone(stage: Stage) {
    let (ana, ben) = two_owners(&stage).await;
    let owner = Owner { member: ben, ..ana.clone() };
    let made = invite(&stage, &owner, "cleo@example.com", 1).await.unwrap();
    let permit = stage.permit(&ana, Action::MembersRemove, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    members::remove(&mut tx, &stage.act(&permit), ben, TokensOfMember::Ask, None).await.unwrap();
    tx.commit().await.unwrap();

    let permit = system(None, SystemReason::Invitation);
    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    let (into, found) = invitations::find(&mut tx, &[1; 32], NOW).await.unwrap().unwrap();
    let who = Answering::New(stage.new_account("cleo"));
    let refused = invitations::accept(&mut tx, &act, &into, &found, who).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    drop(tx);
    let mut tx = stage.store.begin().await.unwrap();
    invitations::void(&mut tx, &act, &into, &found, None, "ben is gone").await.unwrap();
    assert!(invitations::find(&mut tx, &[1; 32], NOW).await.unwrap().is_none());
    let void = invitations::get(&mut tx, ana.organization, made.id, NOW).await.unwrap().unwrap();
    assert_eq!((void.state, void.reason.as_deref()), (InvitationState::Void, Some("ben is gone")));
    let cleo = accounts::find_by_email(&mut tx, &"cleo@example.com".parse().unwrap()).await;
    assert!(cleo.unwrap().is_none(), "no account stays behind");
}

/// Whoever says no end keeps the one that stands under the lock, and not the one that they had read.
async fn a_kept_end_is_the_one_that_stands_when_the_change_is_made(stage: Stage) {
    let ana = stage.owner("ana").await;
    let dora = stage.member(ana.organization, "dora", SystemRole::OrganizationMember).await;
    let permit = stage.permit(&ana, Action::MembersUpdate, Resource::Organization).await;
    let developer = NewGrant::role(SystemRole::Developer.id());
    let ends = NOW.plus_seconds(3_600);
    let until = NewGrant { expires_at: Some(ends), ..developer.clone() };
    let billed = NewGrant::role(SystemRole::OrganizationMember.id());
    let kept = [Wanted { new: developer, keeps_end: true }, billed.into()];
    for wanted in [vec![until.into()], kept.to_vec()] {
        let mut tx = stage.store.begin().await.unwrap();
        let act = stage.act(&permit);
        members::set_roles(&mut tx, &act, dora, &wanted, None).await.unwrap();
        let held = grants::of(&mut tx, ana.organization, Holder::Member(dora)).await.unwrap();
        let developer = Gives::Role(SystemRole::Developer.id());
        let found = held.iter().find(|grant| grant.gives == developer).unwrap();
        assert_eq!(found.expires_at, Some(ends));
        tx.commit().await.unwrap();
    }
}

async fn a_copied_member_holds_what_the_other_does(stage: Stage) {
    let ana = stage.owner("ana").await;
    let organization = ana.organization;
    let dora = stage.member(organization, "dora", SystemRole::Developer).await;
    let eve = stage.member(organization, "eve", SystemRole::OrganizationMember).await;
    let permit = stage.permit(&ana, Action::MembersUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    let ends = NOW.plus_seconds(3_600);
    let wanted = [
        NewGrant::role(SystemRole::Developer.id()),
        NewGrant {
            expires_at: Some(ends),
            production: false,
            ..NewGrant::role(SystemRole::OrganizationAdministrator.id())
        },
    ]
    .map(Wanted::from);
    members::set_roles(&mut tx, &act, dora, &wanted, Some(1)).await.unwrap();
    assert!(matches!(
        members::set_roles(&mut tx, &act, dora, &wanted, Some(1)).await,
        Err(Error::Version)
    ));
    let copied = members::copy(&mut tx, &act, eve, dora, None).await.unwrap();
    assert_eq!(copied.roles.len(), 2);
    tx.commit().await.unwrap();
    let mut tx = stage.store.read().await.unwrap();
    let world = world::load(&mut tx, organization).await.unwrap();
    let held = |id: MemberId| {
        let member = world.members.iter().find(|one| one.id == id).unwrap();
        let ends: Vec<Option<Timestamp>> =
            member.grants.iter().map(|grant| grant.expires_at).collect();
        (member.grants.len(), ends)
    };
    assert_eq!(held(dora), held(eve));
}

async fn ten_thousand_members_are_listed_at_once(stage: Stage) {
    const MEMBERS: usize = 10_000;
    let ana = stage.owner("ana").await;
    let organization = ana.organization;
    let role = SystemRole::OrganizationMember.id();
    for chunk in (0..MEMBERS).collect::<Vec<_>>().chunks(500) {
        let rows = |row: &dyn Fn(usize) -> String| {
            chunk.iter().map(|number| row(*number)).collect::<Vec<_>>().join(", ")
        };
        let accounts = rows(&|n| {
            format!("('{n:024x}', 'p{n}@example.com', '$argon2id$none', 'Person {n}', 0, 1, 0, 1)")
        });
        let of = rows(&|n| format!("('{organization}', 'a{n:023x}', '{n:024x}', 'active', 0, 1)"));
        let grants = rows(&|n| {
            format!("('{organization}', 'b{n:023x}', 'a{n:023x}', '{role}', 'organization', 1, 0)")
        });
        let sql = format!(
            "INSERT INTO accounts (id, email, password_hash, display_name, is_operator, is_verified, created_at, version)
                VALUES {accounts};
             INSERT INTO members (organization, id, account, state, joined_at, version) VALUES {of};
             INSERT INTO grants (organization, id, member, role, reach, has_production, created_at) VALUES {grants};"
        );
        stage.place.run(&sql).await;
    }
    let everyone = members::MemberFilter::default();
    let page = Page { limit: 25, after: None, search: None };
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let mut tx = stage.store.read().await.unwrap();
        let began = Instant::now();
        let listed = members::list(&mut tx, organization, &everyone, &page, NOW).await.unwrap();
        best = best.min(began.elapsed());
        assert_eq!((listed.items.len(), listed.total), (25, MEMBERS as u64 + 1));
        assert!(listed.items.iter().all(|member| member.roles.len() == 1));
    }
    // Unoptimised and beside other tests; optimised it is a fraction of this.
    assert!(best < Duration::from_secs(2), "a page of {MEMBERS} members took {best:?}");
    let search = Page { search: Some("person 9999".into()), ..page };
    let mut tx = stage.store.read().await.unwrap();
    let found = members::list(&mut tx, organization, &everyone, &search, NOW).await.unwrap();
    assert_eq!(found.total, 1);
}
