//! G3: a stateful model test. Random people and programs ask for random changes, one after another, of a real server.
//! After each request the store is read, and
//!
//! - a change that was made is one that the rules, written apart from the engine, let its actor make (I1, I2);
//! - a request that was refused changed nothing, and an owner who can sign in remains (I3);
//! - nothing names what is not there (I4), and every role is in its normal form (I5);
//! - whoever is suspended or gone is nobody, by whatever credential (I6);
//! - the naive oracle and the engine agree on random triples, in memory and over HTTP.
//!
//! It runs for as long as `ATTACK_SECONDS` says, from the seed `ATTACK_SEED`; a failure names the seed and the step.

#[path = "model/acts.rs"]
mod acts;
#[allow(unreachable_pub, dead_code, reason = "worlds are shared between tests")]
#[path = "../../../access/tests/access/worlds/judge.rs"]
mod judge;
#[allow(unreachable_pub, dead_code, reason = "worlds are shared between tests")]
#[path = "../../../access/tests/access/worlds/lists.rs"]
mod lists;
#[allow(unreachable_pub, dead_code, reason = "worlds are shared between tests")]
#[path = "../../../access/tests/access/worlds/oracle.rs"]
mod oracle;
#[allow(unreachable_pub, dead_code, reason = "worlds are shared between tests")]
#[path = "../../../access/tests/access/worlds/touched.rs"]
mod touched;
#[allow(unreachable_pub, dead_code, unused_imports, reason = "worlds are shared between tests")]
#[path = "../../../access/tests/access/worlds/mod.rs"]
mod worlds;

use std::collections::BTreeMap;
use std::time::Instant;

use bailiwick_access::{
    Action, Area, Gives, GrantDefinition, Level, Permission, Principal, Resource, RoleScope,
    Snapshot, SystemRole, World, close,
};
use bailiwick_model::{OrganizationId, Timestamp};
use bailiwick_server::Clock;
use bailiwick_store::Store;
use serde_json::json;
use worlds::{INVITATION, NOW, Seeded, id, principals, resources};

use super::custom_roles::House;
use super::service_tokens::Robot;
use crate::support::{Client, Reply, budget, seed};

/// Somebody who asks, by one credential.
#[derive(Clone)]
struct Actor {
    who: Principal,
    client: Client,
}

/// The organization, those who ask in it, and what their requests made.
struct Model {
    house: House,
    store: Store,
    organization: OrganizationId,
    actors: Vec<Actor>,
    /// Somebody of another organization, who knows every id of this one.
    stranger: Client,
    /// The links of invitations, by their ids.
    links: BTreeMap<String, String>,
    /// The ids of what people asked to be let do.
    requests: Vec<String>,
    made: u64,
}

impl Model {
    async fn build() -> Model {
        let house = House::build().await;
        let url = format!("sqlite://{}", house.server.data().join("bailiwick.db").display());
        let store = Store::open(&url).await.unwrap();
        let organization = house.organization.rsplit('/').next().unwrap().parse().unwrap();
        let stranger = house.server.sign_up("stranger").await;
        let actors = Vec::new();
        let (links, requests) = (BTreeMap::new(), Vec::new());
        let mut model =
            Model { house, store, organization, actors, stranger, links, requests, made: 0 };
        model.cast().await;
        model
    }

    /// People of all ranks, and two programs.
    async fn cast(&mut self) {
        let house = &self.house;
        let there = json!({ "scope": { "projects": [house.tracker] } });
        let assigned =
            [SystemRole::Developer, SystemRole::OrganizationMember].map(|one| one.id().to_string());
        let manager = [("team", "manage"), ("service_tokens", "manage")];
        let roles = [
            ("second", SystemRole::Owner.id().to_string()),
            ("admin", SystemRole::OrganizationAdministrator.id().to_string()),
            ("dora", SystemRole::Developer.id().to_string()),
            ("plain", SystemRole::OrganizationMember.id().to_string()),
            ("manager", house.made("Manager", &manager, json!({})).await),
            ("hr", house.made("HR", &manager[..1], json!({ "assigns": assigned })).await),
            (
                "lead",
                house.made("Lead", &[("team", "manage"), ("instances", "deploy")], there).await,
            ),
        ];
        let mut people = vec![house.owner.clone()];
        for (name, role) in &roles {
            people.push(house.member(name, role).await);
        }
        let robots = [
            Robot::of(&house.owner, &house.organization, "Reader").await,
            Robot::of(&house.owner, &house.organization, "People").await,
        ];
        let people_actions = json!({ "actions": [
            "members.view", "members.update", "members.remove", "teams.view", "teams.create", "teams.update",
            "teams.delete", "roles.view", "roles.create", "roles.update", "roles.delete", "projects.view",
            "service_tokens.view", "service_tokens.update", "service_token_grants.update",
        ] });
        for (robot, grant) in robots.iter().zip([json!({ "preset": "deploy" }), people_actions]) {
            assert_eq!(robot.grant(grant).await.status, 201);
            let who = Principal::ServiceToken(last(&robot.path).parse().unwrap());
            self.actors.push(Actor { who, client: robot.client.clone() });
        }
        for (place, client) in people.into_iter().enumerate() {
            self.enter(client, place % 2 == 0).await;
        }
    }

    /// A person who signed in asks by the session, and some by a token that carries everything.
    async fn enter(&mut self, session: Client, by_token: bool) {
        let member = session.member_id().await.parse().unwrap();
        self.actors.push(Actor { who: Principal::Member(member), client: session.clone() });
        if !by_token {
            return;
        }
        let minted = session.post("/api/v1/account/tokens", json!({ "name": "all" })).await;
        if minted.status == 201 {
            let token = minted.body["secret"].as_str().unwrap().to_owned();
            let client = Client { cookie: None, token: Some(token), ..session };
            let who = Principal::PersonalToken(minted.id().parse().unwrap());
            self.actors.push(Actor { who, client });
        }
    }

    fn now(&self) -> Timestamp {
        self.house.server.clock.now()
    }

    async fn world(&self) -> World {
        let mut tx = self.store.read().await.unwrap();
        bailiwick_store::world::load(&mut tx, self.organization).await.unwrap()
    }

    /// Who a credential is now: a person who was removed and invited again is another member.
    fn acting(&self, actor: &Actor, world: &World) -> bool {
        match actor.who {
            Principal::Member(id) => world.members.iter().any(|one| one.id == id && !one.suspended),
            Principal::PersonalToken(id) => world.personal_tokens.iter().any(|one| {
                one.id == id
                    && world
                        .members
                        .iter()
                        .any(|member| member.id == one.member && !member.suspended)
            }),
            Principal::ServiceToken(id) => {
                world.service_tokens.iter().any(|one| one.id == id && !one.suspended)
            }
            _ => false,
        }
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The world as it would be if now were the instant that the oracle knows, without its number; and without grants of
/// people that have ended, which the server takes away when it comes to it.
fn moved(world: &World, now: Timestamp) -> World {
    let mut world = world.clone();
    world.epoch = 0;
    let lives = |grant: &GrantDefinition| grant.expires_at.is_none_or(|end| end > now);
    world.members.iter_mut().for_each(|one| one.grants.retain(lives));
    world.teams.iter_mut().for_each(|one| one.grants.retain(lives));
    let shift = |grants: &mut Vec<GrantDefinition>| {
        for grant in grants {
            grant.expires_at = grant.expires_at.map(|end| Timestamp(end.0 - now.0 + NOW.0));
        }
    };
    world.members.iter_mut().for_each(|one| shift(&mut one.grants));
    world.teams.iter_mut().for_each(|one| shift(&mut one.grants));
    world.service_tokens.iter_mut().for_each(|one| shift(&mut one.grants));
    world.invitations.iter_mut().for_each(|one| shift(&mut one.grants));
    world.personal_tokens.iter_mut().filter_map(|one| one.grants.as_mut()).for_each(shift);
    world
}

/// I4: what is named is there, but for roles that were deleted: they give nothing.
fn names_what_is_there(world: &World) {
    let known = |principal: &Principal| match principal {
        Principal::Member(id) => world.members.iter().any(|one| one.id == *id),
        _ => true,
    };
    for team in &world.teams {
        assert!(team.members.iter().all(|one| known(&Principal::Member(*one))), "{team:?}");
    }
    for token in &world.personal_tokens {
        assert!(known(&Principal::Member(token.member)), "{token:?}");
    }
    for grant in judge::all_grants(world) {
        if let Gives::Role(role) = grant.gives {
            let is_there =
                SystemRole::from_id(role).is_some() || world.roles.iter().any(|one| one.id == role);
            assert!(is_there, "{grant:?}");
        }
    }
}

/// I5: closed over parents, levels that are offered, no area twice, something in it, Manage on Projects everywhere.
fn is_normal(world: &World) {
    for role in world.roles.iter().filter(|one| one.system.is_none()) {
        assert_eq!(close(&role.permissions), role.permissions, "{role:?}");
        assert!(!role.permissions.is_empty() || !role.actions.is_empty(), "{role:?}");
        assert!(role.permissions.iter().all(|one| one.area.levels().contains(&one.level)));
        let manages = Permission { area: Area::Projects, level: Level::Manage };
        if role.permissions.contains(&manages) {
            assert_eq!(role.scope, RoleScope::EVERYTHING, "{role:?}");
        }
    }
}

/// The oracle and the engine on random triples.
fn agree(seeded: &mut Seeded, world: &World, triples: u64) {
    let snapshot = Snapshot::fold(world, NOW);
    let oracle = oracle::Oracle::of(world);
    let (principals, resources) = (principals(world), resources(world));
    for _ in 0..triples {
        let who = &principals[seeded.below(principals.len() as u64) as usize];
        let action = Action::ALL[seeded.below(Action::ALL.len() as u64) as usize];
        let on = &resources[seeded.below(resources.len() as u64) as usize];
        let (said, expected) =
            (snapshot.effective(who, on).contains(action), oracle.allows(who, action, on));
        assert_eq!(said, expected, "{who:?} {action} on {on:?}");
    }
}

impl Model {
    /// An owner who can ask.
    fn owner(&self, world: &World) -> Option<&Actor> {
        let oracle = oracle::Oracle::of(world);
        let owns = |who| oracle.allows(who, Action::OwnersManage, &Resource::Organization);
        self.actors.iter().find(|one| self.acting(one, world) && owns(&one.who))
    }

    /// The oracle and the server on random triples, asked by somebody who may explain.
    async fn ask(&self, seeded: &mut Seeded, world: &World) {
        let oracle = oracle::Oracle::of(world);
        let asker = self.owner(world);
        let Some(asker) = asker else { return };
        let members = &world.members;
        let who = &members[seeded.below(members.len() as u64) as usize];
        let (mut checks, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let action = Action::ALL[seeded.below(Action::ALL.len() as u64) as usize];
            let (on, question) = match seeded.below(4) {
                0 => (Resource::Organization, json!({ "action": action.to_string() })),
                1 => {
                    let one = world.projects[seeded.below(world.projects.len() as u64) as usize].id;
                    (
                        Resource::Project(one),
                        json!({ "action": action.to_string(), "project": one.to_string() }),
                    )
                }
                2 => {
                    let one =
                        world.instances[seeded.below(world.instances.len() as u64) as usize].id;
                    (
                        Resource::Instance(one),
                        json!({ "action": action.to_string(), "instance": one.to_string() }),
                    )
                }
                _ => {
                    let one =
                        world.databases[seeded.below(world.databases.len() as u64) as usize].id;
                    (
                        Resource::Database(one),
                        json!({ "action": action.to_string(), "database": one.to_string() }),
                    )
                }
            };
            expected.push(oracle.allows(&Principal::Member(who.id), action, &on));
            checks.push(question);
        }
        let path = format!("{}/access/check", self.house.organization);
        let principal = json!({ "member": who.id.to_string() });
        let body = json!({ "principal": principal, "checks": checks });
        let reply = asker.client.post(&path, body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let said: Vec<bool> = reply.body["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["allowed"].as_bool().unwrap())
            .collect();
        assert_eq!(said, expected, "{who:?}: {checks:?}");
    }

    /// I6: a credential of somebody who is suspended or gone opens nothing.
    async fn is_over(&self, seeded: &mut Seeded, world: &World) {
        let dead: Vec<&Actor> = self.actors.iter().filter(|one| !self.acting(one, world)).collect();
        if dead.is_empty() {
            return;
        }
        let one = dead[seeded.below(dead.len() as u64) as usize];
        let reply = one.client.get(&self.house.organization).await;
        // Whoever was invited again is there as another member.
        let is_again = matches!(one.who, Principal::Member(_) | Principal::PersonalToken(_))
            && reply.status == 200
            && one.client.get("/api/v1/me").await.body["organizations"] != json!([]);
        assert!(matches!(reply.status, 401 | 404) || is_again, "{:?}: {}", one.who, reply.text);
    }

    /// Who answers for a request: the caller; for an invitation that is accepted, whoever sent it.
    fn answers(&self, act: &acts::Act, actor: &Actor, before: &World) -> Principal {
        let Some(invitation) = &act.accepts else { return actor.who };
        let sent = before.invitations.iter().find(|one| one.id.to_string() == *invitation);
        let inviter = sent.map(|one| one.inviter);
        let member = before.members.iter().find(|one| Some(one.account) == inviter);
        member.map_or(actor.who, |member| Principal::Member(member.id))
    }

    /// What a request that was done made, for later requests.
    async fn remember(&mut self, act: &acts::Act, actor: &Actor, reply: &Reply) {
        self.made += 1;
        if let Some(link) = reply.body["link"].as_str() {
            self.links.insert(reply.id(), last(link).to_owned());
        }
        if act.accepts.is_some()
            && let Some(cookie) = reply.cookie()
        {
            let client = Client { cookie: Some(cookie), ..self.house.server.stranger() };
            self.enter(client, self.made.is_multiple_of(2)).await;
        }
        if act.kind == "access_ask" {
            self.requests.push(reply.id());
        }
        let Some(secret) = reply.body["secret"].as_str() else { return };
        let client =
            Client { cookie: None, token: Some(secret.to_owned()), ..actor.client.clone() };
        let who = match act.path.contains("/service-tokens") {
            true => Principal::ServiceToken(reply.id().parse().unwrap()),
            false => Principal::PersonalToken(reply.id().parse().unwrap()),
        };
        // One that is rotated asks by its new secret from now on.
        match self.actors.iter_mut().find(|one| one.who == who) {
            Some(actor) => actor.client = client,
            None => self.actors.push(Actor { who, client }),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g3_no_sequence_of_requests_gets_anybody_more_than_they_could_be_given() {
    let mut model = Model::build().await;
    let seed = seed();
    let mut seeded = Seeded::new(seed);
    let mut said: BTreeMap<(String, u16), u64> = BTreeMap::new();
    let (began, budget) = (Instant::now(), budget());
    let (mut step, mut refused, mut before) = (0, 0, model.world().await);
    while began.elapsed() < budget {
        step += 1;
        if seeded.chance(3) {
            model.house.server.clock.advance(20);
        }
        let place = seeded.below(model.actors.len() as u64) as usize;
        let actor = model.actors[place].clone();
        let act = acts::random(&mut seeded, &model, &before, &actor);
        let owner = model.owner(&moved(&before, model.now())).filter(|_| act.by_owner).cloned();
        let actor = owner.unwrap_or(actor);
        let by_stranger = seeded.chance(5);
        let client = match (&act.accepts, by_stranger) {
            (Some(_), _) => model.house.server.stranger(),
            (None, true) => model.stranger.clone(),
            (None, false) => actor.client.clone(),
        };
        let now = model.now();
        let reply = client.json(act.method.clone(), &act.path, act.body.clone()).await;
        let what =
            format!("seed {seed}, step {step}: {:?} asks {act:?}: {}", actor.who, reply.text);
        assert!(reply.status < 500, "{what}");
        let after = model.world().await;
        let (was, is) = (moved(&before, now), moved(&after, now));
        let is_void = reply.code() == "invitation_void";
        if is_void {
            let kept = World { invitations: is.invitations.clone(), ..was.clone() };
            assert!(kept == is && is.invitations.len() < was.invitations.len(), "{what}");
        } else if was == is {
            refused += u64::from(reply.status >= 400);
        } else {
            assert!(reply.status < 300, "it was refused and done: {what}");
            assert!(!by_stranger || act.accepts.is_some(), "by a stranger: {what}");
            let answers = model.answers(&act, &actor, &before);
            let broken = judge::judge(&was, &is, &answers, &[], NOW);
            // Whose things are changed is nobody's rank: it counts that they are given no more than the actor holds.
            let is_of_thing = act.kind == acts::INSTANCE_UPDATE;
            let broken = broken.filter(|rule| !is_of_thing || *rule != "target_above_actor");
            assert_eq!(broken, None, "{what}");
        }
        assert!(judge::owners(&is) > 0, "nobody owns it: {what}");
        names_what_is_there(&is);
        is_normal(&is);
        agree(&mut seeded, &is, 30);
        if seeded.chance(20) {
            model.is_over(&mut seeded, &is).await;
        }
        if seeded.chance(10) {
            model.ask(&mut seeded, &moved(&after, model.now())).await;
        }
        if reply.status < 300 {
            model.remember(&act, &actor, &reply).await;
        }
        *said.entry((act.kind.to_owned(), reply.status)).or_default() += 1;
        before = model.world().await;
    }
    let mut tx = model.store.read().await.unwrap();
    let log = bailiwick_store::audit::verify(&mut tx, Some(model.organization)).await.unwrap();
    assert!(log.is_ok(), "{log:?}");
    assert!(step > 20 && model.made > 3 && refused > 3, "{step} steps: {said:?}");
}
