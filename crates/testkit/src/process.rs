//! Starts server programs as a user that they accept, and stops them.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::place::Started;

/// Seconds without a test asking after which a shared server is stopped.
const IDLE_SECONDS: u32 = 600;

/// Finds a server program: in the path, or where Debian hides it.
pub(crate) fn program(names: &[&str], package: &str) -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    folders.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    // Debian's wrapper of the same name in the path is not what we want, so its own folders go first.
    let all = versions.into_iter().rev().chain(folders);
    all.flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| path.is_file())
        .unwrap_or_else(|| {
            panic!("`{}` is missing: install Debian's package `{package}`", names[0])
        })
}

/// Servers refuse to run as root, so root lends them the user of their package.
pub(crate) fn as_user(user: &str, program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([&format!("--reuid={user}"), &format!("--regid={user}"), "--clear-groups", "--"])
        .arg(program);
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Gives a folder and all in it to the user that the server runs as.
pub(crate) fn give(user: &str, folder: &Path) {
    if is_root() {
        finish(Command::new("chown").arg("-R").arg(format!("{user}:{user}")).arg(folder));
    }
}

/// Runs a program to its end; its output appears only when it fails.
pub(crate) fn finish(command: &mut Command) {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Starts a server that outlives this process; its output goes to `log`.
#[expect(
    clippy::zombie_processes,
    reason = "the server is there for later processes too; the watchdog stops it"
)]
pub(crate) fn detach(mut command: Command, log: &Path) -> u32 {
    let log = File::create(log).expect("the folder of a test server is writable");
    let error = log.try_clone().expect("a file can be shared");
    command.stdin(Stdio::null()).stdout(log).stderr(error).process_group(0);
    let child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    child.id()
}

/// Sends a signal to a process.
pub(crate) fn signal(pid: u32, name: &str) {
    let _ = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Whether the process still runs; a child that ended and was not waited for does not.
pub(crate) fn runs(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !status.is_empty() && !status.contains(") Z ")
}

/// Stops a shared server once nobody has used it for a while. Postgres ends its clients' sessions on INT; MariaDB
/// hears only TERM.
pub(crate) fn watch(name: &str, started: &Started, top: &Path) {
    let script = format!(
        "while kill -0 {pid} 2>/dev/null; do sleep 15; \
         if [ -z \"$(find {top}/{name}.used -newermt '-{IDLE_SECONDS} seconds' 2>/dev/null)\" ]; then kill -INT {pid}; kill -TERM {pid}; fi; done",
        pid = started.pid,
        top = top.display(),
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]);
    detach(command, &top.join(format!("{name}.watch.log")));
}
