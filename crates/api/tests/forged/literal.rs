use bailiwick_access::Permit;

fn main() {
    let _forged = Permit { organization: None, actor: todo!(), epoch: None };
}
