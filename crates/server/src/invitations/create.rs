//! Invite somebody.

use bailiwick_api::NewInvitation;
use bailiwick_model::TeamId;
use bailiwick_store::invitations::NewInvitation as Stored;

use super::{end, sent, take_sending};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{grants, secret};

/// Most teams that one invitation names.
const MOST_TEAMS: usize = 50;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewInvitation = call.json()?;
    let expires_at = end(&call, body.expires_in_days)?;
    let roles = grants::settled(&call, &body.roles, &[])?;
    refuse_teams(&call, &body.teams)?;
    take_sending(&call)?;
    let secret = secret::link();
    let new = Stored {
        email: body.email,
        roles,
        teams: body.teams,
        hash: secret::hash(&secret),
        expires_at,
    };
    let mut tx = call.begin().await?;
    let made = bailiwick_store::invitations::create(&mut tx, &call.act(), new).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    let version = made.version;
    Ok(Answer::created(&sent(&call, made, &secret)?)?.version(version))
}

fn refuse_teams(call: &Call, teams: &[TeamId]) -> Result<(), Error> {
    if teams.len() > MOST_TEAMS {
        return Err(Error::invalid("teams", format!("at most {MOST_TEAMS} teams")));
    }
    let known = &call.judged()?.folded.world.teams;
    if let Some(place) = teams.iter().position(|id| !known.iter().any(|team| team.id == *id)) {
        return Err(Error::absent(&format!("teams[{place}]"), "team"));
    }
    let is_twice = |(place, team): (usize, &TeamId)| teams[..place].contains(team);
    match teams.iter().enumerate().position(is_twice) {
        Some(place) => Err(Error::invalid(&format!("teams[{place}]"), "this team is given twice")),
        None => Ok(()),
    }
}
