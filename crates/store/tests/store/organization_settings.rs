//! Settings of an organization, and who may change which.

use bailiwick_access::{Action, Permit, Resource, SystemRole};
use bailiwick_model::MemberId;
use bailiwick_store::Error;
use bailiwick_store::organization_settings::{self, Change};

use crate::stage::{Owner, Stage, on_both};

on_both! {
    settings_are_kept_and_taken_away
    a_default_role_is_no_more_than_its_setter
    ages_and_addresses_ask_for_security
    settings_of_before_are_not_overwritten
}

impl Stage {
    async fn setting(&self, owner: &Owner, by: MemberId) -> Permit {
        let (organization, action) = (owner.organization, Action::OrganizationUpdate);
        self.permit_of(organization, by, action, Resource::Organization).await.unwrap()
    }

    async fn set(&self, owner: &Owner, by: MemberId, change: Change) -> Result<u64, Error> {
        let permit = self.setting(owner, by).await;
        let mut tx = self.store.begin().await.unwrap();
        let after =
            organization_settings::update(&mut tx, &self.act(&permit), change, None).await?;
        tx.commit().await?;
        Ok(after.version)
    }

    async fn settler(&self, owner: &Owner, name: &str, actions: &str) -> MemberId {
        let member = self.member(owner.organization, name, SystemRole::OrganizationMember).await;
        let statement = format!(
            "INSERT INTO grants (organization, id, member, actions, reach, has_production, created_at)
             VALUES ('{}', '{}', '{member}', '{actions}', 'organization', 1, 0)",
            owner.organization,
            bailiwick_store::Ids::id(&self.ids),
        );
        self.place.run(&statement).await;
        member
    }
}

fn all() -> Change {
    Change {
        name: Some("Ana & Co".parse().unwrap()),
        default_role: Some(SystemRole::Developer.id()),
        session_hours: Some(Some(8)),
        token_days: Some(Some(90)),
        addresses: Some(Some(vec![
            "192.0.2.0/24".parse().unwrap(),
            "2001:db8::/32".parse().unwrap(),
        ])),
        audit_days: Some(Some(400)),
    }
}

async fn settings_are_kept_and_taken_away(stage: Stage) {
    let owner = stage.owner("ana").await;
    let epoch = stage.snapshot(owner.organization).await.epoch();
    stage.set(&owner, owner.member, all()).await.unwrap();
    let read = async || {
        let mut tx = stage.store.read().await.unwrap();
        organization_settings::get(&mut tx, owner.organization).await.unwrap().unwrap()
    };
    let found = read().await;
    assert_eq!(found.session_hours.zip(found.token_days), Some((8, 90)));
    assert_eq!(found.addresses.as_deref().unwrap_or_default().len(), 2);
    assert_eq!((found.audit_days, found.version), (Some(400), 2));
    assert_eq!(found.default_role, SystemRole::Developer.id());
    assert!(stage.snapshot(owner.organization).await.epoch() > epoch, "gates read them again");
    let entries = stage.entries(owner.organization).await;
    assert_eq!(stage.set(&owner, owner.member, all()).await.unwrap(), 2, "nothing changes");
    assert_eq!(stage.entries(owner.organization).await, entries);
    let none = Change { session_hours: Some(None), addresses: Some(None), ..Change::default() };
    stage.set(&owner, owner.member, none).await.unwrap();
    let found = read().await;
    assert_eq!((found.session_hours, found.addresses, found.token_days), (None, None, Some(90)));
}

async fn a_default_role_is_no_more_than_its_setter(stage: Stage) {
    let owner = stage.owner("ana").await;
    let settler = stage.settler(&owner, "sam", r#"["organization.update"]"#).await;
    let default = |role: SystemRole| Change { default_role: Some(role.id()), ..Change::default() };
    for role in [SystemRole::Owner, SystemRole::OrganizationAdministrator, SystemRole::Developer] {
        let refused = stage.set(&owner, settler, default(role)).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Refused(refusal) if refusal.code() == "would_exceed_grantor"),
            "{role}: {refused}"
        );
    }
    stage.set(&owner, owner.member, default(SystemRole::Developer)).await.unwrap();
    let nowhere = bailiwick_store::Ids::id(&stage.ids).into();
    let change = Change { default_role: Some(nowhere), ..Change::default() };
    let refused = stage.set(&owner, owner.member, change).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("role")), "{refused}");
}

async fn ages_and_addresses_ask_for_security(stage: Stage) {
    let owner = stage.owner("ana").await;
    let settler = stage.settler(&owner, "sam", r#"["organization.update"]"#).await;
    let secure =
        stage.settler(&owner, "tess", r#"["organization.update","security.manage"]"#).await;
    let changes = [
        Change { session_hours: Some(Some(8)), ..Change::default() },
        Change { token_days: Some(Some(8)), ..Change::default() },
        Change { addresses: Some(Some(Vec::new())), ..Change::default() },
    ];
    for change in changes {
        let refused = stage.set(&owner, settler, change.clone()).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Denied(denial) if denial.action == Action::SecurityManage),
            "{refused}"
        );
        stage.set(&owner, secure, change).await.unwrap();
    }
    let days = Change { audit_days: Some(Some(90)), ..Change::default() };
    stage.set(&owner, settler, days).await.unwrap();
}

async fn settings_of_before_are_not_overwritten(stage: Stage) {
    let owner = stage.owner("ana").await;
    let permit = stage.setting(&owner, owner.member).await;
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    organization_settings::update(&mut tx, &act, all(), Some(1)).await.unwrap();
    let late = organization_settings::update(&mut tx, &act, Change::default(), Some(1)).await;
    assert!(matches!(late, Err(Error::Version)));
}
