//! Connections: what an instance reads and writes.

use bailiwick_access::Action;
use bailiwick_model::{BranchId, Connection, DatabaseEngine, Slug};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Held, List, PAGE, Secret};
use crate::operation::{Besides, Needs, Operation, Target};

/// Makes a connection: exactly one of `url`, `fields`, `branch`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// What the policy calls it. `test` is taken.
    pub name: Slug,
    /// `sqlite:shop.sqlite`, `postgres://…` or `mysql://…`.
    pub url: Option<Secret>,
    /// The parts of a URL.
    pub fields: Option<ConnectionFields>,
    /// A branch of a database of the same project.
    pub branch: Option<BranchId>,
    /// How the connection is protected; the safest that the address allows when left out.
    pub tls: Option<Tls>,
}

/// Changes a connection; what is left out stays. At most one of `url`, `fields`, `branch`; a password that is left
/// out of `fields` stays only while engine, host, port and user stay too.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionChange {
    /// What the policy calls it.
    pub name: Option<Slug>,
    /// `sqlite:shop.sqlite`, `postgres://…` or `mysql://…`.
    pub url: Option<Secret>,
    /// The parts of a URL.
    pub fields: Option<ConnectionFields>,
    /// A branch of a database of the same project.
    pub branch: Option<BranchId>,
    /// How the connection is protected.
    pub tls: Option<Tls>,
}

/// The parts of a URL, for people who have them one by one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionFields {
    /// What the server is.
    pub engine: DatabaseEngine,
    /// Its name or address; for SQLite nothing.
    pub host: Option<String>,
    /// 5432 or 3306 when left out.
    pub port: Option<u16>,
    /// The database on it; for SQLite the file.
    pub database: String,
    /// Who connects.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
}

/// How a connection is protected.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// What is demanded of the server.
    pub mode: TlsMode,
    /// The authority that signed its certificate, in PEM; the public ones when left out.
    pub ca_certificate: Option<String>,
}

/// What is demanded of a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// No encryption.
    Disable,
    /// A certificate of the authority, whatever its name.
    VerifyCa,
    /// A certificate of the authority for this host.
    VerifyFull,
}

/// A connection as it is listed: without secrets.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Connection")]
pub struct ConnectionAnswer {
    /// The connection.
    #[serde(flatten)]
    pub connection: Connection,
    /// The names of database and branch, where it leads to one: `shop / main`.
    pub branch_name: Option<String>,
    /// How it is protected, where it leads to a server.
    pub tls: Option<TlsMode>,
}

/// What a connection was asked, step by step; the first that fails ends it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConnectionTest {
    /// Every step passed.
    pub passed: bool,
    /// In order: `reachable`, `tls`, `authenticated`, `permitted`.
    pub stages: Vec<ConnectionStage>,
}

/// One step of a test.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConnectionStage {
    /// `reachable`, `tls`, `authenticated` or `permitted`.
    pub name: String,
    /// How it went.
    pub outcome: StageOutcome,
    /// A sentence, where there is something to say.
    pub message: Option<String>,
    /// How long it took.
    pub milliseconds: u64,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageOutcome {
    /// It passed.
    Passed,
    /// It did not.
    Failed,
    /// It was not tried, or does not apply.
    Skipped,
}

/// Whoever makes a branch reachable by others connects to it.
const BRANCH: &[Besides] = &[
    Besides::Sometimes(Action::BranchesConnect, "on the branch that it leads to"),
    Besides::Sometimes(
        Action::BranchesConnectProduction,
        "on the branch that it leads to, where it is production",
    ),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get("connection_list", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections", "The connections of an instance", Needs::Action(Action::InstancesView, Target::Instance))
        .query(PAGE)
        .answers::<List<Held<ConnectionAnswer>>>(),
    Operation::post("connection_create", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections", "Make a connection", Needs::Action(Action::ConnectionsDeploy, Target::Instance))
        .besides(BRANCH)
        .takes::<NewConnection>()
        .answers::<Held<ConnectionAnswer>>(),
    Operation::post("connection_try", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/test", "Test a connection before it is made", Needs::Action(Action::ConnectionsDeploy, Target::Instance))
        .takes::<NewConnection>()
        .answers::<ConnectionTest>()
        .changes_nothing(),
    Operation::get("connection_get", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/{connection}", "Get a connection", Needs::Action(Action::InstancesView, Target::Instance))
        .answers::<Held<ConnectionAnswer>>()
        .versioned(),
    Operation::patch("connection_update", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/{connection}", "Change a connection", Needs::Action(Action::ConnectionsDeploy, Target::Instance))
        .besides(BRANCH)
        .takes::<ConnectionChange>()
        .answers::<Held<ConnectionAnswer>>()
        .versioned(),
    Operation::delete("connection_delete", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/{connection}", "Delete a connection", Needs::Action(Action::ConnectionsDeploy, Target::Instance))
        .versioned(),
    Operation::post("connection_test", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/{connection}/test", "Test a connection step by step", Needs::Action(Action::ConnectionsDeploy, Target::Instance))
        .answers::<ConnectionTest>()
        .changes_nothing(),
];
