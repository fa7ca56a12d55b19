//! Side-by-side benchmarks, one command each: `cargo run --release -p bailiwick-bench -- access`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod access;
mod compile;
mod data_api;
mod deploy;
mod gate;
mod memory;
mod storm;

/// As the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("access") => access::run(),
        Some("compile") => compile::run(),
        Some("data-api") => data_api::run(),
        Some("deploy") => deploy::run(),
        Some("gate") => gate::run(),
        Some("memory") => memory::run(),
        Some("storm") => storm::run(),
        _ => anyhow::bail!(
            "name a benchmark: access, compile, data-api, deploy, gate, memory, storm"
        ),
    }
}
