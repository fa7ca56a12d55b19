//! Connections of an instance: what it reads and writes.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
mod report;
pub(crate) mod sealed;
pub(crate) mod target;
pub(crate) mod test;
pub(crate) mod try_out;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::{ConnectionAnswer, Held, TlsMode};
use bailiwick_store::connections::StoredConnection;

use crate::call::Call;
use crate::error::Error;

/// A connection as people see it.
fn answer(call: &Call, stored: StoredConnection) -> Result<Held<ConnectionAnswer>, Error> {
    let can = call.can(&Resource::Instance(call.path.instance()?))?;
    let tls = stored.tls.as_deref().and_then(|mode| match mode {
        "disable" => Some(TlsMode::Disable),
        "verify-ca" => Some(TlsMode::VerifyCa),
        "verify-full" => Some(TlsMode::VerifyFull),
        _ => None,
    });
    let object =
        ConnectionAnswer { connection: stored.connection, branch_name: stored.branch_name, tls };
    Ok(Held { object, can })
}
