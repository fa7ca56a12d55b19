//! Sign in with address and password. An unknown address, a wrong password and a strange one cost the same work and
//! read the same.

use axum::http::StatusCode;
use bailiwick_api::SignIn;
use bailiwick_model::Email;

use crate::account::{forgive_try, me_get, open_session, take_try};
use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::denials::{Denial, Whom};
use crate::error::Error;
use crate::{limits, secret};

/// No address is longer, and what is typed waits in memory for a minute.
const LONGEST_TYPED: usize = 400;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: SignIn = call.json()?;
    take_try(&call, &body.email)?;
    let known = match body.email.parse::<Email>() {
        Ok(email) => {
            let mut tx = call.read().await?;
            bailiwick_store::accounts::find_by_email(&mut tx, &email).await?
        }
        Err(_) => None,
    };
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let is_right = call.state.passwords.verify(body.password.reveal().into(), hash).await?;
    let Some((account, hash)) = known.filter(|_| is_right) else {
        return Err(wrong(&call, &body.email).await);
    };
    let mut tx = call.begin().await?;
    if !bailiwick_store::accounts::has_password(&mut tx, account.id, &hash).await? {
        drop(tx);
        return Err(wrong(&call, &body.email).await);
    }
    forgive_try(&call, &body.email);
    let (session, cookie) = open_session(&mut tx, &call, &call.permit, &account).await?;
    let me = me_get::me(&mut tx, &call, &account, &Used::Session(session)).await?;
    tx.commit().await?;
    call.state.metrics.sign_in("success");
    Ok(Answer::ok(&me)?.cookie(cookie))
}

/// What whoever cannot sign in reads, whatever is wrong.
async fn wrong(call: &Call, typed: &str) -> Error {
    call.state.metrics.sign_in("refused");
    refused(call, typed).await;
    let message = "the e-mail address or the password is not right";
    Error::new(StatusCode::UNAUTHORIZED, "wrong_credentials", message)
}

/// Sees to it that it is written down, once a minute for one address typed from one network.
async fn refused(call: &Call, typed: &str) {
    let network = limits::network_of(call.address);
    let by = secret::hash(&network.to_string());
    let key = secret::hash(&format!("{network} {}", typed.trim().to_lowercase()));
    let denial = Denial {
        whom: Whom::Stranger(typed.chars().take(LONGEST_TYPED).collect()),
        organization: None,
        operation: "sign_in",
        code: "wrong_credentials",
        missing: None,
        target: None,
        place: None,
        credential: None,
        address: call.address.to_string(),
        request_id: call.request_id,
        at: call.now,
    };
    call.state.denials.hear(by, key, denial).await;
}
