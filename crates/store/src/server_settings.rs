//! What operators set while the server runs.

use std::collections::BTreeMap;

use bailiwick_model::{AuditOutcome, ServerSettings, SignUpMode};
use serde_json::json;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{lock, operators, settings};

const SIGN_UP: &str = "sign_up";
const VERSION: &str = "server_settings_version";

/// The settings, as far as operators have said anything.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Tx<'_>) -> Result<ServerSettings, Error> {
    let rows = sqlx::query("SELECT name, value FROM settings WHERE name IN ($1, $2)")
        .bind(SIGN_UP)
        .bind(VERSION)
        .fetch_all(tx.connection())
        .await?;
    let all = rows
        .iter()
        .map(|row| Ok((Columns(row).text("name")?, Columns(row).text("value")?)))
        .collect::<Result<BTreeMap<String, String>, Error>>()?;
    let corrupt = |name: &str| Error::Corrupt(format!("the setting `{name}`"));
    let sign_up = all.get(SIGN_UP).map(|text| text.parse()).transpose();
    let version = all.get(VERSION).map(|text| text.parse()).transpose();
    Ok(ServerSettings {
        sign_up: sign_up.map_err(|_| corrupt(SIGN_UP))?,
        version: version.map_err(|_| corrupt(VERSION))?.unwrap_or(1),
    })
}

/// Says who may make an account.
///
/// # Errors
/// [`Error::Version`] when they were changed since; [`Error::NotOperator`].
pub async fn set_sign_up(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    sign_up: SignUpMode,
    if_match: Option<u64>,
) -> Result<ServerSettings, Error> {
    operators::acting(tx, act).await?;
    let before = get(tx).await?;
    lock::version(before.version, if_match)?;
    if before.sign_up == Some(sign_up) {
        return Ok(before);
    }
    let after = ServerSettings { sign_up: Some(sign_up), version: before.version + 1 };
    settings::set(tx, SIGN_UP, sign_up.as_str()).await?;
    settings::set(tx, VERSION, &after.version.to_string()).await?;
    let detail = json!({ "sign_up": { "from": before.sign_up, "to": sign_up } });
    let entry = Entry {
        action: "server_settings.update",
        target_kind: "server",
        target: None,
        target_name: None,
        place: None,
        personal: None,
        detail: operators::told(act, detail),
        outcome: AuditOutcome::Ok,
        by: None,
    };
    append(tx, act, Home::Server, entry).await?;
    Ok(after)
}
