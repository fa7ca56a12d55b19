//! Accepts connections, and stops without losing an answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// The other end of the connection, as the kernel knows it.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// While stopping, connections are still accepted for as long: who connected before the port closed gets an answer,
/// and busy clients learn by `connection: close` to go elsewhere.
const LINGER: Duration = Duration::from_millis(500);

/// How long running requests may take to end.
const PATIENCE: Duration = Duration::from_secs(25);

/// How long a client may take to send its request's head.
const HEAD: Duration = Duration::from_secs(30);

/// Serves until `stop`, then finishes what runs.
pub(crate) async fn run(
    listener: TcpListener,
    router: Router,
    is_draining: Arc<AtomicBool>,
    stop: impl Future<Output = ()>,
) {
    let connections = Connections { builder: builder(), router, running: GracefulShutdown::new() };
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => connections.take(accepted).await,
        }
    }
    is_draining.store(true, Ordering::Relaxed);
    let last = tokio::time::Instant::now() + LINGER;
    while let Ok(accepted) = tokio::time::timeout_at(last, listener.accept()).await {
        connections.take(accepted).await;
    }
    while let Some(accepted) = futures::FutureExt::now_or_never(listener.accept()) {
        connections.take(accepted).await;
    }
    drop(listener);
    // An idle connection is closed below at once, and a request that is on its way to it would be lost: each that was
    // just accepted gets the time to be asked something. Its answer closes it.
    let last = tokio::time::Instant::now() + LINGER;
    while connections.running.count() > 0 && tokio::time::Instant::now() < last {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    if tokio::time::timeout(PATIENCE, connections.running.shutdown()).await.is_err() {
        tracing::warn!(
            "some requests did not end in {} seconds and were cut off",
            PATIENCE.as_secs()
        );
    }
}

struct Connections {
    builder: Builder<TokioExecutor>,
    router: Router,
    running: GracefulShutdown,
}

impl Connections {
    async fn take(&self, accepted: std::io::Result<(TcpStream, SocketAddr)>) {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: they come back when connections end.
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(50)).await;
                return;
            }
        };
        let _ = stream.set_nodelay(true);
        let router = self.router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = self.running.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
        });
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 * 1_024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(64 * 1_024)
        .max_concurrent_streams(128);
    builder
}
