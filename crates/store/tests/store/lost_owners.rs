//! An organization that nobody owns any more who can sign in, and the owner that an operator names.

use bailiwick_access::{SystemReason, SystemRole, has_owner, system};
use bailiwick_model::{Email, Id, Member, MemberState, ServerOrganization};
use bailiwick_store::{Act, Error, accounts, audit, members, server_organizations, world};

use crate::operators::code;
use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    an_owner_is_named_where_there_is_none_and_nowhere_else
    whoever_was_suspended_owns_again
    of_two_operators_at_once_one_names_an_owner
    an_owner_who_comes_back_meanwhile_is_heeded
    both_logs_hold
}

impl Stage {
    async fn lost(&self, name: &str) -> Owner {
        let owner = self.owner(name).await;
        self.suspend(&owner).await;
        owner
    }

    async fn suspend(&self, owner: &Owner) {
        let statement = "UPDATE members SET state = 'suspended' WHERE organization =";
        self.place.run(&format!("{statement} '{}'", owner.organization)).await;
    }

    async fn name_owner(
        &self,
        by: Id,
        lost: &Owner,
        email: &Email,
    ) -> Result<ServerOrganization, Error> {
        let permit = self.operating();
        let act = Act { credential: Some(by), ..self.act(&permit) };
        let mut tx = self.store.begin().await?;
        let named =
            server_organizations::add_owner(&mut tx, &act, lost.organization, email).await?;
        tx.commit().await?;
        Ok(named)
    }

    /// Members of an organization that own it, by name.
    async fn owners(&self, owner: &Owner) -> Vec<String> {
        let filter =
            members::MemberFilter { state: Some(MemberState::Active), ..Default::default() };
        let mut tx = self.store.read().await.unwrap();
        let listed = members::list(&mut tx, owner.organization, &filter, &PAGE, NOW).await.unwrap();
        let owns = |one: &Member| one.roles.iter().any(|role| role.id == SystemRole::Owner.id());
        listed.items.into_iter().filter(owns).map(|one| one.display_name.to_string()).collect()
    }
}

async fn an_owner_is_named_where_there_is_none_and_nowhere_else(stage: Stage) {
    let (operator, by) = stage.operator("ana").await;
    let owned = stage.owner("ben").await;
    let refused = stage.name_owner(by, &owned, &operator.account.email).await.unwrap_err();
    assert_eq!(code(&refused), "has_owner");
    stage.suspend(&owned).await;
    let nobody = "nobody@example.com".parse().unwrap();
    assert_eq!(code(&stage.name_owner(by, &owned, &nobody).await.unwrap_err()), "account");
    stage.owner("cyd").await;
    stage.place.run("UPDATE accounts SET is_verified = 0 WHERE display_name = 'cyd'").await;
    let cyd = "cyd@example.com".parse().unwrap();
    assert_eq!(code(&stage.name_owner(by, &owned, &cyd).await.unwrap_err()), "cannot_sign_in");
    assert_eq!(stage.entries(owned.organization).await, 0, "what is refused leaves nothing");
    let epoch = stage.snapshot(owned.organization).await.epoch();

    let after = stage.name_owner(by, &owned, &operator.account.email).await.unwrap();
    assert!(after.has_owner && after.member_count == 2, "{after:?}");
    assert_eq!(stage.owners(&owned).await, ["ana"]);
    assert!(stage.snapshot(owned.organization).await.epoch() > epoch);
    let (actor, inside) = stage.last(Some(owned.organization), "owners.add").await;
    assert_eq!(actor, Some(operator.account.id.0), "its members read who did it");
    assert_eq!(inside, serde_json::json!({ "was_member": false, "by": "operator" }));
    let (actor, outside) = stage.last(None, "owners.add").await;
    assert_eq!(actor, Some(operator.account.id.0));
    assert_eq!(outside, serde_json::json!({ "owner": operator.account.id, "by": "operator" }));
    let again = stage.name_owner(by, &owned, &operator.account.email).await.unwrap_err();
    assert_eq!(code(&again), "has_owner");
    let nowhere = Owner { organization: bailiwick_store::Ids::id(&stage.ids).into(), ..owned };
    let absent = stage.name_owner(by, &nowhere, &operator.account.email).await.unwrap_err();
    assert_eq!(code(&absent), "organization");
}

async fn whoever_was_suspended_owns_again(stage: Stage) {
    let (_, by) = stage.operator("ana").await;
    let lost = stage.lost("ben").await;
    stage.member(lost.organization, "mia", SystemRole::OrganizationMember).await;
    stage.name_owner(by, &lost, &lost.account.email).await.unwrap();
    assert_eq!(stage.owners(&lost).await, ["ben"]);
    let mut tx = stage.store.read().await.unwrap();
    let world = world::load(&mut tx, lost.organization).await.unwrap();
    let ben = world.members.iter().find(|one| one.id == lost.member).unwrap();
    assert_eq!(ben.grants.len(), 1, "nothing was given twice");
    drop(tx);
    stage.suspend(&lost).await;
    let mia = "mia@example.com".parse().unwrap();
    assert_eq!(stage.name_owner(by, &lost, &mia).await.unwrap().member_count, 2);
    assert_eq!(stage.owners(&lost).await, ["mia"]);
}

async fn of_two_operators_at_once_one_names_an_owner(stage: Stage) {
    let (ana, by_ana) = stage.operator("ana").await;
    let (ben, by_ben) = stage.operator("ben").await;
    for round in 0..20 {
        let lost = stage.lost(&format!("lost{round}")).await;
        let (one, other) = tokio::join!(
            stage.name_owner(by_ana, &lost, &ana.account.email),
            stage.name_owner(by_ben, &lost, &ben.account.email)
        );
        let refused = match (one, other) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            both => panic!("{both:?}"),
        };
        assert_eq!(code(&refused), "has_owner", "{refused}");
        assert_eq!(stage.owners(&lost).await.len(), 1);
        assert_eq!(stage.entries(lost.organization).await, 1);
    }
}

async fn an_owner_who_comes_back_meanwhile_is_heeded(stage: Stage) {
    let (ana, by) = stage.operator("ana").await;
    let mut refusals = 0;
    for round in 0..30 {
        let lost = stage.lost(&format!("lost{round}")).await;
        let (named, back) =
            tokio::join!(stage.name_owner(by, &lost, &ana.account.email), come_back(&stage, &lost));
        back.unwrap();
        let mut owners = stage.owners(&lost).await;
        owners.retain(|name| name == "ana");
        match named {
            // It was before: the log says so.
            Ok(_) => {
                assert_eq!(owners, ["ana"]);
                assert_eq!(stage.actions(&lost).await, ["members.resume", "owners.add"]);
            }
            Err(refused) => {
                assert_eq!(code(&refused), "has_owner", "{refused}");
                assert!(owners.is_empty());
                assert_eq!(stage.actions(&lost).await, ["members.resume"]);
                refusals += 1;
            }
        }
    }
    assert!(refusals > 0, "nobody came back in time");
}

async fn come_back(stage: &Stage, owner: &Owner) -> Result<(), Error> {
    let permit = system(Some(owner.organization), SystemReason::Demonstration);
    let mut tx = stage.store.begin().await?;
    let act = stage.act(&permit);
    members::set_state(&mut tx, &act, owner.member, MemberState::Active, None).await?;
    tx.commit().await
}

impl Stage {
    /// What an organization's log tells, newest first.
    async fn actions(&self, owner: &Owner) -> Vec<String> {
        let mut tx = self.store.read().await.unwrap();
        let filter = audit::Filter::default();
        let sight = self.sight(owner.organization).await;
        let listed =
            audit::list(&mut tx, owner.organization, &sight, &filter, &PAGE).await.unwrap();
        listed.items.into_iter().map(|entry| entry.action).collect()
    }
}

async fn both_logs_hold(stage: Stage) {
    let (ana, by) = stage.operator("ana").await;
    let lost = stage.lost("ben").await;
    stage.name_owner(by, &lost, &ana.account.email).await.unwrap();
    let permit = stage.operating();
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    accounts::reset_password(&mut tx, &act, ana.account.id, "$argon2id$other").await.unwrap();
    tx.commit().await.unwrap();
    let (actor, detail) = stage.last(None, "accounts.reset_password").await;
    assert_eq!((actor, detail), (None, serde_json::json!({ "by": "command_line" })));
    let mut tx = stage.store.read().await.unwrap();
    assert!(has_owner(&world::load(&mut tx, lost.organization).await.unwrap()));
    for log in [Some(lost.organization), None] {
        audit::verify(&mut tx, log).await.unwrap().unwrap();
    }
    let ended = stage.name_owner(by, &lost, &ana.account.email).await.unwrap_err();
    assert_eq!(code(&ended), "not_operator", "a new password ends every session");
}
