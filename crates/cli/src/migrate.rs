//! `bailiwick migrate`.

use anyhow::Result;
use clap::{ArgMatches, FromArgMatches};

use crate::settings::Flags;

/// Migrates the store and says where it stands.
pub(crate) fn run(arguments: &ArgMatches) -> Result<()> {
    let settings = Flags::from_arg_matches(arguments)?.settle()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{}", runtime.block_on(bailiwick_server::migrate(settings))?);
    Ok(())
}
