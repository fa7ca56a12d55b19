//! An organization of four people, a team, a role, a program and a standing invitation, and what is changed in it.

use bailiwick_access::SystemRole::{Developer, OrganizationAdministrator, Owner as OwnerRole};
use bailiwick_access::{
    Action, ActionSet, Area, Assigns, Gives, GrantScope, Level, Permission, Permit, Principal,
    Resource, RoleScope, Snapshot, SystemReason, World, normalise, system,
};
use bailiwick_model::{
    AccessRequestId, Account, DatabaseId, GrantId, Invitation, MemberId, Organization,
    OrganizationId, RoleId, TeamId, TokenId,
};
use bailiwick_store::access_requests::{self, Decision, NewAccessRequest};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::invitations::{self, NewInvitation};
use bailiwick_store::roles::{self, NewRole};
use bailiwick_store::service_tokens::{self, NewServiceToken};
use bailiwick_store::teams::{self, NewTeam};
use bailiwick_store::{Act, Error, Tx, accounts, administrators, members, world};

use super::change::Change::{self, *};
use super::change::Who;
use crate::stage::{NOW, Owner, Stage};

/// So long what is asked for lasts, in seconds.
pub(super) const ASKED_SECONDS: u64 = 600;

/// An organization for one trial.
pub(super) struct Scene {
    pub(super) organization: OrganizationId,
    members: [MemberId; 4],
    pub(super) accounts: Vec<Account>,
    pub(super) team: TeamId,
    /// The role `Crew`.
    pub(super) crew: RoleId,
    /// The program, and what it was given.
    pub(super) program: (TokenId, GrantId),
    /// The invitation that stands, as whoever has its link sees it.
    pub(super) standing: (Organization, Invitation),
    pub(super) database: DatabaseId,
    /// The request that waits, and the one that was approved.
    pub(super) requests: [AccessRequestId; 2],
    pub(super) number: u64,
}

pub(super) fn crew(permissions: &[(Area, Level)]) -> NewRole {
    let levels: Vec<Permission> =
        permissions.iter().map(|(area, level)| Permission { area: *area, level: *level }).collect();
    NewRole {
        name: "Crew".parse().unwrap(),
        description: "".parse().unwrap(),
        normal: normalise(&levels, ActionSet::EMPTY, RoleScope::EVERYTHING).unwrap(),
        assigns: Assigns::Own,
    }
}

pub(super) fn given(actions: &[Action]) -> NewGrant {
    NewGrant {
        gives: Gives::Actions(ActionSet::of(actions)),
        scope: GrantScope::Organization,
        production: true,
        expires_at: None,
    }
}

/// A hash that no other link or secret of the run has.
pub(super) fn hash(number: u64, of: u8) -> [u8; 32] {
    let mut hash = [of; 32];
    hash[..8].copy_from_slice(&number.to_be_bytes());
    hash
}

/// A guarded change in a transaction of its own.
async fn done<T>(
    stage: &Stage,
    permit: &Permit,
    change: impl AsyncFnOnce(&mut Tx<'_>, &Act<'_>) -> Result<T, Error>,
) -> T {
    let mut tx = stage.store.begin().await.unwrap();
    let made = change(&mut tx, &stage.act(permit)).await.unwrap();
    tx.commit().await.unwrap();
    made
}

impl Scene {
    pub(super) async fn set(stage: &Stage, number: u64) -> Scene {
        let ana = stage.owner(&format!("ana{number}")).await;
        let organization = ana.organization;
        let others = [("ben", OwnerRole), ("cleo", OrganizationAdministrator), ("dora", Developer)];
        let mut members = vec![ana.member];
        for (name, role) in others {
            members.push(stage.member(organization, &format!("{name}{number}"), role).await);
        }
        let team = Scene::team(stage, &ana, members[3]).await;
        let crew = Scene::crew(stage, &ana, members[3]).await;
        let mut found = Vec::new();
        let mut tx = stage.store.read().await.unwrap();
        for name in ["ana", "ben", "cleo", "dora"] {
            let email = format!("{name}{number}@example.com").parse().unwrap();
            found.push(accounts::find_by_email(&mut tx, &email).await.unwrap().unwrap().0);
        }
        drop(tx);
        let cleo = Owner { account: found[2].clone(), organization, member: members[2] };
        let program = Scene::program(stage, &cleo, number).await;
        let standing = Scene::standing(stage, &cleo, crew, number).await;
        let database = Scene::database(stage, &ana, members[3], number).await;
        let requests = Scene::requests(stage, &ana, members[3]).await;
        let members = members.try_into().unwrap();
        Scene {
            organization,
            members,
            accounts: found,
            team,
            crew,
            program,
            standing,
            database,
            requests,
            number,
        }
    }

    async fn database(stage: &Stage, ana: &Owner, dora: MemberId, number: u64) -> DatabaseId {
        let database = stage.project(ana, &format!("Shop{number}")).await.database.unwrap().id;
        let on = Resource::Database(database);
        let permit = stage.permit(ana, Action::DatabaseMembersUpdate, on).await;
        done(stage, &permit, async |tx, act| administrators::add(tx, act, database, dora).await)
            .await;
        database
    }

    async fn requests(stage: &Stage, ana: &Owner, dora: MemberId) -> [AccessRequestId; 2] {
        let asks = system(Some(ana.organization), SystemReason::Account);
        let mut made = Vec::new();
        for action in [Action::OrganizationUpdate, Action::AuditView] {
            let new = NewAccessRequest {
                member: dora,
                action,
                project: None,
                instance: None,
                database: None,
                reason: "The move".parse().unwrap(),
                seconds: ASKED_SECONDS,
            };
            let create =
                async |tx: &mut Tx<'_>, act: &Act<'_>| access_requests::create(tx, act, new).await;
            made.push(done(stage, &asks, create).await.id);
        }
        let permit = stage.permit(ana, Action::MembersUpdate, Resource::Organization).await;
        let decision = Decision::Approve(given(&[Action::AuditView]), ASKED_SECONDS);
        done(stage, &permit, async |tx, act| {
            access_requests::decide(tx, act, made[1], decision, None).await
        })
        .await;
        [made[0], made[1]]
    }

    async fn team(stage: &Stage, ana: &Owner, dora: MemberId) -> TeamId {
        let permit = stage.permit(ana, Action::TeamsCreate, Resource::Organization).await;
        let new = NewTeam { name: "Crew".parse().unwrap(), description: "".parse().unwrap() };
        let team = done(stage, &permit, async |tx, act| teams::create(tx, act, new).await).await.id;
        let permit = stage.permit(ana, Action::TeamsUpdate, Resource::Organization).await;
        done(stage, &permit, async |tx, act| {
            teams::set_roles(tx, act, team, &[NewGrant::role(Developer.id()).into()], None).await?;
            teams::add_member(tx, act, team, dora).await
        })
        .await;
        team
    }

    async fn crew(stage: &Stage, ana: &Owner, dora: MemberId) -> RoleId {
        let permit = stage.permit(ana, Action::RolesCreate, Resource::Organization).await;
        let new = crew(&[(Area::Instances, Level::Deploy)]);
        let made = done(stage, &permit, async |tx, act| roles::create(tx, act, new).await).await;
        let role = made.definition.id;
        let permit = stage.permit(ana, Action::MembersUpdate, Resource::Organization).await;
        let held = [Developer.id(), role].map(|role| NewGrant::role(role).into());
        done(stage, &permit, async |tx, act| {
            members::set_roles(tx, act, dora, &held, None).await.map(drop)
        })
        .await;
        role
    }

    async fn program(stage: &Stage, cleo: &Owner, number: u64) -> (TokenId, GrantId) {
        let permit = stage.permit(cleo, Action::ServiceTokensCreate, Resource::Organization).await;
        let new = NewServiceToken {
            name: "CI".parse().unwrap(),
            hash: hash(number, 2),
            last_four: "abcd".into(),
            expires_at: Some(NOW.plus_seconds(3_600)),
        };
        let token =
            done(stage, &permit, async |tx, act| service_tokens::create(tx, act, new).await).await;
        let action = Action::ServiceTokenGrantsUpdate;
        let permit = stage.permit(cleo, action, Resource::Organization).await;
        let new = given(&[Action::ProjectsView, Action::InstancesView]);
        let grant = done(stage, &permit, async |tx, act| {
            service_tokens::give(tx, act, token.id, new).await
        });
        (token.id, grant.await.id)
    }

    async fn standing(
        stage: &Stage,
        cleo: &Owner,
        crew: RoleId,
        number: u64,
    ) -> (Organization, Invitation) {
        let permit = stage.permit(cleo, Action::InvitationsCreate, Resource::Organization).await;
        let new = NewInvitation {
            email: format!("newcomer{number}@example.com").parse().unwrap(),
            roles: vec![NewGrant::role(crew)],
            teams: Vec::new(),
            hash: hash(number, 1),
            expires_at: NOW.plus_seconds(60),
        };
        done(stage, &permit, async |tx, act| {
            invitations::create(tx, act, new).await?;
            Ok(invitations::find(tx, &hash(number, 1), NOW).await?.unwrap())
        })
        .await
    }

    pub(super) fn member(&self, who: Who) -> MemberId {
        self.members[who as usize]
    }

    /// The permit as the gate decides it before anything happens.
    pub(super) async fn permit(&self, stage: &Stage, change: Change) -> Option<Permit> {
        let own = |reason| Some(system(Some(self.organization), reason));
        let (who, action) = match change {
            Leaves(_) | Withdraws => return own(SystemReason::Account),
            Accepts | Refuses => return Some(system(None, SystemReason::Invitation)),
            Entrusts(who, _) | Relieves(who, _) => {
                let on = Resource::Database(self.database);
                let (who, action) = (self.member(who), Action::DatabaseMembersUpdate);
                return stage.permit_of(self.organization, who, action, on).await;
            }
            Removes(who, _) => (who, Action::MembersRemove),
            Gives(who, _, _)
            | Copies(who, _, _)
            | Suspends(who, _)
            | Approves(who)
            | Declines(who)
            | Revokes(who) => (who, Action::MembersUpdate),
            Arms(who, _) | Seats(who, _) | Unseats(who, _) => (who, Action::TeamsUpdate),
            Disbands(who) => (who, Action::TeamsDelete),
            Invites(who, _) | Resends(who) => (who, Action::InvitationsCreate),
            Cancels(who) => (who, Action::InvitationsCancel),
            Founds(who) => (who, Action::RolesCreate),
            Widens(who) | Narrows(who) => (who, Action::RolesUpdate),
            Drops(who) => (who, Action::RolesDelete),
            Offers(who) => (who, Action::OrganizationUpdate),
            Mints(who) => (who, Action::ServiceTokensCreate),
            Halts(who) | Rotates(who) => (who, Action::ServiceTokensUpdate),
            Grants(who) | Takes(who) => (who, Action::ServiceTokenGrantsUpdate),
            Ends(who) => (who, Action::ServiceTokensDelete),
        };
        let on = Resource::Organization;
        stage.permit_of(self.organization, self.member(who), action, on).await
    }

    /// What everybody holds in the end, and who is in the team; the same for any two organizations that went alike.
    pub(super) async fn outcome(&self, stage: &Stage, results: [Result<(), Error>; 2]) -> String {
        let mut tx = stage.store.read().await.unwrap();
        let world = world::load(&mut tx, self.organization).await.unwrap();
        let requests = access_requests::list(&mut tx, self.organization, None, NOW).await.unwrap();
        drop(tx);
        assert!(usable_owners(&world) > 0, "nobody owns it: {results:?}");
        let snapshot = Snapshot::fold(&world, NOW);
        let held = |who: Principal| {
            let on = [Resource::Organization, Resource::Database(self.database)];
            on.map(|on| format!("{:?}", snapshot.effective(&who, &on))).join(" and ")
        };
        let teams: Vec<Vec<bool>> =
            world.teams.iter().map(|team| self.who(&team.members)).collect();
        let found: Vec<MemberId> = world.members.iter().map(|one| one.id).collect();
        let newcomers = found.iter().filter(|id| !self.members.contains(id));
        let people: Vec<String> =
            self.members.iter().chain(newcomers).map(|id| held(Principal::Member(*id))).collect();
        let invited: Vec<String> =
            world.invitations.iter().map(|one| held(Principal::Invitation(one.id))).collect();
        let mut roles: Vec<String> = world
            .roles
            .iter()
            .map(|role| format!("{} {:?}", role.name, role.permissions))
            .collect();
        roles.sort();
        let offered = world.default_role == self.crew;
        let programs: Vec<(bool, String)> = world
            .service_tokens
            .iter()
            .map(|one| (one.suspended, held(Principal::ServiceToken(one.id))))
            .collect();
        let states: Vec<_> = requests.iter().map(|one| (one.state, one.grant.is_some())).collect();
        let words =
            results.map(|result| result.map_or_else(|error| word(&error), |()| "done".into()));
        format!(
            "{words:?}\nthere {:?}, in teams {teams:?}, requests {states:?}, offered {offered}\n\
             people {people:?}\ninvited {invited:?}\nroles {roles:?}\nprograms {programs:?}",
            self.who(&found)
        )
    }

    /// Which of the four are among these.
    fn who(&self, among: &[MemberId]) -> Vec<bool> {
        self.members.iter().map(|id| among.contains(id)).collect()
    }
}

fn word(error: &Error) -> String {
    match error {
        Error::Refused(refusal) => refusal.code().to_owned(),
        Error::Conflict { code, .. } => (*code).to_owned(),
        Error::NotFound(noun) => format!("no {noun}"),
        Error::Denied(_) => "denied".to_owned(),
        Error::Version => "changed since".to_owned(),
        other => unreachable!("{other}"),
    }
}

fn usable_owners(world: &World) -> usize {
    let owns = |member: &&bailiwick_access::WorldMember| {
        let gives =
            |grant: &bailiwick_access::GrantDefinition| grant.gives == Gives::Role(OwnerRole.id());
        !member.suspended && member.can_sign_in && member.grants.iter().any(gives)
    };
    world.members.iter().filter(owns).count()
}
