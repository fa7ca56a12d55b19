//! An open store with an owner in it, and permits decided as the gate decides them.

use std::sync::atomic::{AtomicU64, Ordering};

use bailiwick_access::{
    Action, Gives, GrantDefinition, GrantScope, NodeKind, Permit, Principal, Resource, Snapshot,
    SystemReason, SystemRole, WorldMember, decide, system,
};
use bailiwick_model::{
    Account, AccountId, GrantId, Id, MemberId, OrganizationId, RequestId, Timestamp,
};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::audit::Sight;
use bailiwick_store::instances::NewInstance;
use bailiwick_store::organizations::NewOrganization;
use bailiwick_store::projects::{Created, NewProject};
use bailiwick_store::{Act, Error, Ids, Page, Store, Tx, accounts, members, projects, world};
use bailiwick_testkit::{SqliteFile, TestDatabase};

pub const NOW: Timestamp = Timestamp(1_795_248_000_000_000);
pub const PAGE: Page = Page { limit: 100, after: None, search: None };

/// Ids that count: no two alike in one run, not even of two processes.
pub struct Counting(AtomicU64);

impl Ids for Counting {
    fn id(&self) -> Id {
        let number = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        let process = std::process::id().to_be_bytes();
        let half = [process[2], process[3], number[4], number[5], number[6], number[7]];
        Id::new(NOW.milliseconds(), half)
    }
}

pub enum Place {
    Sqlite(SqliteFile),
    Postgres(TestDatabase),
    /// Somebody else's, by its URL.
    At(String),
}

impl Place {
    pub fn sqlite() -> Self {
        Place::Sqlite(bailiwick_testkit::sqlite())
    }

    pub async fn postgres() -> Self {
        Place::Postgres(bailiwick_testkit::postgres().await.database().await)
    }

    pub fn at(url: String) -> Self {
        Place::At(url)
    }

    pub fn url(&self) -> String {
        match self {
            Place::At(url) => url.clone(),
            Place::Sqlite(file) => file.url(),
            Place::Postgres(database) => database.url.clone(),
        }
    }

    /// Runs statements behind the store's back.
    pub async fn run(&self, sql: &str) {
        match self {
            Place::Sqlite(file) => file.run(sql),
            Place::At(_) => unreachable!("a writer runs nothing behind the store's back"),
            Place::Postgres(database) => {
                bailiwick_testkit::postgres().await.run(&database.name, sql).await
            }
        }
    }
}

/// Someone who owns an organization.
#[derive(Clone)]
pub struct Owner {
    pub account: Account,
    pub organization: OrganizationId,
    pub member: MemberId,
}

pub struct Stage {
    pub place: Place,
    pub store: Store,
    pub ids: Counting,
}

impl Stage {
    pub async fn on(place: Place) -> Self {
        let store = Store::open(&place.url()).await.unwrap();
        store.migrate().await.unwrap();
        Stage { place, store, ids: Counting(AtomicU64::new(1)) }
    }

    pub fn act<'a>(&'a self, permit: &'a Permit) -> Act<'a> {
        let request_id = RequestId(self.ids.id());
        Act {
            permit,
            now: NOW,
            ids: &self.ids,
            request_id,
            address: Some("192.0.2.7"),
            credential: None,
        }
    }

    pub fn new_account(&self, name: &str) -> NewAccount {
        NewAccount {
            email: format!("{name}@example.com").parse().unwrap(),
            password_hash: "$argon2id$none".into(),
            display_name: name.parse().unwrap(),
            is_operator: false,
        }
    }

    pub async fn owner(&self, name: &str) -> Owner {
        let mut tx = self.store.begin().await.unwrap();
        let permit = system(None, SystemReason::SignUp);
        let organization = NewOrganization {
            name: format!("{name} Inc.").parse().unwrap(),
            plan: "self_hosted".into(),
        };
        let account =
            accounts::create(&mut tx, &self.act(&permit), self.new_account(name), organization)
                .await
                .unwrap();
        let found = members::of_account(&mut tx, account.id, NOW).await.unwrap();
        tx.commit().await.unwrap();
        Owner { account, organization: found[0].0.id, member: found[0].1.id }
    }

    pub async fn member(
        &self,
        organization: OrganizationId,
        name: &str,
        role: SystemRole,
    ) -> MemberId {
        let mut tx = self.store.begin().await.unwrap();
        let permit = system(Some(organization), SystemReason::Demonstration);
        let new = self.new_account(name);
        let (_, member) =
            members::add(&mut tx, &self.act(&permit), organization, new, role.id(), None)
                .await
                .unwrap();
        tx.commit().await.unwrap();
        member.id
    }

    /// A permit as the gate makes it, from the state in the store.
    pub async fn permit(&self, owner: &Owner, action: Action, resource: Resource) -> Permit {
        self.permit_of(owner.organization, owner.member, action, resource).await.unwrap()
    }

    pub async fn permit_of(
        &self,
        organization: OrganizationId,
        member: MemberId,
        action: Action,
        resource: Resource,
    ) -> Option<Permit> {
        let snapshot = self.snapshot(organization).await;
        decide(&snapshot, &Principal::Member(member), action, &resource).ok()
    }

    pub async fn snapshot(&self, organization: OrganizationId) -> Snapshot {
        let mut tx = self.store.read().await.unwrap();
        Snapshot::fold(&world::load(&mut tx, organization).await.unwrap(), NOW)
    }

    /// A project with Development, Production and a database `shop`.
    pub async fn project(&self, owner: &Owner, name: &str) -> Created {
        let mut tx = self.store.begin().await.unwrap();
        let created = self.project_in(&mut tx, owner, name).await.unwrap();
        tx.commit().await.unwrap();
        created
    }

    pub async fn project_in(
        &self,
        tx: &mut Tx<'_>,
        owner: &Owner,
        name: &str,
    ) -> Result<Created, Error> {
        let permit = {
            let snapshot = Snapshot::fold(&world::load(tx, owner.organization).await?, NOW);
            decide(
                &snapshot,
                &Principal::Member(owner.member),
                Action::ProjectsCreate,
                &Resource::Organization,
            )
            .unwrap()
        };
        let instance = |name: &str, is_production| NewInstance {
            name: name.parse().unwrap(),
            region: "us".into(),
            is_production,
        };
        let new = NewProject {
            name: name.parse().unwrap(),
            instances: vec![instance("Development", false), instance("Production", true)],
            database: Some(name.to_lowercase().parse().unwrap()),
        };
        projects::create(tx, &self.act(&permit), new).await
    }

    /// What those see of a log who see everything, whether somebody does or not.
    pub async fn sight(&self, organization: OrganizationId) -> Sight {
        let mut tx = self.store.read().await.unwrap();
        let mut world = world::load(&mut tx, organization).await.unwrap();
        let reader = MemberId(self.ids.id());
        world.members.push(WorldMember {
            id: reader,
            account: AccountId(self.ids.id()),
            suspended: false,
            can_sign_in: true,
            grants: vec![GrantDefinition {
                id: GrantId(self.ids.id()),
                gives: Gives::Role(SystemRole::Owner.id()),
                scope: GrantScope::Organization,
                production: true,
                expires_at: None,
            }],
        });
        let sight = sight_of(&Snapshot::fold(&world, NOW), reader);
        assert!(sight.is_whole());
        sight
    }

    /// How many entries an organization's log has.
    pub async fn entries(&self, organization: OrganizationId) -> u64 {
        let mut tx = self.store.read().await.unwrap();
        let filter = bailiwick_store::audit::Filter::default();
        let sight = self.sight(organization).await;
        let listed = bailiwick_store::audit::list(&mut tx, organization, &sight, &filter, &PAGE);
        listed.await.unwrap().total
    }
}

/// What a member sees of a log, as the server asks it.
pub fn sight_of(snapshot: &Snapshot, member: MemberId) -> Sight {
    let index = snapshot.principal(&Principal::Member(member)).unwrap();
    let allowed = |action, kind| snapshot.list(index, action, kind);
    Sight::of(
        &allowed(Action::ProjectsView, NodeKind::Project),
        &allowed(Action::InstancesView, NodeKind::Instance),
        &allowed(Action::DatabasesView, NodeKind::Database),
    )
}

/// Runs each function as one test on SQLite and one on Postgres.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::stage::Stage::on(crate::stage::Place::sqlite()).await).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::stage::Stage::on(crate::stage::Place::postgres().await).await).await;
            })*
        }
    };
}

pub(crate) use on_both;

impl Stage {
    /// Runs one statement on the store's own connection, foreign keys and all; the engine's words when it is refused.
    pub async fn raw(&self, sql: &str) -> Result<(), String> {
        use sqlx::Executor;
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect(&self.place.url()).await.unwrap();
        let done = pool.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await;
        done.map(drop).map_err(|error| error.to_string())
    }
}
