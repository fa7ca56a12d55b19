//! `--demo`: Wanderlust Inc. with its data, its policy, its people, and the credentials of all of them.
//!
//! What is there stays: a second start renews the tokens and changes nothing else. A store that `--demo` did not create is
//! refused, so that nobody's server gets an owner with a printed password.

mod credentials;
mod database;
mod people;
mod show;
mod world;

use std::sync::Arc;

use bailiwick_access::SystemReason;
use bailiwick_model::RequestId;
use bailiwick_store::{Act, Tx};

use crate::error::Error;
use crate::state::State;

/// What the store remembers of a demonstration: the id of its organization.
const MARK: &str = "demonstration";

/// Makes the demonstration where it is missing, renews its tokens, writes `DATA/demo.json` and prints what to paste.
pub(crate) async fn prepare(state: &Arc<State>) -> Result<(), Error> {
    let kept = credentials::read(&state.settings.data);
    let world = world::find_or_make(state).await?;
    world::deploy_policies(state, &world).await?;
    let members = people::renew(state, &world, &kept).await?;
    let users = credentials::application_users(state, &world).await?;
    let demo = show::Demo::new(state, &world, members, users);
    credentials::write(&state.settings.data, &demo)?;
    show::print(&demo);
    Ok(())
}

/// Runs `work` with the permit of the demonstration; everything it does is in the audit log under that name.
fn act<'a>(state: &'a State, permit: &'a bailiwick_access::Permit) -> Act<'a> {
    Act {
        permit,
        now: state.now(),
        ids: &state.ids,
        request_id: RequestId(state.ids.fresh()),
        address: None,
        credential: None,
    }
}

fn permit(organization: Option<bailiwick_model::OrganizationId>) -> bailiwick_access::Permit {
    bailiwick_access::system(organization, SystemReason::Demonstration)
}

async fn begin(state: &State) -> Result<Tx<'_>, Error> {
    Ok(state.store.begin().await?)
}
