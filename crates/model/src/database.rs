//! Databases, their branches, and what an instance connects to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{
    BranchId, ConnectionId, DatabaseId, InstanceId, OrganizationId, ProjectId, Slug, Timestamp,
};

choices! {
    /// The kinds of database. MariaDB counts as MySQL.
    DatabaseEngine {
        /// An embedded file.
        Sqlite = "sqlite",
        /// A PostgreSQL server.
        Postgres = "postgres",
        /// A MariaDB or MySQL server.
        Mysql = "mysql",
    }
}

/// A database of a project: its branches share a history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Database {
    /// Its id.
    pub id: DatabaseId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The project it belongs to.
    pub project: ProjectId,
    /// Unique in the organization.
    pub name: Slug,
    /// What it runs on.
    pub engine: DatabaseEngine,
    /// How many branches it has; 0 for whoever may not see them.
    pub branch_count: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// A real copy of a database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Branch {
    /// Its id; its file is named after it.
    pub id: BranchId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The database it is a copy of.
    pub database: DatabaseId,
    /// Unique in the database.
    pub name: Slug,
    /// Guarded as production.
    #[serde(rename = "production")]
    pub is_production: bool,
    /// What is used when no branch is named.
    #[serde(rename = "default")]
    pub is_default: bool,
    /// The branch it was copied from, while that exists.
    pub parent: Option<BranchId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// Where a connection leads, without secrets.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConnectionTarget {
    /// To a branch of a database of the same project.
    Branch {
        /// The database.
        database: DatabaseId,
        /// The branch.
        branch: BranchId,
    },
    /// To a database elsewhere.
    Url {
        /// What it runs on.
        engine: DatabaseEngine,
        /// The address without password or other secret: `postgres://reader@db.example.com:5432/shop`.
        address: String,
    },
}

/// A named connection of an instance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The instance it belongs to.
    pub instance: InstanceId,
    /// What the policy calls it.
    pub name: Slug,
    /// Where it leads.
    pub target: ConnectionTarget,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}
