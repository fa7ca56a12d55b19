//! A fresh connection: dial, TLS, log in, settle the session. Each step has its own failure, for the staged test.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_postgres::{CancelToken, Client, Config, NoTls};
use tokio_rustls::TlsConnector;

use super::errors;
use super::metered::Metered;
use super::run::Prepared;
use crate::allowance::Meter;
use crate::server::Guard;
use crate::{DialError, Error, Options, ServerTarget, Tls, dialer, tls};

/// How to get to the server.
pub(crate) struct Route {
    pub(super) target: ServerTarget,
    pub(super) options: Options,
    config: Config,
    connector: Option<Result<TlsConnector, String>>,
}

/// A connection and what is prepared on it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(super) client: Client,
    pub(super) prepared: Prepared,
    /// How far its answers are read.
    pub(super) meter: Arc<Meter>,
}

/// An open way to the server before anyone logged in.
pub(super) enum Wire {
    Plain(TcpStream),
    Encrypted(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

/// Text in a fixed spelling, whatever the server's or the role's settings say. The last bound on a statement whose
/// client and cancel request both got lost is ten minutes.
const SESSION: &str = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; \
    SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on; \
    SET client_encoding = 'UTF8'; SET xmloption = 'content'; SET jit = off; SET statement_timeout = '10min'; \
    SET idle_in_transaction_session_timeout = '10min'; SET row_security = on";

impl Route {
    pub(super) fn to(target: ServerTarget, options: Options) -> Route {
        let mut config = Config::new();
        config
            .user(&target.user)
            .password(target.password())
            .dbname(&target.database)
            .application_name("bailiwick")
            // The handshake is done before, so that its failure can be told from a refused login.
            .ssl_mode(tokio_postgres::config::SslMode::Disable);
        let connector = (target.tls != Tls::Disable).then(|| tls::connector(&target));
        Route { target, options, config, connector }
    }

    /// Logged in and settled.
    pub(super) async fn fresh(&self) -> Result<Connection, Error> {
        let steps = async {
            let stream = self.dial().await.map_err(|error| Error::Away(error.to_string()))?;
            let wire = self.secure(stream).await.map_err(Error::Away)?;
            let meter = Meter::open();
            let client = self
                .log_in(wire, &meter)
                .await
                .map_err(|error| errors::of_login(&error, &self.target))?;
            client.batch_execute(SESSION).await.map_err(|error| errors::of_statement(&error))?;
            let prepared = Prepared::new(self.options.statement_cache);
            Ok(Connection { client, prepared, meter })
        };
        tokio::time::timeout(self.options.connect_timeout, steps).await.unwrap_or_else(|_| {
            Err(Error::Away(format!("`{}` did not answer in time", self.target.host)))
        })
    }

    pub(super) async fn dial(&self) -> Result<TcpStream, DialError> {
        self.options.dialer.connect(&self.target.host, self.target.port).await
    }

    /// Asks for TLS and shakes hands.
    /// Source: PostgreSQL documentation, "SSL Session Encryption" of the frontend/backend protocol.
    pub(super) async fn secure(&self, mut stream: TcpStream) -> Result<Wire, String> {
        let Some(connector) = &self.connector else { return Ok(Wire::Plain(stream)) };
        let connector = connector.as_ref().map_err(Clone::clone)?;
        let broken = |error: std::io::Error| dialer::in_words(&error).to_owned();
        stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).await.map_err(broken)?;
        // Exactly one byte: more would be text that someone in the middle put before the handshake.
        let mut answer = [0];
        stream.read_exact(&mut answer).await.map_err(broken)?;
        if answer != *b"S" {
            return Err("the server does not offer TLS".to_owned());
        }
        let stream = tls::handshake(connector, &self.target.host, stream).await?;
        Ok(Wire::Encrypted(Box::new(stream)))
    }

    pub(super) async fn log_in(
        &self,
        wire: Wire,
        meter: &Arc<Meter>,
    ) -> Result<Client, tokio_postgres::Error> {
        let meter = Arc::clone(meter);
        match wire {
            Wire::Plain(stream) => {
                let stream = Metered { stream, meter };
                let (client, connection) = self.config.connect_raw(stream, NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
            Wire::Encrypted(stream) => {
                let stream = Metered { stream, meter };
                let (client, connection) = self.config.connect_raw(stream, NoTls).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    }

    /// Asks the server to stop what the connection does, unless disarmed: after the time limit, and when whoever
    /// waited for it went away.
    pub(super) fn cancel_when_dropped(self: &Arc<Self>, connection: &Connection) -> CancelGuard {
        CancelGuard { armed: Some((connection.client.cancel_token(), Arc::clone(self))) }
    }

    async fn cancel(&self, token: CancelToken) {
        let steps = async {
            let wire = self.secure(self.dial().await.ok()?).await.ok()?;
            match wire {
                Wire::Plain(stream) => token.cancel_query_raw(stream, NoTls).await.ok(),
                Wire::Encrypted(stream) => token.cancel_query_raw(stream, NoTls).await.ok(),
            }
        };
        if !matches!(tokio::time::timeout(self.options.connect_timeout, steps).await, Ok(Some(())))
        {
            tracing::warn!(host = self.target.host, "a cancel request did not get through");
        }
    }
}

/// Cancels on drop.
pub(crate) struct CancelGuard {
    armed: Option<(CancelToken, Arc<Route>)>,
}

impl Guard for CancelGuard {
    fn disarm(mut self) {
        self.armed = None;
    }
}

impl Drop for CancelGuard {
    fn drop(&mut self) {
        let Some((token, route)) = self.armed.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move { route.cancel(token).await });
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.target.fmt(f)
    }
}

impl std::fmt::Debug for CancelGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CancelGuard")
    }
}
