//! Who is in a scene, and what they change.

use bailiwick_access::SystemRole::{
    self, Developer, OrganizationAdministrator, OrganizationMember,
};

/// Somebody of the scene.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Who {
    Ana,
    Ben,
    Cleo,
    Dora,
}

/// A change: who makes it, and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Change {
    Removes(Who, Who),
    Gives(Who, Who, SystemRole),
    /// The first gives the second what the third has.
    Copies(Who, Who, Who),
    Suspends(Who, Who),
    Leaves(Who),
    /// The team is given a role in place of what it has.
    Arms(Who, SystemRole),
    Seats(Who, Who),
    Unseats(Who, Who),
    /// The team is deleted.
    Disbands(Who),
    /// Somebody is made administrator of the database, and is one no longer.
    Entrusts(Who, Who),
    Relieves(Who, Who),
    Invites(Who, SystemRole),
    /// The invitation that stands is accepted or refused, whoever sent it; sent again, or taken back.
    Accepts,
    Refuses,
    Resends(Who),
    Cancels(Who),
    /// The request that waits is approved, declined, or withdrawn by who made it.
    Approves(Who),
    Declines(Who),
    Withdraws,
    /// What was approved before is taken back.
    Revokes(Who),
    /// A role `Watch` is made.
    Founds(Who),
    /// The role `Crew` is made larger.
    Widens(Who),
    /// It is made smaller.
    Narrows(Who),
    /// It is deleted, and who holds it is an organization member instead.
    Drops(Who),
    /// It is what newcomers are given.
    Offers(Who),
    /// A program `Robot` is made.
    Mints(Who),
    /// The program is given more.
    Grants(Who),
    /// What it was given is taken back.
    Takes(Who),
    /// It is suspended.
    Halts(Who),
    /// It has a new secret.
    Rotates(Who),
    /// It ends.
    Ends(Who),
}

use Change::{
    Accepts, Approves, Arms, Cancels, Copies, Declines, Disbands, Drops, Ends, Entrusts, Founds,
    Gives, Grants, Halts, Invites, Leaves, Mints, Narrows, Offers, Refuses, Relieves, Removes,
    Resends, Revokes, Rotates, Seats, Suspends, Takes, Unseats, Widens, Withdraws,
};
use SystemRole::Owner;
use Who::{Ana, Ben, Cleo, Dora};

/// Ana and Ben own it, Cleo administers it, Dora develops, is of the crew and administers the database; the team holds what
/// Developer holds and Dora is in it. Cleo made the program and sent the invitation. Dora's request waits, and another of
/// hers was approved.
pub(super) const CHANGES: [Change; 52] = [
    Removes(Ana, Ben),
    Removes(Ben, Ana),
    Removes(Ben, Cleo),
    Removes(Cleo, Dora),
    Gives(Ana, Ana, Developer),
    Gives(Ben, Cleo, Owner),
    Gives(Ana, Cleo, OrganizationMember),
    Gives(Cleo, Dora, OrganizationAdministrator),
    Copies(Cleo, Cleo, Dora),
    Copies(Ana, Ben, Dora),
    Copies(Cleo, Dora, Cleo),
    Suspends(Ana, Ben),
    Suspends(Ben, Cleo),
    Leaves(Ben),
    Leaves(Cleo),
    Arms(Cleo, OrganizationAdministrator),
    Seats(Cleo, Cleo),
    Unseats(Ben, Dora),
    Disbands(Cleo),
    Disbands(Ana),
    Entrusts(Cleo, Cleo),
    Entrusts(Ana, Ben),
    Relieves(Ben, Dora),
    Relieves(Cleo, Dora),
    Invites(Cleo, Developer),
    Accepts,
    Refuses,
    Resends(Ana),
    Cancels(Cleo),
    Approves(Cleo),
    Approves(Ana),
    Declines(Ben),
    Withdraws,
    Revokes(Cleo),
    Revokes(Ben),
    Founds(Cleo),
    Founds(Ana),
    Widens(Cleo),
    Widens(Ben),
    Narrows(Ana),
    Drops(Cleo),
    Drops(Ana),
    Offers(Cleo),
    Offers(Ben),
    Mints(Cleo),
    Mints(Ben),
    Grants(Cleo),
    Grants(Ana),
    Takes(Ben),
    Halts(Ana),
    Rotates(Cleo),
    Ends(Cleo),
];
