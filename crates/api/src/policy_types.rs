//! Types for programs of an instance.

use bailiwick_access::Action;
use schemars::JsonSchema;
use serde::Serialize;

use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};

/// What holders of some application roles may read and write, as types.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyTypes {
    /// The version of the policy that they are of; 0 when nothing is deployed.
    pub policy_version: u64,
    /// A TypeScript module: `Database`, in the form that `@supabase/postgrest-js` takes.
    pub typescript: String,
    /// Connections whose database does not answer; nothing of them is in the module.
    pub away: Vec<String>,
}

const ROLES: &[Parameter] = &[Parameter {
    name: "roles",
    description: "the application roles, parted by commas: `customer,support`",
    kind: ParameterKind::Text,
}];

pub(crate) const OPERATIONS: &[Operation] = &[Operation::get(
    "policy_types",
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/types",
    "TypeScript types of what holders of application roles may read and write",
    Needs::Action(Action::PolicyView, Target::Instance),
)
.besides(&[Besides::Always(Action::InstancesView, Target::Instance)])
.query(ROLES)
.answers::<PolicyTypes>()];
