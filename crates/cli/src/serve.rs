//! `bailiwick serve`.

use anyhow::Result;
use clap::{ArgMatches, FromArgMatches};

use crate::settings::Flags;

/// Serves until SIGINT or SIGTERM, then lets running requests end.
pub(crate) fn run(arguments: &ArgMatches) -> Result<()> {
    let settings = Flags::from_arg_matches(arguments)?.settle()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(bailiwick_server::serve(settings, stop_signal()))?;
    Ok(())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
