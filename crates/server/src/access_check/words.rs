//! Explanations of the access model, in sentences.

use bailiwick_access::{
    Fix, GrantScope, Obstacle, Principal, Remedy, Source, SystemRole, Verdict, World,
};
use bailiwick_model::RoleId;

/// The name of a role; its id where the role is gone.
pub(super) fn role_name(world: &World, id: RoleId) -> String {
    let custom = || world.roles.iter().find(|role| role.id == id).map(|role| role.name.clone());
    let system = SystemRole::from_id(id).map(|role| role.name().to_owned());
    system.or_else(custom).unwrap_or_else(|| id.to_string())
}

/// Where an allowance comes from.
pub(super) fn because(world: &World, source: &Source) -> String {
    let what = source.role.map_or_else(
        || "single actions".to_owned(),
        |role| format!("the role {}", role_name(world, role)),
    );
    match source.via_team {
        Some(team) => format!("{what}, through the team {team}"),
        None => format!("{what}, given directly"),
    }
}

/// Why a grant does not do.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Granted => "it gives the action",
        Verdict::OutsideScope => "it gives the action, but not there",
        Verdict::ProductionLeftOut => "it gives the action, but leaves production out",
        Verdict::LacksAction => "it does not hold the action",
        Verdict::Expired => "it gave the action until it ended",
        Verdict::NoSuchRole => "its role does not exist",
    }
}

/// What stands in the way before any grant.
pub(super) fn obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::UnknownPrincipal => "there is no such member, team or token in this organization",
        Obstacle::Suspended => "it is suspended and holds nothing",
        Obstacle::NoSuchThing => "there is no such thing, or you may not know of it",
        Obstacle::TokenLacks => "the owner holds the action, but the token does not carry it",
        Obstacle::OwnerLacks => "the token's owner does not hold the action",
    }
}

/// A change that would allow it.
pub(super) fn fix(world: &World, fix: &Fix) -> bailiwick_api::Fix {
    let extra = u64::try_from(fix.extra).unwrap_or(u64::MAX);
    let (sentence, role) = match &fix.remedy {
        Remedy::Assign { role, scope, production } => {
            let but = if *production { "" } else { ", production left out" };
            (format!("give the role {} {}{but}", role_name(world, *role), at(scope)), Some(*role))
        }
        Remedy::NewRole { permissions, actions, .. } => {
            let named: Vec<String> = permissions
                .iter()
                .map(|permission| {
                    format!("{} on {}", permission.level.title(), permission.area.title())
                })
                .chain(actions.iter().map(|action| format!("the action `{action}`")))
                .collect();
            (format!("make a custom role with {}, and give it", named.join(", ")), None)
        }
        Remedy::Renew { grant } => (format!("give the grant {grant} again, which has ended"), None),
        Remedy::Resume { principal: Principal::Member(member) } => {
            (format!("resume the member {member}"), None)
        }
        Remedy::Resume { .. } => ("resume the service token".to_owned(), None),
        Remedy::WidenToken => {
            ("use a token that carries more of what its owner holds".to_owned(), None)
        }
    };
    bailiwick_api::Fix { sentence, role, extra }
}

fn at(scope: &GrantScope) -> String {
    match scope {
        GrantScope::Organization => "on the whole organization".to_owned(),
        GrantScope::Projects(projects) => {
            let ids: Vec<String> = projects.iter().map(ToString::to_string).collect();
            format!("on the projects {}", ids.join(", "))
        }
        GrantScope::Database(database) => format!("on the database {database}"),
        GrantScope::Instance(instance) => format!("on the instance {instance}"),
    }
}
