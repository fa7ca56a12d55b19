//! A fresh connection: judged addresses only, TLS against the name the user gave, a settled session.

use std::net::SocketAddr;
use std::sync::Arc;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, SslOpts};

use super::{errors, run};
use crate::server::Guard;
use crate::{Error, Options, ServerTarget, Tls};

/// How to get to the server.
#[derive(Debug)]
pub(crate) struct Route {
    pub(super) target: ServerTarget,
    pub(super) options: Options,
}

/// Strict, in UTC, aggregates never cut, whatever the server's settings say; an explicit 0 stays 0. The last bound on a
/// statement whose client and kill request both got lost is ten minutes (only MariaDB reads what follows `M!`). MariaDB's
/// subquery cache looks outer values up by the column's collation: what is true of `b` would be taken as true of `B`.
const SESSION: &str = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,\
    NO_ZERO_IN_DATE,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO', \
    time_zone = '+00:00', group_concat_max_len = 1073741824, foreign_key_checks = 1, unique_checks = 1 \
    /*M! , max_statement_time = 600, check_constraint_checks = 1, \
    optimizer_switch = 'subquery_cache=off' */";

/// Bytes of a row that are read at most, whatever the server is set to send, and of a statement that is sent.
const LARGEST_ROW: usize = 2 * crate::ANSWER_BYTES;

impl Route {
    /// Logged in and settled.
    pub(super) async fn fresh(&self) -> Result<Conn, Error> {
        let steps = async {
            let dialer = &self.options.dialer;
            let addresses = dialer
                .resolve(&self.target.host, self.target.port)
                .await
                .map_err(|error| Error::Away(error.to_string()))?;
            let mut connection = self
                .log_in(&addresses)
                .await
                .map_err(|error| Error::Away(errors::login_in_words(&error, &self.target)))?;
            run::simple(&mut connection, "SET NAMES utf8mb4").await?;
            run::simple(&mut connection, SESSION).await?;
            Ok(connection)
        };
        tokio::time::timeout(self.options.connect_timeout, steps).await.unwrap_or_else(|_| {
            Err(Error::Away(format!("`{}` did not answer in time", self.target.host)))
        })
    }

    /// Connects to one of `addresses` and looks nothing up again.
    pub(super) async fn log_in(&self, addresses: &[SocketAddr]) -> mysql_async::Result<Conn> {
        // The driver's own TLS code takes the process's provider; whoever installed one first is right.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let ips: Vec<_> = addresses.iter().map(SocketAddr::ip).collect();
        let target = &self.target;
        let options = OptsBuilder::default()
            .ip_or_hostname(target.host.clone())
            .resolved_ips(Some(ips))
            .tcp_port(target.port)
            // Else a connection to loopback would hop to whatever socket file the server names.
            .prefer_socket(false)
            .user(Some(target.user.clone()))
            .pass(Some(target.password().to_owned()))
            .db_name(Some(target.database.clone()))
            .stmt_cache_size(self.options.statement_cache)
            .client_found_rows(true)
            // The driver keeps a whole row before anybody sees its length.
            .max_allowed_packet(Some(LARGEST_ROW))
            .ssl_opts(self.tls());
        Conn::new(Opts::from(options)).await
    }

    fn tls(&self) -> Option<SslOpts> {
        let tls = match self.target.tls {
            Tls::Disable => return None,
            // mysql_async 0.37 knows a wrong name by a text that rustls no longer uses, so it refuses every wrong name.
            Tls::VerifyFull | Tls::VerifyCa => SslOpts::default(),
        };
        Some(match &self.target.ca_certificate {
            Some(pem) => tls
                .with_disable_built_in_roots(true)
                .with_root_certs(vec![pem.clone().into_bytes().into()]),
            None => tls,
        })
    }

    /// Asks the server to end the connection, unless disarmed: after the time limit, and when whoever waited for its
    /// answer went away.
    pub(super) fn kill_when_dropped(self: &Arc<Self>, connection: &Conn) -> KillGuard {
        KillGuard { armed: Some((connection.id(), Arc::clone(self))) }
    }

    async fn kill(&self, id: u32) {
        let killed = async {
            let mut connection = self.fresh().await?;
            let killed = connection.query_drop(format!("KILL {id}")).await;
            let _ = connection.disconnect().await;
            // 1094: it is gone already.
            match killed {
                Err(mysql_async::Error::Server(error)) if error.code == 1094 => Ok(()),
                other => other.map_err(errors::of),
            }
        };
        if let Err(error) = killed.await {
            tracing::warn!(
                host = self.target.host,
                error = error.for_log(),
                "a kill request did not get through"
            );
        }
    }
}

/// Kills on drop.
#[derive(Debug)]
pub(crate) struct KillGuard {
    armed: Option<(u32, Arc<Route>)>,
}

impl Guard for KillGuard {
    fn disarm(mut self) {
        self.armed = None;
    }
}

impl Drop for KillGuard {
    fn drop(&mut self) {
        let Some((id, route)) = self.armed.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move { route.kill(id).await });
    }
}
