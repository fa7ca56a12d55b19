//! `data_list`

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use bailiwick_api::Rows;
use bailiwick_policy::User;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::application_user;
use crate::call::Call;
use crate::error::Error;

/// Rows are limited in number, so this is far above what a page holds.
const LARGEST_BODY: usize = 64 << 20;

/// The same pipeline that answers the user's own request, without the token: what is shown is what the user gets.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let user = user(call.query.get("as"))?;
    let id = call.path.instance()?;
    let instance = call.state.hosted.instance(&call.state, id).await?;
    let response = instance.read_as(user, request(&call)?).await;
    let (head, body) = response.into_parts();
    let body =
        to_bytes(body, LARGEST_BODY).await.map_err(|error| Error::internal(error.to_string()))?;
    if !head.status.is_success() {
        return Err(refusal(head.status, &body));
    }
    let broken = |error: serde_json::Error| Error::internal(error.to_string());
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let items: Vec<Map<String, Value>> = serde_json::from_slice(&body).map_err(broken)?;
    let masked =
        header("bailiwick-masked").map(serde_json::from_str).transpose().map_err(broken)?;
    let masked: BTreeMap<String, Vec<String>> = masked.unwrap_or_default();
    let total = header("content-range").and_then(|range| range.rsplit('/').next()?.parse().ok());
    let columns = items.first().map(|row| row.keys().cloned().collect()).unwrap_or_default();
    Answer::ok(&Rows { items, columns, total, masked })
}

/// The user's own request, as it would come in over HTTP.
fn request(call: &Call) -> Result<Request<Body>, Error> {
    let table = utf8_percent_encode(call.path.text("table")?, NON_ALPHANUMERIC);
    Request::get(format!("/rest/v1/{table}?{}", query(call)))
        .header("accept-profile", call.path.text("connection")?)
        .header("prefer", "count=exact, masked")
        .body(Body::empty())
        .map_err(|_| Error::not_found())
}

/// The application user to look as. Someone without a role sees what nobody was given.
fn user(text: Option<&str>) -> Result<User, Error> {
    let Some(text) = text else { return Ok(User::default()) };
    let Ok(Value::Object(claims)) = serde_json::from_str(text) else {
        return Err(Error::invalid(
            "as",
            "an application user is a JSON object such as {\"id\":7,\"roles\":[\"customer\"]}",
        ));
    };
    application_user::read("as", claims)
}

/// The data API's own query string; what the caller wrote reaches it only through its parser.
fn query(call: &Call) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["select", "order", "offset"] {
        if let Some(value) = call.query.get(name) {
            query.append_pair(name, value);
        }
    }
    query.append_pair("limit", call.query.get("limit").unwrap_or("25"));
    for (name, value) in
        url::form_urlencoded::parse(call.query.get("filter").unwrap_or_default().as_bytes())
    {
        if !["select", "order", "offset", "limit"].contains(&&*name) {
            query.append_pair(&name, &value);
        }
    }
    query.finish()
}

/// The refusal of the data API, in the words of this one.
fn refusal(status: StatusCode, body: &[u8]) -> Error {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let message = body["message"].as_str().unwrap_or("the instance refused the request").to_owned();
    let error = Error::new(status, "data_refused", message);
    match body["hint"].as_str() {
        Some(hint) => error.hint(hint),
        None => error,
    }
}
