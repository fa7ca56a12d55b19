//! The dashboard: installs its packages when the lock file changed, builds it when its sources did.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::command;

/// Installs packages of `folder` unless `node_modules` is as new as the lock file.
pub(crate) fn install(folder: &str) -> Result<()> {
    require_node()?;
    let lock = modified(&Path::new(folder).join("package-lock.json"));
    let installed = modified(&Path::new(folder).join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= lock {
        return Ok(());
    }
    let environment = [("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")];
    command::run_with(folder, "npm", &["ci", "--no-audit", "--no-fund"], &environment)
}

/// Builds `web/dist` unless it is newer than all it is made of.
pub(crate) fn build() -> Result<()> {
    install("web")?;
    let sources =
        ["web/src", "web/public", "web/index.html", "web/package-lock.json", "web/vite.config.ts"];
    let newest = sources.iter().filter_map(|source| newest_in(Path::new(source))).max();
    let built = modified(Path::new("web/dist/index.html"));
    if built.is_some() && built >= newest {
        println!("web/dist is up to date");
        return Ok(());
    }
    command::run("web", "npm", &["run", "--silent", "build"])?;
    // The build empties the folder; git needs this file to keep it.
    fs::write("web/dist/.gitkeep", "")?;
    Ok(())
}

fn require_node() -> Result<()> {
    let version = command::output("node", &["--version"]).unwrap_or_default();
    let major =
        version.trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    match major {
        Some(major) if major >= 20 => Ok(()),
        Some(_) => bail!("node {version} is too old: the dashboard needs node 20 or newer"),
        None => bail!("node is missing: the dashboard needs node 20 or newer, with npm"),
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let own = modified(path);
    let Ok(entries) = fs::read_dir(path) else { return own };
    entries.flatten().filter_map(|entry| newest_in(&entry.path())).max().max(own)
}
