//! The catalogue's attacks on what a role's body may say (T15–T17).

use reqwest::Method;
use serde_json::json;

use super::custom_roles::{House, levels};

#[tokio::test]
async fn t15_a_body_holds_nothing_but_what_is_asked() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("team", "view")], json!({})).await;
    let hands = house.owner.hands().await;
    for field in [
        "is_system",
        "system",
        "org_id",
        "organization",
        "created_by",
        "permissions_mask",
        "id",
        "holders",
        "version",
        "can",
    ] {
        let mut body = json!({ "name": "Deck", "permissions": levels(&[("team", "view")]) });
        body[field] = json!(1);
        for (way, hand) in &hands {
            for reply in [
                hand.post(&house.roles(), body.clone()).await,
                hand.patch(&house.role(&crew), body.clone()).await,
            ] {
                let answer = (reply.status, reply.code());
                assert_eq!(answer, (422, "unknown_field"), "{way}: {field}: {}", reply.text);
                assert!(reply.text.contains(&format!("`{field}`")), "{}", reply.text);
            }
        }
    }
    let row =
        json!({ "name": "Deck", "permissions": [{ "area": "team", "level": "view", "mask": 7 }] });
    assert_eq!(house.owner.post(&house.roles(), row).await.code(), "unknown_field");
    let scope = json!({ "name": "Deck", "permissions": levels(&[("team", "view")]), "scope": { "all": true } });
    assert_eq!(house.owner.post(&house.roles(), scope).await.code(), "unknown_field");
}

#[tokio::test]
async fn t16_nothing_is_taken_for_what_it_is_not() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("team", "view")], json!({})).await;
    let level = |level: &str| {
        format!(r#"{{"name":"Deck","permissions":[{{"area":"team","level":{level}}}]}}"#)
    };
    let bodies = [
        level("99"),
        level("null"),
        level("[\"view\"]"),
        level("\"View\""),
        level("\"view \""),
        level("true"),
        level("\"view\",\"level\":\"manage\""),
        level("\"view\",\"l\\u0065vel\":\"manage\""),
        r#"{"name":["Deck"],"permissions":[]}"#.to_owned(),
        r#"{"name":"Deck","permissions":{"team":"view"}}"#.to_owned(),
        r#"{"name":"Deck","permissions":[["team","view"]]}"#.to_owned(),
        r#"{"name":"Deck","actions":"members.view"}"#.to_owned(),
        r#"{"name":"Deck","actions":["members.view"],"scope":"all"}"#.to_owned(),
        r#"{"name":"Deck","actions":["members.view"],"scope":{"projects":{}}}"#.to_owned(),
        r#"{"name":"Deck","name":"Owner","actions":["members.view"]}"#.to_owned(),
        r#"["Deck"]"#.to_owned(),
        "null".to_owned(),
    ];
    let headers = [("content-type", "application/json"), ("origin", house.owner.base.as_str())];
    let hands = house.owner.hands().await;
    for (body, (way, hand)) in
        bodies.iter().flat_map(|body| hands.iter().map(move |hand| (body, hand)))
    {
        for (method, path) in [(Method::POST, house.roles()), (Method::PATCH, house.role(&crew))] {
            let reply = hand.send(method, &path, &headers, Some(body.clone())).await;
            assert_eq!(reply.status, 422, "{way}: {body}: {}", reply.text);
        }
    }
    // An escape is another spelling of the same text, not another text.
    let spelled = r#"{"name":"Deck","permissions":[{"area":"te\u0061m","level":"vi\u0065w"}]}"#;
    let made =
        house.owner.send(Method::POST, &house.roles(), &headers, Some(spelled.to_owned())).await;
    assert_eq!(made.body["permissions"], levels(&[("team", "view")]), "{}", made.text);
}

#[tokio::test]
async fn t17_an_area_offers_its_levels_and_no_others() {
    let house = House::build().await;
    let areas = house.owner.get("/api/v1/areas?limit=100").await;
    let hands = house.owner.hands().await;
    for area in areas.body["items"].as_array().unwrap() {
        let name = area["area"].as_str().unwrap();
        let offered: Vec<&str> = area["levels"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["level"].as_str().unwrap())
            .collect();
        for level in ["view", "deploy", "manage"] {
            for (way, hand) in &hands {
                let called = format!("{name} at {level} by {way}");
                let body = json!({ "name": called, "permissions": levels(&[(name, level)]) });
                let made = hand.post(&house.roles(), body).await;
                if offered.contains(&level) {
                    assert_eq!(made.status, 201, "{called}: {}", made.text);
                    continue;
                }
                assert_eq!(made.status, 422, "{called}: {}", made.text);
                assert!(made.text.contains("`permissions[0].level`"), "{}", made.text);
                let named = offered.iter().all(|level| made.text.contains(&format!("`{level}`")));
                assert!(named, "{}", made.text);
            }
        }
    }
}
