//! Erases a person from the log.

use bailiwick_api::{AuditErase, AuditErased};
use bailiwick_store::audit::Person;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let AuditErase { account, email } = call.json()?;
    if account.is_none() && email.is_none() {
        return Err(Error::invalid("account", "name an account, an e-mail address, or both"));
    }
    let mut tx = call.begin().await?;
    let person = Person { account, email };
    let erased = bailiwick_store::audit::erase(&mut tx, &call.act(), &person).await?;
    tx.commit().await?;
    Answer::ok(&AuditErased { erased })
}
