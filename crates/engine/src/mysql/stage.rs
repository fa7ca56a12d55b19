//! The staged test of a connection to a MariaDB server.

use tokio::time::{Instant, timeout_at};

use super::errors::{self, Step};
use super::{Server, run};
use crate::Tls;
use crate::report::{Stage, TestReport};

impl Server {
    /// The driver shakes hands and logs in at one go: the time of both stands at the later one.
    pub(crate) async fn test(&self) -> TestReport {
        let mut report = TestReport::untried();
        let target = &self.route.target;
        let has_tls = target.tls != Tls::Disable;
        let deadline = Instant::now() + self.route.options.connect_timeout;
        let silent = || format!("`{}` did not answer", target.host);

        let started = Instant::now();
        let addresses = match timeout_at(deadline, self.reach()).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(sentence)) => {
                report.reachable = Stage::failed(sentence, started.elapsed());
                return report;
            }
            Err(_) => {
                report.reachable = Stage::failed(silent(), started.elapsed());
                return report;
            }
        };
        report.reachable = Stage::ok(started.elapsed());

        let started = Instant::now();
        let (step, sentence) = match timeout_at(deadline, self.route.log_in(&addresses)).await {
            Ok(Ok(mut connection)) => {
                report.authenticated = Stage::ok(started.elapsed());
                if has_tls {
                    report.tls = Stage::ok(std::time::Duration::ZERO);
                }
                let started = Instant::now();
                let permitted =
                    timeout_at(deadline, run::simple(&mut connection, "SELECT 1")).await;
                report.permitted = match permitted {
                    Ok(Ok(())) => Stage::ok(started.elapsed()),
                    Ok(Err(error)) => Stage::failed(error.to_string(), started.elapsed()),
                    Err(_) => Stage::failed(silent(), started.elapsed()),
                };
                let _ = timeout_at(deadline, connection.disconnect()).await;
                return report;
            }
            Ok(Err(error)) => (errors::step(&error), errors::login_in_words(&error, target)),
            Err(_) if has_tls => (Step::Tls, silent()),
            Err(_) => (Step::Login, silent()),
        };
        let failed = Stage::failed(sentence, started.elapsed());
        if has_tls && matches!(step, Step::Login | Step::Database) {
            report.tls = Stage::ok(std::time::Duration::ZERO);
        }
        match step {
            Step::Reach => report.reachable = failed,
            Step::Tls => report.tls = failed,
            Step::Login => report.authenticated = failed,
            Step::Database => {
                report.authenticated = Stage::ok(started.elapsed());
                report.permitted = failed;
            }
        }
        report
    }

    async fn reach(&self) -> Result<Vec<std::net::SocketAddr>, String> {
        let target = &self.route.target;
        let dialer = &self.route.options.dialer;
        let stream =
            dialer.connect(&target.host, target.port).await.map_err(|error| error.to_string())?;
        let address = stream.peer_addr().map_err(|_| "the connection was lost".to_owned())?;
        Ok(vec![address])
    }
}
