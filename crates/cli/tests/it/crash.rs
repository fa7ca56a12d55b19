//! The process killed during a deploy: what is in force afterwards is the old version or the new one, whole.

use std::time::Duration;

use serde_json::{Value, json};

use crate::running::{Server, demo, folder, get};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_during_a_deploy_leaves_one_whole_version() {
    let data = folder();
    let mut versions = Vec::new();
    for round in 0..3_u64 {
        let mut server = Server::demonstration(data.path()).await;
        let demo = demo(data.path());
        let policy = format!(
            "{}/api/v1/organizations/{}/projects/{}/instances/{}/policy",
            server.url,
            demo["organization_id"].as_str().unwrap(),
            demo["project_id"].as_str().unwrap(),
            demo["instances"]["development"]["id"].as_str().unwrap()
        );
        let token = demo["members"][0]["token"].as_str().unwrap().to_owned();
        let deployer = tokio::spawn(deploy_until_gone(policy.clone(), token.clone()));
        tokio::time::sleep(Duration::from_millis(400 + 173 * round)).await;
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        let acknowledged = deployer.await.unwrap();

        let server = Server::demonstration(data.path()).await;
        let (status, now) =
            get(&policy.replace(&policy_host(&policy), &server.url), &self::token(data.path()))
                .await;
        assert_eq!(status, 200, "{now}");
        let version = now["deployed"]["version"].as_u64().unwrap();
        let source = now["deployed"]["source"].as_str().unwrap();
        assert!(
            source.ends_with("# end\n") || !source.contains("# deploy"),
            "half a document is in force"
        );
        assert!(
            version >= acknowledged,
            "an acknowledged deploy was lost: {version} < {acknowledged}"
        );
        versions.push(version);
        let user = self::demo(data.path());
        let orders = format!(
            "{}/rest/v1/orders?select=id&limit=1",
            user["instances"]["development"]["url"].as_str().unwrap()
        );
        assert_eq!(get(&orders, user["users"][2]["token"].as_str().unwrap()).await.0, 200);
    }
    assert!(
        versions.windows(2).all(|pair| pair[0] <= pair[1]) && versions[2] > 1,
        "nothing was deployed: {versions:?}"
    );
}

fn policy_host(policy: &str) -> String {
    policy.split("/api/").next().unwrap().to_owned()
}

fn token(data: &std::path::Path) -> String {
    demo(data)["members"][0]["token"].as_str().unwrap().to_owned()
}

/// Deploys version after version; the number of the last one that was acknowledged.
async fn deploy_until_gone(policy: String, token: String) -> u64 {
    let client = reqwest::Client::new();
    let mut acknowledged = 0;
    for number in 0.. {
        let source = format!(
            "# deploy {number}\npermissions:\n  all:\n    table: main.orders\n    roles: [customer, support, manager]\n    select: {{}}\n# end\n"
        );
        let draft = client
            .put(format!("{policy}/draft"))
            .bearer_auth(&token)
            .header("content-type", "application/yaml")
            .body(source);
        if !matches!(draft.send().await, Ok(answer) if answer.status().is_success()) {
            return acknowledged;
        }
        let deploy = client.post(format!("{policy}/deploy")).bearer_auth(&token).json(&json!({}));
        let Ok(answer) = deploy.send().await else { return acknowledged };
        let Ok(version) = answer.json::<Value>().await else { return acknowledged };
        acknowledged = version["version"].as_u64().unwrap_or(acknowledged);
    }
    acknowledged
}
