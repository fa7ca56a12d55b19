//! Who runs the server, and what they may do to organizations: nothing but give back what was lost.

use bailiwick_access::{Permit, SystemReason, has_owner, system};
use bailiwick_model::{AccountId, Id, OrganizationId, SignUpMode};
use bailiwick_store::sessions::{self, NewSession};
use bailiwick_store::{
    Act, Error, accounts, audit, operators, organization_settings, server_organizations,
    server_settings, world,
};

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    operators_are_named_and_unnamed
    one_operator_who_can_sign_in_remains_whoever_is_fastest
    whoever_runs_the_server_no_more_does_nothing
    sign_up_is_kept_counted_and_written_down
    lists_and_the_law_agree_on_who_has_an_owner
    rules_of_entry_are_taken_away_and_told_inside_alone
}

impl Stage {
    pub(crate) fn operating(&self) -> Permit {
        system(None, SystemReason::OperatorAct)
    }

    /// An operator's act from a page: by a session of its own.
    pub(crate) async fn session(&self, account: AccountId) -> Id {
        let permit = system(None, SystemReason::SignIn);
        let id = bailiwick_store::Ids::id(&self.ids);
        let mut hash = [7; 32];
        hash[..12].copy_from_slice(id.as_bytes());
        let new = NewSession {
            account,
            hash,
            expires_at: NOW.plus_seconds(3_600),
            idle_seconds: 3_600,
            user_agent: None,
        };
        let mut tx = self.store.begin().await.unwrap();
        let made = sessions::create(&mut tx, &self.act(&permit), new, None).await.unwrap();
        tx.commit().await.unwrap();
        made.id.0
    }

    pub(crate) async fn operator(&self, name: &str) -> (Owner, Id) {
        let owner = self.owner(name).await;
        self.add_operator(&owner).await.unwrap();
        let session = self.session(owner.account.id).await;
        (owner, session)
    }

    async fn add_operator(&self, owner: &Owner) -> Result<(), Error> {
        let permit = self.operating();
        let mut tx = self.store.begin().await?;
        operators::add(&mut tx, &self.act(&permit), &owner.account.email).await?;
        tx.commit().await
    }

    async fn remove_operator(&self, by: Option<Id>, account: AccountId) -> Result<(), Error> {
        let permit = self.operating();
        let act = Act { credential: by, ..self.act(&permit) };
        let mut tx = self.store.begin().await?;
        operators::remove(&mut tx, &act, account).await?;
        tx.commit().await
    }

    async fn operators(&self) -> Vec<String> {
        let mut tx = self.store.read().await.unwrap();
        let listed = operators::list(&mut tx, &PAGE).await.unwrap();
        listed.items.into_iter().map(|one| one.display_name.to_string()).collect()
    }

    /// The last entry of an action in a log: who it says acted, and what it tells.
    pub(crate) async fn last(
        &self,
        log: Option<OrganizationId>,
        action: &str,
    ) -> (Option<Id>, serde_json::Value) {
        let mut tx = self.store.read().await.unwrap();
        let filter = audit::Filter { action: Some(action.into()), ..audit::Filter::default() };
        let listed = match log {
            None => audit::list_server(&mut tx, &filter, &PAGE).await,
            Some(organization) => {
                let sight = self.sight(organization).await;
                audit::list(&mut tx, organization, &sight, &filter, &PAGE).await
            }
        };
        let listed = listed.unwrap();
        let entry = &listed.items[0];
        (entry.actor, serde_json::from_str(&entry.detail).unwrap())
    }
}

pub(crate) fn code(error: &Error) -> &'static str {
    match error {
        Error::Conflict { code, .. } => code,
        Error::NotFound(noun) => noun,
        Error::NotOperator => "not_operator",
        _ => "another",
    }
}

async fn operators_are_named_and_unnamed(stage: Stage) {
    let (ana, session) = stage.operator("ana").await;
    let ben = stage.owner("ben").await;
    assert_eq!(stage.operators().await, ["ana"]);
    let (actor, detail) = stage.last(None, "operators.add").await;
    assert_eq!((actor, &detail["by"]), (None, &"command_line".into()));
    assert_eq!(code(&stage.add_operator(&ana).await.unwrap_err()), "already_operator");
    let nobody = Owner { account: accounts_of(&ana, "nobody@example.com"), ..ana.clone() };
    assert_eq!(code(&stage.add_operator(&nobody).await.unwrap_err()), "account");
    stage.place.run("UPDATE accounts SET is_verified = 0 WHERE display_name = 'ben'").await;
    assert_eq!(code(&stage.add_operator(&ben).await.unwrap_err()), "cannot_sign_in");
    stage.place.run("UPDATE accounts SET is_verified = 1 WHERE display_name = 'ben'").await;

    let permit = stage.operating();
    let act = Act { credential: Some(session), ..stage.act(&permit) };
    let mut tx = stage.store.begin().await.unwrap();
    operators::add(&mut tx, &act, &ben.account.email).await.unwrap();
    tx.commit().await.unwrap();
    let (actor, detail) = stage.last(None, "operators.add").await;
    assert_eq!((actor, &detail["by"]), (Some(ana.account.id.0), &"operator".into()));
    assert_eq!(stage.operators().await, ["ana", "ben"]);
    stage.remove_operator(Some(session), ben.account.id).await.unwrap();
    assert_eq!(stage.operators().await, ["ana"]);
    let gone = stage.remove_operator(Some(session), ben.account.id).await.unwrap_err();
    assert_eq!(code(&gone), "operator");
    let last = stage.remove_operator(Some(session), ana.account.id).await.unwrap_err();
    assert_eq!(code(&last), "last_operator");
    // Another one who cannot sign in is no way out; the command line knows no other rule.
    stage.add_operator(&ben).await.unwrap();
    stage.place.run("UPDATE accounts SET password_hash = '' WHERE display_name = 'ben'").await;
    let last = stage.remove_operator(None, ana.account.id).await.unwrap_err();
    assert_eq!(code(&last), "last_operator");
    stage.remove_operator(None, ben.account.id).await.unwrap();
}

fn accounts_of(owner: &Owner, email: &str) -> bailiwick_model::Account {
    bailiwick_model::Account { email: email.parse().unwrap(), ..owner.account.clone() }
}

async fn one_operator_who_can_sign_in_remains_whoever_is_fastest(stage: Stage) {
    let (ana, by_ana) = stage.operator("ana").await;
    let (ben, by_ben) = stage.operator("ben").await;
    let (ana, ben) = (ana.account.id, ben.account.id);
    for round in 0..60 {
        // Each takes it from the other, or each gives it up.
        let (first, second) = if round % 2 == 0 { (ben, ana) } else { (ana, ben) };
        let (one, other) = tokio::join!(
            stage.remove_operator(Some(by_ana), first),
            stage.remove_operator(Some(by_ben), second)
        );
        let refused = one.and(other).expect_err("both were taken");
        assert!(matches!(code(&refused), "last_operator" | "not_operator"), "{refused}");
        assert_eq!(stage.operators().await.len(), 1, "round {round}");
        stage.place.run("UPDATE accounts SET is_operator = 1").await;
    }
}

async fn whoever_runs_the_server_no_more_does_nothing(stage: Stage) {
    let (ana, by_ana) = stage.operator("ana").await;
    let (ben, by_ben) = stage.operator("ben").await;
    stage.remove_operator(Some(by_ana), ben.account.id).await.unwrap();
    stage.place.run("UPDATE members SET state = 'suspended'").await;
    let entries = server_entries(&stage).await;
    let permit = stage.operating();
    let act = Act { credential: Some(by_ben), ..stage.act(&permit) };
    let (organization, email) = (ana.organization, &ben.account.email);
    let mut tx = stage.store.begin().await.unwrap();
    let refused = [
        operators::add(&mut tx, &act, email).await.map(drop),
        operators::remove(&mut tx, &act, ana.account.id).await,
        server_settings::set_sign_up(&mut tx, &act, SignUpMode::Open, None).await.map(drop),
        server_organizations::add_owner(&mut tx, &act, organization, email).await.map(drop),
        organization_settings::open_to_all(&mut tx, &act, organization).await,
        accounts::reset_password(&mut tx, &act, ana.account.id, "x").await,
    ];
    for (place, refused) in refused.into_iter().enumerate() {
        assert_eq!(code(&refused.unwrap_err()), "not_operator", "{place}");
    }
    // A permit of another kind opens none of it either.
    let other = system(None, SystemReason::Account);
    let act = Act { permit: &other, ..act };
    let wrong = operators::add(&mut tx, &act, email).await.unwrap_err();
    assert!(matches!(wrong, Error::WrongPermit(_)), "{wrong}");
    tx.commit().await.unwrap();
    assert_eq!(server_entries(&stage).await, entries);
}

async fn server_entries(stage: &Stage) -> u64 {
    let mut tx = stage.store.read().await.unwrap();
    let filter = audit::Filter::default();
    audit::list_server(&mut tx, &filter, &PAGE).await.unwrap().total
}

async fn sign_up_is_kept_counted_and_written_down(stage: Stage) {
    let (ana, session) = stage.operator("ana").await;
    let permit = stage.operating();
    let act = Act { credential: Some(session), ..stage.act(&permit) };
    let mut tx = stage.store.begin().await.unwrap();
    let first = server_settings::get(&mut tx).await.unwrap();
    assert_eq!((first.sign_up, first.version), (None, 1));
    let set = server_settings::set_sign_up;
    let after = set(&mut tx, &act, SignUpMode::Open, Some(1)).await.unwrap();
    assert_eq!((after.sign_up, after.version), (Some(SignUpMode::Open), 2));
    let late = set(&mut tx, &act, SignUpMode::Closed, Some(1)).await;
    assert!(matches!(late, Err(Error::Version)));
    set(&mut tx, &act, SignUpMode::Open, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = stage.store.read().await.unwrap();
    assert_eq!(server_settings::get(&mut tx).await.unwrap(), after);
    drop(tx);
    let (actor, detail) = stage.last(None, "server_settings.update").await;
    assert_eq!(actor, Some(ana.account.id.0));
    assert_eq!(detail["sign_up"], serde_json::json!({ "from": null, "to": "open" }));
}

/// What makes somebody an owner who can sign in, one part after the other taken away.
const STATES: &[(&str, &str)] = &[
    ("as it is made", "UPDATE members SET state = 'active'"),
    ("suspended", "UPDATE members SET state = 'suspended'"),
    ("active again", "UPDATE members SET state = 'active'"),
    ("address not proven", "UPDATE accounts SET is_verified = 0"),
    ("without a password", "UPDATE accounts SET is_verified = 1, password_hash = ''"),
    (
        "for a while",
        "UPDATE accounts SET password_hash = 'x'; UPDATE grants SET expires_at = 9223372036854775807",
    ),
    ("not in production", "UPDATE grants SET expires_at = NULL, has_production = 0"),
    ("for good", "UPDATE grants SET has_production = 1"),
    ("of projects", "UPDATE grants SET reach = 'projects'"),
    ("another role", "UPDATE grants SET reach = 'organization', role = '000000000000000000000002'"),
    ("an owner", "UPDATE grants SET role = '000000000000000000000001'"),
    ("through a team without them", "UPDATE grants SET member = NULL, team = 'TEAM'"),
    (
        "through their team",
        "INSERT INTO team_members (organization, team, member, added_at) SELECT organization, 'TEAM', id, 0 FROM members WHERE organization = 'ORGANIZATION'",
    ),
];

async fn lists_and_the_law_agree_on_who_has_an_owner(stage: Stage) {
    let owner = stage.owner("ana").await;
    let organization = owner.organization;
    let team = bailiwick_store::Ids::id(&stage.ids).to_string();
    stage
        .place
        .run(&format!(
            "INSERT INTO teams (organization, id, name, name_key, description, created_at, version)
             VALUES ('{organization}', '{team}', 'T', 't', '', 0, 1)"
        ))
        .await;
    let mut said = Vec::new();
    for (state, statement) in STATES {
        let statement = statement.replace("TEAM", &team);
        stage.place.run(&statement.replace("ORGANIZATION", &organization.to_string())).await;
        let mut tx = stage.store.read().await.unwrap();
        let law = has_owner(&world::load(&mut tx, organization).await.unwrap());
        let one = server_organizations::get(&mut tx, organization).await.unwrap();
        let listed = server_organizations::list(&mut tx, Some(law), &PAGE).await.unwrap();
        assert_eq!((one.has_owner, one.member_count), (law, 1), "{state}");
        assert_eq!(listed.items, [one], "{state}");
        let none = server_organizations::list(&mut tx, Some(!law), &PAGE).await.unwrap();
        assert_eq!(none.total, 0, "{state}");
        said.push(law);
    }
    let (yes, no) = (true, false);
    let expected = [yes, no, yes, no, no, no, no, yes, no, no, yes, no, yes];
    assert_eq!(said, expected);
}

async fn rules_of_entry_are_taken_away_and_told_inside_alone(stage: Stage) {
    let (ana, _) = stage.operator("ana").await;
    let lost = stage.owner("ben").await;
    let organization = lost.organization;
    stage
        .place
        .run(&format!(
            "UPDATE organizations SET session_hours = 1, token_days = 2, audit_days = 40, addresses = '[\"203.0.113.0/24\"]' WHERE id = '{organization}'"
        ))
        .await;
    let epoch = stage.snapshot(organization).await.epoch();
    let permit = stage.operating();
    let act = Act { credential: Some(stage.session(ana.account.id).await), ..stage.act(&permit) };
    let mut tx = stage.store.begin().await.unwrap();
    organization_settings::open_to_all(&mut tx, &act, organization).await.unwrap();
    let again = organization_settings::open_to_all(&mut tx, &act, organization).await;
    assert_eq!(code(&again.unwrap_err()), "no_entry_rules");
    let nowhere = OrganizationId(bailiwick_store::Ids::id(&stage.ids));
    let absent = organization_settings::open_to_all(&mut tx, &act, nowhere).await;
    assert_eq!(code(&absent.unwrap_err()), "organization");
    let after = organization_settings::get(&mut tx, organization).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!((after.session_hours, after.token_days, after.addresses), (None, None, None));
    assert_eq!(after.audit_days, Some(40), "what locks nobody out stays");
    assert!(stage.snapshot(organization).await.epoch() > epoch, "gates read them again");
    let (inside, outside) = (
        stage.last(Some(organization), "organization_settings.open").await,
        stage.last(None, "organization_settings.open").await,
    );
    assert_eq!((inside.0, outside.0), (Some(ana.account.id.0), Some(ana.account.id.0)));
    assert_eq!(inside.1["addresses"]["from"], serde_json::json!(["203.0.113.0/24"]));
    assert_eq!(outside.1, serde_json::json!({ "by": "operator" }), "nothing of what is inside");
}
