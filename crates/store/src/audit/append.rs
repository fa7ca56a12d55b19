//! Adding to the log.

use bailiwick_access::Actor;
use bailiwick_model::{
    Account, AccountId, ActorKind, AuditOutcome, Email, Id, OrganizationId, ServiceToken,
};
use serde_json::{Value, json};

use super::chain::{GENESIS, Personal, Record};
use crate::act::Act;
use crate::error::Error;
use crate::members;
use crate::row::{Columns, hexadecimal, signed};
use crate::tx::Tx;

/// Which log an entry goes into.
#[derive(Clone, Copy)]
pub(crate) enum Home {
    /// An organization's.
    Of(OrganizationId),
    /// The server's own: what happens outside any organization.
    Server,
}

impl Home {
    pub(super) fn chain(self) -> String {
        match self {
            Home::Of(organization) => organization.to_string(),
            Home::Server => "server".to_owned(),
        }
    }
}

/// What is to be said of a change. No secret ever comes in here.
pub(crate) struct Entry<'a> {
    /// `projects.create`
    pub(crate) action: &'a str,
    /// `project`
    pub(crate) target_kind: &'a str,
    pub(crate) target: Option<Id>,
    pub(crate) target_name: Option<&'a str>,
    /// A JSON object.
    pub(crate) detail: Value,
    pub(crate) outcome: AuditOutcome,
    /// Who acts, where the permit cannot say: the account that signs in.
    pub(crate) by: Option<(ActorKind, Id, &'a str)>,
}

impl<'a> Entry<'a> {
    /// Something was done.
    pub(crate) fn done(
        action: &'a str,
        target_kind: &'a str,
        target: impl Into<Id>,
        name: &'a str,
    ) -> Self {
        Entry {
            action,
            target_kind,
            target: Some(target.into()),
            target_name: Some(name),
            detail: json!({}),
            outcome: AuditOutcome::Ok,
            by: None,
        }
    }

    pub(crate) fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    pub(crate) fn by(mut self, account: &'a Account) -> Self {
        self.by = Some((ActorKind::Account, account.id.0, account.display_name.as_str()));
        self
    }
}

/// Whom a refusal was said to.
#[derive(Clone, Copy, Debug)]
pub enum Refused<'a> {
    /// A person.
    Account(&'a Account),
    /// A service token.
    ServiceToken(&'a ServiceToken),
}

/// Writes a refusal down.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: Option<OrganizationId>,
    who: Refused<'_>,
    action: &str,
    code: &str,
) -> Result<(), Error> {
    let home = match organization {
        Some(organization) if belongs(tx, organization, who).await? => Home::Of(organization),
        _ => Home::Server,
    };
    let entry = Entry {
        action,
        target_kind: "operation",
        target: None,
        target_name: None,
        detail: json!({ "code": code }),
        outcome: AuditOutcome::Denied,
        by: Some(match who {
            Refused::Account(account) => {
                (ActorKind::Account, account.id.0, account.display_name.as_str())
            }
            Refused::ServiceToken(token) => {
                (ActorKind::ServiceToken, token.id.0, token.name.as_str())
            }
        }),
    };
    append(tx, act, home, entry).await
}

/// Writes down that somebody could not sign in. What was typed is kept as personal data, and only when it is an
/// address: people type passwords into the wrong field.
///
/// # Errors
/// When the database fails.
pub async fn sign_in_refused(tx: &mut Tx<'_>, act: &Act<'_>, email: &str) -> Result<(), Error> {
    let email = email.parse::<Email>().ok();
    let entry = Entry {
        action: "accounts.sign_in",
        target_kind: "account",
        target: None,
        target_name: email.as_ref().map(Email::as_str),
        detail: json!({ "code": "wrong_credentials" }),
        outcome: AuditOutcome::Denied,
        by: None,
    };
    append(tx, act, Home::Server, entry).await
}

/// Whether somebody is in an organization: strangers write nothing into its log, and learn nothing by trying.
async fn belongs(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    who: Refused<'_>,
) -> Result<bool, Error> {
    match who {
        Refused::Account(account) => {
            Ok(members::find(tx, organization, account.id).await?.is_some())
        }
        Refused::ServiceToken(token) => Ok(token.organization == organization),
    }
}

/// Adds an entry to a chain, which is locked from here to the end of the transaction.
pub(crate) async fn append(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    home: Home,
    entry: Entry<'_>,
) -> Result<(), Error> {
    let chain = home.chain();
    let (last, before) = head(tx, &chain).await?;
    let sequence = last + 1;
    let (kind, actor, actor_name) = actor(tx, act, &entry).await?;
    let salt = salt(act);
    let personal = Personal {
        salt: &salt,
        actor_name: actor_name.as_deref(),
        target_name: entry.target_name,
        address: act.address,
    };
    let personal_hash = personal.hash();
    let id = act.ids.id().to_string();
    let actor = actor.map(|actor| actor.to_string());
    let credential = act.credential.map(|credential| credential.to_string());
    let target = entry.target.map(|target| target.to_string());
    let request = act.request_id.to_string();
    let detail = entry.detail.to_string();
    let record = Record {
        chain: &chain,
        sequence,
        id: &id,
        at: act.now.0,
        actor_kind: kind.as_str(),
        actor: actor.as_deref(),
        credential: credential.as_deref(),
        action: entry.action,
        target_kind: entry.target_kind,
        target: target.as_deref(),
        outcome: entry.outcome.as_str(),
        epoch: act.permit.epoch(),
        request: &request,
        detail: &detail,
        personal_hash: &personal_hash,
    };
    let hash = record.hash(&before);
    insert(tx, &record, &hash).await?;
    insert_personal(tx, &record, &personal).await?;
    sqlx::query("UPDATE audit_heads SET sequence = $2, hash = $3 WHERE chain = $1")
        .bind(record.chain)
        .bind(signed(sequence))
        .bind(hash)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The last entry's place and hash, locked. Two first entries of a chain may come at once: the second waits here.
async fn head(tx: &mut Tx<'_>, chain: &str) -> Result<(u64, String), Error> {
    let statement = tx.either(
        "SELECT sequence, hash FROM audit_heads WHERE chain = $1",
        "SELECT sequence, hash FROM audit_heads WHERE chain = $1 FOR UPDATE",
    );
    let mut found = sqlx::query(statement).bind(chain).fetch_optional(tx.connection()).await?;
    if found.is_none() {
        sqlx::query(
            "INSERT INTO audit_heads (chain, sequence, hash) VALUES ($1, 0, $2) ON CONFLICT (chain) DO NOTHING",
        )
        .bind(chain)
        .bind(GENESIS)
        .execute(tx.connection())
        .await?;
        found = sqlx::query(statement).bind(chain).fetch_optional(tx.connection()).await?;
    }
    let row = found.ok_or_else(|| Error::Corrupt(format!("the log `{chain}` has no head")))?;
    let columns = Columns(&row);
    Ok((columns.number("sequence")?, columns.text("hash")?))
}

/// Who acts: what the entry says, else the permit's principal, else whoever the credential belongs to.
async fn actor(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    entry: &Entry<'_>,
) -> Result<(ActorKind, Option<Id>, Option<String>), Error> {
    if let Some((kind, actor, name)) = entry.by {
        return Ok((kind, Some(actor), Some(name.to_owned())));
    }
    let account = match act.permit.actor() {
        Actor::Account(account) => Some(account),
        Actor::ServiceToken(token) => {
            let statement = "SELECT name FROM service_tokens WHERE id = $1";
            let row = sqlx::query(statement)
                .bind(token.to_string())
                .fetch_optional(tx.connection())
                .await?;
            let name = row.map(|row| Columns(&row).text("name")).transpose()?;
            return Ok((ActorKind::ServiceToken, Some(token.0), name));
        }
        Actor::System(_) => owner(tx, act.credential).await?,
    };
    let Some(account) = account else {
        let kind = if act.address.is_some() { ActorKind::Anonymous } else { ActorKind::System };
        return Ok((kind, None, None));
    };
    let row = sqlx::query("SELECT display_name FROM accounts WHERE id = $1")
        .bind(account.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let name = row.map(|row| Columns(&row).text("display_name")).transpose()?;
    Ok((ActorKind::Account, Some(account.0), name))
}

/// The account behind a session or a personal access token.
async fn owner(tx: &mut Tx<'_>, credential: Option<Id>) -> Result<Option<AccountId>, Error> {
    let Some(credential) = credential else { return Ok(None) };
    let row = sqlx::query(
        "SELECT account FROM sessions WHERE id = $1 UNION ALL SELECT account FROM tokens WHERE id = $1",
    )
    .bind(credential.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| Columns(&row).parsed("account")).transpose()
}

/// The random halves of four ids: 192 bits.
fn salt(act: &Act<'_>) -> String {
    let mut bytes = Vec::with_capacity(24);
    for _ in 0..4 {
        bytes.extend_from_slice(&act.ids.id().as_bytes()[6..]);
    }
    hexadecimal(&bytes)
}

async fn insert(tx: &mut Tx<'_>, record: &Record<'_>, hash: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO audit_entries (chain, sequence, id, at, actor_kind, actor, credential, action, target_kind,
            target, outcome, epoch, request, detail, personal_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(record.chain)
    .bind(signed(record.sequence))
    .bind(record.id)
    .bind(record.at)
    .bind(record.actor_kind)
    .bind(record.actor)
    .bind(record.credential)
    .bind(record.action)
    .bind(record.target_kind)
    .bind(record.target)
    .bind(record.outcome)
    .bind(record.epoch.map(signed))
    .bind(record.request)
    .bind(record.detail)
    .bind(record.personal_hash)
    .bind(hash)
    .execute(tx.connection())
    .await?;
    Ok(())
}

async fn insert_personal(
    tx: &mut Tx<'_>,
    record: &Record<'_>,
    personal: &Personal<'_>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO audit_personal (chain, sequence, salt, actor_name, target_name, address)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(record.chain)
    .bind(signed(record.sequence))
    .bind(personal.salt)
    .bind(personal.actor_name)
    .bind(personal.target_name)
    .bind(personal.address)
    .execute(tx.connection())
    .await?;
    Ok(())
}
