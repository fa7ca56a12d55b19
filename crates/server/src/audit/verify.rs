//! Whether the log that the server keeps is what was written.

use bailiwick_api::AuditVerification;
use bailiwick_model::OrganizationId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let organization: Option<OrganizationId> = call.path.maybe("organization")?;
    let _turn = call.state.readings.take(organization)?;
    let mut tx = call.read().await?;
    Answer::ok(&match bailiwick_store::audit::verify(&mut tx, organization).await? {
        Ok(verified) => AuditVerification {
            holds: true,
            problem: None,
            first: Some(verified.first),
            entries: Some(verified.head.entries),
            head: Some(verified.head.hash),
            erased: Some(verified.erased),
        },
        Err(broken) => {
            let log = bailiwick_model::chain::name_of(organization);
            tracing::error!(log, "an audit log does not hold: {broken}");
            AuditVerification {
                holds: false,
                problem: Some(broken.to_string()),
                first: None,
                entries: None,
                head: None,
                erased: None,
            }
        }
    })
}
