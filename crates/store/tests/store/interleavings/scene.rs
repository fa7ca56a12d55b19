//! An organization of four people, a team, a role, a program and a standing invitation, and what is changed in it.

use bailiwick_access::{
    Action, ActionSet, Area, Assigns, Gives, GrantScope, Level, Permission, Permit, Principal,
    Resource, RoleScope, Snapshot, SystemReason, SystemRole, World, normalise, system,
};
use bailiwick_model::{
    Account, GrantId, Invitation, MemberId, MemberState, Organization, OrganizationId, RoleId,
    TeamId, TokenId,
};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::invitations::{self, Answering, NewInvitation};
use bailiwick_store::members::{self, TokensOfMember};
use bailiwick_store::roles::{self, NewRole};
use bailiwick_store::service_tokens::{self, NewServiceToken};
use bailiwick_store::teams::{self, NewTeam};
use bailiwick_store::{Act, Error, Tx, accounts, organization_settings, world};

use crate::stage::{NOW, Owner, Stage};

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
    Suspends(Who, Who),
    Leaves(Who),
    Arms(Who, SystemRole),
    Seats(Who, Who),
    Unseats(Who, Who),
    Invites(Who, SystemRole),
    /// The invitation that stands is accepted, whoever sent it.
    Accepts,
    /// The role `Crew` is made larger.
    Widens(Who),
    /// It is made smaller.
    Narrows(Who),
    /// It is deleted, and who holds it is an organization member instead.
    Drops(Who),
    /// It is what newcomers are given.
    Offers(Who),
    /// The program is given more.
    Grants(Who),
    /// What it was given is taken back.
    Takes(Who),
    /// It ends.
    Ends(Who),
}

use Change::{
    Accepts, Arms, Drops, Ends, Gives as Give, Grants, Invites, Leaves, Narrows, Offers, Removes,
    Seats, Suspends, Takes, Unseats, Widens,
};
use SystemRole::{Developer, OrganizationAdministrator, OrganizationMember, Owner as OwnerRole};
use Who::{Ana, Ben, Cleo, Dora};

/// Ana and Ben own it, Cleo administers it, Dora develops and is of the crew; the team holds what Developer holds and Dora is
/// in it. Cleo made the program and sent the invitation.
pub(super) const CHANGES: [Change; 28] = [
    Removes(Ana, Ben),
    Removes(Ben, Ana),
    Removes(Ben, Cleo),
    Removes(Cleo, Dora),
    Give(Ana, Ana, Developer),
    Give(Ben, Cleo, OwnerRole),
    Give(Ana, Cleo, OrganizationMember),
    Give(Cleo, Dora, OrganizationAdministrator),
    Suspends(Ana, Ben),
    Suspends(Ben, Cleo),
    Leaves(Ben),
    Leaves(Cleo),
    Arms(Cleo, OrganizationAdministrator),
    Seats(Cleo, Cleo),
    Unseats(Ben, Dora),
    Invites(Cleo, Developer),
    Accepts,
    Widens(Cleo),
    Widens(Ben),
    Narrows(Ana),
    Drops(Cleo),
    Drops(Ana),
    Offers(Cleo),
    Offers(Ben),
    Grants(Cleo),
    Grants(Ana),
    Takes(Ben),
    Ends(Cleo),
];

/// An organization for one trial.
pub(super) struct Scene {
    organization: OrganizationId,
    members: [MemberId; 4],
    accounts: Vec<Account>,
    team: TeamId,
    /// The role `Crew`.
    crew: RoleId,
    /// The program, and what it was given.
    program: (TokenId, GrantId),
    /// The invitation that stands, as whoever has its link sees it.
    standing: (Organization, Invitation),
    number: u64,
}

fn crew(permissions: &[(Area, Level)]) -> NewRole {
    let levels: Vec<Permission> =
        permissions.iter().map(|(area, level)| Permission { area: *area, level: *level }).collect();
    NewRole {
        name: "Crew".parse().unwrap(),
        description: "".parse().unwrap(),
        normal: normalise(&levels, ActionSet::EMPTY, RoleScope::EVERYTHING).unwrap(),
        assigns: Assigns::Own,
    }
}

fn given(actions: &[Action]) -> NewGrant {
    NewGrant {
        gives: Gives::Actions(ActionSet::of(actions)),
        scope: GrantScope::Organization,
        production: true,
        expires_at: None,
    }
}

/// A hash that no other link or secret of the run has.
fn hash(number: u64, of: u8) -> [u8; 32] {
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
        let members = members.try_into().unwrap();
        Scene { organization, members, accounts: found, team, crew, program, standing, number }
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

    fn member(&self, who: Who) -> MemberId {
        self.members[who as usize]
    }

    /// The permit as the gate decides it before anything happens.
    pub(super) async fn permit(&self, stage: &Stage, change: Change) -> Option<Permit> {
        let (who, action) = match change {
            Removes(who, _) => (who, Action::MembersRemove),
            Give(who, _, _) | Suspends(who, _) => (who, Action::MembersUpdate),
            Leaves(_) => return Some(system(Some(self.organization), SystemReason::Account)),
            Accepts => return Some(system(None, SystemReason::Invitation)),
            Arms(who, _) | Seats(who, _) | Unseats(who, _) => (who, Action::TeamsUpdate),
            Invites(who, _) => (who, Action::InvitationsCreate),
            Widens(who) | Narrows(who) => (who, Action::RolesUpdate),
            Drops(who) => (who, Action::RolesDelete),
            Offers(who) => (who, Action::OrganizationUpdate),
            Grants(who) | Takes(who) => (who, Action::ServiceTokenGrantsUpdate),
            Ends(who) => (who, Action::ServiceTokensDelete),
        };
        let on = Resource::Organization;
        stage.permit_of(self.organization, self.member(who), action, on).await
    }

    pub(super) async fn make(
        &self,
        stage: &Stage,
        change: Change,
        permit: &Permit,
    ) -> Result<(), Error> {
        let mut tx = stage.store.begin().await?;
        let act = stage.act(permit);
        match change {
            Widens(_) | Narrows(_) | Drops(_) | Offers(_) => {
                self.change_role(&mut tx, &act, change).await?;
            }
            Grants(_) | Takes(_) | Ends(_) => {
                self.change_program(&mut tx, &act, change).await?;
            }
            _ => self.change_people(stage, &mut tx, &act, change).await?,
        }
        tx.commit().await
    }

    /// Whoever changes the role read it when it was made, so the second of two editors is told.
    async fn change_role(
        &self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        match change {
            Drops(_) => {
                let instead = Some(OrganizationMember.id());
                roles::delete(tx, act, self.crew, None, instead).await
            }
            Offers(_) => {
                let default_role = Some(self.crew);
                let wanted = organization_settings::Change { default_role, ..Default::default() };
                organization_settings::update(tx, act, wanted, None).await.map(drop)
            }
            _ => {
                let role = match change {
                    Narrows(_) => crew(&[(Area::Projects, Level::View)]),
                    _ => crew(&[(Area::Instances, Level::Manage), (Area::Team, Level::Manage)]),
                };
                roles::update(tx, act, self.crew, 1, role).await.map(drop)
            }
        }
    }

    async fn change_program(
        &self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        let (token, grant) = self.program;
        match change {
            Takes(_) => service_tokens::take(tx, act, token, grant).await,
            Ends(_) => service_tokens::delete(tx, act, token, None).await,
            _ => {
                let more = given(&[Action::MembersView, Action::TeamsUpdate]);
                service_tokens::give(tx, act, token, more).await.map(drop)
            }
        }
    }

    async fn change_people(
        &self,
        stage: &Stage,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        match change {
            Removes(_, whom) => {
                let member = self.member(whom);
                members::remove(tx, act, member, TokensOfMember::Keep, None).await?;
            }
            Give(_, whom, role) => {
                let wanted = [NewGrant::role(role.id()).into()];
                members::set_roles(tx, act, self.member(whom), &wanted, None).await?;
            }
            Suspends(_, whom) => {
                let state = MemberState::Suspended;
                members::set_state(tx, act, self.member(whom), state, None).await?;
            }
            Leaves(who) => {
                let account = &self.accounts[who as usize];
                members::leave(tx, act, account, TokensOfMember::Keep).await?;
            }
            Arms(_, role) => {
                let wanted = [NewGrant::role(role.id()).into()];
                teams::set_roles(tx, act, self.team, &wanted, None).await?;
            }
            Seats(_, whom) => {
                teams::add_member(tx, act, self.team, self.member(whom)).await?;
            }
            Unseats(_, whom) => {
                teams::remove_member(tx, act, self.team, self.member(whom)).await?;
            }
            Accepts => {
                let (organization, invitation) = &self.standing;
                let who = Answering::New(stage.new_account(&format!("newcomer{}", self.number)));
                invitations::accept(tx, act, organization, invitation, who).await?;
            }
            Invites(_, role) => {
                let new = NewInvitation {
                    email: format!("guest{}@example.com", self.number).parse().unwrap(),
                    roles: vec![NewGrant::role(role.id())],
                    teams: Vec::new(),
                    hash: hash(self.number, 0),
                    expires_at: NOW.plus_seconds(60),
                };
                invitations::create(tx, act, new).await?;
            }
            other => unreachable!("{other:?} is of a role or of the program"),
        }
        Ok(())
    }

    /// What everybody holds in the end, and who is in the team; the same for any two organizations that went alike.
    pub(super) async fn outcome(&self, stage: &Stage, results: [Result<(), Error>; 2]) -> String {
        let mut tx = stage.store.read().await.unwrap();
        let world = world::load(&mut tx, self.organization).await.unwrap();
        drop(tx);
        assert!(usable_owners(&world) > 0, "nobody owns it: {results:?}");
        let snapshot = Snapshot::fold(&world, NOW);
        let held =
            |who: Principal| format!("{:?}", snapshot.effective(&who, &Resource::Organization));
        let is_seated = |member: &MemberId| world.teams[0].members.contains(member);
        let seated: Vec<bool> = self.members.iter().map(is_seated).collect();
        let is_there = |id: &MemberId| world.members.iter().any(|one| one.id == *id);
        let there: Vec<bool> = self.members.iter().map(is_there).collect();
        let newcomers = world.members.iter().map(|one| one.id);
        let newcomers: Vec<MemberId> = newcomers.filter(|id| !self.members.contains(id)).collect();
        let people: Vec<String> =
            self.members.iter().chain(&newcomers).map(|id| held(Principal::Member(*id))).collect();
        let invited: Vec<String> =
            world.invitations.iter().map(|one| held(Principal::Invitation(one.id))).collect();
        let crew = world.roles.iter().find(|one| one.id == self.crew);
        let crew = crew.map(|role| format!("{:?}", role.permissions));
        let offered = world.default_role == self.crew;
        let program = world.service_tokens.iter().any(|one| one.id == self.program.0);
        let program = program.then(|| held(Principal::ServiceToken(self.program.0)));
        let words =
            results.map(|result| result.map_or_else(|error| word(&error), |()| "done".into()));
        format!(
            "{words:?} {there:?} {seated:?} {invited:?} {crew:?} {offered} {program:?} {people:?}"
        )
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
