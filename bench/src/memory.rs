//! `memory`: what the program holds when it has nothing to do, and after ten thousand requests of which no two have the same
//! shape, so that whatever is kept for a shape is kept ten thousand times, or thrown away.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// Megabytes, with the demonstration's instances running.
const IDLE: f64 = 60.0;
/// Megabytes more after the second half of the shapes than after the first: what is filled once is full by then.
const GROWTH: f64 = 10.0;
const SHAPES: usize = 10_000;

/// Runs the benchmark and prints its figures; an error when the target is missed.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path()).await?;
    // What making the demonstration took is given back by then.
    tokio::time::sleep(Duration::from_secs(20)).await;
    let idle = server.megabytes()?;
    let verdict = if idle <= IDLE { "met" } else { "MISSED" };
    println!("idle, with the demonstration        {idle:>6.1} MB   target {IDLE:.0} MB: {verdict}");
    let demo = std::fs::read(folder.path().join("data/demo.json"))?;
    let demo: Value = serde_json::from_slice(&demo)?;
    let users = demo["users"].as_array().context("the demonstration has users")?;
    let tokens: Vec<&str> = users.iter().filter_map(|user| user["token"].as_str()).collect();
    let orders = demo["instances"]["development"]["url"].as_str().context("an instance")?;
    let orders = format!("{orders}/rest/v1/orders");
    let first = server.ask(&orders, &tokens, 0..SHAPES / 2).await?;
    let second = server.ask(&orders, &tokens, SHAPES / 2..SHAPES).await?;
    let grown = second - first;
    let verdict = if grown <= GROWTH { "met" } else { "MISSED" };
    println!("after {:>6} different shapes        {first:>6.1} MB", SHAPES / 2);
    println!(
        "after {SHAPES:>6} different shapes        {second:>6.1} MB   target {GROWTH:.0} MB more: {verdict}"
    );
    ensure!(idle <= IDLE && grown <= GROWTH, "the target was missed");
    Ok(())
}

/// The program itself, as people run it.
struct Server(Child);

impl Server {
    async fn start(folder: &Path) -> Result<Server> {
        let program = std::env::current_exe()?.with_file_name("bailiwick");
        ensure!(
            program.exists(),
            "build the program first: cargo build --release -p bailiwick-cli"
        );
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = Command::new(program);
        command.env_clear().args(["serve", "--demo", "--listen", &listen, "--data"]);
        command.arg(folder.join("data")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut server = Server(command.spawn()?);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(120) {
            if let Some(status) = server.0.try_wait()? {
                bail!("the server ended: {status}");
            }
            // Written when the demonstration can be used.
            if folder.join("data/demo.json").exists()
                && reqwest::get(format!("http://{listen}/health/ready"))
                    .await
                    .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!("the server is not ready after two minutes")
    }

    /// What the kernel says that the program has in memory.
    fn megabytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("VmRSS")?;
        Ok(kilobytes.parse::<f64>()? / 1024.0)
    }

    /// Asks in turns as several users, no faster than an instance lets them, and says what is held then.
    async fn ask(
        &self,
        orders: &str,
        tokens: &[&str],
        shapes: std::ops::Range<usize>,
    ) -> Result<f64> {
        let http = reqwest::Client::new();
        for shape in shapes {
            // Another name of a column is another statement.
            let url = format!("{orders}?select=id,name_{shape}:status&id=lt.{}&limit=1", shape + 1);
            loop {
                let token = tokens[shape % tokens.len()];
                let answer = http.get(&url).bearer_auth(token).send().await?;
                match answer.status().as_u16() {
                    200 | 206 => break,
                    429 => tokio::time::sleep(Duration::from_millis(50)).await,
                    other => bail!("answered {other}: {}", answer.text().await?),
                }
            }
        }
        self.megabytes()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
