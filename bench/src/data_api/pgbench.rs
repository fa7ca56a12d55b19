//! pgbench with the same prepared statement.

use std::{io::Write as _, path::PathBuf};

use anyhow::{Context as _, Result};
use bailiwick_query::Statement;
use tokio::process::Command;

use super::{CONNECTIONS, CUSTOMERS, ROUND, binds};

/// The statement as a script for pgbench, which gives its variables to the prepared statement as parameters.
pub(super) fn script(statement: &Statement) -> Result<tempfile::NamedTempFile> {
    let mut text = statement.text.clone();
    let mut head = format!("\\set key random(1, {CUSTOMERS})\n");
    for (position, bind) in binds(statement)?.into_iter().enumerate().rev() {
        let number = position + 1;
        let variable = match bind {
            None => ":key".to_owned(),
            Some(value) if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                head.push_str(&format!("\\set bind{number} {value}\n"));
                format!(":bind{number}")
            }
            // pgbench's variables are numbers; a constant text costs its statement nothing.
            Some(value) => format!("'{}'", value.replace('\'', "''")),
        };
        text = text.replace(&format!("${number}"), &variable);
    }
    let mut file = tempfile::NamedTempFile::new()?;
    writeln!(file, "{head}{};", text.replace('\n', " "))?;
    Ok(file)
}

pub(super) async fn pgbench(url: &str, script: &tempfile::NamedTempFile) -> Result<f64> {
    let mut arguments: Vec<String> =
        ["-n", "-M", "prepared", "-j", "2"].map(str::to_owned).to_vec();
    arguments.extend([
        "-c".to_owned(),
        CONNECTIONS.to_string(),
        "-T".to_owned(),
        ROUND.as_secs().to_string(),
    ]);
    arguments.extend(["-f".to_owned(), script.path().display().to_string(), url.to_owned()]);
    let output = Command::new(program()?).args(arguments).output().await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let rate = rate.and_then(|rest| rest.split_whitespace().next());
    let rate =
        rate.with_context(|| format!("{said}{}", String::from_utf8_lossy(&output.stderr)))?;
    Ok(rate.parse()?)
}

/// pgbench beside the newest server that is installed.
fn program() -> Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context("Debian's `postgresql` is not installed")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/pgbench")))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().context("`pgbench` is not installed")
}
