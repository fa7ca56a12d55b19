//! What the caller may do to one object, said before it tries: the actions that it holds, less those that the law of
//! changes would refuse on this very object, with the law's sentence for each.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Change, Principal, Refusal, Resource, Standing};
use bailiwick_api::Ruled;

use crate::call::Call;
use crate::error::Error;

/// An act on an object, and what it would do.
pub(crate) struct Ruling {
    /// What the operation asks for.
    pub(crate) action: Action,
    /// The change that it makes to who may do what; none when it only touches.
    pub(crate) change: Option<Change>,
}

/// Whom acts on an object concern.
pub(crate) struct Concerned<'a> {
    /// Whom each of them touches, whatever it changes.
    pub(crate) touched: Principal,
    /// Who else holds something through the object.
    pub(crate) others: &'a [Principal],
}

/// An object of the organization or of something in it, with what the caller may do to it.
pub(crate) fn ruled<T>(
    call: &Call,
    object: T,
    on: &Resource,
    reads: Action,
    concerned: &Concerned<'_>,
    rulings: &[Ruling],
) -> Result<Ruled<T>, Error> {
    let judged = call.judged()?;
    let held = judged.folded.snapshot.effective(&judged.principal, on);
    let mut can: Vec<String> = Vec::new();
    if held.contains(reads) {
        can.push(reads.as_str().to_owned());
    }
    let mut cannot = BTreeMap::new();
    let asked: Vec<Principal> =
        concerned.others.iter().copied().chain([concerned.touched]).collect();
    let standing = Standing::of(&judged.folded.world, &judged.principal, &asked, call.now);
    for ruling in rulings.iter().filter(|ruling| held.contains(ruling.action)) {
        match judge(&standing, ruling, concerned.touched) {
            Ok(()) => can.push(ruling.action.as_str().to_owned()),
            Err(refusal) => {
                drop(cannot.insert(ruling.action.as_str().to_owned(), refusal.to_string()));
            }
        }
    }
    Ok(Ruled { object, can, cannot })
}

fn judge(standing: &Standing, ruling: &Ruling, touched: Principal) -> Result<(), Refusal> {
    match &ruling.change {
        Some(change) => standing.change(change, &[touched]),
        None => standing.touch(touched),
    }
}
