//! Any bytes as a request to the data API of the shop: a refusal, or a statement that SQLite understands and that keeps
//! the policy. A read is answered alike whatever is hidden from its asker; a write touches what a permission admits.

use bailiwick_policy::{Format, Granted, Operation, Policy, Row, User, matches, reduce};
use bailiwick_query::{Limits, Outcome, Plan, RequestInput, Step, Write};
use bailiwick_schema::{Engine, TableIndex, Value};

use super::world::{NOW, World};

const POLICY: &str = "
permissions:
  mine:
    table: main.orders
    roles: [customer]
    select: { columns: [id, customer_id, status, total, weight, placed_at, data], where: { customer_id: $user.id }, aggregate: [sum, avg, min, max] }
    insert: { columns: [id, customer_id, status, total, data], validate: { customer_id: $user.id, total: { $gt: 0 }, status: { $in: [open, paid] } } }
    update: { columns: [customer_id, status, total], where: { customer_id: $user.id, status: open }, validate: { total: { $gt: 0 }, status: { $in: [open, paid] } } }
    delete: { where: { customer_id: $user.id, status: open } }
  open_ones: { table: main.orders, roles: [customer], select: { columns: [id, blob], where: { customer_id: $user.id, status: open } } }
  people:
    table: main.customers
    roles: [customer]
    select: { columns: [id, name, email], mask: { email: email }, where: { $or: [{ id: $user.id }, { referred_by: $user.id }] } }
  myself:
    table: main.customers
    roles: [customer]
    select: { columns: [id, email], where: { id: $user.id } }
    insert: { columns: [id, name], validate: { name: { $like: 'A%' } } }
    update: { columns: [email, name], where: { id: $user.id }, validate: { name: { $like: 'A%' } } }
  tagged: { table: main.order_tags, roles: [customer], select: { where: { orders: { customer_id: $user.id } } } }
  tags: { table: main.tags, roles: [customer], select: {} }
  names: { table: main.aliases, roles: [customer], select: {}, update: { columns: [r, m, json, t1], where: { value: 2 } } }
";

/// What the customer does not see, made otherwise.
const OTHERWISE: &str = "
update orders set secret = 'other';
update orders set blob = x'aabb' where id = 2;
delete from orders where id = 5;
update orders set customer_id = 4, total = 9223372036854775807, status = 'open', data = '{broken', weight = 1e308 where id = 3;
insert into orders (id, customer_id, status, total, data, secret) values (6, 2, 'paid', 9223372036854775807, '[', 's1'), (7, 4, 'open', 1, null, null);
update customers set vip = not coalesce(vip, false);
update customers set email = 'bxxxx@x.org' where id = 2;
update customers set name = 'Zoe', email = null, referred_by = 3 where id = 4;
insert into customers values (8, 'Hal', 'hal@x.org', true, 2);
delete from order_tags where order_id = 3;
update notes set body = 'other', owner = 1;
delete from wide;
";

struct Shop {
    plain: World,
    other: World,
    policy: Policy,
    user: User,
}

thread_local! {
    static SHOP: Shop = Shop::new();
}

impl Shop {
    fn new() -> Shop {
        let plain = World::new("");
        let document = bailiwick_policy::parse(POLICY, Format::Yaml).unwrap();
        let (policy, problems) = plain.compile(&document);
        assert!(
            problems.iter().all(|problem| problem.level != bailiwick_policy::ProblemLevel::Error),
            "{problems:?}"
        );
        let user = User {
            id: Some("1".to_owned()),
            roles: vec!["customer".to_owned()],
            ..User::default()
        };
        Shop { plain, other: World::new(OTHERWISE), policy, user }
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// No request.
    Unread,
    /// Refused before any statement.
    Refused,
    /// It was answered.
    Read,
    /// It ended as a write does, done or refused.
    Written,
}

/// `METHOD table?query`, lines `header: value`, an empty line, the body.
pub fn check(data: &[u8]) -> Fate {
    let Ok(text) = std::str::from_utf8(data) else { return Fate::Unread };
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let Some((method, target)) = lines.next().and_then(|line| line.split_once(' ')) else {
        return Fate::Unread;
    };
    let (table, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
    let header =
        |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let input = RequestInput {
        method,
        table,
        query: Some(query),
        prefer: headers
            .iter()
            .filter(|(name, _)| *name == "prefer")
            .map(|(_, value)| *value)
            .collect(),
        accept: header("accept"),
        range: header("range"),
        content_type: header("content-type"),
        body: body.as_bytes(),
        ..RequestInput::default()
    };
    let limits = Limits::default();
    let Ok(request) = bailiwick_query::parse(&input, &limits) else { return Fate::Refused };
    SHOP.with(|shop| {
        match bailiwick_query::plan(
            &request,
            &shop.plain.context(&shop.policy, &shop.user, &limits),
        ) {
            Err(refusal) => {
                for hidden in ["vip", "secret", "referred_by", "notes", "wide"] {
                    let is_typed = text.contains(hidden) || text.contains('%');
                    assert!(
                        is_typed || !refusal.message.contains(hidden),
                        "{hidden} is named: {refusal:?}"
                    );
                }
                Fate::Refused
            }
            Ok(Plan::Read(plan)) => {
                let statement = bailiwick_query::read_statement(&plan, Engine::Sqlite);
                let (found, other) = (shop.plain.query(&statement), shop.other.query(&statement));
                assert_eq!(found, other, "what is hidden changes the answer of {statement:?}");
                if let Ok(rows) = found {
                    let _ = bailiwick_query::read_answer(&plan, rows);
                }
                Fate::Read
            }
            Ok(Plan::Write(plan)) => {
                let table = shop.plain.schema.tables.iter().position(|known| known.name == table);
                let table = TableIndex(table.expect("a write is of a table"));
                let world = &shop.plain;
                world.connection.execute_batch("BEGIN").unwrap();
                let is_done = write(world, Write::start(*plan, Engine::Sqlite));
                if is_done {
                    keeps_the_policy(shop, table);
                }
                world.connection.execute_batch("ROLLBACK").unwrap();
                Fate::Written
            }
        }
    })
}

/// Runs a write to its end; whether it would be committed.
fn write(world: &World, mut write: Write<'_>) -> bool {
    let mut outcome = Outcome::Nothing;
    for _ in 0..10_000 {
        let came = match write.next(outcome) {
            Step::Query(statement) => world.step(&statement).map(Outcome::Rows),
            Step::Execute(statement) => world.execute(&statement).map(Outcome::Count),
            Step::Finish(_) => return true,
            Step::Refuse(_) => return false,
        };
        match came {
            Ok(next) => outcome = next,
            Err(_) => return false,
        }
    }
    panic!("a write without end");
}

/// Every row that is other than before was in reach of a permission, and is now what one admits.
fn keeps_the_policy(shop: &Shop, table: TableIndex) {
    let world = &shop.plain;
    let before = bailiwick_policy::World {
        tables: world.rows.iter().map(|(table, rows)| (*table, rows.as_slice())).collect(),
    };
    let granted =
        |operation| reduce(&shop.policy, "main", table, operation, &shop.user, NOW, &world.schema);
    let (select, insert, update, delete) = (
        granted(Operation::Select),
        granted(Operation::Insert),
        granted(Operation::Update),
        granted(Operation::Delete),
    );
    for at in (0..world.schema.tables.len()).map(TableIndex).filter(|other| *other != table) {
        assert_eq!(world.rows[&at], world.everything(at), "a write reaches another table");
    }
    let key = |row: &[Value]| -> Vec<Value> {
        world.schema[table].primary_key.iter().map(|column| row[column.0].clone()).collect()
    };
    let after = world.everything(table);
    let sees = |row: &[Value]| matches(&select.row_filter(), &Row::new(row), &before) == Some(true);
    let admits = |granted: &Granted<'_>, row: &[Value]| {
        matches(&granted.filter, &Row::new(row), &before) == Some(true)
    };
    let fits = |granted: &Granted<'_>, row: &[Value], is_new: &dyn Fn(usize) -> bool| {
        granted.validate.iter().all(|(column, rule)| {
            !is_new(column.0) || matches(rule, &Row::new(row), &before) == Some(true)
        })
    };
    for old in &world.rows[&table] {
        let Some(new) = after.iter().find(|row| key(row) == key(old)) else {
            let is_admitted = delete.granted.iter().any(|granted| admits(granted, old));
            assert!(sees(old) && is_admitted, "a row is deleted: {old:?}");
            continue;
        };
        if new == old {
            continue;
        }
        let is_other = |column: usize| old[column] != new[column];
        let columns: Vec<usize> = (0..old.len()).filter(|column| is_other(*column)).collect();
        let is_admitted = update.granted.iter().any(|granted| {
            let may = |column: &usize| {
                granted.columns.contains(bailiwick_schema::ColumnIndex(*column))
                    || granted.overwrite.iter().any(|(other, _)| other.0 == *column)
            };
            admits(granted, old) && columns.iter().all(may) && fits(granted, new, &is_other)
        });
        assert!(sees(old) && is_admitted, "a row is changed: {old:?} to {new:?}");
    }
    for new in after.iter().filter(|row| !world.rows[&table].iter().any(|old| key(old) == key(row)))
    {
        let is_admitted = insert.granted.iter().any(|granted| fits(granted, new, &|_| true));
        assert!(is_admitted, "a row is new: {new:?}");
    }
}
