//! `policy_validate`

use bailiwick_api::PolicyValidation;

use super::problems;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Says what is wrong with the document in the body, or with the draft where there is none.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (source, format) = super::document_or_draft(&call).await?;
    let judged = problems::judge(&call, &source, format).await?;
    let valid = judged.is_valid();
    Answer::ok(&PolicyValidation { valid, problems: judged.problems })
}
