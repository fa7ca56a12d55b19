//! The policy of an instance: draft, validation, versions in force.

pub(crate) mod count;
pub(crate) mod deploy;
pub(crate) mod diff;
pub(crate) mod discard;
pub(crate) mod draft;
pub(crate) mod explain;
pub(crate) mod get;
pub(crate) mod impact;
mod problems;
pub(crate) mod promote;
pub(crate) mod promote_preview;
mod promotion;
pub(crate) mod roles;
pub(crate) mod rollback;
pub(crate) mod save;
pub(crate) mod test;
pub(crate) mod types;
pub(crate) mod validate;
pub(crate) mod version;
pub(crate) mod versions;

use bailiwick_access::Resource;
use bailiwick_model::PolicyFormat;

use crate::call::Call;
use crate::error::Error;

/// What the caller holds on the instance.
fn can(call: &Call) -> Result<Vec<&'static str>, Error> {
    call.can(&Resource::Instance(call.path.instance()?))
}

/// The document in the body, or the draft where there is none.
async fn document_or_draft(call: &Call) -> Result<(String, PolicyFormat), Error> {
    if !call.body.is_empty() {
        return document(call);
    }
    let mut tx = call.read().await?;
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let draft = bailiwick_store::policies::draft(&mut tx, organization, instance).await?;
    Ok((draft.source, draft.format))
}

/// The document in the body and how it is written.
fn document(call: &Call) -> Result<(String, PolicyFormat), Error> {
    let source = String::from_utf8(call.body.to_vec())
        .ok()
        .filter(|source| !source.contains('\0'))
        .ok_or_else(|| {
            let message = "a policy document is UTF-8 text without the character NUL";
            Error::bad_request("not_text", message)
        })?;
    let format = if call.content_type == "application/json" {
        PolicyFormat::Json
    } else {
        PolicyFormat::Yaml
    };
    Ok((source, format))
}
