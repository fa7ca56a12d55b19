//! What teams give and take away, and what the law of changes refuses of them.

use bailiwick_access::{Action, NodeKind, Permit, Principal, Resource, SystemRole};
use bailiwick_model::{DatabaseId, MemberId, Team, TeamId};
use bailiwick_store::grants::{NewGrant, Wanted};
use bailiwick_store::teams::{self, Change, NewTeam};
use bailiwick_store::{Error, databases};

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    a_team_gives_and_takes_what_it_holds
    names_of_teams_are_unique_in_any_case
    a_lost_update_of_a_team_is_refused
    roles_that_stay_keep_their_grant
    a_role_or_project_of_elsewhere_is_not_given
    nobody_joins_a_team_that_holds_more
    nobody_arms_a_team_beyond_themselves
    nobody_touches_a_team_above_them
    the_last_owner_stays_whatever_becomes_of_their_team
    a_database_of_the_same_name_inherits_nothing
    two_editors_of_a_team_are_told_apart
    two_teams_of_owners_do_not_go_at_once
    teams_of_elsewhere_are_not_there
}

/// Somebody who may do everything with teams and nothing else.
const TEAM_MANAGER: [Action; 4] =
    [Action::TeamsView, Action::TeamsCreate, Action::TeamsUpdate, Action::TeamsDelete];

impl Stage {
    async fn team(&self, owner: &Owner, name: &str) -> Team {
        let permit = self.permit(owner, Action::TeamsCreate, Resource::Organization).await;
        let mut tx = self.store.begin().await.unwrap();
        let new = NewTeam { name: name.parse().unwrap(), description: "".parse().unwrap() };
        let team = teams::create(&mut tx, &self.act(&permit), new).await.unwrap();
        tx.commit().await.unwrap();
        team
    }

    async fn updating(&self, owner: &Owner, member: MemberId) -> Permit {
        let action = Action::TeamsUpdate;
        let organization = owner.organization;
        self.permit_of(organization, member, action, Resource::Organization).await.unwrap()
    }

    async fn join(
        &self,
        owner: &Owner,
        by: MemberId,
        team: TeamId,
        member: MemberId,
    ) -> Result<(), Error> {
        let permit = self.updating(owner, by).await;
        let mut tx = self.store.begin().await.unwrap();
        teams::add_member(&mut tx, &self.act(&permit), team, member).await?;
        tx.commit().await
    }

    async fn leave(
        &self,
        owner: &Owner,
        by: MemberId,
        team: TeamId,
        member: MemberId,
    ) -> Result<(), Error> {
        let permit = self.updating(owner, by).await;
        let mut tx = self.store.begin().await.unwrap();
        teams::remove_member(&mut tx, &self.act(&permit), team, member).await?;
        tx.commit().await
    }

    async fn arm(
        &self,
        owner: &Owner,
        by: MemberId,
        team: TeamId,
        roles: &[SystemRole],
    ) -> Result<(), Error> {
        let permit = self.updating(owner, by).await;
        let wanted: Vec<Wanted> =
            roles.iter().map(|role| NewGrant::role(role.id()).into()).collect();
        let mut tx = self.store.begin().await.unwrap();
        teams::set_roles(&mut tx, &self.act(&permit), team, &wanted, None).await?;
        tx.commit().await
    }

    async fn entrust(
        &self,
        owner: &Owner,
        by: MemberId,
        team: TeamId,
        database: DatabaseId,
    ) -> Result<(), Error> {
        let permit = self.updating(owner, by).await;
        let mut tx = self.store.begin().await.unwrap();
        teams::add_database(&mut tx, &self.act(&permit), team, database).await?;
        tx.commit().await
    }

    async fn disband(&self, owner: &Owner, by: MemberId, team: TeamId) -> Result<(), Error> {
        let (organization, action) = (owner.organization, Action::TeamsDelete);
        let permit =
            self.permit_of(organization, by, action, Resource::Organization).await.unwrap();
        let mut tx = self.store.begin().await.unwrap();
        teams::delete(&mut tx, &self.act(&permit), team, None).await?;
        tx.commit().await
    }

    /// A member who holds single actions on the whole organization beside the role of any member.
    async fn manager(&self, owner: &Owner, name: &str, actions: &[Action]) -> MemberId {
        let member = self.member(owner.organization, name, SystemRole::OrganizationMember).await;
        let names: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
        let statement = format!(
            "INSERT INTO grants (organization, id, member, actions, reach, has_production, created_at)
             VALUES ('{}', '{}', '{member}', '{}', 'organization', 1, 0)",
            owner.organization,
            bailiwick_store::Ids::id(&self.ids),
            serde_json::json!(names),
        );
        self.place.run(&statement).await;
        member
    }

    async fn may(&self, owner: &Owner, member: MemberId, action: Action, on: Resource) -> bool {
        self.permit_of(owner.organization, member, action, on).await.is_some()
    }

    async fn epoch(&self, owner: &Owner) -> u64 {
        self.snapshot(owner.organization).await.epoch()
    }
}

fn refused(result: Result<(), Error>) -> &'static str {
    match result.unwrap_err() {
        Error::Refused(refusal) => refusal.code(),
        Error::Conflict { code, .. } => code,
        Error::NotFound(noun) => noun,
        Error::Version => "version",
        other => unreachable!("{other}"),
    }
}

async fn a_team_gives_and_takes_what_it_holds(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let (instance, database) = (created.instances[0].id, created.branches[0].database);
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let team = stage.team(&owner, "Backend").await;
    let on_instance = || Resource::Instance(instance);
    let on_database = || Resource::Database(database);
    stage.join(&owner, owner.member, team.id, ben).await.unwrap();
    assert!(!stage.may(&owner, ben, Action::ConnectionsDeploy, on_instance()).await);
    stage.arm(&owner, owner.member, team.id, &[SystemRole::Developer]).await.unwrap();
    stage.entrust(&owner, owner.member, team.id, database).await.unwrap();
    assert!(stage.may(&owner, ben, Action::ConnectionsDeploy, on_instance()).await);
    assert!(stage.may(&owner, ben, Action::DatabasesDelete, on_database()).await);

    let snapshot = stage.snapshot(owner.organization).await;
    let index = snapshot.principal(&Principal::Member(owner.member)).unwrap();
    let allowed = snapshot.list(index, Action::DatabasesView, NodeKind::Database);
    let mut tx = stage.store.read().await.unwrap();
    let listed = teams::list(&mut tx, owner.organization, &allowed, &PAGE, NOW).await.unwrap();
    let seen = &listed.items[0];
    assert_eq!((seen.member_count, seen.database_count), (1, 1));
    assert_eq!(seen.roles[0].name, "Developer");
    let members = teams::list_members(&mut tx, owner.organization, team.id, &PAGE).await.unwrap();
    assert_eq!((members.total, members.items[0].id), (1, ben));
    drop(tx);

    stage.leave(&owner, owner.member, team.id, ben).await.unwrap();
    assert!(!stage.may(&owner, ben, Action::ConnectionsDeploy, on_instance()).await);
    stage.join(&owner, owner.member, team.id, ben).await.unwrap();
    let before = stage.epoch(&owner).await;
    stage.join(&owner, owner.member, team.id, ben).await.unwrap();
    assert_eq!(stage.epoch(&owner).await, before, "who is in it stays in it, and nothing changes");
    stage.disband(&owner, owner.member, team.id).await.unwrap();
    assert!(!stage.may(&owner, ben, Action::ConnectionsDeploy, on_instance()).await);
    assert!(!stage.may(&owner, ben, Action::DatabasesDelete, on_database()).await);
    let again = stage.team(&owner, "Backend").await;
    stage.join(&owner, owner.member, again.id, ben).await.unwrap();
    assert!(
        !stage.may(&owner, ben, Action::ConnectionsDeploy, on_instance()).await,
        "a team of the same name inherits nothing"
    );
}

async fn names_of_teams_are_unique_in_any_case(stage: Stage) {
    let owner = stage.owner("ana").await;
    stage.team(&owner, "Backend").await;
    let other = stage.team(&owner, "Frontend").await;
    let permit = stage.permit(&owner, Action::TeamsCreate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewTeam { name: "BACKEND".parse().unwrap(), description: "".parse().unwrap() };
    let taken = teams::create(&mut tx, &stage.act(&permit), new).await;
    assert_eq!(refused(taken.map(drop)), "name_taken");
    drop(tx);
    let permit = stage.updating(&owner, owner.member).await;
    let mut tx = stage.store.begin().await.unwrap();
    let rename = |name: &str| Change { name: Some(name.parse().unwrap()), description: None };
    let act = stage.act(&permit);
    let taken = teams::update(&mut tx, &act, other.id, rename("backend"), None).await;
    assert_eq!(refused(taken), "name_taken");
    teams::update(&mut tx, &act, other.id, rename("FRONTEND"), None).await.unwrap();
}

async fn a_lost_update_of_a_team_is_refused(stage: Stage) {
    let owner = stage.owner("ana").await;
    let team = stage.team(&owner, "Backend").await;
    let permit = stage.updating(&owner, owner.member).await;
    let wanted = [NewGrant::role(SystemRole::Developer.id()).into()];
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    teams::set_roles(&mut tx, &act, team.id, &wanted, Some(team.version)).await.unwrap();
    let late = teams::set_roles(&mut tx, &act, team.id, &[], Some(team.version)).await;
    assert_eq!(refused(late), "version");
    let change = Change { name: Some("Other".parse().unwrap()), description: None };
    let late = teams::update(&mut tx, &act, team.id, change, Some(team.version)).await;
    assert_eq!(refused(late), "version");
    drop(tx);
    let permit = stage.permit(&owner, Action::TeamsDelete, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let late = teams::delete(&mut tx, &stage.act(&permit), team.id, Some(9)).await;
    assert_eq!(refused(late), "version");
}

async fn roles_that_stay_keep_their_grant(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await;
    let team = stage.team(&owner, "Backend").await;
    let database = project.branches[0].database;
    stage.entrust(&owner, owner.member, team.id, database).await.unwrap();
    let given = async || {
        let mut tx = stage.store.read().await.unwrap();
        let holder = bailiwick_store::grants::Holder::Team(team.id);
        bailiwick_store::grants::of(&mut tx, owner.organization, holder).await.unwrap()
    };
    stage.arm(&owner, owner.member, team.id, &[SystemRole::Developer]).await.unwrap();
    let first = given().await;
    let both = [SystemRole::Developer, SystemRole::OrganizationMember];
    stage.arm(&owner, owner.member, team.id, &both).await.unwrap();
    let second = given().await;
    assert_eq!(second.len(), 3);
    assert_eq!(second[..2], first[..], "the database and the role that stays are as they were");
    stage.arm(&owner, owner.member, team.id, &[]).await.unwrap();
    assert_eq!(given().await, first[..1], "the database is not a role");
}

async fn a_role_or_project_of_elsewhere_is_not_given(stage: Stage) {
    let (ana, eve) = (stage.owner("ana").await, stage.owner("eve").await);
    let theirs = stage.project(&eve, "Shop").await.project.id;
    let team = stage.team(&ana, "Backend").await;
    let permit = stage.updating(&ana, ana.member).await;
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    let nowhere = NewGrant::role(bailiwick_store::Ids::id(&stage.ids).into());
    let gone = teams::set_roles(&mut tx, &act, team.id, &[nowhere.into()], None).await;
    assert_eq!(refused(gone), "role");
    let scope = bailiwick_access::GrantScope::Projects([theirs].into());
    let foreign = NewGrant::role(SystemRole::Developer.id()).at(scope);
    let gone = teams::set_roles(&mut tx, &act, team.id, &[foreign.into()], None).await;
    assert_eq!(refused(gone), "project");
}

/// T27.
async fn nobody_joins_a_team_that_holds_more(stage: Stage) {
    let owner = stage.owner("ana").await;
    let database = stage.project(&owner, "Shop").await.branches[0].database;
    let mallory = stage.manager(&owner, "mallory", &TEAM_MANAGER).await;
    let carol = stage.member(owner.organization, "carol", SystemRole::OrganizationMember).await;
    let strong = stage.team(&owner, "Strong").await;
    stage.arm(&owner, owner.member, strong.id, &[SystemRole::Developer]).await.unwrap();
    let data = stage.team(&owner, "Data").await;
    stage.entrust(&owner, owner.member, data.id, database).await.unwrap();
    let epoch = stage.epoch(&owner).await;
    for team in [&strong, &data] {
        for member in [mallory, carol] {
            let refused = refused(stage.join(&owner, mallory, team.id, member).await);
            assert_eq!(refused, "would_exceed_grantor", "{}", team.name);
        }
    }
    assert_eq!(stage.epoch(&owner).await, epoch, "a refused change leaves nothing behind");
    let own = stage.team(&owner, "Lunch").await;
    stage.join(&owner, mallory, own.id, carol).await.unwrap();
}

/// T28.
async fn nobody_arms_a_team_beyond_themselves(stage: Stage) {
    let owner = stage.owner("ana").await;
    let database = stage.project(&owner, "Shop").await.branches[0].database;
    let mallory = stage.manager(&owner, "mallory", &TEAM_MANAGER).await;
    let own = stage.team(&owner, "Own").await;
    stage.join(&owner, owner.member, own.id, mallory).await.unwrap();
    let other = stage.team(&owner, "Other").await;
    for team in [own.id, other.id] {
        for role in
            [SystemRole::Owner, SystemRole::OrganizationAdministrator, SystemRole::Developer]
        {
            let armed = stage.arm(&owner, mallory, team, &[role]).await;
            assert_eq!(refused(armed), "would_exceed_grantor", "{role}");
        }
        let entrusted = stage.entrust(&owner, mallory, team, database).await;
        assert_eq!(refused(entrusted), "would_exceed_grantor");
    }
    let default = [SystemRole::OrganizationMember];
    stage.arm(&owner, mallory, other.id, &default).await.unwrap();
}

/// T25, for teams.
async fn nobody_touches_a_team_above_them(stage: Stage) {
    let owner = stage.owner("ana").await;
    let mallory = stage.manager(&owner, "mallory", &TEAM_MANAGER).await;
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let team = stage.team(&owner, "Strong").await;
    stage.arm(&owner, owner.member, team.id, &[SystemRole::Developer]).await.unwrap();
    stage.join(&owner, owner.member, team.id, ben).await.unwrap();
    assert_eq!(refused(stage.leave(&owner, mallory, team.id, ben).await), "target_above_actor");
    assert_eq!(refused(stage.arm(&owner, mallory, team.id, &[]).await), "target_above_actor");
    assert_eq!(refused(stage.disband(&owner, mallory, team.id).await), "target_above_actor");
    let permit = stage.updating(&owner, mallory).await;
    let mut tx = stage.store.begin().await.unwrap();
    let change = Change { name: Some("Weak".parse().unwrap()), description: None };
    let renamed = teams::update(&mut tx, &stage.act(&permit), team.id, change, None).await;
    assert_eq!(refused(renamed), "target_above_actor");
}

/// T23, for teams.
async fn the_last_owner_stays_whatever_becomes_of_their_team(stage: Stage) {
    let owner = stage.owner("ana").await;
    let team = stage.team(&owner, "Owners").await;
    stage.arm(&owner, owner.member, team.id, &[SystemRole::Owner]).await.unwrap();
    stage.join(&owner, owner.member, team.id, owner.member).await.unwrap();
    stage.place.run(&format!("DELETE FROM grants WHERE member = '{}'", owner.member)).await;
    assert_eq!(refused(stage.disband(&owner, owner.member, team.id).await), "last_owner");
    assert_eq!(
        refused(stage.leave(&owner, owner.member, team.id, owner.member).await),
        "last_owner"
    );
    let demoted = stage.arm(&owner, owner.member, team.id, &[SystemRole::Developer]).await;
    assert_eq!(refused(demoted), "last_owner");
    let ben = stage.member(owner.organization, "ben", SystemRole::Owner).await;
    stage.place.run("UPDATE accounts SET is_verified = 1").await;
    stage.disband(&owner, ben, team.id).await.unwrap();
}

async fn a_database_of_the_same_name_inherits_nothing(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let team = stage.team(&owner, "Data").await;
    stage.join(&owner, owner.member, team.id, ben).await.unwrap();
    let permit =
        stage.permit(&owner, Action::DatabasesCreate, Resource::Project(created.project.id)).await;
    let make = async || {
        let mut tx = stage.store.begin().await.unwrap();
        let new =
            databases::NewDatabase { project: created.project.id, name: "ledger".parse().unwrap() };
        let made = databases::create(&mut tx, &stage.act(&permit), new).await.unwrap().0.id;
        tx.commit().await.unwrap();
        made
    };
    let first = make().await;
    stage.entrust(&owner, owner.member, team.id, first).await.unwrap();
    assert!(stage.may(&owner, ben, Action::DatabasesUpdate, Resource::Database(first)).await);
    let permit = stage.permit(&owner, Action::DatabasesDelete, Resource::Database(first)).await;
    let mut tx = stage.store.begin().await.unwrap();
    databases::delete(&mut tx, &stage.act(&permit), first, None).await.unwrap();
    tx.commit().await.unwrap();
    let second = make().await;
    assert!(!stage.may(&owner, ben, Action::DatabasesUpdate, Resource::Database(second)).await);
    let mut tx = stage.store.read().await.unwrap();
    let left = teams::databases_of(&mut tx, owner.organization, team.id).await.unwrap();
    assert!(left.is_empty());
}

/// Two people who read the same version: exactly one of them changes it, with two connections at once.
async fn two_editors_of_a_team_are_told_apart(stage: Stage) {
    let owner = stage.owner("ana").await;
    let team = stage.team(&owner, "Backend").await;
    for round in 0..20_u64 {
        let permit = stage.updating(&owner, owner.member).await;
        let edit = async |name: String| {
            let mut tx = stage.store.begin().await?;
            let change = Change { name: Some(name.parse().unwrap()), description: None };
            let version = Some(team.version + round);
            teams::update(&mut tx, &stage.act(&permit), team.id, change, version).await?;
            tx.commit().await
        };
        let (one, other) =
            tokio::join!(edit(format!("One {round}")), edit(format!("Other {round}")));
        let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        won.unwrap();
        assert_eq!(refused(lost), "version");
    }
}

/// T21 through teams: two owners, each by a team of their own, take each other's away at once. Exactly one succeeds.
async fn two_teams_of_owners_do_not_go_at_once(stage: Stage) {
    let ana = stage.owner("ana").await;
    let ben = stage.member(ana.organization, "ben", SystemRole::Owner).await;
    for round in 0..6 {
        let mut teams = Vec::new();
        for member in [ana.member, ben] {
            let team = stage.team(&ana, &format!("{round} {member}")).await.id;
            stage.arm(&ana, ana.member, team, &[SystemRole::Owner]).await.unwrap();
            stage.join(&ana, ana.member, team, member).await.unwrap();
            teams.push(team);
        }
        stage.place.run("DELETE FROM grants WHERE member IS NOT NULL").await;
        let action = Action::TeamsDelete;
        let permit = async |member| {
            stage.permit_of(ana.organization, member, action, Resource::Organization).await.unwrap()
        };
        let (of_ana, of_ben) = (permit(ana.member).await, permit(ben).await);
        let take = async |permit: &Permit, team: TeamId| {
            let mut tx = stage.store.begin().await?;
            teams::delete(&mut tx, &stage.act(permit), team, None).await?;
            tx.commit().await
        };
        let (one, other) = tokio::join!(take(&of_ana, teams[1]), take(&of_ben, teams[0]));
        let lost = match (one, other) {
            (Ok(()), Err(lost)) | (Err(lost), Ok(())) => lost,
            both => unreachable!("round {round}: {both:?}"),
        };
        // Whoever comes second is no owner any more.
        assert!(matches!(lost, Error::Denied(_)), "round {round}: {lost}");
        for member in [ana.member, ben] {
            let statement = format!(
                "INSERT INTO grants (organization, id, member, role, reach, has_production, created_at)
                 VALUES ('{}', '{}', '{member}', '{}', 'organization', 1, 0)",
                ana.organization,
                bailiwick_store::Ids::id(&stage.ids),
                SystemRole::Owner.id(),
            );
            stage.place.run(&statement).await;
        }
        stage.place.run("DELETE FROM teams").await;
    }
}

async fn teams_of_elsewhere_are_not_there(stage: Stage) {
    let (ana, eve) = (stage.owner("ana").await, stage.owner("eve").await);
    let theirs = stage.team(&eve, "Theirs").await;
    let mine = stage.team(&ana, "Mine").await;
    assert_eq!(refused(stage.join(&ana, ana.member, theirs.id, ana.member).await), "team");
    assert_eq!(refused(stage.join(&ana, ana.member, mine.id, eve.member).await), "member");
    assert_eq!(refused(stage.disband(&ana, ana.member, theirs.id).await), "team");
    let database = stage.project(&eve, "Shop").await.branches[0].database;
    assert_eq!(refused(stage.entrust(&ana, ana.member, mine.id, database).await), "database");
    let statement = format!(
        "INSERT INTO team_members VALUES ('{}', '{}', '{}', 0)",
        ana.organization, mine.id, eve.member
    );
    let pointed = stage.raw(&statement).await.unwrap_err();
    assert!(pointed.to_lowercase().contains("foreign key constraint"), "{pointed}");
}
