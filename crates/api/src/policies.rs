//! The policy of an instance: the draft, the deployed versions, and what is wrong with a document.

use bailiwick_access::Action;
use bailiwick_model::{PolicyDraft, PolicyFormat, PolicyVersion, PolicyVersionId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{CURSOR, Held, LIMIT, List};
use crate::operation::{Besides, Needs, Operation, Parameter, Target};

/// What is in force, and whether something else is being written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Policy {
    /// The version in force; null before the first deploy.
    pub deployed: Option<PolicyVersion>,
    /// A draft was saved that is not deployed.
    pub has_draft: bool,
}

/// A version in a list, without its document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyVersionSummary {
    /// Its id.
    pub id: PolicyVersionId,
    /// 1, 2, 3 … within the instance.
    pub version: u64,
    /// How it is written.
    pub format: PolicyFormat,
    /// In force now.
    pub deployed: bool,
    /// The version this one repeats, when it came from a rollback.
    pub rolled_back_to: Option<u64>,
    /// When it was deployed.
    pub deployed_at: Timestamp,
    /// Who deployed it, as people know them.
    pub deployed_by: Option<String>,
}

/// What is wrong with a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyValidation {
    /// It may be deployed: no problem is an error.
    pub valid: bool,
    /// In the order of the document.
    pub problems: Vec<PolicyProblem>,
}

/// What came of a document's tests.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyTestReport {
    /// No test failed.
    pub passed: bool,
    /// In the order of the document.
    pub tests: Vec<PolicyTestResult>,
}

/// What came of one test.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyTestResult {
    /// Its name.
    pub name: String,
    /// Whether everything came as it expects.
    pub passed: bool,
    /// Why it failed, as a sentence.
    pub message: Option<String>,
    /// Its line in the document, from 1.
    pub line: u64,
}

/// One thing wrong with a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyProblem {
    /// How bad it is.
    pub level: ProblemLevel,
    /// A sentence.
    pub message: String,
    /// The line, from 1.
    pub line: u64,
    /// The character in the line, from 1.
    pub column: u64,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemLevel {
    /// It cannot be deployed.
    Error,
    /// It can, and somebody may regret it.
    Warning,
}

const VERSIONS: &[Parameter] = &[LIMIT, CURSOR];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get("policy_get", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy", "The policy in force", Needs::Action(Action::PolicyView, Target::Instance))
        .answers::<Held<Policy>>(),
    Operation::get("policy_draft_get", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/draft", "The draft; the policy in force where none was saved", Needs::Action(Action::PolicyView, Target::Instance))
        .answers::<Held<PolicyDraft>>()
        .versioned(),
    Operation::put("policy_draft_update", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/draft", "Save the draft", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .takes_document(false)
        .answers::<Held<PolicyDraft>>()
        .versioned(),
    Operation::delete("policy_draft_delete", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/draft", "Throw the draft away", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .versioned(),
    Operation::post("policy_validate", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/validate", "Say what is wrong with a document, or with the draft where none is sent", Needs::Action(Action::PolicyView, Target::Instance))
        .takes_document(true)
        .answers::<PolicyValidation>()
        .changes_nothing(),
    Operation::post("policy_test", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/test", "Run the tests of a document on live data, or of the draft where none is sent; nothing that they write is kept", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .takes_document(true)
        .answers::<PolicyTestReport>()
        .changes_nothing(),
    Operation::post("policy_deploy", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/deploy", "Put the draft in force", Needs::Action(Action::PolicyDeploy, Target::Instance))
        // Authority over the policy is authority over the data.
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .answers::<PolicyVersion>()
        .versioned(),
    Operation::get("policy_version_list", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/versions", "Everything that was ever in force, newest first", Needs::Action(Action::PolicyView, Target::Instance))
        .query(VERSIONS)
        .answers::<List<PolicyVersionSummary>>(),
    Operation::get("policy_version_get", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/versions/{version}", "Get a version with its document", Needs::Action(Action::PolicyView, Target::Instance))
        .answers::<PolicyVersion>(),
    Operation::post("policy_rollback", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/versions/{version}/rollback", "Put an earlier version in force again", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .answers::<PolicyVersion>(),
];
