//! `session_forget`

use bailiwick_api::{SessionsForgotten, SessionsToForget};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Forgets what the session query found; the next request asks anew. Other nodes forget by themselves within 30 seconds.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let which: SessionsToForget = call.json()?;
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    instance.forget_sessions(which.subject.as_deref());
    Answer::ok(&SessionsForgotten { subject: which.subject })
}
