//! Makes cargo notice a rebuilt dashboard; the assets themselves are built by `cargo xtask web`.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
