//! A server process of its own, on a port and a folder of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// `bailiwick serve …`, stopped with this value.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) child: Child,
    /// What it printed until it was ready.
    pub(crate) printed: String,
}

pub(crate) fn bailiwick() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bailiwick"));
    command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(std::env::temp_dir());
    command
}

impl Server {
    /// Starts a demonstration below `data` and waits until it can be used.
    pub(crate) async fn demonstration(data: &Path) -> Server {
        Server::start(data, &["--demo"], "Stop with Ctrl-C", Stdio::inherit()).await
    }

    /// The same with further options.
    pub(crate) async fn demonstration_with(data: &Path, options: &[&str]) -> Server {
        let arguments = [&["--demo"], options].concat();
        Server::start(data, &arguments, "Stop with Ctrl-C", Stdio::inherit()).await
    }

    /// A demonstration that writes its log into a file in the given format.
    pub(crate) async fn logging(data: &Path, format: &str, log: &Path) -> Server {
        let log = File::create(log).unwrap();
        Server::start(data, &["--demo", "--log", format], "Stop with Ctrl-C", log.into()).await
    }

    /// Starts a server on an empty folder and waits for its one-time code.
    pub(crate) async fn empty(data: &Path) -> Server {
        Server::start(data, &[], "enter this code", Stdio::inherit()).await
    }

    async fn start(data: &Path, arguments: &[&str], ready: &str, log: Stdio) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let mut command = bailiwick();
        command.args(["serve", "--listen", &listen, "--data"]).arg(data).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = ready.to_owned();
        let (printed, rest) = tokio::task::spawn_blocking(move || {
            let mut printed = String::new();
            while !ready.is_empty() && !printed.contains(&ready) {
                let Some(Ok(line)) = lines.next() else { break };
                printed += &line;
                printed.push('\n');
            }
            // The code stands two lines below its sentence.
            for _ in 0..if ready.contains("code") { 2 } else { 0 } {
                printed += &lines.next().unwrap().unwrap();
                printed.push('\n');
            }
            (printed, lines)
        })
        .await
        .unwrap();
        std::thread::spawn(move || rest.for_each(drop));
        let server = Server { url: format!("http://{listen}"), child, printed };
        server.wait_until_ready().await;
        server
    }

    async fn wait_until_ready(&self) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if reqwest::get(format!("{}/health/ready", self.url))
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server is not ready: {}", self.printed);
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap().success());
    }

    /// Waits for its end, at most as long as it promises to need.
    pub(crate) async fn ended(&mut self) -> std::process::ExitStatus {
        for _ in 0..400 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// `DATA/demo.json`.
pub(crate) fn demo(data: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(data.join("demo.json")).unwrap()).unwrap()
}

/// A GET with a bearer token.
pub(crate) async fn get(url: &str, token: &str) -> (u16, Value) {
    let answer = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

pub(crate) fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
