use bailiwick_access::Permit;

fn main() {
    let _forged: Permit = Default::default();
}
