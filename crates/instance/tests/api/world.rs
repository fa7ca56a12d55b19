//! A small shop on any engine, behind a listening instance.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use axum::extract::{ConnectInfo, Request};
use bailiwick_engine::{Dialer, FileRules, Target};
use bailiwick_instance::{
    ClientAuth, Clock, ConnectionConfig, Hs256, Instance, InstanceConfig, Limits, PolicySource,
    Rate, State,
};
use bailiwick_policy::Format;
use bailiwick_schema::Engine;
use bailiwick_testkit::{MariadbServer, PostgresServer, SqliteFile, TestDatabase};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};

pub(crate) const SECRET: &[u8] = b"a secret of tests, at least thirty-two bytes long";
pub(crate) const KID: &str = "tests";
pub(crate) const AUDIENCE: &str = "http://shop.example/instances/0";
pub(crate) const POLICY: &str = include_str!("shop.yaml");

/// The three engines.
pub(crate) const ENGINES: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mysql];

pub(crate) enum Place {
    Sqlite(SqliteFile),
    Postgres(PostgresServer, TestDatabase),
    Mysql(MariadbServer, TestDatabase),
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Place {
        match engine {
            Engine::Sqlite => Place::Sqlite(bailiwick_testkit::sqlite()),
            Engine::Postgres => {
                let server = bailiwick_testkit::postgres().await;
                let database = server.database().await;
                Place::Postgres(server, database)
            }
            Engine::Mysql => {
                let server = bailiwick_testkit::mariadb().await;
                let database = server.database().await;
                Place::Mysql(server, database)
            }
        }
    }

    pub(crate) async fn run(&self, sql: &str) {
        match self {
            Place::Sqlite(file) => file.run(sql),
            Place::Postgres(server, database) => server.run(&database.name, sql).await,
            Place::Mysql(server, database) => server.run(&database.name, sql).await,
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Place::Sqlite(file) => file.url(),
            Place::Postgres(_, database) | Place::Mysql(_, database) => database.url.clone(),
        }
    }

    pub(crate) fn target(&self) -> Target {
        let folders = match self {
            Place::Sqlite(file) => vec![file.path().parent().unwrap().canonicalize().unwrap()],
            _ => Vec::new(),
        };
        let rules = FileRules {
            organization_folder: "/nowhere".into(),
            allowed_folders: folders,
            forbidden: Vec::new(),
        };
        Target::parse(&self.url(), &rules).unwrap()
    }
}

pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) instance: Instance,
    pub(crate) config: InstanceConfig,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    version: AtomicU64,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The `id`s of the rows, in order.
    pub(crate) fn ids(&self) -> Vec<i64> {
        assert!(self.status < 300, "{self:?}");
        self.json().as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
    }

    /// Status and error code.
    pub(crate) fn refusal(&self) -> (u16, String) {
        assert!(self.status >= 400, "{self:?}");
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        assert!(self.headers["link"].starts_with("</explain/"), "{self:?}");
        (self.status, code)
    }

    /// Everything a client can see, without what differs between any two answers.
    pub(crate) fn bytes(&self) -> String {
        let mut headers = self.headers.clone();
        for varying in ["x-request-id", "link", "server-timing", "date"] {
            headers.remove(varying);
        }
        format!("{} {headers:?} {}", self.status, self.text)
    }
}

pub(crate) fn now() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Claims of a valid token.
pub(crate) fn claims(subject: &str, roles: &[&str]) -> Map<String, Value> {
    let claims = json!({"sub": subject, "roles": roles, "aud": AUDIENCE, "exp": now() + 600});
    claims.as_object().unwrap().clone()
}

pub(crate) fn sign(claims: &Map<String, Value>) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(KID.to_owned());
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

/// A token of an application user.
pub(crate) fn token(subject: &str, roles: &[&str]) -> String {
    sign(&claims(subject, roles))
}

/// A token with one more claim.
pub(crate) fn token_with(subject: &str, roles: &[&str], name: &str, value: Value) -> String {
    let mut claims = claims(subject, roles);
    claims.insert(name.to_owned(), value);
    sign(&claims)
}

/// Customer 1, who sees their own.
pub(crate) fn ann() -> String {
    token("1", &["customer"])
}

/// Customer 2.
pub(crate) fn bob() -> String {
    token("2", &["customer"])
}

/// Sees everything.
pub(crate) fn manager() -> String {
    token("90", &["manager"])
}

pub(crate) fn auth() -> ClientAuth {
    ClientAuth {
        hs256: vec![Hs256 { kid: KID.to_owned(), secret: SECRET.to_vec() }],
        ..ClientAuth::default()
    }
}

pub(crate) fn clock() -> Clock {
    Clock::new(|| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        i64::try_from(since.as_micros()).unwrap()
    })
}

pub(crate) fn policy(version: u64, text: &str) -> PolicySource {
    let document = bailiwick_policy::parse(text, Format::Yaml)
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    PolicySource { version, document: Arc::new(document), identities: None }
}

impl World {
    /// The shop with its policy on an engine.
    pub(crate) async fn new(engine: Engine) -> World {
        let place = Place::new(engine).await;
        place.run(&shop(engine)).await;
        World::at(place).await
    }

    /// An instance before a database that is already filled.
    pub(crate) async fn at(place: Place) -> World {
        let config = InstanceConfig {
            id: "0".to_owned(),
            is_production: false,
            state: State::Running,
            audience: AUDIENCE.to_owned(),
            connections: vec![ConnectionConfig { name: "main".to_owned(), target: place.target() }],
            client_auth: Some(auth()),
            revocations: Arc::default(),
            policy: Some(policy(1, POLICY)),
            limits: Limits {
                per_user: Rate::new(100_000, 100_000),
                per_address: Rate::new(100_000, 100_000),
                ..Limits::default()
            },
            dialer: Arc::new(Dialer::new(vec!["127.0.0.0/8".parse().unwrap()])),
            signing_keys: Vec::new(),
            development_key: Some([7; 32]),
        };
        let instance = Instance::new(config.clone(), clock());
        let url = listen(instance.clone()).await;
        World {
            place,
            instance,
            config,
            url,
            client: reqwest::Client::new(),
            version: AtomicU64::new(2),
        }
    }

    /// Deploys another policy text, with today's identities.
    pub(crate) async fn deploy(&mut self, text: &str) {
        let version = self.version.fetch_add(1, Ordering::Relaxed);
        let identities = Some(self.instance.identities().await);
        self.config.policy = Some(PolicySource { identities, ..policy(version, text) });
        self.instance.reconfigure(self.config.clone());
    }

    /// Changes the configuration.
    pub(crate) fn configure(&mut self, change: impl FnOnce(&mut InstanceConfig)) {
        change(&mut self.config);
        self.instance.reconfigure(self.config.clone());
    }

    pub(crate) fn request(&self, method: Method, token: &str, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/rest/v1/{path}", self.url));
        if token.is_empty() { request } else { request.bearer_auth(token) }
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Got {
        send(self.request(Method::GET, token, path)).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Got {
        self.write(Method::POST, token, path, body).await
    }

    pub(crate) async fn patch(&self, token: &str, path: &str, body: Value) -> Got {
        self.write(Method::PATCH, token, path, body).await
    }

    pub(crate) async fn delete(&self, token: &str, path: &str) -> Got {
        send(self.request(Method::DELETE, token, path).header("prefer", "return=representation"))
            .await
    }

    async fn write(&self, method: Method, token: &str, path: &str, body: Value) -> Got {
        let request = self.request(method, token, path).header("prefer", "return=representation");
        send(request.header("content-type", "application/json").body(body.to_string())).await
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Got {
    let response = request.send().await.unwrap();
    let headers = response.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    Got { status: response.status().as_u16(), headers, text: response.text().await.unwrap() }
}

/// A listener on any port; answers its URL.
pub(crate) async fn listen(instance: Instance) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().fallback(
        move |ConnectInfo(client): ConnectInfo<SocketAddr>, request: Request| {
            let instance = instance.clone();
            async move { instance.handle(request, client.ip()).await }
        },
    );
    tokio::spawn(async move {
        axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await
    });
    format!("http://{address}")
}

/// Tables and rows of the shop.
pub(crate) fn shop(engine: Engine) -> String {
    let (key, decimal) = match engine {
        Engine::Sqlite => ("integer primary key", "numeric"),
        Engine::Postgres => {
            ("bigint generated by default as identity primary key", "numeric(12,2)")
        }
        Engine::Mysql => ("bigint auto_increment primary key", "decimal(12,2)"),
    };
    let advance = match engine {
        Engine::Postgres => "select setval(pg_get_serial_sequence('orders', 'id'), 100);",
        Engine::Mysql => "alter table orders auto_increment = 101;",
        Engine::Sqlite => "",
    };
    format!(
        "create table customers (id bigint primary key, name varchar(80) not null, email varchar(120) unique, region varchar(20), pin varchar(20));
        create table orders (id {key}, customer_id bigint not null, status varchar(20) not null default 'open', total {decimal} not null,
            note varchar(200), created_by varchar(40), priority int default 3, big bigint,
            foreign key (customer_id) references customers (id));
        create table order_items (order_id bigint not null, line int not null, product varchar(40), quantity int not null,
            primary key (order_id, line), foreign key (order_id) references orders (id));
        create table vault (id bigint primary key, code varchar(40));
        create table journal (at_second bigint, entry varchar(80));
        insert into customers values (1, 'Ann', 'ann@example.com', 'east', '1111'), (2, 'Bob', 'bob@example.com', 'west', '2222'),
            (3, 'Cid', 'cid@example.com', 'east', '3333');
        insert into orders (id, customer_id, status, total, note, big) values (1, 1, 'draft', 10.5, 'call first', 9007199254740993),
            (2, 1, 'open', 20, 'behind her back', null), (3, 2, 'draft', 30, null, null), (4, 2, 'done', 40, 'x', 1), (5, 3, 'open', 50, 'y', 2);
        insert into order_items values (1, 1, 'pen', 2), (1, 2, 'ink', 1), (2, 1, 'cup', 1), (3, 1, 'hat', 1), (5, 1, 'bag', 1);
        insert into vault values (1, 'swordfish');
        insert into journal values (1, 'opened');
        {advance}"
    )
}
