//! What a handler gets: a request that the gate let through.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use bailiwick_access::{Action, Allowed, NodeKind, Permit, Principal, Resource};
use bailiwick_api::Operation;
use bailiwick_model::{Account, Id, RequestId, ServiceToken, Session, Timestamp, Token};
use bailiwick_store::{Act, Tx};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::gate::Again;
use crate::parameters::{Parameters, Query};
use crate::snapshots::Folded;
use crate::state::State;

/// Who calls, and by what.
#[derive(Clone)]
pub(crate) struct Caller {
    /// The person; a service token is nobody's.
    pub(crate) account: Option<Account>,
    /// What was shown.
    pub(crate) credential: Used,
}

impl Caller {
    /// The session, where one was shown.
    pub(crate) fn session(&self) -> Option<&Session> {
        match &self.credential {
            Used::Session(session) => Some(session),
            Used::Token(_) | Used::Service(_) => None,
        }
    }

    /// The personal access token, where one was shown.
    pub(crate) fn personal_token(&self) -> Option<&Token> {
        match &self.credential {
            Used::Token(token) => Some(token),
            Used::Session(_) | Used::Service(_) => None,
        }
    }

    /// Who calls, for limits and for what is bound to one caller: the account, else the service token.
    pub(crate) fn id(&self) -> Id {
        self.account.as_ref().map_or(self.credential.id(), |account| account.id.0)
    }
}

/// A credential that the gate found to be live.
#[derive(Clone)]
pub(crate) enum Used {
    /// A browser that signed in.
    Session(Session),
    /// A personal access token.
    Token(Token),
    /// A service token.
    Service(ServiceToken),
}

impl Used {
    /// The credential's own id, for the audit log.
    pub(crate) fn id(&self) -> Id {
        match self {
            Used::Session(session) => session.id.0,
            Used::Token(token) => token.id.0,
            Used::Service(token) => token.id.0,
        }
    }
}

/// The access state that the call was judged by, for lists and for what the caller may do next.
#[derive(Clone)]
pub(crate) struct Judged {
    /// The organization's state.
    pub(crate) folded: Arc<Folded>,
    /// The caller in it.
    pub(crate) principal: Principal,
}

/// One request that may be done.
pub(crate) struct Call {
    pub(crate) state: Arc<State>,
    pub(crate) operation: &'static Operation,
    /// Proof that the gate decided; `store` asks for it.
    pub(crate) permit: Permit,
    /// Absent where the operation is public.
    pub(crate) caller: Option<Caller>,
    /// Present where the operation is of an organization.
    pub(crate) judged: Option<Judged>,
    pub(crate) path: Parameters,
    pub(crate) query: Query,
    pub(crate) body: Bytes,
    /// The body's media type without parameters, in lower case.
    pub(crate) content_type: String,
    pub(crate) now: Timestamp,
    pub(crate) request_id: RequestId,
    /// Asks the gate once more, while a long answer is written.
    pub(crate) again: Again,
    /// The version that the caller changes, from `If-Match`.
    pub(crate) if_match: Option<u64>,
    pub(crate) address: IpAddr,
    /// The same as the audit log keeps it.
    pub(crate) address_text: String,
    /// The browser, as it names itself, cut short.
    pub(crate) user_agent: Option<String>,
}

impl Call {
    /// The body as a type of the contract.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        crate::json::parse(&self.body)
    }

    /// The body of an OAuth endpoint: a form, or a JSON object with the same fields.
    pub(crate) fn form<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if self.content_type == "application/json" {
            return self.json();
        }
        crate::json::parse_form(&self.body)
    }

    /// Who acts by what, for `store` to write down.
    pub(crate) fn act(&self) -> Act<'_> {
        self.act_by(&self.permit)
    }

    /// The same with another permit.
    pub(crate) fn act_by<'a>(&'a self, permit: &'a Permit) -> Act<'a> {
        let credential = self.caller.as_ref().map(|caller| caller.credential.id());
        Act {
            permit,
            now: self.now,
            ids: &self.state.ids,
            request_id: self.request_id,
            address: Some(&self.address_text),
            credential,
        }
    }

    /// A transaction that may change things. It makes and unmakes owners only for a person who signed in lately.
    pub(crate) async fn begin(&self) -> Result<Tx<'static>, Error> {
        let mut tx = self.state.store.begin().await?;
        let credential = self.caller.as_ref().map(|caller| &caller.credential);
        if let Some(Err(error)) = credential.map(|used| crate::gate::interactive(used, self.now)) {
            tx.keep_owners(error.code);
        }
        Ok(tx)
    }

    /// A transaction that only reads.
    pub(crate) async fn read(&self) -> Result<Tx<'static>, Error> {
        Ok(self.state.store.read().await?)
    }

    /// The caller; the gate lets nobody else through to an operation that is not public.
    pub(crate) fn caller(&self) -> Result<&Caller, Error> {
        self.caller.as_ref().ok_or_else(Error::unauthenticated)
    }

    /// The caller's account; the gate lets no service token through to an operation of an account.
    pub(crate) fn account(&self) -> Result<&Account, Error> {
        self.caller()?.account.as_ref().ok_or_else(Error::unauthenticated)
    }

    /// The access state of the call's organization.
    pub(crate) fn judged(&self) -> Result<&Judged, Error> {
        self.judged
            .as_ref()
            .ok_or_else(|| Error::internal("the operation is not of an organization"))
    }

    /// Judges another action than the operation's own: of something that the body names.
    pub(crate) fn decide(&self, action: Action, resource: &Resource) -> Result<Permit, Error> {
        let judged = self.judged()?;
        bailiwick_access::decide(&judged.folded.snapshot, &judged.principal, action, resource)
            .map_err(|denial| crate::gate::refusal(judged, &denial, resource))
    }

    /// Refuses what asks for another action besides the operation's own. It is decided again under the lock, like that.
    pub(crate) fn require(&mut self, action: Action, resource: &Resource) -> Result<(), Error> {
        debug_assert!(
            self.operation.asks_besides(action),
            "{} asks for {action}, and its declaration does not say so",
            self.operation.id
        );
        let permit = self.decide(action, resource)?;
        self.permit.join(permit).map_err(|error| Error::internal(error.to_string()))
    }

    /// Which things of a kind the caller holds an action on.
    pub(crate) fn allowed(&self, action: Action, kind: NodeKind) -> Result<Allowed, Error> {
        self.judged()?.allowed(action, kind)
    }

    /// The same call with the access state that `tx` will leave behind, for showing what was just made.
    pub(crate) async fn refolded(mut self, tx: &mut Tx<'_>) -> Result<Self, Error> {
        let organization = self.path.organization()?;
        let folded = self.state.snapshots.unsaved(tx, organization, self.now).await?;
        if let Some(judged) = &mut self.judged {
            judged.folded = folded;
        }
        Ok(self)
    }

    /// Refuses what an organization does not let in: for operations whose path names none, and so had none asked.
    pub(crate) fn enter(&self, folded: &Folded) -> Result<(), Error> {
        let used = &self.caller()?.credential;
        crate::gate::admit(&folded.settings, used, self.address, self.now)
    }

    /// The names of the actions that the caller holds on a thing.
    pub(crate) fn can(&self, resource: &Resource) -> Result<Vec<&'static str>, Error> {
        Ok(self.judged()?.can(resource))
    }
}

impl Judged {
    /// Which things of a kind the caller holds an action on.
    pub(crate) fn allowed(&self, action: Action, kind: NodeKind) -> Result<Allowed, Error> {
        let snapshot = &self.folded.snapshot;
        let index = snapshot.principal(&self.principal).ok_or_else(Error::not_found)?;
        Ok(snapshot.list(index, action, kind))
    }

    /// The names of the actions held on a thing.
    pub(crate) fn can(&self, resource: &Resource) -> Vec<&'static str> {
        let held = self.folded.snapshot.effective(&self.principal, resource);
        held.iter().map(Action::as_str).collect()
    }
}
