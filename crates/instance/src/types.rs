//! What programs of an instance are written with: TypeScript types of what holders of some roles may read and write.

use crate::instance::Instance;

/// Types under the policy in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Types {
    /// The version of the policy; 0 when there is none.
    pub policy_version: u64,
    /// A TypeScript module.
    pub typescript: String,
    /// Connections whose database does not answer; nothing of them is in the module.
    pub away: Vec<String>,
}

impl Instance {
    /// The types of what holders of these roles may read and write, whoever they are besides.
    pub async fn types(&self, roles: &[String]) -> Types {
        // Whatever has changed is checked against the policy by this look; its answer itself may be older than the policy.
        let looked = self.recent_schemas().await;
        let current = self.current();
        let mut schemas = current.schemas.found.clone();
        schemas.retain(|connection, _| !looked.away.contains(connection));
        Types {
            policy_version: current.version(),
            typescript: bailiwick_query::typescript(&current.policy, &schemas, roles),
            away: looked.away.into_iter().collect(),
        }
    }
}
