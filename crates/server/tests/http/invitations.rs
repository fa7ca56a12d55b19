//! Invitations: sent once, answered once, worth what their inviter is when they are accepted.

use bailiwick_access::SystemRole;
use bailiwick_model::SignUpMode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Reply, Server};

const ABSENT: &str = "0123456789abcdef01234567";

pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) owner: Client,
    pub(crate) organization: String,
    pub(crate) invitations: String,
}

impl House {
    pub(crate) async fn build() -> House {
        House::with(SignUpMode::Invited).await
    }

    pub(crate) async fn with(mode: SignUpMode) -> House {
        let server = Server::start_with(|settings| settings.sign_up = Some(mode)).await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let invitations = format!("{organization}/invitations");
        House { server, owner, organization, invitations }
    }

    pub(crate) async fn invite(&self, caller: &Client, body: Value) -> Sent {
        let reply = caller.post(&self.invitations, body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        Sent::of(self, reply)
    }

    pub(crate) async fn invite_as(&self, email: &str, role: SystemRole) -> Sent {
        self.invite(&self.owner, json!({ "email": email, "roles": [role.id().to_string()] })).await
    }
}

pub(crate) struct Sent {
    /// In the organization.
    pub(crate) path: String,
    /// For the invited person.
    pub(crate) link: String,
    pub(crate) secret: String,
}

impl Sent {
    pub(crate) fn of(house: &House, reply: Reply) -> Sent {
        let link = reply.body["link"].as_str().unwrap();
        let secret = link.rsplit('/').next().unwrap().to_owned();
        let path = format!("{}/{}", house.invitations, reply.id());
        Sent { path, link: format!("/api/v1/invitations/{secret}"), secret }
    }

    pub(crate) async fn accept(&self, caller: &Client) -> Reply {
        caller.json(Method::POST, &format!("{}/accept", self.link), None).await
    }

    pub(crate) async fn sign_up(&self, server: &Server, name: &str) -> Reply {
        let body = json!({ "password": PASSWORD, "display_name": name });
        server.stranger().post(&format!("{}/accept", self.link), body).await
    }

    pub(crate) async fn decline(&self, caller: &Client) -> Reply {
        caller.json(Method::POST, &format!("{}/decline", self.link), None).await
    }
}

pub(crate) fn check(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
}

#[tokio::test]
async fn whoever_is_invited_makes_an_account_and_is_in() {
    let house = House::build().await;
    let sent = house.invite_as("cleo@example.com", SystemRole::Developer).await;
    let look = house.server.stranger().get(&sent.link).await;
    assert_eq!(look.status, 200, "{}", look.text);
    assert_eq!(look.body["organization"], "Acme");
    assert_eq!(look.body["inviter"], "Olga");
    assert_eq!(look.body["roles"], json!(["Developer"]));
    assert_eq!(look.body["email"], "c…@example.com");
    assert_eq!(
        (&look.body["is_for_caller"], &look.body["can_sign_up"]),
        (&Value::Null, &json!(true))
    );

    check(&sent.accept(&house.server.stranger()).await, 401, "unauthenticated");
    let weak = json!({ "password": "short", "display_name": "Cleo" });
    let weak = house.server.stranger().post(&format!("{}/accept", sent.link), weak).await;
    check(&weak, 422, "invalid_field");
    let accepted = sent.sign_up(&house.server, "Cleo").await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    assert_eq!(accepted.body["name"], "Acme");
    let cleo = Client { cookie: accepted.cookie(), ..house.server.stranger() };
    let me = cleo.get("/api/v1/me").await;
    assert_eq!(me.body["organizations"][0]["roles"][0]["name"], "Developer", "{}", me.text);
    assert_eq!(me.body["account"]["email"], "cleo@example.com");
    let shown = house.owner.get(&sent.path).await;
    assert_eq!(shown.body["state"], "accepted", "{}", shown.text);
    assert_eq!(shown.body["can"], json!(["invitations.view"]));
    let log = house.owner.get(&format!("{}/audit", house.organization)).await;
    let actions: Vec<&str> = log.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(&actions[..2], ["invitations.accept", "invitations.create"], "{}", log.text);
}

#[tokio::test]
async fn somebody_with_an_account_accepts_signed_in_and_no_token_does() {
    let house = House::with(SignUpMode::Open).await;
    let ben = house.server.sign_up("ben").await;
    let sent = house.invite(&house.owner, json!({ "email": "ben@example.com" })).await;
    let look = ben.get(&sent.link).await;
    assert_eq!(
        (&look.body["email"], &look.body["is_for_caller"]),
        (&json!("ben@example.com"), &json!(true))
    );
    assert_eq!(look.body["roles"], json!(["Organization Member"]), "the default role");
    let token = ben.token(json!({})).await;
    check(&sent.accept(&token).await, 403, "interactive_session_required");
    check(&sent.decline(&token).await, 403, "interactive_session_required");
    check(&sent.sign_up(&house.server, "Ben").await, 409, "email_taken");
    let body = json!({ "password": PASSWORD, "display_name": "Ben" });
    check(&ben.post(&format!("{}/accept", sent.link), body).await, 422, "invalid_field");
    let accepted = sent.accept(&ben).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    assert!(accepted.cookie().is_none(), "the session stays");
    assert_eq!(ben.get("/api/v1/me").await.body["organizations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn sign_up_by_invitation_follows_the_mode_of_the_server() {
    for (mode, expected) in
        [(SignUpMode::Open, 201), (SignUpMode::Invited, 201), (SignUpMode::Closed, 403)]
    {
        let house = House::with(mode).await;
        let sent = house.invite(&house.owner, json!({ "email": "cleo@example.com" })).await;
        let look = house.server.stranger().get(&sent.link).await;
        assert_eq!(look.body["can_sign_up"], expected == 201);
        let reply = sent.sign_up(&house.server, "Cleo").await;
        assert_eq!(reply.status, expected, "{mode:?} {}", reply.text);
    }
}

#[tokio::test]
async fn guessing_links_is_slowed_down() {
    let house = House::build().await;
    let stranger = house.server.stranger();
    let mut statuses = Vec::new();
    for number in 0..32 {
        statuses.push(stranger.get(&format!("/api/v1/invitations/{number:064}")).await.status);
    }
    assert_eq!((statuses[0], statuses[31]), (404, 429), "{statuses:?}");
}

#[tokio::test]
async fn the_secret_of_a_link_is_shown_once_and_kept_nowhere() {
    let house = House::build().await;
    let sent = house.invite(&house.owner, json!({ "email": "cleo@example.com" })).await;
    assert_eq!(sent.secret.len(), 64);
    let shown = [
        house.owner.get(&house.invitations).await,
        house.owner.get(&sent.path).await,
        house.owner.get(&format!("{}/audit?limit=100", house.organization)).await,
        house.owner.get("/metrics").await,
    ];
    house.server.stranger().get(&sent.link).await;
    assert_eq!(sent.sign_up(&house.server, "Cleo").await.status, 201);
    let log = house.owner.get(&format!("{}/audit?limit=100", house.organization)).await;
    for reply in shown.iter().chain([&log]) {
        assert!(!reply.text.contains(&sent.secret), "{}", reply.text);
    }
    for file in ["bailiwick.db", "bailiwick.db-wal"] {
        let bytes = std::fs::read(house.server.data().join(file)).unwrap_or_default();
        assert!(!bytes.windows(sent.secret.len()).any(|window| window == sent.secret.as_bytes()));
    }
}

#[tokio::test]
async fn an_invitation_puts_one_into_teams() {
    let house = House::build().await;
    let team = house
        .owner
        .post(&format!("{}/teams", house.organization), json!({ "name": "Web" }))
        .await
        .id();
    let roles = json!({ "roles": [SystemRole::Developer.id().to_string()] });
    house.owner.put(&format!("{}/teams/{team}/roles", house.organization), roles).await;
    let sent =
        house.invite(&house.owner, json!({ "email": "cleo@example.com", "teams": [team] })).await;
    let look = house.server.stranger().get(&sent.link).await;
    assert_eq!(look.body["teams"], json!(["Web"]), "{}", look.text);
    let accepted = sent.sign_up(&house.server, "Cleo").await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    let members = house.owner.get(&format!("{}/teams/{team}/members", house.organization)).await;
    assert_eq!(members.body["total"], 1, "{}", members.text);
    let ended = house.owner.get(&sent.path).await;
    assert_eq!(ended.body["teams"][0]["name"], "Web");

    // What a team holds is promised too, and bounded like any other grant.
    let manager = json!([["team", "manage"]]);
    let manager = house.server.role(&house.owner, "Manager", manager, json!("own")).await;
    let mia = house.server.member(&house.owner, "mia", manager).await;
    let body = json!({ "email": "new@example.com", "teams": [team] });
    check(&mia.post(&house.invitations, body).await, 403, "would_exceed_grantor");
    for team in [ABSENT, &house.organization[house.organization.len() - 24..]] {
        let body = json!({ "email": "new@example.com", "teams": [team] });
        check(&house.owner.post(&house.invitations, body).await, 422, "invalid_field");
    }
}

#[tokio::test]
async fn a_refused_invitation_says_which_field_or_right_is_wrong() {
    let house = House::build().await;
    let developer = SystemRole::Developer.id().to_string();
    let bodies = [
        (json!({}), "email"),
        (json!({ "email": "x@example.com", "expires_in_days": 0 }), "expires_in_days"),
        (json!({ "email": "x@example.com", "expires_in_days": 31 }), "expires_in_days"),
        (json!({ "email": "x@example.com", "roles": [developer, developer] }), "roles[1]"),
        (json!({ "email": "x@example.com", "teams": [ABSENT] }), "teams[0]"),
        (json!({ "email": "x@example.com", "roles": [developer, ABSENT] }), "roles[1]"),
        (json!({ "email": "x@example.com", "state": "accepted" }), "state"),
    ];
    for (body, field) in bodies {
        let reply = house.owner.post(&house.invitations, body.clone()).await;
        assert_eq!(reply.status, 422, "{body} {}", reply.text);
        assert!(reply.text.contains(&format!("`{field}`")), "{body}: {}", reply.text);
    }
    let reply = house.owner.get(&format!("{}?state=lost", house.invitations)).await;
    assert!(reply.status == 422 && reply.text.contains("`state`"), "{}", reply.text);
    assert_eq!(house.owner.get(&house.invitations).await.body["total"], 0);
    let reader = house.owner.token(json!({ "preset": "read_only" })).await;
    check(
        &reader.post(&house.invitations, json!({ "email": "x@example.com" })).await,
        403,
        "forbidden",
    );
    let sent = house.invite(&house.owner, json!({ "email": "x@example.com" })).await;
    assert_eq!(house.owner.delete(&sent.path).await.status, 204);
    check(&house.owner.delete(&sent.path).await, 409, "invitation_ended");
    check(
        &house.owner.post(&format!("{}/resend", sent.path), json!({})).await,
        409,
        "invitation_ended",
    );
}
