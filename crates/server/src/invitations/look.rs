//! What an invitation offers, for whoever has its link.

use bailiwick_api::InvitationLook;
use bailiwick_model::{Email, SignUpMode};

use super::behind;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::sign_up;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let (organization, invitation) = behind(&call, &mut tx).await?;
    let account = call.caller.as_ref().and_then(|caller| caller.account.as_ref());
    let is_for_caller = account.map(|account| account.email == invitation.email);
    let email = match is_for_caller {
        Some(true) => invitation.email.to_string(),
        _ => masked(&invitation.email),
    };
    let mode = sign_up::mode(&call.state.settings, &mut tx).await?;
    Answer::ok(&InvitationLook {
        organization: organization.name,
        inviter: invitation.inviter_name,
        email,
        is_for_caller,
        roles: invitation.roles.into_iter().map(|role| role.name).collect(),
        teams: invitation.teams.into_iter().map(|team| team.name.to_string()).collect(),
        expires_at: invitation.expires_at,
        can_sign_up: mode != SignUpMode::Closed,
    })
}

/// `a…@example.com`: enough to recognise one's own address, not to learn another's.
fn masked(email: &Email) -> String {
    let (local, domain) = email.as_str().split_once('@').unwrap_or((email.as_str(), ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_first_letter_and_its_domain() {
        let masked = |email: &str| email.parse().map(|email| masked(&email));
        assert_eq!(masked("ana.lopez@example.com"), Ok("a…@example.com".to_owned()));
        assert_eq!(masked("é@example.com"), Ok("é…@example.com".to_owned()));
    }
}
