//! What is no longer production is open to everybody whose grants leave production out: nobody opens it to what they do
//! not hold there themselves.

use bailiwick_access::{
    Action, ActionSet, Area, Assigns, Gives, GrantScope, Level, Permission, Principal, Refusal,
    Resource, RoleScope, SystemRole, normalise,
};
use bailiwick_model::{InstanceId, MemberId};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::instances::{self, Change};
use bailiwick_store::roles::NewRole;
use bailiwick_store::{Error, service_tokens};

use crate::roles::{hold, made};
use crate::stage::{NOW, Owner, Stage, on_both};

on_both! {
    an_instance_is_opened_only_by_who_holds_what_others_then_hold_there
    what_opens_nothing_new_is_opened_by_who_may_change_it
}

const NEAR: RoleScope = RoleScope { production: false, ..RoleScope::EVERYTHING };

fn role(name: &str, area: Area, level: Level, scope: RoleScope) -> NewRole {
    let permissions = [Permission { area, level }];
    NewRole {
        name: name.parse().unwrap(),
        description: "For a test.".parse().unwrap(),
        normal: normalise(&permissions, ActionSet::EMPTY, scope).unwrap(),
        assigns: Assigns::Own,
    }
}

/// A member with that role and nothing else.
async fn member(stage: &Stage, owner: &Owner, name: &str, new: NewRole) -> MemberId {
    let member = stage.member(owner.organization, name, SystemRole::OrganizationMember).await;
    let role = made(stage, owner, new).await.unwrap();
    hold(stage, owner, member, role.definition.id).await;
    member
}

/// Says of an instance whether it is production, as that member.
async fn say(
    stage: &Stage,
    owner: &Owner,
    member: MemberId,
    instance: InstanceId,
    is_production: bool,
) -> Result<(), Error> {
    let resource = Resource::Instance(instance);
    let permit =
        stage.permit_of(owner.organization, member, Action::InstancesUpdate, resource).await;
    let mut tx = stage.store.begin().await.unwrap();
    let change = Change { is_production: Some(is_production), ..Change::default() };
    instances::update(&mut tx, &stage.act(&permit.unwrap()), instance, change, None).await?;
    tx.commit().await
}

async fn an_instance_is_opened_only_by_who_holds_what_others_then_hold_there(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let production = created.instances.iter().find(|one| one.is_production).unwrap().id;
    let whole = RoleScope::EVERYTHING;
    let keeper = role("Keeper", Area::Instances, Level::Manage, whole);
    let keeper = member(&stage, &owner, "ada", keeper).await;
    let deployer = role("Deployer", Area::Policy, Level::Deploy, NEAR);
    let deployer = member(&stage, &owner, "ben", deployer).await;
    let entries = stage.entries(owner.organization).await;
    let refused = say(&stage, &owner, keeper, production, false).await;
    let Err(Error::Refused(Refusal::WouldExceedGrantor { principal, missing, resource, .. })) =
        refused
    else {
        unreachable!("{refused:?}");
    };
    assert_eq!(principal, Principal::Member(deployer));
    assert_eq!(missing, ActionSet::of(&[Action::PolicyView, Action::PolicyDeploy]));
    assert_eq!(resource, Resource::Instance(production));
    assert_eq!(stage.entries(owner.organization).await, entries, "nothing was written down");
    let held = async || {
        let snapshot = stage.snapshot(owner.organization).await;
        snapshot.effective(&Principal::Member(deployer), &Resource::Instance(production))
    };
    assert!(held().await.is_empty());
    say(&stage, &owner, owner.member, production, false).await.unwrap();
    assert!(held().await.contains(Action::PolicyDeploy));
    say(&stage, &owner, keeper, production, true).await.unwrap();
    assert!(held().await.is_empty());

    // Who holds it for a while opens it to nobody for longer.
    let end = NOW.plus_seconds(3_600).0;
    let brief =
        stage.member(owner.organization, "eva", SystemRole::OrganizationAdministrator).await;
    let ends = |end: i64| {
        format!(
            "UPDATE grants SET expires_at = {end} WHERE organization = '{}'",
            owner.organization
        )
    };
    stage.raw(&format!("{} AND member = '{brief}'", ends(end))).await.unwrap();
    let refused = say(&stage, &owner, brief, production, false).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::WouldExceedGrantor { .. }))),
        "{refused:?}"
    );
    stage.raw(&format!("{} AND member = '{deployer}'", ends(end))).await.unwrap();
    say(&stage, &owner, brief, production, false).await.unwrap();
}

async fn what_opens_nothing_new_is_opened_by_who_may_change_it(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let production = created.instances.iter().find(|one| one.is_production).unwrap().id;
    let whole = RoleScope::EVERYTHING;
    let keeper = role("Keeper", Area::Instances, Level::Manage, whole);
    let keeper = member(&stage, &owner, "ada", keeper).await;
    let viewer = role("Viewer", Area::Instances, Level::View, NEAR);
    member(&stage, &owner, "ben", viewer).await;
    say(&stage, &owner, keeper, production, false).await.unwrap();
    say(&stage, &owner, keeper, production, true).await.unwrap();

    // A program counts as a person does.
    let robot = stage.robot(&owner, "CI", 7).await;
    let gives = Gives::Actions(ActionSet::of(&[Action::DataView]));
    let near = NewGrant {
        gives,
        scope: GrantScope::Projects([created.project.id].into()),
        production: false,
        expires_at: None,
    };
    let permit =
        stage.permit(&owner, Action::ServiceTokenGrantsUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    service_tokens::give(&mut tx, &stage.act(&permit), robot.id, near).await.unwrap();
    tx.commit().await.unwrap();
    let refused = say(&stage, &owner, keeper, production, false).await;
    let by_robot = |refusal: &Refusal| {
        matches!(refusal, Refusal::WouldExceedGrantor { principal, action: Action::DataView, .. }
            if *principal == Principal::ServiceToken(robot.id))
    };
    assert!(matches!(&refused, Err(Error::Refused(refusal)) if by_robot(refusal)), "{refused:?}");
}
