//! Where shared servers live, who starts them, and how a later process finds them.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a started server writes down for later processes.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub(crate) struct Started {
    pub(crate) port: u16,
    pub(crate) pid: u32,
}

/// A folder for this checkout's servers, short enough for a socket's path.
pub(crate) fn folder() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
    let folder =
        std::env::temp_dir().join(format!("bailiwick-testkit-{:08x}", hasher.finish() as u32));
    fs::create_dir_all(&folder).expect("the temporary folder is writable");
    folder
}

/// Finds the running server of `name`, or lets `start` make one in an empty folder while every other process waits.
pub(crate) fn find_or_start(name: &str, start: impl FnOnce(&Path) -> Started) -> Started {
    let top = folder();
    let lock =
        File::create(top.join(format!("{name}.lock"))).expect("the temporary folder is writable");
    lock.lock().expect("the lock of the test servers can be taken");
    let note = top.join(format!("{name}.json"));
    let home = top.join(name);
    let found =
        fs::read(&note).ok().and_then(|bytes| serde_json::from_slice::<Started>(&bytes).ok());
    if let Some(started) = found.filter(answers) {
        fs::write(top.join(format!("{name}.used")), "").expect("the temporary folder is writable");
        return started;
    }
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).expect("the temporary folder is writable");
    fs::write(top.join(format!("{name}.used")), "").expect("the temporary folder is writable");
    let started = start(&home);
    // Still under the lock: the next process would take a server that is not listening yet for a dead one.
    for _ in 0..600 {
        if listens(started.port) || !crate::process::runs(started.pid) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let bytes = serde_json::to_vec(&started).expect("a note is JSON");
    fs::write(&note, bytes).expect("the temporary folder is writable");
    crate::process::watch(name, &started, &top);
    started
}

fn answers(started: &Started) -> bool {
    Path::new(&format!("/proc/{}", started.pid)).exists() && listens(started.port)
}

/// Whether anything accepts connections on the port. A killed server does for a moment while its threads end.
pub(crate) fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), Duration::from_secs(2)).is_ok()
}

/// A port that nothing listens on. Another program may take it before the server does; the start then fails loudly.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
