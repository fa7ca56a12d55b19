//! The key that signs what an instance's actions tell the outside.

pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod retire;
pub(crate) mod sealed;

use bailiwick_access::Resource;
use bailiwick_api::{Held, SigningKey, SigningKeys};
use bailiwick_store::signing_keys::{self, SigningKeys as Stored};

use crate::call::Call;
use crate::error::Error;

/// The keys as people see them.
fn answer(call: &Call, stored: Stored) -> Result<Held<SigningKeys>, Error> {
    let shown = |key: signing_keys::SigningKey| SigningKey {
        id: key.id,
        created_at: key.created_at,
        signs_until: key.signs_until,
    };
    let object =
        SigningKeys { newest: stored.newest.map(shown), previous: stored.previous.map(shown) };
    Ok(Held { object, can: call.can(&Resource::Instance(call.path.instance()?))? })
}
