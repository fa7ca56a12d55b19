//! One instance: takes a configuration, answers requests below its URL.

mod schemas;

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use arc_swap::ArcSwap;
use axum::{
    body::Body,
    extract::Request,
    http::{Method, Response, header},
};
use bailiwick_engine::TestReport;
use bailiwick_policy::{Moment, User};
use bailiwick_query::Refusal;
use serde_json::{Map, Value};

use crate::action::{self, Calling};
use crate::{
    ClientAuth, Clock, DevelopmentToken, InstanceConfig, MintError, RequestId, Requests, State,
    body,
    compiled::Compiled,
    cors,
    counters::Counters,
    development,
    entry::{enrich, enter},
    identity,
    journal::{Ended, Journal, LogEntry, LogPage, Rates, RefusedRequest, Trace},
    outgoing::Outgoing,
    pipeline::{self, Incoming},
    respond::{self, Refused},
    sightings::{Sighting, Sightings},
    tag,
    timing::Timing,
};

/// The data plane of one instance; clones are the same instance.
#[derive(Clone)]
pub struct Instance(Arc<Inner>);

pub(crate) struct Inner {
    clock: Clock,
    current: ArcSwap<Compiled>,
    /// Held while a new [`Compiled`] is made from the current one, so that none is lost.
    changing: Mutex<()>,
    counters: Counters,
    journal: Journal,
    sightings: Sightings,
    /// Held while the rows that a permission admits are counted.
    counting: tokio::sync::Mutex<()>,
    pub(crate) outgoing: Outgoing,
}

/// Who is asking: someone at the gate, or someone whom the dashboard looks through the eyes of.
enum Caller {
    Gate(IpAddr),
    As(User),
}

/// What was sent to an action.
struct Sent<'a> {
    name: &'a str,
    parts: &'a axum::http::request::Parts,
    body: &'a [u8],
}

impl Instance {
    /// An instance; its databases are connected to when they are first asked for.
    pub fn new(config: InstanceConfig, clock: Clock) -> Instance {
        let current = ArcSwap::from_pointee(Compiled::new(config, None));
        Instance(Arc::new(Inner {
            outgoing: Outgoing::new(clock.clone()),
            clock,
            current,
            changing: Mutex::new(()),
            counters: Counters::default(),
            journal: Journal::default(),
            sightings: Sightings::default(),
            counting: tokio::sync::Mutex::default(),
        }))
    }

    /// Replaces everything at once: the next request is judged by the new configuration, whatever connection it comes
    /// over; one in progress ends under the old.
    pub fn reconfigure(&self, config: InstanceConfig) {
        let gone = self.0.change(|current| Compiled::new(config, Some(current)));
        close_all_but(&gone, &self.0.current.load());
    }

    /// Answers one request; its path is what follows the instance's URL: `/rest/v1/…`.
    pub async fn handle(&self, request: Request, client_address: IpAddr) -> Response<Body> {
        self.0.respond(request, Caller::Gate(client_address)).await
    }

    pub(crate) fn current(&self) -> Arc<Compiled> {
        self.0.current.load_full()
    }

    pub(crate) fn counting(&self) -> &tokio::sync::Mutex<()> {
        &self.0.counting
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment { now_microseconds: self.0.clock.now_microseconds() }
    }

    /// Answers a reading request as an application user would get it, without a token and without counting it.
    pub async fn read_as(&self, user: User, request: Request) -> Response<Body> {
        self.0.respond(request, Caller::As(user)).await
    }

    /// What every table and column is now, to be kept with the policy that is being deployed.
    pub async fn identities(&self) -> BTreeMap<String, String> {
        let mut identities = BTreeMap::new();
        for (name, schema) in &self.schemas().await.found {
            identity::record(name, schema, &mut identities);
        }
        identities
    }

    /// How far a fresh connection gets; `None` when there is no connection of that name.
    pub async fn test(&self, connection: &str) -> Option<TestReport> {
        let current = self.0.current.load_full();
        Some(current.connections.get(connection)?.database.test().await)
    }

    /// Signs a token with the instance's own key; the claims become `$user`'s.
    ///
    /// # Errors
    /// In production, where they are not switched on, beyond twelve hours, for a claim the instance sets itself.
    pub fn mint_development_token(
        &self,
        subject: &str,
        roles: &[String],
        claims: Map<String, Value>,
        expires_in_seconds: i64,
    ) -> Result<DevelopmentToken, MintError> {
        let current = self.0.current.load();
        let now_seconds = self.0.clock.now_seconds();
        development::mint(&current.config, now_seconds, subject, roles, claims, expires_in_seconds)
    }

    /// The version of the policy that the next request is judged by; 0 when there is none.
    pub fn policy_version(&self) -> u64 {
        self.0.current.load().version()
    }

    /// Forgets what its database was found to know of one user, or of all; their next request asks anew.
    pub fn forget_sessions(&self, subject: Option<&str>) {
        if let Some(sessions) = &self.0.current.load().sessions {
            sessions.forget(subject);
        }
    }

    /// The users who came in since this was last asked; what is not written down by who asks is lost.
    pub fn take_sightings(&self) -> Vec<Sighting> {
        self.0.sightings.take()
    }

    /// What it has answered since it was made.
    pub fn requests(&self) -> Requests {
        self.0.counters.read()
    }

    /// The newest requests of application users that `wanted` lets through; `after` and `before` are sequences, and both are
    /// left out themselves.
    pub fn log(
        &self,
        wanted: impl Fn(&LogEntry) -> bool,
        after: Option<u64>,
        before: Option<u64>,
        limit: usize,
    ) -> LogPage {
        self.0.journal.page(wanted, (after, before), limit)
    }

    /// A request of late that was refused.
    pub fn refused(&self, request: &str) -> Option<RefusedRequest> {
        self.0.journal.refused(request)
    }

    /// What its configuration keeps from working, although it was saved: sentences for who can mend it.
    pub fn warnings(&self) -> Vec<String> {
        let compiled = self.0.current.load();
        compiled.config.client_auth.as_ref().and_then(ClientAuth::lost_keys).into_iter().collect()
    }

    /// How much was asked in the last seconds.
    pub fn rates(&self, seconds: u32) -> Rates {
        self.0.journal.rates(self.0.clock.now_microseconds(), seconds)
    }

    /// Closes all connections to its databases; later requests answer that they are away.
    pub async fn stop(&self) {
        for connection in self.0.current.load().connections.values() {
            connection.database.close();
        }
    }
}

/// Closes the pools that the new configuration does not go on with.
fn close_all_but(before: &Compiled, after: &Compiled) {
    for (name, connection) in &before.connections {
        if !after.connections.get(name).is_some_and(|kept| Arc::ptr_eq(kept, connection)) {
            connection.database.close();
        }
    }
}

impl Inner {
    /// Puts a successor in the current one's place and answers the one that was.
    fn change(&self, successor: impl FnOnce(&Compiled) -> Compiled) -> Arc<Compiled> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.current.load_full();
        self.current.store(Arc::new(successor(&before)));
        before
    }

    async fn respond(self: &Arc<Self>, request: Request, caller: Caller) -> Response<Body> {
        let _entered = self.counters.enter();
        let now = Moment { now_microseconds: self.clock.now_microseconds() };
        let request_id = RequestId::of(request.extensions(), now.now_microseconds);
        let (mut timing, mut trace) = (Timing::start(), Trace::default());
        let (began, is_user) = (Instant::now(), matches!(caller, Caller::Gate(_)));
        let config = Arc::clone(&self.current.load().config);
        let auth = config.client_auth.as_ref();
        let origin = match caller {
            Caller::Gate(_) => cors::origin(auth, request.headers()),
            Caller::As(_) => None,
        };
        trace.request.clone_from(&request_id.0);
        let routed = self.route(request, caller, now, &mut timing, &mut trace).await;
        let refusal = routed.as_ref().err().map(|refused| refused.refusal.clone());
        let mut response = match routed {
            Ok(response) => response,
            Err(refused) => respond::refused(&refused, &request_id.0),
        };
        cors::allow(auth, origin, &mut response);
        respond::finish(&mut response, &request_id.0, timing.text());
        let status = response.status().as_u16();
        self.counters.answered(status);
        if is_user {
            let took = began.elapsed().as_micros();
            let ended = Ended {
                request: &request_id.0,
                at_microseconds: now.now_microseconds,
                took_microseconds: u64::try_from(took).unwrap_or(u64::MAX),
                status,
                refusal: refusal.as_ref(),
            };
            self.journal.keep(trace, &ended);
        }
        response
    }

    async fn route(
        self: &Arc<Self>,
        request: Request,
        caller: Caller,
        now: Moment,
        timing: &mut Timing,
        trace: &mut Trace,
    ) -> Result<Response<Body>, Refused> {
        trace.method = request.method().to_string();
        let compiled = self.current.load_full();
        if compiled.config.state != State::Running {
            return Err(Refused::not_running());
        }
        let (parts, body) = request.into_parts();
        let Some(table) =
            parts.uri.path().strip_prefix("/rest/v1").map(|rest| rest.trim_start_matches('/'))
        else {
            return Err(Refusal::new(
                404,
                "PGRST125",
                "there is nothing at this path: the data API is `/rest/v1`",
            )
            .into());
        };
        if parts.method == Method::OPTIONS {
            let auth = compiled.config.client_auth.as_ref();
            let is_allowed = cors::origin(auth, &parts.headers).is_some();
            return Ok(cors::options(is_allowed, &parts.headers));
        }
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        if !is_read
            && (matches!(caller, Caller::As(_))
                || !matches!(
                    parts.method,
                    Method::POST | Method::PUT | Method::PATCH | Method::DELETE
                ))
        {
            let refusal = Refusal::new(
                405,
                "PGRST117",
                format!("the method `{}` is not offered", parts.method),
            );
            return Err(refusal.into());
        }
        let user = match &caller {
            Caller::As(user) => Arc::new(user.clone()),
            Caller::Gate(address) => {
                let user = enter(&compiled, &parts.headers, *address, now, trace).await?;
                self.sightings.note(&user, now);
                user
            }
        };
        let (connection, namespace) = pipeline::profile(&parts.headers);
        if !table.is_empty() {
            trace.asks(table, &connection, namespace.as_deref(), &parts.method);
        }
        timing.lap("gate");
        if table.is_empty() && is_read {
            let fresh = self.fresh(&compiled, &connection).await?;
            let user = self.still(&caller, &compiled, &fresh, &parts.headers, user).await?;
            let place = (connection.as_str(), namespace.as_deref());
            return Ok(respond::answer(pipeline::describe(&fresh, place, &user, now)));
        }
        let body = if is_read {
            axum::body::Bytes::new()
        } else {
            body::read(body, compiled.config.limits.body_bytes).await?
        };
        if let Some(name) = table.strip_prefix("rpc/") {
            let sent = Sent { name, parts: &parts, body: &body };
            return self.call(&caller, &compiled, user, sent, now, (timing, trace)).await;
        }
        let incoming = Incoming {
            method: &parts.method,
            table,
            query: parts.uri.query(),
            headers: &parts.headers,
            body: &body,
        };
        let parsed = pipeline::parse(&incoming, &compiled)?;
        timing.lap("parse");
        trace.asks(&parsed.table, &parsed.connection, parsed.namespace.as_deref(), &parts.method);
        let fresh = self.fresh(&compiled, &parsed.connection).await?;
        let user = self.still(&caller, &compiled, &fresh, &parts.headers, user).await?;
        let answer = pipeline::answer(self, fresh, &parsed, &user, now, (timing, trace)).await?;
        let tag = (parts.method == Method::GET && answer.status == 200).then(|| tag::of(&answer));
        let mut response = respond::answer(answer);
        if let Some(tag) = tag {
            respond::tagged(&mut response, &tag, tag::is_held(&tag, &parts.headers));
        }
        if parts.method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        Ok(response)
    }

    /// Answers a call of an action.
    async fn call(
        self: &Arc<Self>,
        caller: &Caller,
        compiled: &Arc<Compiled>,
        user: Arc<User>,
        sent: Sent<'_>,
        now: Moment,
        (timing, trace): (&mut Timing, &mut Trace),
    ) -> Result<Response<Body>, Refused> {
        let Sent { name, parts, body } = sent;
        let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
        let incoming = Incoming {
            method: &parts.method,
            table: "",
            query: parts.uri.query(),
            headers: &parts.headers,
            body,
        };
        let input = pipeline::input(&incoming);
        let is_read = matches!(parts.method, Method::GET | Method::HEAD);
        let profile = if is_read { input.accept_profile } else { input.content_profile };
        let (connection, _) = bailiwick_query::profile(profile);
        let fresh = self.fresh(compiled, &connection).await?;
        let user = self.still(caller, compiled, &fresh, &parts.headers, user).await?;
        let calling = Calling { name: &name, connection: &connection, user: &user, now };
        let found = action::find(&fresh, &calling)?;
        let call = bailiwick_query::parse_call(&input, found, &fresh.config.limits.query)?;
        timing.lap("plan");
        let notes = (timing, &mut *trace);
        let answer = action::answer(self, Arc::clone(&fresh), &calling, &call, notes).await?;
        trace.rows = Some(answer.rows);
        Ok(respond::answer(answer))
    }

    /// The user under a fresher configuration: who may come in may have changed while we looked at the database.
    async fn still(
        &self,
        caller: &Caller,
        before: &Arc<Compiled>,
        fresh: &Arc<Compiled>,
        headers: &header::HeaderMap,
        user: Arc<User>,
    ) -> Result<Arc<User>, Refused> {
        match caller {
            Caller::Gate(_) if !Arc::ptr_eq(&fresh.gate, &before.gate) => {
                let now_seconds = self.clock.now_seconds();
                let user = fresh.gate.admit(headers, now_seconds).await.map_err(Refused::denied)?;
                Ok(Arc::new(enrich(fresh, user).await?))
            }
            _ => Ok(user),
        }
    }
}
