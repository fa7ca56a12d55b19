//! What `bailiwick admin` does: an operator's acts on the store itself, without a server and beside one that runs. Whoever
//! may read the data folder is an operator; every act is in the server's log as one of the command line.

use std::sync::Arc;

use bailiwick_access::{Permit, SystemReason, system};
use bailiwick_model::{
    Account, Email, Operator, OrganizationId, RequestId, ServerOrganization, SignUpMode,
};
use bailiwick_store::{
    Act, Error as Store, Page, accounts, operators, organization_settings, server_organizations,
    server_settings,
};

use crate::clock::{Clock, RandomIds, SystemClock};
use crate::error::Error;
use crate::passwords::Passwords;
use crate::settings::Settings;
use crate::{secret, sign_up, strength};

/// Why an act was not done: a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AdminError(String);

impl From<Store> for AdminError {
    fn from(error: Store) -> Self {
        AdminError(error.to_string())
    }
}

impl From<Error> for AdminError {
    fn from(error: Error) -> Self {
        AdminError(error.cause.unwrap_or(error.message))
    }
}

/// What is not known of a mode that is not the narrowest.
const NARROWER: &str = "a server that was started with a narrower `--sign-up` keeps to that";
const UNSET: &str =
    "no operator has set it, and a server that was started with `--sign-up` keeps to that";

const ALL: Page = Page { limit: u32::MAX, after: None, search: None };

/// An open store, and what acts on it need.
pub struct Admin {
    settings: Settings,
    store: bailiwick_store::Store,
    ids: RandomIds,
    permit: Permit,
}

impl Admin {
    /// Opens the store that a server of these settings made. None is made here.
    ///
    /// # Errors
    /// When there is none, or when it is not of this version.
    pub async fn open(settings: Settings) -> Result<Self, AdminError> {
        crate::serve::install_provider();
        let store = bailiwick_store::Store::open_existing(&settings.database_url).await;
        let store = store.map_err(|error| AdminError(error.to_string()))?;
        let ids = RandomIds(Arc::new(SystemClock));
        Ok(Admin { settings, store, ids, permit: system(None, SystemReason::OperatorAct) })
    }

    /// Those who run the server.
    ///
    /// # Errors
    /// When the database fails; so it is with all below.
    pub async fn operators(&self) -> Result<Vec<Operator>, AdminError> {
        let mut tx = self.store.read().await?;
        Ok(operators::list(&mut tx, &ALL).await?.items)
    }

    /// Makes an operator of an account.
    ///
    /// # Errors
    /// When it is one, or cannot sign in, or is not there.
    pub async fn add_operator(&self, email: &str) -> Result<Operator, AdminError> {
        let email = address(email)?;
        let mut tx = self.store.begin().await?;
        let added = operators::add(&mut tx, &self.act(), &email).await;
        let operator = added.map_err(|error| about(&email, error))?;
        tx.commit().await?;
        Ok(operator)
    }

    /// Takes the server from an operator.
    ///
    /// # Errors
    /// When the account is none, or when no other one can sign in.
    pub async fn remove_operator(&self, email: &str) -> Result<(), AdminError> {
        let email = address(email)?;
        let mut tx = self.store.begin().await?;
        let account = account(&mut tx, &email).await?;
        let removed = operators::remove(&mut tx, &self.act(), account.id).await;
        removed.map_err(|error| match error {
            Store::NotFound(_) => AdminError(format!("`{email}` is no operator")),
            other => other.into(),
        })?;
        Ok(tx.commit().await?)
    }

    /// Who may make an account, as far as it can be told from here: the options of a server that runs are not seen. With
    /// it, why it is so where somebody might expect otherwise.
    ///
    /// # Errors
    /// See [`Admin::operators`].
    pub async fn sign_up(&self) -> Result<(SignUpMode, Option<String>), AdminError> {
        let mut tx = self.store.read().await?;
        let set = server_settings::get(&mut tx).await?;
        let mode = sign_up::in_force(&self.settings, set);
        let why = match (set.sign_up, self.settings.sign_up) {
            (Some(set), _) if set == mode && mode == SignUpMode::Closed => None,
            (Some(set), _) if set == mode => Some(NARROWER.to_owned()),
            (_, Some(_)) => sign_up::fixed(&self.settings),
            (_, None) => Some(UNSET.to_owned()),
        };
        Ok((mode, why))
    }

    /// Says who may make an account, from the next request on.
    ///
    /// # Errors
    /// When the settings that the server is started with are narrower, so that it would have no effect.
    pub async fn set_sign_up(&self, mode: SignUpMode) -> Result<(), AdminError> {
        sign_up::refuse_wider(&self.settings, mode)?;
        let mut tx = self.store.begin().await?;
        server_settings::set_sign_up(&mut tx, &self.act(), mode, None).await?;
        Ok(tx.commit().await?)
    }

    /// Every organization.
    ///
    /// # Errors
    /// See [`Admin::operators`].
    pub async fn organizations(&self) -> Result<Vec<ServerOrganization>, AdminError> {
        let mut tx = self.store.read().await?;
        Ok(server_organizations::list(&mut tx, None, &ALL).await?.items)
    }

    /// Names an owner of an organization that nobody owns who can sign in.
    ///
    /// # Errors
    /// When somebody does, or when the account or the organization is not there.
    pub async fn set_owner(
        &self,
        organization: OrganizationId,
        email: &str,
    ) -> Result<ServerOrganization, AdminError> {
        let email = address(email)?;
        let mut tx = self.store.begin().await?;
        let act = self.act();
        let named = server_organizations::add_owner(&mut tx, &act, organization, &email).await;
        let after = named.map_err(|error| match error {
            Store::NotFound("organization") => absent(organization),
            other => about(&email, other),
        })?;
        tx.commit().await?;
        Ok(after)
    }

    /// Takes an organization's rules of entry away.
    ///
    /// # Errors
    /// When it has none, or is not there.
    pub async fn open_organization(
        &self,
        organization: OrganizationId,
    ) -> Result<ServerOrganization, AdminError> {
        let mut tx = self.store.begin().await?;
        let opened = organization_settings::open_to_all(&mut tx, &self.act(), organization).await;
        opened.map_err(|error| match error {
            Store::NotFound(_) => absent(organization),
            other => other.into(),
        })?;
        let after = server_organizations::get(&mut tx, organization).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Gives an account another password, a random one where none is given, and ends its sessions. Answers the password.
    ///
    /// # Errors
    /// When the password is too weak, or the account is not there.
    pub async fn reset_password(
        &self,
        email: &str,
        given: Option<String>,
    ) -> Result<String, AdminError> {
        let email = address(email)?;
        let mut tx = self.store.read().await?;
        let found = account(&mut tx, &email).await?;
        drop(tx);
        let password = given.unwrap_or_else(|| secret::typed_code().to_lowercase());
        strength::refuse(&password, email.as_str(), found.display_name.as_str())
            .map_err(AdminError)?;
        let hash = Passwords::new()?.hash(password.clone().into()).await?;
        let mut tx = self.store.begin().await?;
        accounts::reset_password(&mut tx, &self.act(), found.id, &hash).await?;
        tx.commit().await?;
        Ok(password)
    }

    /// Whether the server's own log is what was written: how many entries it has, and the hash of the last; else what
    /// is wrong with it, in a sentence.
    ///
    /// # Errors
    /// See [`Admin::operators`].
    pub async fn verify_log(&self) -> Result<Result<(u64, String), String>, AdminError> {
        let mut tx = self.store.read().await?;
        let verified = bailiwick_store::audit::verify(&mut tx, None).await?;
        Ok(match verified {
            Ok(verified) => Ok((verified.head.entries, verified.head.hash)),
            Err(broken) => Err(broken.to_string()),
        })
    }

    /// Without an address and a credential: that is how the log knows the command line.
    fn act(&self) -> Act<'_> {
        Act {
            permit: &self.permit,
            now: SystemClock.now(),
            ids: &self.ids,
            request_id: RequestId(self.ids.fresh()),
            address: None,
            credential: None,
        }
    }
}

fn address(text: &str) -> Result<Email, AdminError> {
    text.parse().map_err(|error: bailiwick_model::InvalidName| AdminError(error.to_string()))
}

async fn account(tx: &mut bailiwick_store::Tx<'_>, email: &Email) -> Result<Account, AdminError> {
    let found = accounts::find_by_email(tx, email).await?;
    found.map(|(account, _)| account).ok_or_else(|| about(email, Store::NotFound("account")))
}

fn about(email: &Email, error: Store) -> AdminError {
    match error {
        Store::NotFound("account") => AdminError(format!("no account has the address `{email}`")),
        other => other.into(),
    }
}

fn absent(organization: OrganizationId) -> AdminError {
    AdminError(format!(
        "there is no organization `{organization}`: `bailiwick admin organization list` shows them all"
    ))
}
