//! From the store to the one value that an instance knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_engine::{Dialer, Target};
use bailiwick_instance::{
    ClientAuth, ConnectionConfig, InstanceConfig, Limits, PolicySource, Revocation, Revocations,
    SigningKey, State as Running,
};
use bailiwick_model::{ConnectionTarget, Instance, InstanceId, InstanceState, PolicyFormat};
use bailiwick_store::Tx;
use bailiwick_store::connections::StoredConnection;
use sha2::{Digest, Sha256};

use super::Whose;
use crate::error::Error;
use crate::state::State;
use crate::{client_auth, connections, files, instances, signing_key};

/// What was read.
pub(super) struct Loaded {
    /// What the instance is to be.
    pub(super) config: InstanceConfig,
    /// Whose it is.
    pub(super) whose: Whose,
    /// By which versions of its parts; equal ones need no change.
    pub(super) versions: String,
    /// Connections that cannot be made ready, and why.
    pub(super) left_out: Vec<String>,
}

/// Reads an instance's configuration; absent when there is no such instance.
pub(super) async fn load(
    state: &Arc<State>,
    id: InstanceId,
    dialer: &Arc<Dialer>,
) -> Result<Option<Loaded>, Error> {
    let mut tx = state.store.read().await?;
    let Some(instance) = bailiwick_store::instances::find(&mut tx, id).await? else {
        return Ok(None);
    };
    let (connections, left_out, mut versions) = connections_of(state, &mut tx, &instance).await?;
    let client_auth = client_auth_of(state, &mut tx, &instance).await?;
    let (signing_keys, signing) = signing_keys_of(state, &mut tx, &instance).await?;
    let (revocations, revoked) = revocations_of(&mut tx, &instance).await?;
    let policy = policy_of(&mut tx, &instance).await?;
    versions += &format!(
        "{} {} client auth {:?} signing {signing} revoked {revoked} policy {:?}",
        instance.state,
        instance.is_production,
        client_auth.as_ref().map(|(_, version)| version),
        policy.as_ref().map(|policy| policy.version)
    );
    let config = InstanceConfig {
        id: id.to_string(),
        is_production: instance.is_production,
        state: match instance.state {
            InstanceState::Empty => Running::Empty,
            InstanceState::Running => Running::Running,
            InstanceState::Failed => Running::Failed,
            InstanceState::Deprovisioned => Running::Deprovisioned,
        },
        audience: instances::url(&state.settings, &instance.region, id),
        connections,
        client_auth: client_auth.map(|(client_auth, _)| client_auth),
        revocations: Arc::new(revocations),
        policy,
        limits: Limits::default(),
        dialer: dialer.clone(),
        signing_keys,
        development_key: Some(*state.vault.derive(&format!("development/{id}"))),
    };
    let whose =
        Whose { organization: instance.organization, project: instance.project, instance: id };
    Ok(Some(Loaded { config, whose, versions, left_out }))
}

/// A connection that cannot be made ready is left out, and what a policy says of it is closed.
async fn connections_of(
    state: &State,
    tx: &mut Tx<'_>,
    instance: &Instance,
) -> Result<(Vec<ConnectionConfig>, Vec<String>, String), Error> {
    let (mut ready, mut left_out, mut versions) = (Vec::new(), Vec::new(), String::new());
    for stored in bailiwick_store::connections::all(tx, instance.id).await? {
        let name = stored.connection.name.to_string();
        versions += &format!("{} {} ", stored.connection.id, stored.connection.version);
        match target(state, instance, &stored) {
            Ok(target) => {
                // Its debug text holds the file that a name leads to today, and no password.
                versions += &format!("{target:?} ");
                ready.push(ConnectionConfig { name, target });
            }
            Err(reason) => left_out.push(format!("`{name}`: {reason}")),
        }
    }
    Ok((ready, left_out, versions))
}

fn target(state: &State, instance: &Instance, stored: &StoredConnection) -> Result<Target, String> {
    if let ConnectionTarget::Branch { branch, .. } = &stored.connection.target {
        let path = files::branch_path(&state.settings, *branch);
        let path =
            path.canonicalize().map_err(|error| format!("the file of its branch: {error}"))?;
        return Ok(Target::Sqlite { path });
    }
    let sealed = stored.sealed.as_deref().ok_or("it has no secret")?;
    let (organization, id) = (instance.organization, stored.connection.id);
    let secret = connections::sealed::open(&state.vault, organization, instance.id, id, sealed)
        .map_err(|error| error.cause.unwrap_or(error.message))?;
    let files = connections::target::file_rules(&state.settings, organization);
    connections::target::resolve(&secret, &files).map_err(|error| error.to_string())
}

async fn client_auth_of(
    state: &State,
    tx: &mut Tx<'_>,
    instance: &Instance,
) -> Result<Option<(ClientAuth, u64)>, Error> {
    let stored = bailiwick_store::client_auth::get(tx, instance.organization, instance.id).await?;
    let Some(stored) = stored else { return Ok(None) };
    let (organization, id) = (instance.organization, instance.id);
    let opened = client_auth::open(&state.vault, organization, id, &stored.document);
    let client_auth = opened.map_err(|error| {
        Error::internal(format!("the stored client auth cannot be read: {error:?}"))
    })?;
    Ok(Some((client_auth, stored.version)))
}

/// The keys that sign, and what tells them from those before: the instance itself knows when one is over.
async fn signing_keys_of(
    state: &State,
    tx: &mut Tx<'_>,
    instance: &Instance,
) -> Result<(Vec<SigningKey>, String), Error> {
    let (organization, id) = (instance.organization, instance.id);
    let now = state.clock.now();
    let stored = bailiwick_store::signing_keys::get(tx, organization, id, now).await?;
    let (mut keys, mut told) = (Vec::new(), String::new());
    for key in stored.all() {
        let secret =
            signing_key::sealed::open(&state.vault, organization, id, key.id, &key.sealed)?;
        keys.push(SigningKey::new(&secret, key.signs_until.map(|until| until.0)));
        told += &format!("{} ", key.id);
    }
    Ok((keys, told))
}

/// What is revoked, and what tells it from what was revoked before: revocations are made and removed, never changed.
async fn revocations_of(
    tx: &mut Tx<'_>,
    instance: &Instance,
) -> Result<(Revocations, String), Error> {
    let all = bailiwick_store::revocations::all(tx, instance.organization, instance.id).await?;
    let mut ids = Sha256::new();
    for one in &all {
        ids.update(one.id.to_string());
    }
    let revoked = format!("{:x}", ids.finalize());
    let all = all.into_iter().map(|one| Revocation {
        subject: one.revoked.subject,
        token_id: one.revoked.token_id,
        // Tokens say whole seconds: one of the same second may be older.
        issued_before_seconds: one.revoked.issued_before.map(|before| {
            before.0.div_euclid(1_000_000) + i64::from(before.0.rem_euclid(1_000_000) > 0)
        }),
    });
    Ok((Revocations::new(all), revoked))
}

async fn policy_of(tx: &mut Tx<'_>, instance: &Instance) -> Result<Option<PolicySource>, Error> {
    let Some(deployed) = bailiwick_store::policies::deployed(tx, instance.id).await? else {
        return Ok(None);
    };
    let version = deployed.version;
    let format = match version.format {
        PolicyFormat::Yaml => bailiwick_policy::Format::Yaml,
        PolicyFormat::Json => bailiwick_policy::Format::Json,
    };
    let document = bailiwick_policy::parse(&version.source, format).map_err(|problems| {
        let first = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
        Error::internal(format!("the deployed policy cannot be read: {first}"))
    })?;
    let identities: Option<BTreeMap<String, String>> = serde_json::from_value(deployed.identities)
        .map_err(|error| {
            Error::internal(format!("the deployed policy's identities cannot be read: {error}"))
        })?;
    Ok(Some(PolicySource { version: version.version, document: Arc::new(document), identities }))
}
