//! The one binary, `bailiwick`.
fn main() {}
