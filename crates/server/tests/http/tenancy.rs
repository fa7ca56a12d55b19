//! What belongs to others does not exist.

use serde_json::{Value, json};

use crate::support::{Client, Server};

/// A project with an instance and a database, by their paths.
struct Things {
    organization: String,
    project: String,
    instance: String,
    database: String,
    branch: String,
}

async fn things(client: &Client) -> Things {
    let organization = client.organization().await;
    let made = client.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let project = format!("{organization}/projects/{}", made.id());
    let first = |list: Value| list["items"][0]["id"].as_str().unwrap().to_owned();
    let instance = format!(
        "{project}/instances/{}",
        first(client.get(&format!("{project}/instances")).await.body)
    );
    let database = format!(
        "{organization}/databases/{}",
        first(client.get(&format!("{organization}/databases")).await.body)
    );
    let branch = format!(
        "{database}/branches/{}",
        first(client.get(&format!("{database}/branches")).await.body)
    );
    Things { organization, project, instance, database, branch }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

const ABSENT: &str = "0123456789abcdef01234567";

#[tokio::test]
async fn a_foreign_thing_answers_exactly_like_an_absent_one() {
    let server = Server::start().await;
    let mine = things(&server.owner().await).await;
    let eve = server.sign_up("eve").await;
    let hers = things(&eve).await;
    let foreign = [
        mine.organization.clone(),
        mine.project.clone(),
        mine.instance.clone(),
        mine.database.clone(),
        mine.branch.clone(),
        format!("{}/projects/{}", hers.organization, last(&mine.project)),
        format!("{}/instances/{}", hers.project, last(&mine.instance)),
        format!("{}/databases/{}", hers.organization, last(&mine.database)),
        format!("{}/branches/{}", hers.database, last(&mine.branch)),
        hers.instance.replace(last(&hers.organization), last(&mine.organization)),
        hers.project.replace(last(&hers.organization), last(&mine.organization)),
    ];
    let absent = eve.get(&format!("/api/v1/organizations/{ABSENT}")).await;
    assert_eq!(absent.status, 404);
    for path in foreign {
        for method in [reqwest::Method::GET, reqwest::Method::PATCH, reqwest::Method::DELETE] {
            let body = (method == reqwest::Method::PATCH).then(|| json!({ "name": "stolen" }));
            let reply = eve.json(method.clone(), &path, body).await;
            // A password or organization act asks for a person first; that says nothing about the thing.
            assert_eq!(
                (reply.status, reply.without_request_id()),
                (404, absent.without_request_id()),
                "{method} {path}"
            );
            let mut names: Vec<&str> = reply.headers.keys().map(|name| name.as_str()).collect();
            let mut expected: Vec<&str> = absent.headers.keys().map(|name| name.as_str()).collect();
            names.sort_unstable();
            expected.sort_unstable();
            assert_eq!(names, expected, "{method} {path}");
        }
    }
    assert_eq!(server.stranger().get(&mine.project).await.status, 401);
}

#[tokio::test]
async fn malformed_ids_answer_like_absent_ones() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let absent = owner.get(&format!("{organization}/projects/{ABSENT}")).await;
    for id in ["x", "0", "-1", "null", "*", "all", "0123456789ABCDEF01234567", "' or 1=1 --", "%00"]
    {
        let reply = owner.get(&format!("{organization}/projects/{id}")).await;
        assert_eq!(
            (reply.status, reply.without_request_id()),
            (404, absent.without_request_id()),
            "{id}"
        );
    }
}

#[tokio::test]
async fn a_body_cannot_name_a_thing_of_another_organization() {
    let server = Server::start().await;
    let mine = things(&server.owner().await).await;
    let eve = server.sign_up("eve").await;
    let hers = things(&eve).await;
    for (hand, caller) in eve.hands().await {
        for (list, field, foreign) in [
            (format!("{}/databases", hers.organization), "project", last(&mine.project)),
            (format!("{}/branches", hers.database), "parent", last(&mine.branch)),
        ] {
            let ask = async |id: &str| {
                let reply = caller.post(&list, json!({ "name": "taken", (field): id })).await;
                (reply.status, reply.without_request_id().replace(id, "ID"))
            };
            let said = ask(foreign).await;
            assert!(matches!(said.0, 404 | 422), "{hand} {field}: {said:?}");
            assert_eq!(said, ask(ABSENT).await, "{hand} {field}");
        }
    }
}
