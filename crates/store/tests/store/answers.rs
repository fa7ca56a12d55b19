//! Requests for access, and the names that explanations use, on both engines.

use std::collections::BTreeSet;

use bailiwick_access::{
    Action, ActionSet, Gives, GrantScope, Resource, SystemReason, SystemRole, system,
};
use bailiwick_model::{AccessRequest, GrantId, MemberId, RequestState};
use bailiwick_store::access_requests::{self, Decision, NewAccessRequest};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::names::{self, Wanted};
use bailiwick_store::{Error, world};

use crate::stage::{NOW, Owner, Stage, on_both};

on_both! {
    an_approved_request_gives_what_was_asked_for_until_its_time_is_over
    a_request_is_decided_once_and_by_who_could_give_it
    names_are_found_in_their_own_organization_alone
}

impl Stage {
    async fn ask(
        &self,
        owner: &Owner,
        member: MemberId,
        action: Action,
    ) -> Result<AccessRequest, Error> {
        let permit = system(Some(owner.organization), SystemReason::Account);
        let mut tx = self.store.begin().await.unwrap();
        let new = NewAccessRequest {
            member,
            action,
            project: None,
            instance: None,
            database: None,
            reason: "because".parse().unwrap(),
            seconds: 600,
        };
        let made = access_requests::create(&mut tx, &self.act(&permit), new).await?;
        tx.commit().await.unwrap();
        Ok(made)
    }

    async fn approve(
        &self,
        owner: &Owner,
        by: MemberId,
        request: &AccessRequest,
    ) -> Result<AccessRequest, Error> {
        let action = Action::MembersUpdate;
        let permit =
            self.permit_of(owner.organization, by, action, Resource::Organization).await.unwrap();
        let asked: Action = request.action.parse().unwrap();
        let new = NewGrant {
            gives: Gives::Actions(ActionSet::of(&[asked])),
            scope: GrantScope::Organization,
            production: true,
            expires_at: None,
        };
        let mut tx = self.store.begin().await.unwrap();
        let decision = Decision::Approve(new, request.seconds);
        let decided =
            access_requests::decide(&mut tx, &self.act(&permit), request.id, decision, None)
                .await?;
        tx.commit().await.unwrap();
        Ok(decided)
    }
}

async fn an_approved_request_gives_what_was_asked_for_until_its_time_is_over(stage: Stage) {
    let owner = stage.owner("ana").await;
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let made = stage.ask(&owner, member, Action::AuditView).await.unwrap();
    let again = stage.ask(&owner, member, Action::AuditView).await;
    assert!(matches!(again, Err(Error::Conflict { code: "already_requested", .. })), "{again:?}");
    let decided = stage.approve(&owner, owner.member, &made).await.unwrap();
    assert_eq!(
        (decided.state, decided.decided_by),
        (RequestState::Approved, Some(owner.account.id.0))
    );
    let mut tx = stage.store.read().await.unwrap();
    let world = world::load(&mut tx, owner.organization).await.unwrap();
    let id: GrantId = decided.grant.unwrap();
    let of_ben = world.members.iter().find(|one| one.id == member).unwrap();
    let grant = of_ben.grants.iter().find(|one| one.id == id).unwrap();
    assert_eq!(grant.expires_at, Some(NOW.plus_seconds(600)));
    let read = access_requests::get(&mut tx, owner.organization, made.id, NOW).await.unwrap();
    assert_eq!(read, Some(decided));
}

async fn a_request_is_decided_once_and_by_who_could_give_it(stage: Stage) {
    let owner = stage.owner("ana").await;
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let role = SystemRole::OrganizationAdministrator;
    let administrator = stage.member(owner.organization, "cem", role).await;
    let made = stage.ask(&owner, member, Action::OwnersManage).await.unwrap();
    let refused = stage.approve(&owner, administrator, &made).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let mut tx = stage.store.read().await.unwrap();
    let late = NOW.plus_seconds(7 * 24 * 3_600);
    let read = access_requests::get(&mut tx, owner.organization, made.id, NOW).await.unwrap();
    assert_eq!(read.unwrap().state, RequestState::Pending);
    let read = access_requests::get(&mut tx, owner.organization, made.id, late).await.unwrap();
    assert_eq!(read.unwrap().state, RequestState::Expired);
    drop(tx);
    stage.approve(&owner, owner.member, &made).await.unwrap();
    let again = stage.approve(&owner, owner.member, &made).await;
    assert!(matches!(again, Err(Error::Conflict { code: "request_over", .. })), "{again:?}");
}

async fn names_are_found_in_their_own_organization_alone(stage: Stage) {
    let (owner, other) = (stage.owner("ana").await, stage.owner("eve").await);
    let mut tx = stage.store.read().await.unwrap();
    let wanted =
        Wanted { members: BTreeSet::from([owner.member, other.member]), ..Wanted::default() };
    let found = names::find(&mut tx, owner.organization, &wanted).await.unwrap();
    assert_eq!(found.organization, "ana Inc.");
    let known: Vec<_> = found.members.into_iter().collect();
    assert_eq!(known, [(owner.member, ("ana".to_owned(), "ana@example.com".to_owned()))]);
    let all = Wanted { every_member: true, ..Wanted::default() };
    assert_eq!(names::find(&mut tx, owner.organization, &all).await.unwrap().members.len(), 1);
}
