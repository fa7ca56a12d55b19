//! What the caller may do to one object, said before it tries: the actions that it holds, less those that the law of
//! changes would refuse on this very object, with the law's sentence for each.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Change, Principal, Resource, Standing};
use bailiwick_api::Ruled;

use crate::call::Call;
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
    ruled_among(call, object, on, reads, &[], rulings)
}

/// The same, where an act also bears on others than those whom it touches: on the members of a team that goes.
pub(crate) fn ruled_among<T>(
    call: &Call,
    object: T,
    on: &Resource,
    reads: &[Action],
    others: &[Principal],
    rulings: &[Ruling<'_>],
) -> Result<Ruled<T>, Error> {
    let judged = call.judged()?;
    let held = judged.folded.snapshot.effective(&judged.principal, on);
    let mut can: Vec<&'static str> = reads
        .iter()
        .filter(|action| held.contains(**action))
        .map(|action| action.as_str())
        .collect();
    let mut cannot = BTreeMap::new();
    let touched = rulings.iter().flat_map(|ruling| ruling.touched);
    let asked: Vec<Principal> = touched.chain(others).copied().collect();
    let standing = Standing::of(&judged.folded.world, &judged.principal, &asked, call.now);
    for ruling in rulings.iter().filter(|ruling| held.contains(ruling.action)) {
        match judge(&standing, ruling) {
            Ok(()) => can.push(ruling.action.as_str()),
            Err(sentence) => drop(cannot.insert(ruling.action.as_str().to_owned(), sentence)),
        }
    }
    Ok(Ruled { object, can, cannot })
}

fn judge(standing: &Standing, ruling: &Ruling<'_>) -> Result<(), String> {
    let verdict = match &ruling.change {
        Some(change) => standing.change(change, ruling.touched),
        None => ruling.touched.iter().try_for_each(|principal| standing.touch(*principal)),
    };
    verdict.map_err(|refusal| refusal.to_string())
}
