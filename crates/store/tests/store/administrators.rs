//! Who administers a database, and how that ends.

use bailiwick_access::{Action, Permit, Principal, Resource, SystemRole, decide};
use bailiwick_model::{DatabaseId, MemberId, TokenId};
use bailiwick_store::databases::{self, NewDatabase};
use bailiwick_store::teams::{self, NewTeam};
use bailiwick_store::{Error, Ids, administrators};

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    an_administrator_makes_and_unmakes_others
    an_administrator_of_one_database_is_none_of_another
    one_by_team_is_not_unmade_one_by_one
    a_service_token_administers_what_it_makes
    administration_ends_with_the_membership
}

impl Stage {
    async fn managing(&self, owner: &Owner, by: MemberId, database: DatabaseId) -> Option<Permit> {
        let on = Resource::Database(database);
        self.permit_of(owner.organization, by, Action::DatabaseMembersUpdate, on).await
    }

    async fn promote(
        &self,
        owner: &Owner,
        by: MemberId,
        database: DatabaseId,
        member: MemberId,
    ) -> Result<(), Error> {
        let permit = self.managing(owner, by, database).await.unwrap();
        let mut tx = self.store.begin().await.unwrap();
        administrators::add(&mut tx, &self.act(&permit), database, member).await?;
        tx.commit().await
    }

    async fn demote(
        &self,
        owner: &Owner,
        by: MemberId,
        database: DatabaseId,
        member: MemberId,
    ) -> Result<(), Error> {
        let permit = self.managing(owner, by, database).await.unwrap();
        let mut tx = self.store.begin().await.unwrap();
        administrators::remove(&mut tx, &self.act(&permit), database, member).await?;
        tx.commit().await
    }

    async fn administrators(&self, owner: &Owner, database: DatabaseId) -> Vec<String> {
        let mut tx = self.store.read().await.unwrap();
        let listed = administrators::list(&mut tx, owner.organization, database, NOW, &PAGE).await;
        let shown = listed.unwrap().items.into_iter().map(|one| {
            let name = one.member.map(|member| member.display_name.to_string());
            let name = name.or(one.service_token.map(|token| token.name.to_string())).unwrap();
            let sources = one
                .sources
                .into_iter()
                .map(|source| source.team.map_or(source.reach, |team| format!("by {}", team.name)));
            format!("{name}: {}", sources.collect::<Vec<_>>().join(", "))
        });
        shown.collect()
    }
}

async fn an_administrator_makes_and_unmakes_others(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let database = created.branches[0].database;
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let carol = stage.member(owner.organization, "carol", SystemRole::OrganizationMember).await;
    assert!(stage.managing(&owner, ben, database).await.is_none());
    stage.promote(&owner, owner.member, database, ben).await.unwrap();
    stage.promote(&owner, ben, database, carol).await.unwrap();
    let all = ["ana: database", "ben: database", "carol: database"];
    assert_eq!(stage.administrators(&owner, database).await, all, "who made it is one");
    stage.demote(&owner, carol, database, ben).await.unwrap();
    assert!(stage.managing(&owner, ben, database).await.is_none());
    let above = stage.demote(&owner, carol, database, owner.member).await.unwrap_err();
    assert!(matches!(&above, Error::Refused(refusal) if refusal.code() == "target_above_actor"));
    let gone = stage.demote(&owner, carol, database, ben).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound("member")), "{gone}");
}

/// T29.
async fn an_administrator_of_one_database_is_none_of_another(stage: Stage) {
    let owner = stage.owner("ana").await;
    let (shop, bank) = (stage.project(&owner, "Shop").await, stage.project(&owner, "Bank").await);
    let (shop, bank) = (shop.branches[0].database, bank.branches[0].database);
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    stage.promote(&owner, owner.member, shop, ben).await.unwrap();
    assert!(stage.managing(&owner, ben, bank).await.is_none());
    let permit = stage.managing(&owner, ben, shop).await.unwrap();
    let mut tx = stage.store.begin().await.unwrap();
    let elsewhere = administrators::add(&mut tx, &stage.act(&permit), bank, ben).await;
    assert!(matches!(elsewhere, Err(Error::WrongPermit(_))));
}

async fn one_by_team_is_not_unmade_one_by_one(stage: Stage) {
    let owner = stage.owner("ana").await;
    let database = stage.project(&owner, "Shop").await.branches[0].database;
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let permit = stage.permit(&owner, Action::TeamsCreate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewTeam { name: "Data".parse().unwrap(), description: "".parse().unwrap() };
    let team = teams::create(&mut tx, &stage.act(&permit), new).await.unwrap().id;
    tx.commit().await.unwrap();
    let permit = stage.permit(&owner, Action::TeamsUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    teams::add_member(&mut tx, &stage.act(&permit), team, ben).await.unwrap();
    teams::add_database(&mut tx, &stage.act(&permit), team, database).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stage.administrators(&owner, database).await, ["ana: database", "ben: by Data"]);
    let refused = stage.demote(&owner, owner.member, database, ben).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Conflict { code: "administrator_by_team", message } if message.contains("`Data`")),
        "{refused}"
    );
}

async fn a_service_token_administers_what_it_makes(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let token = TokenId(stage.ids.id());
    stage
        .place
        .run(&format!(
            "INSERT INTO service_tokens (organization, id, name, name_key, hash, last_four, is_suspended, created_at, version)
             VALUES ('{0}', '{token}', 'robot', 'robot', 'none', 'four', 0, 0, 1);
             INSERT INTO grants (organization, id, service_token, actions, reach, has_production, created_at)
             VALUES ('{0}', '{1}', '{token}', '[\"databases.create\"]', 'organization', 1, 0)",
            owner.organization,
            stage.ids.id(),
        ))
        .await;
    let decided = async |action, on: Resource| {
        let snapshot = stage.snapshot(owner.organization).await;
        decide(&snapshot, &Principal::ServiceToken(token), action, &on)
    };
    let permit =
        decided(Action::DatabasesCreate, Resource::Project(created.project.id)).await.unwrap();
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewDatabase { project: created.project.id, name: "robots".parse().unwrap() };
    let made = databases::create(&mut tx, &stage.act(&permit), new).await.unwrap().0.id;
    tx.commit().await.unwrap();
    assert!(decided(Action::DatabasesUpdate, Resource::Database(made)).await.is_ok());
    assert_eq!(stage.administrators(&owner, made).await, ["robot: database"]);
    let other = created.branches[0].database;
    assert!(decided(Action::DatabasesUpdate, Resource::Database(other)).await.is_err());
}

/// T30.
async fn administration_ends_with_the_membership(stage: Stage) {
    let owner = stage.owner("ana").await;
    let database = stage.project(&owner, "Shop").await.branches[0].database;
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    stage.promote(&owner, owner.member, database, ben).await.unwrap();
    stage.raw(&format!("DELETE FROM members WHERE id = '{ben}'")).await.unwrap();
    let again = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    assert_ne!(again, ben);
    assert!(stage.managing(&owner, again, database).await.is_none());
    assert_eq!(stage.administrators(&owner, database).await, ["ana: database"]);
}
