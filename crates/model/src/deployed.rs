//! The policy documents of an instance: the draft and the deployed versions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{InstanceId, PolicyVersionId, Timestamp};

choices! {
    /// How a policy document is written.
    PolicyFormat {
        /// YAML 1.2.
        Yaml = "yaml",
        /// JSON.
        Json = "json",
    }
}

/// What is being edited. Where nothing is saved the source is that of the deployed version, and nobody saved last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyDraft {
    /// The instance.
    pub instance: InstanceId,
    /// The document as it was written.
    pub source: String,
    /// How it is written.
    pub format: PolicyFormat,
    /// Counts what changes the source: saves, promotions, discards, deploys and roll-backs; the ETag.
    pub revision: u64,
    /// Last save; absent where nothing is saved.
    pub updated_at: Option<Timestamp>,
    /// Who saved last, as people know them.
    pub updated_by: Option<String>,
}

impl PolicyDraft {
    /// Something was saved, and neither deployed nor discarded since.
    pub fn is_saved(&self) -> bool {
        self.updated_at.is_some()
    }
}

/// A policy that was deployed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyVersion {
    /// Its id.
    pub id: PolicyVersionId,
    /// The instance.
    pub instance: InstanceId,
    /// 1, 2, 3 … within the instance.
    pub version: u64,
    /// The document as it was written.
    pub source: String,
    /// How it is written.
    pub format: PolicyFormat,
    /// In force now.
    #[serde(rename = "deployed")]
    pub is_deployed: bool,
    /// The version this one repeats, when it came from a rollback.
    pub rolled_back_to: Option<u64>,
    /// When it was deployed.
    pub deployed_at: Timestamp,
    /// Who deployed it, as people know them.
    pub deployed_by: Option<String>,
}
