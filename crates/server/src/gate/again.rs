//! The gate's judgement once more, for an answer that takes so long that its right may go meanwhile.

use std::net::IpAddr;
use std::sync::Arc;

use bailiwick_api::Operation;
use bailiwick_model::RequestId;

use super::credential::Credential;
use super::{identify, judge};
use crate::call::Judged;
use crate::error::Error;
use crate::parameters::Parameters;
use crate::state::State;

/// What a request was judged by. What it was sent with leaves the gate in here, and nobody else can read it.
pub(crate) struct Again {
    pub(super) operation: &'static Operation,
    pub(super) credential: Credential,
    pub(super) path: Parameters,
    pub(super) request_id: RequestId,
    pub(super) address: IpAddr,
}

impl Again {
    /// Who calls and what they hold now, where the operation is of an organization; an error where this request would not
    /// be let in any more.
    pub(crate) async fn judge(&self, state: &Arc<State>) -> Result<Option<Judged>, Error> {
        let question = judge::Question {
            operation: self.operation,
            path: &self.path,
            now: state.now(),
            request_id: self.request_id,
            address: self.address,
        };
        let identified = identify::identify(state, self.credential.clone(), &question).await?;
        let (_, judged) = judge::judge(state, identified.as_ref(), &question).await?;
        Ok(judged)
    }
}
