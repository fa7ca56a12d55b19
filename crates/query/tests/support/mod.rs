//! A shop on the three engines, and the means to ask it through a policy.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod run;
pub mod shop;

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_policy::{Format, Moment, Policy, SchemaSet, User, check, parse};
use bailiwick_query::{
    Answer, Context, Limits, Outcome, Plan, Refusal, RequestInput, Statement, Step, Write,
    read_answer, read_statement,
};
use bailiwick_schema::{Engine, Schema};
use serde_json::{Value as Json, json};

pub use run::Database;
pub use shop::schema;

pub const ENGINES: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mysql];

/// A policy for the shop on one engine.
pub fn policy(document: &str, schema: &Schema) -> Policy {
    let document = parse(document, Format::Yaml).unwrap_or_else(|problems| panic!("{problems:?}"));
    let schemas = SchemaSet::of(BTreeMap::from([("main".to_owned(), Arc::new(schema.clone()))]));
    let (policy, problems) = check(&document, &schemas);
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.level == bailiwick_policy::ProblemLevel::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    policy
}

pub fn user(id: &str, roles: &[&str], claims: Json) -> User {
    let Json::Object(claims) = claims else { panic!("claims are an object") };
    User {
        id: Some(id.to_owned()),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        claims,
    }
}

pub const NOW: Moment = Moment { now_microseconds: 1_767_225_600_000_000 };

/// Someone at the door of one engine's shop.
pub struct Caller<'a> {
    pub schema: &'a Schema,
    pub policy: &'a Policy,
    pub user: User,
    pub limits: Limits,
}

impl<'a> Caller<'a> {
    pub fn new(schema: &'a Schema, policy: &'a Policy, user: User) -> Self {
        Self { schema, policy, user, limits: Limits::default() }
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            schema: self.schema,
            connection: "main",
            policy: self.policy,
            user: &self.user,
            now: NOW,
            limits: &self.limits,
        }
    }

    /// The statement of a read.
    pub fn statement(&self, target: &str) -> Result<Statement, Refusal> {
        let (table, query) = target.split_once('?').unwrap_or((target, ""));
        let input =
            RequestInput { method: "GET", table, query: Some(query), ..RequestInput::default() };
        let request = bailiwick_query::parse(&input, &self.limits)?;
        match bailiwick_query::plan(&request, &self.context())? {
            Plan::Read(plan) => Ok(read_statement(&plan, self.schema.engine)),
            Plan::Write(_) => panic!("a read"),
        }
    }

    /// Sends a request and runs it. `headers`: `prefer`, `accept`.
    pub async fn send(
        &self,
        database: &mut Database,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, Refusal> {
        let (table, query) = target.split_once('?').unwrap_or((target, ""));
        let header =
            |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let input = RequestInput {
            method,
            table,
            query: Some(query),
            prefer: header("prefer").into_iter().collect(),
            accept: header("accept"),
            content_type: header("content-type"),
            body: body.as_bytes(),
            ..RequestInput::default()
        };
        let request = bailiwick_query::parse(&input, &self.limits)?;
        match bailiwick_query::plan(&request, &self.context())? {
            Plan::Read(plan) => {
                let statement = read_statement(&plan, self.schema.engine);
                read_answer(&plan, database.query(&statement).await.unwrap())
            }
            Plan::Write(plan) => {
                let mut write = Write::start(*plan, self.schema.engine);
                let mut outcome = Outcome::Nothing;
                database.simple("BEGIN").await;
                loop {
                    outcome = match write.next(outcome) {
                        Step::Query(statement) => match database.query(&statement).await {
                            Ok(rows) => Outcome::Rows(rows),
                            Err(error) => {
                                return self.failed(database, &write, &statement, &error).await;
                            }
                        },
                        Step::Execute(statement) => match database.execute(&statement).await {
                            Ok(count) => Outcome::Count(count),
                            Err(error) => {
                                return self.failed(database, &write, &statement, &error).await;
                            }
                        },
                        Step::Finish(answer) => {
                            let end = if write.rolls_back() { "ROLLBACK" } else { "COMMIT" };
                            database.simple(end).await;
                            return Ok(answer);
                        }
                        Step::Refuse(refusal) => {
                            database.simple("ROLLBACK").await;
                            return Err(refusal);
                        }
                    }
                }
            }
        }
    }

    async fn failed(
        &self,
        database: &mut Database,
        write: &Write<'_>,
        statement: &Statement,
        error: &str,
    ) -> Result<Answer, Refusal> {
        database.simple("ROLLBACK").await;
        if error.to_lowercase().contains("unique") || error.contains("Duplicate") {
            return Err(Refusal::new(409, "23505", "a row with this key exists"));
        }
        if error.to_lowercase().contains("foreign key") {
            let plain = || Refusal::new(409, "23503", "a row that this one refers to is missing");
            return Err(write.on_foreign_key_conflict().unwrap_or_else(plain));
        }
        panic!("{:?}: {error}\n{}\n{:?}", self.schema.engine, statement.text, statement.binds)
    }
}

/// What a person would look at: status, content range and body; or the refusal.
pub fn seen(answer: Result<Answer, Refusal>) -> Json {
    match answer {
        Ok(answer) => {
            let body: Json = match answer.body.is_empty() {
                true => Json::Null,
                false => serde_json::from_slice(&answer.body).unwrap_or_else(|error| {
                    panic!("{error}: {}", String::from_utf8_lossy(&answer.body))
                }),
            };
            let range =
                answer.headers.iter().find(|(name, _)| *name == "content-range").map(|(_, v)| v);
            json!([answer.status, range, body])
        }
        Err(refusal) => json!([refusal.status, refusal.code, refusal.message]),
    }
}
