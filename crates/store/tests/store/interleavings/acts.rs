//! What each change asks of the store.

use bailiwick_access::{Action, Area, Level, Permit, SystemRole};
use bailiwick_model::MemberState;
use bailiwick_store::access_requests::{self, Decision};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::invitations::{self, Answering, NewInvitation};
use bailiwick_store::members::{self, TokensOfMember};
use bailiwick_store::roles::{self, NewRole};
use bailiwick_store::service_tokens::{self, NewServiceToken, Rotation, ServiceTokenChange};
use bailiwick_store::{Act, Error, Tx, administrators, organization_settings, teams};

use super::change::Change::{self, *};
use super::change::Who;
use super::scene::{ASKED_SECONDS, Scene, crew, given, hash};
use crate::stage::{NOW, Stage};

impl Scene {
    pub(super) async fn make(
        &self,
        stage: &Stage,
        change: Change,
        permit: &Permit,
    ) -> Result<(), Error> {
        let mut tx = stage.store.begin().await?;
        let act = stage.act(permit);
        match change {
            Founds(_) | Widens(_) | Narrows(_) | Drops(_) | Offers(_) => {
                self.change_role(&mut tx, &act, change).await?;
            }
            Mints(_) | Grants(_) | Takes(_) | Halts(_) | Rotates(_) | Ends(_) => {
                self.change_program(&mut tx, &act, change).await?;
            }
            Invites(..) | Accepts | Refuses | Resends(_) | Cancels(_) => {
                self.change_invitation(stage, &mut tx, &act, change).await?;
            }
            Approves(_) | Declines(_) | Withdraws | Revokes(_) => {
                self.change_request(&mut tx, &act, change).await?;
            }
            Arms(..) | Seats(..) | Unseats(..) | Disbands(_) => {
                self.change_team(&mut tx, &act, change).await?;
            }
            _ => self.change_people(&mut tx, &act, change).await?,
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
                let instead = Some(SystemRole::OrganizationMember.id());
                roles::delete(tx, act, self.crew, None, instead).await
            }
            Founds(_) => {
                let watch = NewRole {
                    name: "Watch".parse().unwrap(),
                    ..crew(&[(Area::AuditLog, Level::View)])
                };
                roles::create(tx, act, watch).await.map(drop)
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
            Mints(_) => {
                let new = NewServiceToken {
                    name: "Robot".parse().unwrap(),
                    hash: hash(self.number, 3),
                    last_four: "efgh".into(),
                    expires_at: None,
                };
                service_tokens::create(tx, act, new).await.map(drop)
            }
            Halts(_) => {
                let halt = ServiceTokenChange { is_suspended: Some(true), name: None };
                service_tokens::update(tx, act, token, halt, None).await.map(drop)
            }
            Rotates(_) => {
                let rotation = Rotation {
                    hash: hash(self.number, 4),
                    last_four: "ijkl".into(),
                    previous_until: None,
                    expires_at: None,
                };
                service_tokens::rotate(tx, act, token, rotation, None).await.map(drop)
            }
            _ => {
                let more = given(&[Action::MembersView, Action::TeamsUpdate]);
                service_tokens::give(tx, act, token, more).await.map(drop)
            }
        }
    }

    async fn change_people(
        &self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        match change {
            Removes(_, whom) => {
                let member = self.member(whom);
                members::remove(tx, act, member, TokensOfMember::Keep, None).await?;
            }
            Gives(_, whom, role) => {
                let wanted = [NewGrant::role(role.id()).into()];
                members::set_roles(tx, act, self.member(whom), &wanted, None).await?;
            }
            Copies(_, whom, from) => {
                members::copy(tx, act, self.member(whom), self.member(from), None).await?;
            }
            Suspends(_, whom) => {
                let state = MemberState::Suspended;
                members::set_state(tx, act, self.member(whom), state, None).await?;
            }
            Leaves(who) => {
                let account = &self.accounts[who as usize];
                members::leave(tx, act, account, TokensOfMember::Keep).await?;
            }
            Entrusts(_, whom) => {
                administrators::add(tx, act, self.database, self.member(whom)).await?;
            }
            Relieves(_, whom) => {
                administrators::remove(tx, act, self.database, self.member(whom)).await?;
            }
            other => unreachable!("{other:?} is of somebody else"),
        }
        Ok(())
    }

    async fn change_team(
        &self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        match change {
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
            _ => teams::delete(tx, act, self.team, None).await?,
        }
        Ok(())
    }

    async fn change_invitation(
        &self,
        stage: &Stage,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        let (organization, invitation) = &self.standing;
        let end = NOW.plus_seconds(60);
        match change {
            Accepts => {
                let who = Answering::New(stage.new_account(&format!("newcomer{}", self.number)));
                invitations::accept(tx, act, organization, invitation, who).await?;
            }
            Refuses => invitations::decline(tx, act, organization, invitation, None).await?,
            Resends(_) => {
                let link = hash(self.number, 5);
                invitations::resend(tx, act, invitation.id, &link, end, None).await?;
            }
            Invites(_, role) => {
                let new = NewInvitation {
                    email: format!("guest{}@example.com", self.number).parse().unwrap(),
                    roles: vec![NewGrant::role(role.id())],
                    teams: Vec::new(),
                    hash: hash(self.number, 0),
                    expires_at: end,
                };
                invitations::create(tx, act, new).await?;
            }
            _ => invitations::cancel(tx, act, invitation.id, None).await?,
        }
        Ok(())
    }

    async fn change_request(
        &self,
        tx: &mut Tx<'_>,
        act: &Act<'_>,
        change: Change,
    ) -> Result<(), Error> {
        let [waiting, approved] = self.requests;
        let decided = match change {
            Approves(_) => {
                let grant = given(&[Action::OrganizationUpdate]);
                let decision = Decision::Approve(grant, ASKED_SECONDS);
                access_requests::decide(tx, act, waiting, decision, None).await
            }
            Declines(_) => access_requests::decide(tx, act, waiting, Decision::Decline, None).await,
            Withdraws => access_requests::withdraw(tx, act, self.member(Who::Dora), waiting).await,
            _ => access_requests::revoke(tx, act, approved, None).await,
        };
        decided.map(drop)
    }
}
