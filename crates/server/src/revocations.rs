//! Tokens of application users that an instance accepts no more.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;

use bailiwick_api::Revocation;

fn answer(stored: bailiwick_store::revocations::Revocation) -> Revocation {
    Revocation {
        id: stored.id,
        subject: stored.revoked.subject,
        token_id: stored.revoked.token_id,
        issued_before: stored.revoked.issued_before,
        reason: stored.reason,
        created_at: stored.created_at,
    }
}
