//! Fetch the token of a program that a person let in, or be told to wait.

use bailiwick_api::{DeviceToken, DeviceTokenRequest};
use bailiwick_model::{AccountId, DisplayName, TokenKind, TokenPreset, last_four};
use bailiwick_store::Tx;
use bailiwick_store::device_sign_ins::Polled;
use bailiwick_store::tokens::NewToken;

use super::TOKEN_DAYS;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{limits, secret};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: DeviceTokenRequest = call.form()?;
    if body.grant_type != GRANT {
        let message = format!("the only `grant_type` here is `{GRANT}`");
        return Err(Error::bad_request("unsupported_grant_type", message));
    }
    let missing = |name| Error::bad_request("invalid_request", format!("`{name}` is needed"));
    let code = body.device_code.ok_or_else(|| missing("device_code"))?;
    let client = body.client_id.ok_or_else(|| missing("client_id"))?;
    let mut tx = call.begin().await?;
    let hash = secret::hash(code.reveal());
    let polled =
        bailiwick_store::device_sign_ins::poll(&mut tx, &call.act(), &hash, client.trim()).await?;
    if let Polled::Approved(account, client) = polled {
        let token = mint(&call, &mut tx, account, client).await?;
        tx.commit().await?;
        return Answer::ok(&token);
    }
    // What was noted of the question lasts although it is answered by an error.
    tx.commit().await?;
    Err(refusal(&call, &polled))
}

fn refusal(call: &Call, polled: &Polled) -> Error {
    let (code, message) = match polled {
        Polled::Pending => ("authorization_pending", "nobody has typed the code yet"),
        Polled::TooFast => ("slow_down", "you ask too often: wait five seconds longer each time"),
        Polled::Denied => ("access_denied", "the person said no"),
        Polled::Expired => ("expired_token", "the code is over: begin again"),
        Polled::Unknown | Polled::Approved(..) => {
            let network = limits::network_of(call.address);
            if let Err(seconds) = call.state.limits.token.take(&network, call.now) {
                return Error::too_many(seconds, "too many unknown codes from this address");
            }
            ("invalid_grant", "this device code is not known, or was used")
        }
    };
    Error::bad_request(code, message)
}

async fn mint(
    call: &Call,
    tx: &mut Tx<'_>,
    account: AccountId,
    name: DisplayName,
) -> Result<DeviceToken, Error> {
    let seconds = TOKEN_DAYS * 86_400;
    let secret = secret::token(TokenKind::Personal);
    let new = NewToken {
        account,
        name,
        organization: None,
        preset: TokenPreset::Full,
        hash: secret::hash(&secret),
        last_four: last_four(&secret),
        expires_at: Some(call.now.plus_seconds(seconds.cast_signed())),
        grants: Vec::new(),
    };
    bailiwick_store::tokens::create(tx, &call.act(), new).await?;
    Ok(DeviceToken { access_token: secret, token_type: "Bearer".to_owned(), expires_in: seconds })
}
