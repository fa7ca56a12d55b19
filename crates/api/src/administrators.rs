//! Who administers a database.

use bailiwick_access::Action;
use bailiwick_model::DatabaseAdministrator;

use crate::answer::{List, PAGE, Ruled};
use crate::operation::{Needs, Operation, Target};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "database_administrator_list",
        "/api/v1/organizations/{organization}/databases/{database}/administrators",
        "Who administers a database, directly or through a team",
        Needs::Action(Action::DatabaseMembersView, Target::Database),
    )
    .query(PAGE)
    .answers::<List<Ruled<DatabaseAdministrator>>>(),
    Operation::put(
        "database_administrator_add",
        "/api/v1/organizations/{organization}/databases/{database}/administrators/{member}",
        "Make a member an administrator of a database",
        Needs::Action(Action::DatabaseMembersUpdate, Target::Database),
    )
    .answers::<Ruled<DatabaseAdministrator>>(),
    Operation::delete(
        "database_administrator_remove",
        "/api/v1/organizations/{organization}/databases/{database}/administrators/{member}",
        "Take a database from a member who was made its administrator directly",
        Needs::Action(Action::DatabaseMembersUpdate, Target::Database),
    ),
];
