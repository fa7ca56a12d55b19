//! `connection_try`

use bailiwick_api::NewConnection;
use bailiwick_engine::Database;

use super::{report, target};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Tests what was entered before anything is stored.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let new: NewConnection = call.json()?;
    if new.branch.is_some() {
        return Err(Error::invalid(
            "branch",
            "a branch needs no test: it is a file of this server",
        ));
    }
    let files = target::file_rules(&call.state.settings, call.path.organization()?);
    let entered = target::enter(new.url.as_ref(), new.fields.as_ref(), new.tls.as_ref(), &files)?;
    let database = Database::new(entered.target, call.state.hosted.options());
    let found = database.test().await;
    database.close();
    Answer::ok(&report::answer(&found))
}
