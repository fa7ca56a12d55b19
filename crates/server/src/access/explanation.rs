//! An explanation in full: each grant with its verdict, and what would change the decision.

use bailiwick_access::{
    Action, Explanation, Gives, GrantDefinition, Passes, Principal, Resource, Source, Verdict,
    grants_of, passes, verdict, why_for,
};
use bailiwick_api::{AccessExplanation, GrantVerdict};
use bailiwick_model::Timestamp;
use bailiwick_store::Tx;

use super::check::needed;
use super::fixes::Fixing;
use super::words::{self, Words};
use crate::call::Judged;
use crate::error::Error;
use crate::state::State;

/// What is to be explained. The asker may know of the thing.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) principal: &'a Principal,
    pub(crate) action: Action,
    pub(crate) resource: &'a Resource,
}

/// Explains to the principal of `judged` what was asked.
pub(crate) async fn explanation(
    state: &State,
    tx: &mut Tx<'_>,
    judged: &Judged,
    asked: Asked<'_>,
    now: Timestamp,
) -> Result<AccessExplanation, Error> {
    let folded = &judged.folded;
    let (snapshot, world) = (&folded.snapshot, &folded.world);
    let about = (asked.principal, asked.action, asked.resource);
    let found = why_for(snapshot, world, &judged.principal, about);
    let fixing = Fixing { judged, principal: asked.principal, ids: &state.ids, now };
    let fixes = fixing.all(&found.fixes);

    let mut words = Words::of(judged);
    words.want_grants_of(asked.principal);
    words.want_path(asked.resource);
    fixes.iter().for_each(|fix| fix.want(&mut words));
    words.look_up(tx).await?;

    let mut grants: Vec<(Source, &GrantDefinition, Verdict)> = grants_of(world, asked.principal)
        .into_iter()
        .map(|(source, grant)| {
            let said = verdict(snapshot, world, grant, asked.action, asked.resource);
            (source, grant, said)
        })
        .collect();
    grants.sort_by_key(|(_, _, said)| *said != Verdict::Granted);
    let shown = grants.iter().map(|(source, grant, said)| {
        let passes = passes(snapshot, world, grant, asked.action, asked.resource);
        show(&words, source, grant, *said, passes)
    });
    Ok(AccessExplanation {
        allowed: found.allowed,
        action: asked.action.as_str().to_owned(),
        description: asked.action.description().to_owned(),
        principal: words.holder(asked.principal),
        path: words.path(asked.resource),
        sentence: sentence(&words, asked, &found),
        obstacle: found.obstacle.map(|obstacle| words::obstacle(obstacle).to_owned()),
        grants: shown.collect(),
        fixes: fixes.iter().map(|fix| fix.show(&words)).collect(),
    })
}

/// The answer about what the asker may not know of: the same whether it is there or not.
pub(crate) async fn nothing_there(
    tx: &mut Tx<'_>,
    judged: &Judged,
    principal: &Principal,
    action: Action,
) -> Result<AccessExplanation, Error> {
    let mut words = Words::of(judged);
    words.want(principal);
    words.look_up(tx).await?;
    Ok(AccessExplanation {
        allowed: false,
        action: action.as_str().to_owned(),
        description: action.description().to_owned(),
        principal: words.holder(principal),
        path: Vec::new(),
        sentence: words::NOTHING_THERE.to_owned(),
        obstacle: Some(words::NOTHING_THERE.to_owned()),
        grants: Vec::new(),
        fixes: Vec::new(),
    })
}

fn sentence(words: &Words<'_>, asked: Asked<'_>, found: &Explanation) -> String {
    let who = words.holder(asked.principal).map_or_else(|| "nobody".to_owned(), |who| who.name);
    let thing = words.thing(asked.resource);
    let may = format!("{} (`{}`) on {thing}", asked.action.description(), asked.action);
    match (found.allowed, found.obstacle) {
        (true, _) => {
            let because: Vec<String> =
                found.because.iter().map(|source| words.because(source).sentence).collect();
            let because = because.join("; ");
            format!("{who} may {may}, because of {because}")
        }
        (false, Some(obstacle)) => format!("{who} may not {may}: {}", words::obstacle(obstacle)),
        (false, None) => {
            let needed = needed(asked.action);
            let comes = needed.split_once("; ").map_or(needed.as_str(), |(_, comes)| comes);
            format!("{who} may not {may}; {comes}")
        }
    }
}

fn show(
    words: &Words<'_>,
    source: &Source,
    grant: &GrantDefinition,
    said: Verdict,
    passes: Passes,
) -> GrantVerdict {
    let actions = match &grant.gives {
        Gives::Actions(actions) => actions.iter().map(|action| action.to_string()).collect(),
        Gives::Role(_) => Vec::new(),
    };
    GrantVerdict {
        grant: source.grant,
        role: source.role.map(|role| words.role(role)),
        actions,
        team: source.via_team.map(|team| words.team(team)),
        scope: words.scope(grant),
        expires_at: grant.expires_at,
        has_action: passes.has_action,
        reaches: passes.reaches,
        in_time: passes.in_time,
        verdict: words::verdict_word(said),
        reason: words::verdict(said).to_owned(),
    }
}
