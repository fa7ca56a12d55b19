//! Taking a person's name out of a log. The entries stay, and the chain holds: it covers hashes of what is personal,
//! and the log itself says how much was erased.

use std::collections::BTreeSet;

use bailiwick_access::{Action, Resource};
use bailiwick_model::{AccountId, AuditOutcome, Email, OrganizationId};
use serde_json::{Value, json};

use super::append::{append, head};
use super::entry::{Entry, Home};
use crate::accounts;
use crate::act::Act;
use crate::error::Error;
use crate::row::{Columns, signed};
use crate::tx::Tx;

/// Who is to be erased: an account that is or was somebody in the organization, an address, or both.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Person {
    /// The account.
    pub account: Option<AccountId>,
    /// The address, of somebody who was invited and never came, or who had another once.
    pub email: Option<Email>,
}

/// Erases from an organization's log what it holds personally about somebody: names, addresses, and what else was kept
/// as personal, where they acted and where something was done to them. Gives how many parts of entries were erased.
///
/// # Errors
/// [`Error::NotFound`] when the log knows nobody like that.
pub async fn erase(tx: &mut Tx<'_>, act: &Act<'_>, person: &Person) -> Result<u64, Error> {
    let organization = act.require(Action::OwnersManage, &Resource::Organization)?;
    let home = Home::Of(organization);
    let chain = home.chain();
    head(tx, &chain).await?;
    let found = find(tx, organization, &chain, person).await?;
    let erased = by_them(tx, &chain, &found).await? + about_them(tx, &chain, &found).await?;
    if erased == 0 && !found.is_known {
        return Err(Error::NotFound("person"));
    }
    let entry = Entry {
        action: bailiwick_model::chain::ERASED,
        target_kind: "account",
        target: person.account.map(|account| account.0),
        target_name: None,
        place: None,
        detail: json!({ "erased": erased, "by_email": person.email.is_some() }),
        personal: None,
        outcome: AuditOutcome::Ok,
        by: None,
    };
    append(tx, act, home, entry).await?;
    Ok(erased)
}

/// Under which names a log knows somebody.
struct Found {
    is_known: bool,
    account: Option<String>,
    /// The account, its memberships and the invitations it answered.
    ids: BTreeSet<String>,
    /// In lowercase.
    emails: BTreeSet<String>,
}

async fn find(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    chain: &str,
    person: &Person,
) -> Result<Found, Error> {
    let mut found = Found {
        is_known: false,
        account: None,
        ids: BTreeSet::new(),
        emails: person.email.iter().map(|email| email.as_str().to_lowercase()).collect(),
    };
    // Whoever has the address is the person too; an account elsewhere is found to be nobody below.
    let account = match (person.account, &person.email) {
        (Some(account), _) => Some(account),
        (None, Some(email)) => accounts::find_by_email(tx, email).await?.map(|found| found.0.id),
        (None, None) => None,
    };
    let Some(account) = account else { return Ok(found) };
    let account = account.to_string();
    let member = sqlx::query("SELECT id FROM members WHERE organization = $1 AND account = $2")
        .bind(organization.to_string())
        .bind(&account)
        .fetch_optional(tx.connection())
        .await?;
    if let Some(row) = &member {
        found.ids.insert(Columns(row).text("id")?);
    }
    // Somebody who left is known by what they did, and by the entry of their leaving.
    let told = format!("%\"account\":\"{account}\"%");
    let rows = sqlx::query(
        "SELECT action, target_kind, target, detail FROM audit_entries
         WHERE chain = $1 AND (actor = $2 OR target = $2 OR (target_kind = 'member' AND detail LIKE $3))",
    )
    .bind(chain)
    .bind(&account)
    .bind(&told)
    .fetch_all(tx.connection())
    .await?;
    if member.is_none() && rows.is_empty() {
        // An account elsewhere answers like none at all: its address is nobody's business here.
        return Ok(found);
    }
    found.is_known = true;
    for row in &rows {
        let columns = Columns(row);
        let (kind, target) = (columns.text("target_kind")?, columns.text_or_null("target")?);
        let detail = columns.text("detail")?;
        if kind == "member" && detail.contains(&format!("\"account\":\"{account}\"")) {
            found.ids.extend(target.clone());
        }
        if columns.text("action")?.starts_with("invitations.accept") {
            found.ids.extend(target);
            let detail: Value = serde_json::from_str(&detail).unwrap_or_default();
            found.ids.extend(detail["member"].as_str().map(str::to_owned));
        }
    }
    let row = sqlx::query("SELECT email FROM accounts WHERE id = $1")
        .bind(&account)
        .fetch_optional(tx.connection())
        .await?;
    if let Some(row) = row {
        found.emails.insert(Columns(&row).text("email")?.to_lowercase());
    }
    found.ids.insert(account.clone());
    found.account = Some(account);
    Ok(found)
}

/// The actor's part of what they did.
async fn by_them(tx: &mut Tx<'_>, chain: &str, found: &Found) -> Result<u64, Error> {
    let Some(account) = &found.account else { return Ok(0) };
    let mut erased = 0;
    for statement in [
        "UPDATE audit_personal SET salt = '', actor_name = NULL, address = NULL
         WHERE chain = $1 AND (actor_name IS NOT NULL OR address IS NOT NULL) AND sequence IN (
             SELECT sequence FROM audit_entries WHERE chain = $1 AND version >= 2 AND actor = $2)",
        "DELETE FROM audit_personal WHERE chain = $1 AND sequence IN (
             SELECT sequence FROM audit_entries WHERE chain = $1 AND version = 1 AND actor = $2)",
    ] {
        let done = sqlx::query(statement).bind(chain).bind(account).execute(tx.connection());
        erased += done.await?.rows_affected();
    }
    Ok(erased)
}

/// Takes the target's part away of what is in a chain, where there is one.
macro_rules! blanked {
    () => {
        "UPDATE audit_personal SET target_salt = NULL, target_name = NULL, personal_detail = NULL
         WHERE chain = $1 AND (target_name IS NOT NULL OR personal_detail IS NOT NULL) AND target_salt IS NOT NULL"
    };
}

/// The target's part of what was done to them, and of what names their address.
async fn about_them(tx: &mut Tx<'_>, chain: &str, found: &Found) -> Result<u64, Error> {
    let update = concat!(
        blanked!(),
        " AND (lower(target_name) = $3
             OR sequence IN (SELECT sequence FROM audit_entries WHERE chain = $1 AND target = $2))"
    );
    // Version 1 has one hash for both parts, so they go together.
    let delete = "DELETE FROM audit_personal WHERE chain = $1 AND sequence IN (
             SELECT sequence FROM audit_entries WHERE chain = $1 AND version = 1)
         AND (lower(target_name) = $3
             OR sequence IN (SELECT sequence FROM audit_entries WHERE chain = $1 AND target = $2))";
    let by_id = found.ids.iter().map(|id| (id.as_str(), ""));
    let by_email = found.emails.iter().map(|email| ("", email.as_str()));
    let mut erased = 0;
    for (id, email) in by_id.chain(by_email) {
        for statement in [update, delete] {
            let done = sqlx::query(statement).bind(chain).bind(id).bind(email);
            erased += done.execute(tx.connection()).await?.rows_affected();
        }
    }
    for email in &found.emails {
        erased += naming(tx, chain, email).await?;
    }
    Ok(erased)
}

/// The target's part of entries whose detail names an address: that one, and none that it is a piece of.
async fn naming(tx: &mut Tx<'_>, chain: &str, email: &str) -> Result<u64, Error> {
    let candidates = tx.either(
        "SELECT sequence, personal_detail FROM audit_personal
         WHERE chain = $1 AND target_salt IS NOT NULL AND instr(lower(personal_detail), $2) > 0",
        "SELECT sequence, personal_detail FROM audit_personal
         WHERE chain = $1 AND target_salt IS NOT NULL AND strpos(lower(personal_detail), $2) > 0",
    );
    let rows = sqlx::query(candidates).bind(chain).bind(email).fetch_all(tx.connection()).await?;
    let mut erased = 0;
    for row in &rows {
        let columns = Columns(row);
        if !names(&columns.text("personal_detail")?.to_lowercase(), email) {
            continue;
        }
        let update = concat!(blanked!(), " AND sequence = $2");
        let done = sqlx::query(update).bind(chain).bind(signed(columns.number("sequence")?));
        erased += done.execute(tx.connection()).await?.rows_affected();
    }
    Ok(erased)
}

/// Whether a text has this address in it, and not as a piece of a longer one.
fn names(text: &str, email: &str) -> bool {
    let is_of_address =
        |character: char| character.is_alphanumeric() || "._%+-@".contains(character);
    text.match_indices(email).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        // A full stop may end the sentence.
        let after = text[place + email.len()..].trim_start_matches('.').chars().next();
        !before.is_some_and(is_of_address) && !after.is_some_and(is_of_address)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn an_address_is_not_found_in_a_longer_one() {
        let email = "ana@example.com";
        for text in [email, "{\"subject\":\"ana@example.com\"}", "it was for ana@example.com."] {
            assert!(names(text, email), "{text}");
        }
        for text in ["joana@example.com", "ana@example.com.au", "x.ana@example.com", "ana@example"]
        {
            assert!(!names(text, email), "{text}");
        }
    }
}
