//! Refusals of late, so that who was refused can ask why. They are kept in memory, by the node that refused, and are
//! gone when it stops.

mod data;
pub(crate) mod get;

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use bailiwick_access::{Action, Principal, Resource};
use bailiwick_model::{OrganizationId, RequestId, Timestamp};

use crate::call::Judged;

/// So many in all; beyond it the oldest leave.
const KEPT: usize = 10_000;

/// So many of one caller, lest one that is refused again and again push out what others were told.
const KEPT_OF_ONE: usize = 100;

/// What was refused to whom.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) organization: OrganizationId,
    pub(crate) principal: Principal,
    pub(crate) action: Action,
    pub(crate) resource: Resource,
}

impl Refused {
    /// What the gate, or a handler, has just refused to the principal of `judged`.
    pub(crate) fn of(judged: &Judged, action: Action, resource: &Resource) -> Self {
        Refused {
            organization: judged.folded.world.organization,
            principal: judged.principal,
            action,
            resource: resource.clone(),
        }
    }
}

/// One that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) refused: Refused,
    pub(crate) operation: &'static str,
    pub(crate) at: Timestamp,
}

/// The refusals of late.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<Ring>);

#[derive(Default)]
struct Ring {
    by_request: HashMap<RequestId, Kept>,
    order: VecDeque<RequestId>,
    of_one: HashMap<(OrganizationId, Principal), VecDeque<RequestId>>,
}

impl Refusals {
    /// Keeps one.
    pub(crate) fn keep(
        &self,
        request: RequestId,
        operation: &'static str,
        at: Timestamp,
        refused: Refused,
    ) {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let caller = (refused.organization, refused.principal);
        ring.by_request.insert(request, Kept { refused, operation, at });
        ring.order.push_back(request);
        let own = ring.of_one.entry(caller).or_default();
        own.push_back(request);
        let oldest = if own.len() > KEPT_OF_ONE { own.front().copied() } else { None };
        if let Some(oldest) = oldest {
            ring.forget(oldest);
        }
        while ring.by_request.len() > KEPT {
            let Some(oldest) = ring.order.front().copied() else { break };
            ring.forget(oldest);
        }
    }

    /// One by its request.
    pub(crate) fn find(&self, request: RequestId) -> Option<Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_request.get(&request).cloned()
    }
}

impl Ring {
    fn forget(&mut self, request: RequestId) {
        let Some(kept) = self.by_request.remove(&request) else { return };
        let caller = (kept.refused.organization, kept.refused.principal);
        if let Some(own) = self.of_one.get_mut(&caller) {
            own.retain(|one| *one != request);
            if own.is_empty() {
                self.of_one.remove(&caller);
            }
        }
        // Usually the first: only a caller that is over its own share leaves from the middle.
        if let Some(place) = self.order.iter().position(|one| *one == request) {
            self.order.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use bailiwick_model::{Id, MemberId};

    use super::*;

    fn keep(refusals: &Refusals, member: u64, request: u64) {
        let refused = Refused {
            organization: OrganizationId(Id::new(1, [0; 6])),
            principal: Principal::Member(MemberId(Id::new(member, [0; 6]))),
            action: Action::ProjectsCreate,
            resource: Resource::Organization,
        };
        let request = RequestId(Id::new(request, [0; 6]));
        refusals.keep(request, "project_create", Timestamp(0), refused);
    }

    fn is_kept(refusals: &Refusals, request: u64) -> bool {
        refusals.find(RequestId(Id::new(request, [0; 6]))).is_some()
    }

    #[test]
    fn one_caller_pushes_out_only_its_own_and_the_oldest_leave_first() {
        let refusals = Refusals::default();
        keep(&refusals, 1, 1);
        (2..500).for_each(|request| keep(&refusals, 2, request));
        assert!(is_kept(&refusals, 1), "a flood of another pushed it out");
        assert!(!is_kept(&refusals, 399) && is_kept(&refusals, 400));
        (1_000..1_000 + KEPT as u64).for_each(|request| keep(&refusals, request, request));
        assert!(!is_kept(&refusals, 1) && is_kept(&refusals, 1_000));
        let ring = refusals.0.lock().unwrap();
        assert_eq!(
            (ring.by_request.len(), ring.order.len(), ring.of_one.len()),
            (KEPT, KEPT, KEPT)
        );
    }
}
