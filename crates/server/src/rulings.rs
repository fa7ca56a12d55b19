//! What the caller may do to one object, said before it tries: the actions that it holds, less those that the law of
//! changes would refuse on this very object, with the law's sentence for each.

use std::collections::BTreeMap;

use bailiwick_access::{
    Action, ActionSet, Change, Principal, Resource, World, apply, guard, keeps_an_owner,
};
use bailiwick_api::Ruled;
use bailiwick_model::Timestamp;

use crate::call::{Call, Judged};
use crate::error::Error;

/// An act on an object, and what it would do.
pub(crate) struct Ruling<'a> {
    /// What the operation asks for.
    pub(crate) action: Action,
    /// The change that it makes to who may do what; none when it only touches somebody.
    pub(crate) change: Option<Change>,
    /// Whom it touches.
    pub(crate) touched: &'a [Principal],
}

/// An object of the organization or of something in it, with what the caller may do to it.
pub(crate) fn ruled<T>(
    call: &Call,
    object: T,
    on: &Resource,
    reads: &[Action],
    rulings: &[Ruling<'_>],
) -> Result<Ruled<T>, Error> {
    let judged = call.judged()?;
    let held = judged.folded.snapshot.effective(&judged.principal, on);
    let mut can: Vec<String> = reads
        .iter()
        .filter(|action| held.contains(**action))
        .map(|action| action.as_str().to_owned())
        .collect();
    let mut cannot = BTreeMap::new();
    for ruling in rulings.iter().filter(|ruling| held.contains(ruling.action)) {
        match refused(judged, ruling, call.now) {
            None => can.push(ruling.action.as_str().to_owned()),
            Some(sentence) => drop(cannot.insert(ruling.action.as_str().to_owned(), sentence)),
        }
    }
    Ok(Ruled { object, can, cannot })
}

/// Why the law of changes would refuse it; nothing when it would not.
fn refused(judged: &Judged, ruling: &Ruling<'_>, now: Timestamp) -> Option<String> {
    let before = &judged.folded.world;
    let holds_everything =
        judged.folded.snapshot.effective(&judged.principal, &Resource::Organization)
            == ActionSet::FULL;
    let after: World;
    let after = match &ruling.change {
        // Whoever holds everything touches whom they like.
        None if holds_everything => return None,
        None => before,
        Some(change) => {
            after = apply(before, change);
            &after
        }
    };
    let verdict = if holds_everything {
        keeps_an_owner(before, after)
    } else {
        guard(before, after, &judged.principal, ruling.touched, now)
    };
    verdict.err().map(|refusal| refusal.to_string())
}
