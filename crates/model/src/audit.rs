//! The audit log's entry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{AuditEntryId, Id, OrganizationId, RequestId, Timestamp};

choices! {
    /// How an act ended.
    AuditOutcome {
        /// It was done.
        Ok = "ok",
        /// It was refused.
        Denied = "denied",
    }

    /// Who acted.
    ActorKind {
        /// A person who holds an account.
        Account = "account",
        /// A service token.
        ServiceToken = "service_token",
        /// The server itself, for one of its closed set of reasons.
        System = "system",
        /// Somebody who proved nothing.
        Anonymous = "anonymous",
    }
}

/// One act, linked to the one before it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditEntryId,
    /// Whose log it is in; the server's own when absent.
    pub organization: Option<OrganizationId>,
    /// Its place in the chain: 1, 2, 3 … without gaps. Absent for whoever sees a part of the log: gaps would count the rest.
    pub sequence: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// Who, by kind.
    pub actor_kind: ActorKind,
    /// Who, by id: the account, the token; absent for the system and for strangers.
    pub actor: Option<Id>,
    /// Who, as people know them; erased with the account.
    pub actor_name: Option<String>,
    /// The session or token that was used.
    pub credential: Option<Id>,
    /// What was done: an operation's noun and verb, `projects.create`.
    pub action: String,
    /// The kind of thing it was done to: `project`.
    pub target_kind: String,
    /// The thing, by id.
    pub target: Option<Id>,
    /// The thing, as people know it; erased with the account when it is one.
    pub target_name: Option<String>,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The request it was part of.
    pub request: RequestId,
    /// Where the request came from; erased with the account.
    pub address: Option<String>,
    /// What changed, as a JSON object in text; free of secrets.
    pub detail: String,
    /// SHA-256 of this entry and the one before it, in hexadecimal.
    pub hash: String,
}
