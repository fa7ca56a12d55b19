//! The staged test of a connection to a Postgres server.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{Server, errors};
use crate::Tls;
use crate::allowance::Meter;
use crate::report::{Stage, TestReport};

impl Server {
    pub(crate) async fn test(&self) -> TestReport {
        let mut report = TestReport::untried();
        let target = &self.route.target;
        let deadline = Instant::now() + self.route.options.connect_timeout;
        let silent = || format!("`{}` did not answer", target.host);

        let started = Instant::now();
        let stream = match timeout_at(deadline, self.route.dial()).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                return with(report, |r| &mut r.reachable, error.to_string(), started);
            }
            Err(_) => return with(report, |r| &mut r.reachable, silent(), started),
        };
        report.reachable = Stage::ok(started.elapsed());

        let started = Instant::now();
        let wire = match timeout_at(deadline, self.route.secure(stream)).await {
            Ok(Ok(wire)) => wire,
            Ok(Err(sentence)) => return with(report, |r| &mut r.tls, sentence, started),
            Err(_) => return with(report, |r| &mut r.tls, silent(), started),
        };
        if target.tls != Tls::Disable {
            report.tls = Stage::ok(started.elapsed());
        }

        let started = Instant::now();
        let client = match timeout_at(deadline, self.route.log_in(wire, &Meter::open())).await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => {
                let sentence = errors::login_in_words(&error, target);
                if error.as_db_error().is_some_and(errors::is_about_the_database) {
                    report.authenticated = Stage::ok(started.elapsed());
                    return with(report, |r| &mut r.permitted, sentence, Instant::now());
                }
                return with(report, |r| &mut r.authenticated, sentence, started);
            }
            Err(_) => return with(report, |r| &mut r.authenticated, silent(), started),
        };
        report.authenticated = Stage::ok(started.elapsed());

        let started = Instant::now();
        let deadline = deadline.max(Instant::now() + Duration::from_secs(1));
        match timeout_at(
            deadline,
            client.batch_execute("SELECT 1 FROM pg_catalog.pg_class LIMIT 1"),
        )
        .await
        {
            Ok(Ok(())) => report.permitted = Stage::ok(started.elapsed()),
            Ok(Err(error)) => {
                let sentence = errors::of_statement(&error).to_string();
                return with(report, |r| &mut r.permitted, sentence, started);
            }
            Err(_) => return with(report, |r| &mut r.permitted, silent(), started),
        }
        report
    }
}

fn with(
    mut report: TestReport,
    stage: impl Fn(&mut TestReport) -> &mut Stage,
    sentence: String,
    started: Instant,
) -> TestReport {
    *stage(&mut report) = Stage::failed(sentence, started.elapsed());
    report
}
