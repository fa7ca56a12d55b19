//! What the tests need beyond cargo, node and a C compiler: two database servers and a browser.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Result, bail};

use crate::command;

/// A Debian package and how to see that it is there.
struct Need {
    package: &'static str,
    is_present: fn() -> bool,
}

const NEEDS: [Need; 3] = [
    Need { package: "postgresql", is_present: has_postgres },
    Need { package: "mariadb-server", is_present: || has_program(&["mariadbd", "mysqld"]) },
    Need {
        package: "chromium",
        is_present: || has_program(&["chromium", "chromium-browser", "google-chrome"]),
    },
];

/// Installs what is missing: unasked when `CI=true` as root, after asking on a terminal, else says what to install.
pub(crate) fn provide() -> Result<()> {
    let missing: Vec<&str> =
        NEEDS.iter().filter(|need| !(need.is_present)()).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if !may_install(&line)? {
        bail!("the tests need {}: run `{line}` as root, then start again", missing.join(", "));
    }
    let quiet = [("DEBIAN_FRONTEND", "noninteractive")];
    let (program, prefix): (&str, &[&str]) =
        if is_root() { ("apt-get", &[]) } else { ("sudo", &["apt-get"]) };
    command::run_with(".", program, &[prefix, &["update", "-qq"]].concat(), &quiet)?;
    let install = [prefix, &["install", "-y", "-qq", "--no-install-recommends"], &missing].concat();
    command::run_with(".", program, &install, &quiet)
}

fn may_install(line: &str) -> Result<bool> {
    if is_ci() {
        return Ok(is_root());
    }
    if !std::io::stdin().is_terminal() || !command::exists("apt-get") {
        return Ok(false);
    }
    print!("The tests need more than is installed. Run `{line}` now? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Whether this run may skip nothing.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

fn is_root() -> bool {
    command::output("id", &["-u"]).as_deref() == Some("0")
}

/// Debian keeps the server's programs out of the path, in one folder for each version.
fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    has_program(&["initdb"])
        || versions.map(|version| version.path().join("bin/initdb")).any(|initdb| initdb.exists())
}

fn has_program(names: &[&str]) -> bool {
    let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/usr/local/sbin";
    path.split(':').any(|folder| names.iter().any(|name| Path::new(folder).join(name).exists()))
}
