//! The staged test of a SQLite file.

use std::time::Instant;

use super::{Files, Purpose, open};
use crate::report::{Stage, TestReport};

impl Files {
    pub(crate) async fn test(&self) -> TestReport {
        let mut report = TestReport::untried();
        let started = Instant::now();
        if !self.path.is_file() {
            report.reachable = Stage::failed("the file is gone", started.elapsed());
            return report;
        }
        report.reachable = Stage::ok(started.elapsed());
        let started = Instant::now();
        let path = self.path.clone();
        let opened =
            tokio::task::spawn_blocking(move || open::open(&path, Purpose::Read, 1).map(drop));
        report.permitted = match opened.await {
            Ok(Ok(())) => Stage::ok(started.elapsed()),
            Ok(Err(error)) => Stage::failed(error.to_string(), started.elapsed()),
            Err(_) => Stage::failed("the test was stopped", started.elapsed()),
        };
        report
    }
}
