use bailiwick_access::{Actor, Action, Permit, Principal, Resource};

fn forge(actor: Actor, principal: Principal) -> Permit {
    let organization = "000000000000000000000001".parse().unwrap();
    Permit::decided(organization, 1, actor, (principal, Action::ProjectsDelete, Resource::Organization))
}

fn main() {}
