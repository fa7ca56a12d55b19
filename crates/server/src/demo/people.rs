//! One member for each system role, with a password and a token.

use std::sync::Arc;

use bailiwick_access::{SystemReason, SystemRole, system};
use bailiwick_model::{
    AccountId, DatabaseId, Email, OrganizationId, TokenKind, TokenPreset, last_four,
};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::tokens::NewToken;
use bailiwick_store::{Page, Tx, accounts, tokens};

use super::show::Member;
use super::world::World;
use super::{act, begin, permit};
use crate::error::Error;
use crate::secret;
use crate::state::State;

const TOKEN: &str = "Demonstration";
const DAYS: i64 = 30;

/// A person of the demonstration.
pub(super) struct Person {
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    role: SystemRole,
}

/// Who signs in first.
pub(super) const OWNER: Person =
    Person { email: "owner@wanderlust.example", name: "Olga Owner", role: SystemRole::Owner };

const OTHERS: [Person; 4] = [
    Person {
        email: "developer@wanderlust.example",
        name: "Davi Developer",
        role: SystemRole::Developer,
    },
    Person {
        email: "administrator@wanderlust.example",
        name: "Ana Administrator",
        role: SystemRole::OrganizationAdministrator,
    },
    Person {
        email: "member@wanderlust.example",
        name: "Mika Member",
        role: SystemRole::OrganizationMember,
    },
    Person {
        email: "database-administrator@wanderlust.example",
        name: "Dana Databases",
        role: SystemRole::DatabaseAdministrator,
    },
];

/// Makes everyone but the owner, in the transaction that makes the rest.
pub(super) async fn make(
    state: &State,
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    database: DatabaseId,
) -> Result<(), Error> {
    let inside = permit(Some(organization));
    for person in &OTHERS {
        let new = NewAccount {
            email: email(person)?,
            password_hash: state.passwords.hash(secret::typed_code().into()).await?,
            display_name: person.name.parse().map_err(|error: bailiwick_model::InvalidName| {
                Error::internal(error.to_string())
            })?,
            is_operator: false,
        };
        let at = (person.role == SystemRole::DatabaseAdministrator).then_some(database);
        bailiwick_store::members::add(
            tx,
            &act(state, &inside),
            organization,
            new,
            person.role.id(),
            at,
        )
        .await?;
    }
    Ok(())
}

/// Everyone with a password (the earlier one while it still works) and a new token in place of the earlier one.
pub(super) async fn renew(
    state: &Arc<State>,
    world: &World,
    kept: &[Member],
) -> Result<Vec<Member>, Error> {
    let mut members = Vec::new();
    for person in std::iter::once(&OWNER).chain(&OTHERS) {
        let mut tx = begin(state).await?;
        let found = accounts::find_by_email(&mut tx, &email(person)?).await?;
        drop(tx);
        let Some((account, hash)) = found else { continue };
        let earlier = kept.iter().find(|member| member.email == person.email);
        let password = match earlier {
            Some(earlier)
                if state.passwords.verify(earlier.password.clone().into(), Some(hash)).await? =>
            {
                earlier.password.clone()
            }
            _ => new_password(state, account.id).await?,
        };
        let token = new_token(state, world.organization, account.id).await?;
        members.push(Member {
            email: person.email.to_owned(),
            password,
            token,
            roles: vec![person.role.name().to_owned()],
        });
    }
    Ok(members)
}

async fn new_password(state: &State, account: AccountId) -> Result<String, Error> {
    let password = secret::typed_code().to_lowercase();
    let hash = state.passwords.hash(password.clone().into()).await?;
    let operator = system(None, SystemReason::OperatorAct);
    let mut tx = begin(state).await?;
    accounts::reset_password(&mut tx, &act(state, &operator), account, &hash).await?;
    tx.commit().await?;
    Ok(password)
}

async fn new_token(
    state: &State,
    organization: OrganizationId,
    account: AccountId,
) -> Result<String, Error> {
    let inside = permit(Some(organization));
    let mut tx = begin(state).await?;
    let page = Page { limit: 100, after: None, search: Some(TOKEN.to_owned()) };
    for token in tokens::list(&mut tx, account, &page)
        .await?
        .items
        .into_iter()
        .filter(|token| token.name.as_str() == TOKEN)
    {
        tokens::revoke(&mut tx, &act(state, &inside), account, token.id).await?;
    }
    let secret = secret::token(TokenKind::Personal);
    let new = NewToken {
        account,
        name: TOKEN
            .parse()
            .map_err(|error: bailiwick_model::InvalidName| Error::internal(error.to_string()))?,
        organization: None,
        preset: TokenPreset::Full,
        hash: secret::hash(&secret),
        last_four: last_four(&secret),
        expires_at: Some(state.now().plus_seconds(DAYS * 86_400)),
        grants: Vec::new(),
    };
    tokens::create(&mut tx, &act(state, &inside), new).await?;
    tx.commit().await?;
    Ok(secret)
}

fn email(person: &Person) -> Result<Email, Error> {
    person
        .email
        .parse()
        .map_err(|error: bailiwick_model::InvalidName| Error::internal(error.to_string()))
}
