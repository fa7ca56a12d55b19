//! Everything one request is judged by, in one immutable value that it takes once: a deploy in its midst mixes nothing.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use bailiwick_policy::{Document, Policy, SchemaSet, check};

use crate::{
    config::{InstanceConfig, Rate},
    connection::Connection,
    gate::Gate,
    identity,
    rate::Limiter,
    sessions::Sessions,
};

/// A configuration with its connections, made ready.
pub(crate) struct Compiled {
    pub(crate) config: Arc<InstanceConfig>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) connections: BTreeMap<String, Arc<Connection>>,
    pub(crate) schemas: SchemaSet,
    pub(crate) policy: Policy,
    pub(crate) users: Arc<Limiter>,
    pub(crate) addresses: Arc<Limiter>,
    pub(crate) sessions: Option<Arc<Sessions>>,
}

impl Compiled {
    /// Makes a configuration ready; what `before` has that still fits goes on: pools, what is known of schemas, rates.
    pub(crate) fn new(config: InstanceConfig, before: Option<&Compiled>) -> Compiled {
        let config = Arc::new(config);
        let gate = Gate::new(&config, before.map(|before| before.gate.as_ref()));
        let connections = config.connections.iter().map(|wanted| {
            let kept = before
                .and_then(|before| before.connections.get(&wanted.name))
                .filter(|kept| kept.is_to(&wanted.name, &wanted.target, &config.dialer));
            let connection = kept.map_or_else(
                || {
                    Arc::new(Connection::new(
                        wanted.name.clone(),
                        wanted.target.clone(),
                        Arc::clone(&config.dialer),
                    ))
                },
                Arc::clone,
            );
            (wanted.name.clone(), connection)
        });
        let connections: BTreeMap<_, _> = connections.collect();
        let sessions = sessions(&config, &connections, before);
        let limiter = |rate: fn(&InstanceConfig) -> Rate, kept: fn(&Compiled) -> &Arc<Limiter>| {
            before.filter(|before| rate(&before.config) == rate(&config)).map_or_else(
                || Arc::new(Limiter::new(rate(&config))),
                |before| Arc::clone(kept(before)),
            )
        };
        let users = limiter(|config| config.limits.per_user, |before| &before.users);
        let addresses = limiter(|config| config.limits.per_address, |before| &before.addresses);
        let (schemas, policy) = compile(&config, &connections);
        Compiled {
            gate: Arc::new(gate),
            connections,
            schemas,
            policy,
            users,
            addresses,
            sessions,
            config,
        }
    }

    /// The same configuration over what is known of the schemas now.
    pub(crate) fn with_new_schemas(&self) -> Compiled {
        let (schemas, policy) = compile(&self.config, &self.connections);
        Compiled {
            config: Arc::clone(&self.config),
            gate: Arc::clone(&self.gate),
            connections: self.connections.clone(),
            schemas,
            policy,
            users: Arc::clone(&self.users),
            addresses: Arc::clone(&self.addresses),
            sessions: self.sessions.clone(),
        }
    }

    /// The same with another policy, checked against what the databases are today: for trying it out.
    pub(crate) fn with_document(&self, document: &Document, schemas: SchemaSet) -> Compiled {
        Compiled {
            config: Arc::clone(&self.config),
            gate: Arc::clone(&self.gate),
            connections: self.connections.clone(),
            policy: check(document, &schemas).0,
            schemas,
            users: Arc::clone(&self.users),
            addresses: Arc::clone(&self.addresses),
            sessions: self.sessions.clone(),
        }
    }

    /// The version of the deployed policy, 0 when there is none.
    pub(crate) fn version(&self) -> u64 {
        self.config.policy.as_ref().map_or(0, |policy| policy.version)
    }
}

/// The session query, with what it found of late where it is still the same.
fn sessions(
    config: &InstanceConfig,
    connections: &BTreeMap<String, Arc<Connection>>,
    before: Option<&Compiled>,
) -> Option<Arc<Sessions>> {
    let session = config.client_auth.as_ref()?.session.as_ref()?;
    let connection = connections.get(&session.connection);
    let kept = before.and_then(|before| before.sessions.as_ref());
    let kept = kept.filter(|kept| kept.is_for(session, connection)).cloned();
    Some(kept.unwrap_or_else(|| Arc::new(Sessions::new(session, connection.cloned()))))
}

/// Checks the policy against what the databases are today. A connection not looked at yet has no tables, so nothing in
/// it is granted.
fn compile(
    config: &InstanceConfig,
    connections: &BTreeMap<String, Arc<Connection>>,
) -> (SchemaSet, Policy) {
    let mut schemas = SchemaSet::default();
    let recorded = config.policy.as_ref().and_then(|policy| policy.identities.as_ref());
    for (name, connection) in connections {
        let Some(observed) = connection.observed() else { continue };
        let schema =
            match recorded.map(|recorded| identity::close(name, &observed.schema, recorded)) {
                Some(Cow::Owned(closed)) => {
                    tracing::warn!(
                        instance = config.id,
                        connection = name,
                        "a table or column is another one than when the policy was deployed: closed"
                    );
                    Arc::new(closed)
                }
                _ => observed.schema,
            };
        schemas.found.insert(name.clone(), schema);
    }
    let policy = config
        .policy
        .as_ref()
        .map(|source| check(&source.document, &schemas).0)
        .unwrap_or_default();
    (schemas, policy)
}
