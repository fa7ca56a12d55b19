//! The engine against cedar-policy: the same worlds written as Cedar policies and entities, and no disagreement.
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![allow(missing_docs, unreachable_pub, dead_code, reason = "worlds are shared between test files")]

#[path = "access/worlds/mod.rs"]
mod worlds;
pub use worlds::*;

use std::fmt::Write as _;
use std::str::FromStr;

use bailiwick_access::*;
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use serde_json::{Value, json};

fn principal_uid(principal: &Principal) -> String {
    match principal {
        Principal::Member(id) => format!("Member::\"{id}\""),
        Principal::Team(id) => format!("Team::\"{id}\""),
        Principal::ServiceToken(id) => format!("ServiceToken::\"{id}\""),
        Principal::PersonalToken(id) => format!("PersonalToken::\"{id}\""),
        Principal::Invitation(id) => format!("Invitation::\"{id}\""),
    }
}

fn resource_uid(resource: &Resource) -> String {
    match resource {
        Resource::Organization => "Organization::\"it\"".into(),
        Resource::Project(id) => format!("Project::\"{id}\""),
        Resource::Instance(id) => format!("Instance::\"{id}\""),
        Resource::Database(id) => format!("Database::\"{id}\""),
        Resource::Branch { database, is_production } => {
            format!("Branch::\"{database}-{is_production}\"")
        }
    }
}

fn entity(kind: &str, id: &str, attributes: Value, parents: &[(&str, String)]) -> Value {
    let parents: Vec<_> =
        parents.iter().map(|(kind, id)| json!({ "type": kind, "id": id })).collect();
    json!({ "uid": { "type": kind, "id": id }, "attrs": attributes, "parents": parents })
}

fn entities(world: &World) -> Entities {
    let mut all = vec![entity("Organization", "it", json!({}), &[])];
    for one in &world.projects {
        all.push(entity(
            "Project",
            &one.id.to_string(),
            json!({}),
            &[("Organization", "it".into())],
        ));
    }
    for one in &world.instances {
        let attributes = json!({ "is_production": one.production });
        all.push(entity(
            "Instance",
            &one.id.to_string(),
            attributes,
            &[("Project", one.project.to_string())],
        ));
    }
    for one in &world.databases {
        let id = one.id.to_string();
        all.push(entity("Database", &id, json!({}), &[("Project", one.project.to_string())]));
        for is_production in [true, false] {
            let attributes = json!({ "is_production": is_production });
            let branch = format!("{id}-{is_production}");
            all.push(entity("Branch", &branch, attributes, &[("Database", id.clone())]));
        }
    }
    for one in &world.members {
        let teams: Vec<_> = world
            .teams
            .iter()
            .filter(|team| team.members.contains(&one.id))
            .map(|team| ("Team", team.id.to_string()))
            .collect();
        all.push(entity("Member", &one.id.to_string(), json!({}), &teams));
    }
    for one in &world.personal_tokens {
        all.push(entity(
            "PersonalToken",
            &one.id.to_string(),
            json!({}),
            &[("Member", one.member.to_string())],
        ));
    }
    Entities::from_json_value(Value::Array(all), None).unwrap()
}

/// A list of actions as Cedar, for those of the set that `belongs` picks.
fn listed(actions: ActionSet, belongs: impl Fn(Action) -> bool) -> String {
    let names = actions
        .iter()
        .filter(|action| belongs(*action))
        .map(|action| format!("Action::\"{action}\""));
    format!("[{}].contains(action)", names.collect::<Vec<_>>().join(", "))
}

/// A grant as one Cedar expression over `action` and `resource`; `None` when it gives nothing.
fn expression(world: &World, grant: &GrantDefinition) -> Option<String> {
    if grant.expires_at.is_some_and(|end| end <= NOW) {
        return None;
    }
    let everything = RoleScope::EVERYTHING;
    let (actions, scope) = match &grant.gives {
        Gives::Actions(actions) => (*actions, &everything),
        Gives::Role(id) => match SystemRole::from_id(*id) {
            Some(system) => (system.actions(), &everything),
            None => world
                .roles
                .iter()
                .find(|role| role.id == *id)
                .map(|role| (role.held(), &role.scope))?,
        },
    };
    let production = grant.production && scope.production;
    let is_wide = grant.scope == GrantScope::Organization;
    let is_whole = is_wide && production && scope.projects.is_all() && scope.instances.is_all();
    let among = |selection: &Selection<_>| match selection {
        Selection::All => "true".to_owned(),
        Selection::Only(named) => {
            let named: Vec<_> = named
                .iter()
                .map(|id: &bailiwick_model::ProjectId| format!("Project::\"{id}\""))
                .collect();
            format!("resource in [{}]", named.join(", "))
        }
    };
    let of_role = among(&scope.projects);
    let of_grant = match &grant.scope {
        GrantScope::Organization => "true".to_owned(),
        GrantScope::Projects(named) => among(&Selection::Only(named.clone())),
        GrantScope::Database(_) | GrantScope::Instance(_) => "false".to_owned(),
    };
    let project = format!("{of_role} && {of_grant}");
    // A selection of all projects holds the organization itself; a named one cannot.
    let container = if is_wide && scope.projects.is_all() {
        "(resource is Organization || resource is Project)".to_owned()
    } else {
        format!("(resource is Project && {project})")
    };
    let instance = match &scope.instances {
        Selection::All => "true".to_owned(),
        Selection::Only(named) => {
            let named: Vec<_> = named.iter().map(|id| format!("Instance::\"{id}\"")).collect();
            format!("[{}].contains(resource)", named.join(", "))
        }
    };
    let in_reach = match &grant.scope {
        GrantScope::Instance(id) => format!("{of_role} && resource == Instance::\"{id}\""),
        _ => project.clone(),
    };
    let database = match &grant.scope {
        GrantScope::Database(id) => format!("{of_role} && resource in Database::\"{id}\""),
        _ => project.clone(),
    };

    let reach = |action: Action| action.level_of();
    let is =
        |names: &'static [&'static str]| move |action: Action| names.contains(&action.as_str());
    let whole = is(&["projects.create", "projects.update", "projects.delete"]);
    let production_acts = is(&[
        "databases.delete",
        "databases.import",
        "databases.update_billing",
        "database_members.update",
        "branches.promote",
        "branches.demote",
        "branches.protect",
        "branches.delete_production",
        "branches.connect_production",
        "backups.restore_production",
        "backups.delete_production",
    ]);
    let development_acts =
        is(&["branches.delete", "branches.connect", "backups.restore", "backups.delete"]);
    let all_instances = scope.instances.is_all();

    let mut parts = Vec::new();
    let mut add = |is_met: bool, actions: String, place: String| {
        if is_met {
            parts.push(format!("({actions} && ({place}))"));
        }
    };
    let organization = |action| reach(action) == Reach::Organization && !whole(action);
    add(is_wide, listed(actions, organization), "resource is Organization".into());
    add(is_whole, listed(actions, is(&["projects.create"])), "resource is Organization".into());
    let change = is(&["projects.update", "projects.delete"]);
    add(
        is_whole,
        listed(actions, change),
        "resource is Organization || resource is Project".into(),
    );
    let plain = is(&["projects.view", "databases.create"]);
    add(true, listed(actions, plain), container.clone());
    add(all_instances, listed(actions, is(&["instances.create"])), container.clone());
    let create_production = is(&["instances.create_production"]);
    add(all_instances && production, listed(actions, create_production), container.clone());
    if let GrantScope::Database(id) = &grant.scope
        && let Some(found) = world.databases.iter().find(|one| one.id == *id)
    {
        let place = format!("{of_role} && resource == Project::\"{}\"", found.project);
        add(true, listed(actions, is(&["projects.view"])), place);
    }
    if let GrantScope::Instance(id) = &grant.scope
        && let Some(found) = world.instances.iter().find(|one| one.id == *id)
    {
        let place = format!("{of_role} && resource == Project::\"{}\"", found.project);
        add(true, listed(actions, is(&["projects.view"])), place);
    }
    let of_instance = |action| reach(action) == Reach::Instance;
    add(all_instances && production, listed(actions, of_instance), container.clone());
    let place = format!(
        "resource is Instance && {in_reach} && {instance} && ({production} || !resource.is_production)"
    );
    add(true, listed(actions, of_instance), place);
    let of_database = |action| reach(action) == Reach::Database;
    let any_side =
        move |action| of_database(action) && !production_acts(action) && !development_acts(action);
    let production_act = move |action| of_database(action) && production_acts(action);
    let development_act = move |action| of_database(action) && development_acts(action);
    add(true, listed(actions, development_act), container.clone());
    add(production, listed(actions, any_side), container.clone());
    add(production, listed(actions, production_act), container);
    let here = |rest: &str| {
        format!(
            "(resource is Database && {database}) || (resource is Branch && {database} && ({rest}))"
        )
    };
    add(
        true,
        listed(actions, any_side),
        here(if production { "true" } else { "!resource.is_production" }),
    );
    add(true, listed(actions, development_act), here("!resource.is_production"));
    add(production, listed(actions, production_act), here("true"));
    Some(parts.join(" || "))
}

fn policies(world: &World) -> PolicySet {
    let mut text = String::new();
    let mut permit = |holder: Principal, grants: &[GrantDefinition]| {
        for expression in grants.iter().filter_map(|grant| expression(world, grant)) {
            let holder = principal_uid(&holder);
            writeln!(
                text,
                "permit(principal in {holder}, action, resource) when {{ {expression} }};"
            )
            .unwrap();
        }
    };
    for one in &world.members {
        permit(Principal::Member(one.id), &one.grants);
    }
    for one in &world.teams {
        permit(Principal::Team(one.id), &one.grants);
    }
    for one in world.service_tokens.iter().filter(|one| !one.suspended) {
        permit(Principal::ServiceToken(one.id), &one.grants);
    }
    for one in &world.invitations {
        permit(Principal::Invitation(one.id), &one.grants);
    }
    for one in world.members.iter().filter(|one| one.suspended) {
        let holder = principal_uid(&Principal::Member(one.id));
        writeln!(text, "forbid(principal in {holder}, action, resource);").unwrap();
    }
    for one in &world.personal_tokens {
        let Some(grants) = &one.grants else { continue };
        let own: Vec<_> = grants.iter().filter_map(|grant| expression(world, grant)).collect();
        let own = if own.is_empty() { "false".to_owned() } else { own.join(" || ") };
        let holder = principal_uid(&Principal::PersonalToken(one.id));
        writeln!(text, "forbid(principal == {holder}, action, resource) unless {{ {own} }};")
            .unwrap();
    }
    PolicySet::from_str(&text).unwrap()
}

/// Cedar stops with an error when the stack of a test thread, unoptimised, is short for a long condition.
const STACK_BYTES: usize = 128 << 20;

#[test]
fn cedar_decides_the_same_on_random_worlds() {
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(compare).unwrap().join().unwrap();
}

fn compare() {
    let authorizer = Authorizer::new();
    let (mut asked, mut allowed) = (0, 0);
    for seed in 1000..1010 {
        let world = world(seed);
        let snapshot = Snapshot::fold(&world, NOW);
        let (policies, entities) = (policies(&world), entities(&world));
        let (principals, resources) = (principals(&world), resources(&world));
        let mut seeded = Seeded::new(seed);
        for round in 0..900 {
            let principal = &principals[seeded.below(principals.len() as u64) as usize];
            let resource = &resources[seeded.below(resources.len() as u64) as usize];
            // Most actions are held nowhere; every other question is about one that somebody holds there.
            let held = snapshot.effective(principal, resource);
            let action = match (round % 3, held.len()) {
                (0, 1..) => held.iter().nth(seeded.below(held.len() as u64) as usize).unwrap(),
                _ => Action::ALL[seeded.below(Action::ALL.len() as u64) as usize],
            };
            let uid = |text: &str| EntityUid::from_str(text).unwrap();
            let request = Request::new(
                uid(&principal_uid(principal)),
                uid(&format!("Action::\"{action}\"")),
                uid(&resource_uid(resource)),
                Context::empty(),
                None,
            )
            .unwrap();
            let response = authorizer.is_authorized(&request, &policies, &entities);
            let errors: Vec<_> = response.diagnostics().errors().map(ToString::to_string).collect();
            assert_eq!(errors, Vec::<String>::new());
            let expected = response.decision() == Decision::Allow;
            assert_eq!(
                held.contains(action),
                expected,
                "{principal:?} {action} {resource:?} in {world:#?}"
            );
            let checked = snapshot.principal(principal).zip(snapshot.node(resource));
            let checked = checked.is_some_and(|(who, what)| snapshot.check(who, action, what));
            assert_eq!(checked, expected, "check: {principal:?} {action} {resource:?}");
            asked += 1;
            allowed += usize::from(expected);
        }
    }
    assert!(asked == 9_000 && allowed > 1_000 && allowed < 6_000, "{allowed}");
}
