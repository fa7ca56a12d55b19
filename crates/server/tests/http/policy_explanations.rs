//! Why an application user may or may not, over HTTP: by question, and by the request that was refused.

use bailiwick_access::{Action, ActionSet, SystemRole};
use serde_json::{Value, json};

use super::place::Place;
use crate::support::{Client, Server, member};

const OWN: &str = "permissions:\n  own:\n    table: main.notes\n    roles: [reader]\n    select: { columns: [id], where: { id: $user.id } }\n";

async fn place(server: &Server) -> Place {
    let place = Place::make(server).await;
    let deployed = place.deploy(OWN).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    place
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn fill(server: &Server) {
    let databases = server.data().join("databases");
    for file in std::fs::read_dir(databases).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "sqlite") {
            let _ = bailiwick_engine::run_script(
                &file,
                "insert into notes (id, text) values (7, 'mine'), (8, 'secret-text')",
            );
        }
    }
}

#[tokio::test]
async fn the_answer_has_the_shape_of_the_contract() {
    let server = Server::start().await;
    let place = place(&server).await;
    fill(&server);
    let path = format!("{}/policy/explain", place.instance);
    let ask = async |row: Option<Value>| {
        let mut body = json!({ "user": { "id": 7, "roles": ["reader"] }, "table": "main.notes", "operation": "select" });
        if let Some(row) = row {
            body["row"] = row;
        }
        place.owner.post(&path, body).await
    };
    let told = ask(None).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(keys(&told.body), ["allowed", "permissions", "columns", "fixes"]);
    assert_eq!(keys(&told.body["permissions"][0]), ["slug", "applies", "reason", "filter_sql"]);
    assert_eq!(told.body["allowed"], true);
    assert_eq!(
        told.body["permissions"][0],
        json!({ "slug": "own", "applies": true, "reason": "the user has its role `reader`", "filter_sql": "\"id\" = 7" })
    );
    assert_eq!(told.body["columns"]["id"]["granted"], "yes");
    assert_eq!(told.body["columns"]["text"]["granted"], "no");
    assert_eq!(told.body["fixes"][0]["kind"], "add_columns", "{}", told.text);

    let mine = ask(Some(json!({ "id": 7 }))).await;
    assert_eq!((mine.status, &mine.body["allowed"]), (200, &json!(true)), "{}", mine.text);
    let other = ask(Some(json!({ "id": 8 }))).await;
    assert_eq!((other.status, &other.body["allowed"]), (200, &json!(false)), "{}", other.text);
    assert_eq!(other.body["permissions"][0]["applies"], false, "{}", other.text);
    assert_eq!(other.body["fixes"][0]["kind"], "widen_where", "{}", other.text);
    assert!(!other.text.contains("secret-text"), "{}", other.text);
    for (row, said) in [
        (json!({ "id": 9 }), "`row`: there is no such row"),
        (json!({}), "`row`: it does not name `id`"),
        (json!({ "nothing": 1 }), "`row`: `notes` has no column `nothing`"),
    ] {
        let refused = ask(Some(row)).await;
        assert_eq!((refused.status, refused.code()), (422, "invalid_field"), "{}", refused.text);
        assert!(refused.text.contains(said), "{}", refused.text);
    }
    for (change, said) in [
        (json!({ "table": "main.gone" }), "`table`: there is no table `main.gone`"),
        (json!({ "user": { "$id": 1 } }), "`user`: no policy can mention a claim called `$id`"),
        (json!({ "user": { "roles": "reader" } }), "`user`: `roles` is a list of names"),
    ] {
        let mut body = json!({ "user": {}, "table": "main.notes", "operation": "select" });
        for (field, value) in change.as_object().unwrap() {
            body[field] = value.clone();
        }
        let refused = place.owner.post(&path, body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains(said), "{}", refused.text);
    }
}

#[tokio::test]
async fn to_explain_a_row_takes_the_right_to_see_rows() {
    let server = Server::start().await;
    let place = place(&server).await;
    fill(&server);
    let path = format!("{}/policy/explain", place.instance);
    let body = json!({ "user": { "id": 7, "roles": ["reader"] }, "table": "main.notes", "operation": "select" });
    let mut with_row = body.clone();
    with_row["row"] = json!({ "id": 8 });
    let impact = format!("{}/policy/impact", place.instance);
    let count = format!("{}/policy/count?permission=own", place.instance);
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::DataView])));
    assert_eq!(place.owner.post(&path, body.clone()).await.status, 200);
    for refused in [
        place.owner.post(&path, with_row).await,
        place.owner.json(reqwest::Method::POST, &impact, None).await,
        place.owner.json(reqwest::Method::POST, &count, None).await,
    ] {
        assert_eq!(
            (refused.status, &refused.body["error"]["action"]),
            (403, &json!("data.view")),
            "{}",
            refused.text
        );
    }
    // What any document would do to live rows tells as much as a deploy of it.
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::PolicyDeploy])));
    for path in [&impact, &count] {
        let refused = place.owner.json(reqwest::Method::POST, path, None).await;
        assert_eq!(
            (refused.status, &refused.body["error"]["action"]),
            (403, &json!("policy.deploy")),
            "{}",
            refused.text
        );
    }
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::PolicyView])));
    assert_eq!(place.owner.post(&path, body).await.status, 403);
}

/// The id that a refused request of the data API was told to ask about.
async fn refused(server: &Server, place: &Place, user: &Client, path: &str) -> String {
    let got = user.get(&format!("{}/{path}", place.data)).await;
    assert!(got.status >= 400, "{}", got.text);
    let link = got.header("link").to_owned();
    assert!(link.ends_with(">; rel=\"help\""), "{link}");
    let _ = server;
    link.trim_start_matches("</explain/").split('>').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_refused_request_of_the_data_api_is_explained_to_who_may_see_policy_and_rows() {
    let server = Server::start().await;
    let place = place(&server).await;
    let user = place.user(json!(["writer"])).await;
    let id = refused(&server, &place, &user, "notes?select=id&text=eq.secret-filter").await;
    let path = format!("/api/v1/refusals/{id}");
    let told = place.owner.get(&path).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(told.body["explanation"], Value::Null);
    assert_eq!((&told.body["request"], &told.body["operation"]), (&json!(id), &json!("select")));
    let data = &told.body["data"];
    let told_of = (&data["user"], &data["roles"], &data["table"], &data["status"], &data["code"]);
    let expected =
        (json!("7"), json!(["writer"]), json!("main.notes"), json!(404), json!("PGRST205"));
    assert_eq!(told_of, (&expected.0, &expected.1, &expected.2, &expected.3, &expected.4));
    assert_eq!(data["explanation"]["allowed"], false, "{}", told.text);
    assert_eq!(
        data["explanation"]["permissions"][0]["reason"],
        "the user has none of its roles: `reader`"
    );
    assert!(!told.text.contains("secret-filter"), "no filter is kept: {}", told.text);

    // Without a token there is nobody to explain it to, but what was said is kept.
    let nobody = refused(&server, &place, &server.stranger(), "notes").await;
    let told = place.owner.get(&format!("/api/v1/refusals/{nobody}")).await;
    assert_eq!(
        (told.status, &told.body["data"]["status"], &told.body["data"]["explanation"]),
        (200, &json!(401), &Value::Null),
        "{}",
        told.text
    );

    // To everybody else it is as if there had been no such request.
    let organization = place.owner.organization().await;
    let absent = "/api/v1/refusals/0123456789abcdef01234567";
    let hr = member(&server, &organization, SystemRole::OrganizationMember, None).await;
    for caller in [server.sign_up("eve").await, hr, user.clone(), server.stranger()] {
        let (one, other) = (caller.get(&path).await, caller.get(absent).await);
        assert_eq!(one.status, other.status);
        assert_eq!(one.without_request_id(), other.without_request_id());
        assert!(matches!(one.status, 401 | 404), "{}", one.text);
    }
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    for lacking in [Action::DataView, Action::PolicyView] {
        server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[lacking])));
        let (one, other) = (place.owner.get(&path).await, place.owner.get(absent).await);
        assert_eq!(
            (one.status, one.without_request_id()),
            (404, other.without_request_id()),
            "{lacking}"
        );
    }
}

/// A row that breaks a rule is not helped by columns: the rule is named, and where it stands.
#[tokio::test]
async fn a_refused_row_is_explained_by_the_rule_that_it_broke() {
    const RULES: &str = "permissions:\n  write_notes:\n    table: main.notes\n    roles: [writer]\n    insert: { columns: [id, text], validate: { id: { $gte: 100 } } }\n  fix_notes:\n    table: main.notes\n    roles: [writer]\n    select: { columns: [id] }\n    update: { columns: [id], where: { id: { $gte: 1 } }, validate: { id: { $lte: 50 } }, check: { text: mine } }\n";
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let deployed = place.deploy(RULES).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    fill(&server);
    let user = place.user(json!(["writer"])).await;
    let explained = async |reply: crate::support::Reply| {
        let link = reply.header("link").to_owned();
        let id = link.trim_start_matches("</explain/").split('>').next().unwrap().to_owned();
        let told = place.owner.get(&format!("/api/v1/refusals/{id}")).await;
        assert_eq!(told.status, 200, "{}", told.text);
        told.body["data"].clone()
    };
    let notes = format!("{}/notes", place.data);
    let refused = user.post(&notes, json!({ "id": 5, "text": "x" })).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert!(refused.body.get("rule").is_none(), "{}", refused.text);
    let data = explained(refused).await;
    assert_eq!(
        data["rule"],
        json!({ "permission": "write_notes", "part": "validate", "column": "id", "condition": "\"id\" >= 100" })
    );
    assert_eq!(data["explanation"]["allowed"], true, "{data}");
    let fixes = data["explanation"]["fixes"].as_array().unwrap();
    assert_eq!(fixes.len(), 1, "{data}");
    assert_eq!(fixes[0]["kind"], "change_rule");
    assert_eq!(
        fixes[0]["sentence"],
        "write a row that keeps the rule, or change `validate` on `id` of `write_notes` in the policy"
    );
    for (body, rule) in [
        (
            json!({ "id": 60 }),
            json!({ "permission": "fix_notes", "part": "validate", "column": "id", "condition": "\"id\" <= 50" }),
        ),
        (
            json!({ "id": 40 }),
            json!({ "permission": "fix_notes", "part": "check", "column": null, "condition": "\"text\" = 'mine'" }),
        ),
    ] {
        let path = format!("{notes}?id=eq.8");
        let refused = user.json(reqwest::Method::PATCH, &path, Some(body.clone())).await;
        assert_eq!(refused.status, 403, "{body}: {}", refused.text);
        assert!(!refused.text.contains("mine"), "{}", refused.text);
        assert_eq!(explained(refused).await["rule"], rule, "{body}");
    }
    // What is written wrong is no matter of the policy: nothing in it would help.
    let data = explained(user.get(&format!("{notes}?id=gt.x")).await).await;
    assert_eq!((&data["status"], &data["rule"]), (&json!(400), &Value::Null), "{data}");
    assert_eq!(data["explanation"]["fixes"], json!([]), "{data}");
}

#[tokio::test]
async fn the_impact_of_a_draft_is_told_by_user_and_table() {
    let server = Server::start().await;
    let place = place(&server).await;
    fill(&server);
    assert_eq!(
        place
            .save(
                &OWN.replace("where: { id: $user.id }", "where: { id: { $gte: 7 } }")
                    .replace("[id]", "[id, text]")
            )
            .await
            .status,
        200
    );
    let users = "%5B%7B%22id%22%3A7%2C%22roles%22%3A%5B%22reader%22%5D%7D%5D";
    let path = format!("{}/policy/impact?users={users}&seconds=10", place.instance);
    let told = place.owner.json(reqwest::Method::POST, &path, None).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(
        (&told.body["complete"], &told.body["rows_looked_at"]),
        (&json!(true), &json!(2)),
        "{}",
        told.text
    );
    let item = &told.body["items"][0];
    let counts = ["rows_gained", "rows_lost", "cells_gained", "cells_lost"]
        .map(|name| item[name].as_u64().unwrap());
    assert_eq!(counts, [1, 0, 3, 0], "{}", told.text);
    assert_eq!(item["samples"].as_array().unwrap().len(), 2, "{}", told.text);
    assert!(!told.text.contains("secret-text"), "{}", told.text);
    let mut body = place
        .owner
        .json(reqwest::Method::POST, &format!("{}/policy/impact", place.instance), None)
        .await
        .body;
    assert_eq!(body["users"].take(), json!([{ "id": null, "roles": ["reader"] }]));
    for wrong in ["users=7", "users=%5B%5D", "seconds=0", "seconds=31"] {
        let path = format!("{}/policy/impact?{wrong}", place.instance);
        let refused = place.owner.json(reqwest::Method::POST, &path, None).await;
        assert_eq!(
            (refused.status, refused.code()),
            (422, "invalid_field"),
            "{wrong}: {}",
            refused.text
        );
    }
}

#[tokio::test]
async fn a_permission_of_a_draft_is_counted_for_a_user_and_told_as_sql() {
    let server = Server::start().await;
    let place = place(&server).await;
    fill(&server);
    assert_eq!(
        place
            .save(&OWN.replace("where: { id: $user.id }", "where: { id: { $gte: $user.id } }"))
            .await
            .status,
        200
    );
    let ask = async |query: &str| {
        let path = format!("{}/policy/count?{query}", place.instance);
        place.owner.json(reqwest::Method::POST, &path, None).await
    };
    let seven = "user=%7B%22id%22%3A7%2C%22roles%22%3A%5B%22reader%22%5D%7D";
    let told = ask(&format!("permission=own&{seven}")).await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!(
        told.body,
        json!({
            "applies": true,
            "reason": "the user has its role `reader`",
            "filter_sql": "\"id\" >= 7",
            "rows_admitted": 2,
            "rows_looked_at": 2,
            "complete": true,
            "problem": null,
        }),
        "the draft counts, not what is in force"
    );
    let nobody = ask("permission=own").await;
    assert_eq!(nobody.body["applies"], false, "{}", nobody.text);
    assert_eq!(nobody.body["rows_admitted"], Value::Null, "{}", nobody.text);
    assert!(nobody.body["reason"].as_str().unwrap().contains("`reader`"), "{}", nobody.text);
    let other = ask(&format!("permission=own&operation=delete&{seven}")).await;
    assert_eq!(
        other.body["reason"], "it does not grant `delete`",
        "what is not granted admits nothing: {}",
        other.text
    );
    for (query, said) in [
        ("permission=gone", "`permission`: the document has no permission `gone`"),
        ("", "`permission`: the document has no permission ``"),
        ("permission=own&operation=read", "`operation`: it is `select`"),
        ("permission=own&user=7", "`user`: it is a JSON object"),
        ("permission=own&seconds=31", "seconds"),
    ] {
        let refused = ask(query).await;
        assert_eq!((refused.status, refused.code()), (422, "invalid_field"), "{}", refused.text);
        assert!(refused.text.contains(said), "{query}: {}", refused.text);
    }
}
