//! Starts a server and stops it.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use bailiwick_store::{Migrated, Store};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::clock::{Clock, SystemClock};
use crate::listen::Peer;
use crate::lock::{self, Lock, LockError};
use crate::router::{Door, Doors};
use crate::settings::Settings;
use crate::state::State;
use crate::vault::{Vault, VaultError};

/// How long the last refusals may take to be written down when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data folder is taken or cannot be used.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The store cannot be opened or migrated.
    #[error("the store cannot be used: {0}")]
    Store(String),
    /// The key file is missing or wrong.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The address is taken.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// A setting is refused.
    #[error("{0}")]
    Setting(String),
    /// Anything else, with its sentence.
    #[error("{0}")]
    Other(String),
}

impl From<crate::error::Error> for ServeError {
    fn from(error: crate::error::Error) -> Self {
        ServeError::Other(error.cause.unwrap_or(error.message))
    }
}

impl From<bailiwick_store::Error> for ServeError {
    fn from(error: bailiwick_store::Error) -> Self {
        ServeError::Store(error.to_string())
    }
}

/// A server that runs in the background.
pub struct Running {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    doors: Vec<Door>,
    first_run_code: Option<String>,
    state: Arc<State>,
    router: Router,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    _lock: Lock,
}

impl Running {
    /// Where it listens; tests ask for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it answers `/metrics` alone.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Every door that was opened.
    pub fn doors(&self) -> &[Door] {
        &self.doors
    }

    /// The code of the first run, when the store is empty.
    pub fn first_run_code(&self) -> Option<&str> {
        self.first_run_code.as_deref()
    }

    /// Takes every action but these from a member of any organization, for tests that ask what one action is worth.
    #[doc(hidden)]
    pub fn narrow(
        &self,
        account: bailiwick_model::AccountId,
        actions: bailiwick_access::ActionSet,
    ) {
        self.state.snapshots.narrow(account, actions);
    }

    /// Does now what is done once an hour, for tests that move the clock.
    #[doc(hidden)]
    pub async fn sweep(&self) {
        crate::sweep::once(&self.state).await;
    }

    /// Answers a request as if it had come from this address, without a connection: for the benchmark of the gate.
    #[doc(hidden)]
    pub async fn answer(
        &self,
        mut request: axum::extract::Request,
        peer: SocketAddr,
    ) -> axum::response::Response {
        request.extensions_mut().insert(Peer(peer));
        let Ok(response) = self.router.clone().oneshot(request).await;
        response
    }

    /// Stops it: running requests end first.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

/// Says which roles give less than is written in them; they do no harm, and nobody is kept waiting for it.
async fn tell_unsound_roles(state: &State) {
    let read = async {
        let mut tx = state.store.read().await?;
        bailiwick_store::roles::unsound(&mut tx).await
    };
    match read.await {
        Ok(found) => {
            for one in found {
                let (name, role, organization) = (&one.name, one.role, one.organization);
                let reason = &one.reason;
                tracing::warn!(
                    "the role `{name}` ({role} of {organization}) does not give all that it says: {reason}"
                );
            }
        }
        Err(error) => tracing::warn!("the roles could not be looked at: {error}"),
    }
}

/// Says whose client auth lets nobody in by its keys, which they would not hear of otherwise.
async fn tell_lost_keys(state: &State) {
    match crate::client_auth::lost_keys(state).await {
        Ok(found) => {
            for (instance, sentence) in found {
                tracing::warn!(%instance, "{sentence}");
            }
        }
        Err(error) => tracing::warn!("client auth could not be looked at: {error}"),
    }
}

/// Serves until `stop`, then lets running requests end.
///
/// # Errors
/// A sentence that says what keeps the server from starting.
pub async fn serve(
    settings: Settings,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    crate::log::install(settings.log);
    let is_demo = settings.demo;
    let running = start(settings).await?;
    let public_url = running.state.settings.public_url().to_owned();
    if is_demo {
        crate::demo::prepare(&running.state).await?;
    }
    tracing::info!("listening on http://{}, reached at {public_url}", running.address);
    if let Some(code) = running.first_run_code.as_ref().filter(|_| !is_demo) {
        announce(&public_url, code);
    }
    tell_unsound_roles(&running.state).await;
    tell_lost_keys(&running.state).await;
    stop.await;
    tracing::info!("stopping: running requests may end");
    running.stop().await;
    Ok(())
}

/// The terminal is where an operator proves to own the machine.
#[expect(clippy::print_stdout, reason = "the code is for the terminal and must not enter the log")]
fn announce(public_url: &str, code: &str) {
    println!(
        "\nThis server has no account yet. Open {public_url}/first-run and enter this code:\n\n    {code}\n"
    );
}

/// Migrates the store and says where it stands.
///
/// # Errors
/// A sentence that says why it cannot.
pub async fn migrate(settings: Settings) -> Result<String, ServeError> {
    install_provider();
    let _lock = lock::take(&settings.data)?;
    let (_, migrated) = open_store(&settings).await?;
    Ok(match migrated.applied {
        0 => format!("the store is at migration {}: nothing to do", migrated.at),
        applied => format!("the store is at migration {}: {applied} applied now", migrated.at),
    })
}

/// Starts a server on the machine's clock.
///
/// # Errors
/// A sentence that says what keeps the server from starting.
pub async fn start(settings: Settings) -> Result<Running, ServeError> {
    start_with(settings, Arc::new(SystemClock), |doors| doors).await
}

/// Starts a server with a clock of the caller's, and with doors that a test plants.
///
/// # Errors
/// A sentence that says what keeps the server from starting.
pub async fn start_with(
    settings: Settings,
    clock: Arc<dyn Clock>,
    plant: impl FnOnce(Doors) -> Doors,
) -> Result<Running, ServeError> {
    install_provider();
    refuse_open_demo(&settings)?;
    let lock = lock::take(&settings.data)?;
    let (store, _) = open_store(&settings).await?;
    let vault = open_vault(&settings.data, &store).await?;
    let (metrics_listen, listen) = (settings.metrics_listen, settings.listen);
    let listener = bind(listen).await?;
    let address = listener.local_addr().map_err(|error| ServeError::Listen(listen, error))?;
    let settings = with_port(settings, address);
    let state = Arc::new(State::new(settings, store, vault, clock)?);
    let first_run_code = open_first_run(&state).await?;
    let doors = plant(crate::routes::doors());
    let opened = doors.opened().to_vec();
    let router = doors.close(state.clone());
    let served = router.clone();
    let (stop, stopped) = oneshot::channel::<()>();
    let metrics = match metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let metrics_address = metrics.as_ref().and_then(|listener| listener.local_addr().ok());
    let alone = metrics.map(|listener| tokio::spawn(serve_metrics(listener, state.clone())));
    let is_draining = state.is_draining.clone();
    let sweeper = tokio::spawn(crate::sweep::run(state.clone()));
    let (end_writing, ended) = oneshot::channel();
    let writer = tokio::spawn(crate::denials::run(state.clone(), ended));
    let (end_noting, ended) = oneshot::channel();
    let noter = tokio::spawn(crate::application_users::run(state.clone(), ended));
    let task = tokio::spawn(async move {
        let stop = async {
            let _ = stopped.await;
        };
        crate::listen::run(listener, served, is_draining, stop).await;
        sweeper.abort();
        let _ = end_noting.send(());
        let _ = tokio::time::timeout(LAST_WORDS, noter).await;
        let _ = end_writing.send(());
        let _ = tokio::time::timeout(LAST_WORDS, writer).await;
        if let Some(alone) = alone {
            alone.abort();
        }
    });
    Ok(Running {
        address,
        metrics_address,
        doors: opened,
        first_run_code,
        state,
        router,
        stop,
        task,
        _lock: lock,
    })
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen(address, error))
}

/// A public URL that names port 0 means the port that the system chose.
fn with_port(mut settings: Settings, address: SocketAddr) -> Settings {
    if settings.public_url.port() == Some(0) {
        let _ = settings.public_url.set_port(Some(address.port()));
    }
    settings
}

/// With two TLS libraries' providers in the tree, rustls panics unless one is chosen.
pub(crate) fn install_provider() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

fn refuse_open_demo(settings: &Settings) -> Result<(), ServeError> {
    if settings.demo && !settings.listen.ip().is_loopback() {
        let message = format!(
            "`--demo` prints passwords and listens on loopback only, not on {}",
            settings.listen.ip()
        );
        return Err(ServeError::Setting(message));
    }
    Ok(())
}

async fn open_store(settings: &Settings) -> Result<(Store, Migrated), ServeError> {
    let store = Store::open(&settings.database_url)
        .await
        .map_err(|error| ServeError::Store(error.to_string()))?;
    let migrated = store.migrate().await.map_err(|error| ServeError::Store(error.to_string()))?;
    Ok((store, migrated))
}

/// The store remembers which key sealed its secrets, from the first start on.
async fn open_vault(data: &Path, store: &Store) -> Result<Vault, ServeError> {
    let mut tx = store.begin().await?;
    let expected = bailiwick_store::settings::key_fingerprint(&mut tx).await?;
    let vault = Vault::open(&data.join("secret.key"), expected.as_deref())?;
    if expected.is_none() {
        bailiwick_store::settings::set_key_fingerprint(&mut tx, vault.fingerprint()).await?;
    }
    tx.commit().await?;
    Ok(vault)
}

async fn open_first_run(state: &State) -> Result<Option<String>, ServeError> {
    let mut tx = state.store.read().await?;
    let is_needed = bailiwick_store::settings::is_first_run(&mut tx).await?;
    Ok(is_needed.then(|| state.first_run.open()))
}

async fn serve_metrics(listener: TcpListener, state: Arc<State>) {
    let router =
        Router::new().route("/metrics", get(crate::health::metrics_alone)).with_state(state);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::warn!("the metrics listener ended: {error}");
    }
}
