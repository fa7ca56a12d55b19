//! Why and why not, of tables and of single rows, on every engine; and that it agrees with what the data API does.

use bailiwick_instance::{Explanation, Question, Unexplained};
use bailiwick_policy::{Operation, User};
use serde_json::{Value, json};

use crate::world::{ENGINES, POLICY, World, ann, token};

fn user(value: Value) -> User {
    serde_json::from_value(value).unwrap()
}

fn question(user: &User, table: &str, operation: Operation, row: Value) -> Question {
    let row = row.as_object().cloned();
    Question { user: user.clone(), table: table.to_owned(), operation, row }
}

async fn ask(world: &World, question: &Question) -> Explanation {
    world.instance.explain(question).await.unwrap()
}

/// What a person reads of an answer.
fn told(explanation: &Explanation) -> String {
    let mut text = format!("allowed: {}\n", explanation.allowed);
    for one in &explanation.permissions {
        let filter = one.filter_sql.as_deref().unwrap_or("-");
        text += &format!("{} {}: {} | {filter}\n", one.slug, one.applies, one.reason);
    }
    for (name, column) in &explanation.columns {
        text += &format!("  {name}: {:?} {}\n", column.granted, column.reason);
    }
    for fix in &explanation.fixes {
        text += &format!("{} +{}: {}\n", fix.kind.as_str(), fix.extra, fix.sentence);
    }
    // MariaDB quotes names otherwise.
    text.replace('`', "\"")
}

#[tokio::test]
async fn every_row_and_cell_is_explained_as_it_is_shown() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let rows = [1, 2, 3, 4, 5];
        for (name, roles) in [
            ("1", vec!["customer"]),
            ("2", vec!["customer"]),
            ("9", vec!["manager"]),
            ("9", vec![]),
        ] {
            let asker = user(json!({ "id": name, "roles": roles }));
            let got = world
                .get(&token(name, &roles), "orders?select=id,note,status,created_by&order=id")
                .await;
            let seen: Vec<Value> =
                if got.status == 200 { got.json().as_array().unwrap().clone() } else { Vec::new() };
            for id in rows {
                let row = json!({ "id": id });
                let one =
                    ask(&world, &question(&asker, "main.orders", Operation::Select, row)).await;
                let shown = seen.iter().find(|row| row["id"] == id);
                assert_eq!(
                    one.allowed,
                    shown.is_some(),
                    "{engine:?} {name} {roles:?} {id}: {}",
                    told(&one)
                );
                let Some(shown) = shown else { continue };
                let note = &one.columns.iter().find(|(column, _)| column == "note").unwrap().1;
                let grants = note.granted == bailiwick_instance::Extent::Yes;
                // The notes of rows 3 and 4 of the shop are null, whoever reads them.
                let is_there = matches!(id, 1 | 2 | 4 | 5);
                assert_eq!(
                    grants && is_there,
                    !shown["note"].is_null(),
                    "{engine:?} {name} {id}: {}",
                    told(&one)
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_told_reads_the_same_on_every_engine() {
    let ann = user(json!({ "id": 1.to_string(), "roles": ["customer"] }));
    let desk = user(json!({ "id": "d", "roles": ["desk"] }));
    let nobody = User::default();
    let clerk = user(json!({ "id": "c", "roles": ["clerk"] }));
    let asked = [
        question(&ann, "main.orders", Operation::Select, json!(null)),
        question(&ann, "main.orders", Operation::Select, json!({ "id": 2 })),
        question(&ann, "main.orders", Operation::Select, json!({ "id": 3 })),
        question(&ann, "orders", Operation::Update, json!({ "id": "1" })),
        question(&ann, "main.orders", Operation::Update, json!({ "id": 2 })),
        question(&ann, "main.orders", Operation::Delete, json!({ "id": 3 })),
        question(&ann, "main.orders", Operation::Insert, json!({ "customer_id": 1, "total": 5 })),
        question(&ann, "main.orders", Operation::Insert, json!({ "customer_id": 2, "total": 5 })),
        question(
            &ann,
            "main.orders",
            Operation::Insert,
            json!({ "customer_id": 1, "priority": 5 }),
        ),
        question(&ann, "main.order_items", Operation::Select, json!({ "order_id": 3, "line": 1 })),
        question(&ann, "main.customers", Operation::Insert, json!(null)),
        question(&desk, "main.orders", Operation::Select, json!(null)),
        question(&nobody, "main.customers", Operation::Select, json!({ "id": 1 })),
        question(&clerk, "main.customers", Operation::Delete, json!(null)),
        question(&clerk, "main.vault", Operation::Select, json!(null)),
    ];
    let mut first = None;
    for engine in ENGINES {
        let world = World::new(engine).await;
        let mut text = String::new();
        for question in &asked {
            let row = question.row.as_ref().map(|row| json!(row).to_string()).unwrap_or_default();
            text += &format!(
                "--- {:?} {} {:?} {row}\n{}",
                question.user.roles,
                question.table,
                question.operation,
                told(&ask(&world, question).await)
            );
        }
        let text =
            text.replace("\"public\".", "\"main\".").replace("\"main\".\"", "\"NAMESPACE\".\"");
        let text = if engine == bailiwick_schema::Engine::Mysql {
            let start = text.find("FROM \"").unwrap() + 6;
            let namespace = text[start..].split('"').next().unwrap().to_owned();
            text.replace(&format!("\"{namespace}\"."), "\"NAMESPACE\".")
        } else {
            text
        };
        match &first {
            None => first = Some(text),
            Some(first) => assert_eq!(*first, text, "{engine:?}"),
        }
    }
    insta::assert_snapshot!(first.unwrap());
}

#[tokio::test]
async fn what_cannot_be_explained_says_why_and_shows_no_value() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let ann = user(json!({ "id": "1", "roles": ["customer"] }));
    let refused = async |table: &str, row: Value| {
        let asked = question(&ann, table, Operation::Select, row);
        world.instance.explain(&asked).await.unwrap_err()
    };
    let row = |text: &str| Unexplained::Row(text.to_owned());
    assert_eq!(refused("main.orders", json!({ "id": 99 })).await, row("there is no such row"));
    assert_eq!(
        refused("main.orders", json!({ "status": "open" })).await,
        row("it does not name `id`, which is part of the key")
    );
    assert_eq!(
        refused("main.orders", json!({ "id": null })).await,
        row("it does not name `id`, which is part of the key")
    );
    assert_eq!(
        refused("main.orders", json!({ "id": 1, "$ne": 1 })).await,
        row("`orders` has no column `$ne`")
    );
    assert!(matches!(refused("main.orders", json!({ "id": [1] })).await, Unexplained::Row(_)));
    assert_eq!(
        refused("main.journal", json!({ "entry": "opened" })).await,
        row("`journal` has no key to find a row by")
    );
    for table in ["main.nothing", "gone.orders", "", ".", "main.", "sqlite_master"] {
        assert!(matches!(refused(table, json!(null)).await, Unexplained::Table(_)), "{table}");
    }
}

#[tokio::test]
async fn explaining_writes_nothing() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let manager = user(json!({ "id": "90", "roles": ["manager"] }));
    for (operation, row) in [
        (Operation::Insert, json!({ "customer_id": 1, "total": 1 })),
        (Operation::Update, json!({ "id": 1 })),
        (Operation::Delete, json!({ "id": 1 })),
    ] {
        assert!(ask(&world, &question(&manager, "main.orders", operation, row)).await.allowed);
    }
    assert_eq!(world.get(&ann(), "orders?select=id&order=id").await.ids(), [1, 2]);
    let requests = world.instance.requests();
    assert_eq!(requests.succeeded, 1, "a question is no request of an application user");
}

#[tokio::test]
async fn a_fix_that_is_made_allows_it() {
    let mut world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let ann = user(json!({ "id": "1", "roles": ["customer"] }));
    let asked = question(&ann, "main.orders", Operation::Select, json!({ "id": 3 }));
    let before = ask(&world, &asked).await;
    assert!(!before.allowed);
    let widen =
        before.fixes.iter().find(|fix| fix.permission.as_deref() == Some("own_orders")).unwrap();
    assert!(widen.sentence.contains("\"customer_id\" = 1"), "{widen:?}");
    let role = before.fixes.iter().find(|fix| fix.role.as_deref() == Some("manager")).unwrap();
    let place = |fix| before.fixes.iter().position(|one| one == fix).unwrap();
    assert!(place(widen) < place(role), "{:?}", before.fixes);
    let with_role = user(json!({ "id": "1", "roles": ["customer", "manager"] }));
    let asked_again = Question { user: with_role, ..asked.clone() };
    assert!(ask(&world, &asked_again).await.allowed, "the role was said to allow it");
    let widened = POLICY.replacen(
        "where: { customer_id: $user.id }",
        "where: { customer_id: { $gt: 0 } }",
        1,
    );
    world.deploy(&widened).await;
    assert!(ask(&world, &asked).await.allowed, "the condition was said to be in the way");
}
