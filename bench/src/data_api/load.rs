//! The load: kept connections, each with one request after the other, in as little work as can be.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{CONNECTIONS, CUSTOMERS};

/// Requests each second over so many kept connections, each with a random key.
pub(super) async fn load(
    address: SocketAddr,
    path: impl Fn(u64) -> String + Copy + Send + 'static,
    head: &str,
    duration: Duration,
) -> Result<f64> {
    let began = Instant::now();
    let ends = began + duration;
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let head = head.to_owned();
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                let (mut buffer, mut answered) = (vec![0; 64 * 1024], 0_u64);
                while Instant::now() < ends {
                    let key = rand::random_range(1..=CUSTOMERS);
                    exchange(&mut stream, &path(key), &head, &mut buffer).await?;
                    answered += 1;
                }
                anyhow::Ok(answered)
            })
        })
        .collect();
    let mut answered = 0;
    for task in tasks {
        answered += task.await??;
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Ok(answered as f64 / began.elapsed().as_secs_f64())
}

pub(super) async fn ask_once(address: SocketAddr, path: &str, head: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let mut buffer = vec![0; 64 * 1024];
    let (from, to) = exchange(&mut stream, path, head, &mut buffer).await?;
    Ok(String::from_utf8_lossy(&buffer[from..to]).into_owned())
}

/// One request and its whole answer; where its body stands in the buffer.
async fn exchange(
    stream: &mut TcpStream,
    path: &str,
    head: &str,
    buffer: &mut [u8],
) -> Result<(usize, usize)> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{head}\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        ensure!(read > 0, "the server closed the connection");
        filled += read;
        let Some(end) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&buffer[..end])?;
        ensure!(head.starts_with("HTTP/1.1 20"), "{}", String::from_utf8_lossy(&buffer[..filled]));
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let total = end + 4 + length.context("no content-length")?.parse::<usize>()?;
        if filled >= total {
            return Ok((end + 4, total));
        }
    }
}
