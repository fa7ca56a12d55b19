//! Why a user may do something with a table, or with one of its rows, or not; and what would change it.

mod fixes;

use bailiwick_policy::{
    CellCondition, ColumnSet, Explained, Operation, Reduced, User, explain, reduce, table_named,
};
use bailiwick_query::{
    Context, Form, Method, Node, Preferences, Probe, Refusal, Request, Return, shown,
};
use bailiwick_schema::{ColumnIndex, Schema, Table, TableIndex, Value};
use serde_json::{Map, Value as Json};

use crate::{compiled::Compiled, instance::Instance};

pub use fixes::{Fix, FixKind};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who.
    pub user: User,
    /// `connection.table`, or `connection.namespace.table`.
    pub table: String,
    /// What they want to do with it.
    pub operation: Operation,
    /// With which row: its key, or the new row where one is added.
    pub row: Option<Map<String, Json>>,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Whether it is allowed: with some row, or with the one asked about.
    pub allowed: bool,
    /// Every permission on the table, in document order.
    pub permissions: Vec<PermissionExplained>,
    /// Every column of the table that the operation can be about.
    pub columns: Vec<(String, ColumnExplained)>,
    /// What would allow it, or more of it; the least first.
    pub fixes: Vec<Fix>,
}

/// What one permission says.
#[derive(Clone, Debug)]
pub struct PermissionExplained {
    /// Its slug.
    pub slug: String,
    /// Whether it counts here: for the user, the operation and the row.
    pub applies: bool,
    /// Why, or why not.
    pub reason: String,
    /// Which rows it admits, to be read; absent where it does not count for the user, or adds rows.
    pub filter_sql: Option<String>,
}

/// How much of a column is granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// In every row that is granted.
    Yes,
    /// In some of them.
    InSomeRows,
    /// It shows in part.
    InPart,
    /// Not at all.
    No,
}

/// What is granted of a column, and by what.
#[derive(Clone, Debug)]
pub struct ColumnExplained {
    /// How much.
    pub granted: Extent,
    /// The slugs of the permissions that grant it.
    pub by: Vec<String>,
    /// Why, in a sentence.
    pub reason: String,
}

/// Why nothing can be explained.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unexplained {
    /// There is no such table.
    #[error("{0}")]
    Table(String),
    /// The row is not named, or not there.
    #[error("{0}")]
    Row(String),
    /// The database does not answer.
    #[error("{0}")]
    Away(String),
}

impl Instance {
    /// Explains under the policy in force, on the schema as it is now.
    ///
    /// # Errors
    /// Where there is no such table or row, or the database is away.
    pub async fn explain(&self, question: &Question) -> Result<Explanation, Unexplained> {
        drop(self.recent_schemas().await);
        let compiled = self.current();
        let subject = Subject::find(&compiled, question)?;
        let explained = explain(
            &compiled.policy,
            subject.connection,
            subject.table,
            question.operation,
            &question.user,
            self.moment(),
            subject.schema,
        );
        let asked = Asked { subject, question, now: self.moment(), explained };
        let verdict = asked.judge().await?;
        Ok(asked.answer(&verdict))
    }
}

/// The table that is asked about.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    compiled: &'a Compiled,
    connection: &'a str,
    schema: &'a Schema,
    table: TableIndex,
}

impl<'a> Subject<'a> {
    fn find(compiled: &'a Compiled, question: &'a Question) -> Result<Self, Unexplained> {
        let name = &question.table;
        let Some((connection, table)) = table_named(name, &compiled.schemas) else {
            let connection = name.split('.').next().unwrap_or_default();
            let is_away = compiled.connections.contains_key(connection)
                && !compiled.schemas.found.contains_key(connection);
            return Err(if is_away {
                Unexplained::Away(format!("the database of `{connection}` does not answer"))
            } else {
                let what = format!(
                    "there is no table `{name}`, or it is another one than when the policy was deployed"
                );
                Unexplained::Table(what)
            });
        };
        let schema = compiled.schemas.found.get(connection);
        let schema = schema.ok_or_else(|| Unexplained::Table(format!("no table `{name}`")))?;
        Ok(Subject { compiled, connection, schema, table })
    }

    fn shape(&self) -> &'a Table {
        &self.schema[self.table]
    }
}

/// A question with what the policy says to it.
pub(crate) struct Asked<'a> {
    subject: Subject<'a>,
    question: &'a Question,
    now: bailiwick_policy::Moment,
    explained: Vec<Explained<'a>>,
}

/// What the row says to each permission.
pub(crate) struct Verdict {
    /// For each permission that grants, or would: the parts of its condition that are not TRUE for the row, or what else
    /// it has against it. Empty: it admits.
    against: Vec<Vec<String>>,
    /// Whether the user may read the row, where they may read any.
    is_visible: bool,
}

impl Verdict {
    fn admits(&self, place: usize) -> bool {
        self.against.get(place).is_some_and(Vec::is_empty)
    }
}

impl<'a> Asked<'a> {
    async fn judge(&self) -> Result<Verdict, Unexplained> {
        let nothing = vec![Vec::new(); self.explained.len()];
        let Some(row) = &self.question.row else {
            return Ok(Verdict { against: nothing, is_visible: true });
        };
        if self.question.operation == Operation::Insert {
            return self.judge_new(row);
        }
        let key = self.key(row)?;
        let reading = self.reduced(Operation::Select);
        let visible = reading.row_filter();
        let mut conditions = vec![&visible];
        for one in &self.explained {
            conditions.extend(one.granted.iter().flat_map(|granted| granted.filter.conjuncts()));
        }
        let probe = Probe { schema: self.subject.schema, table: self.subject.table, conditions };
        let Some(place) = self.subject.compiled.connections.get(self.subject.connection) else {
            return Err(Unexplained::Away("the connection is not used yet".to_owned()));
        };
        let limit = self.subject.compiled.config.limits.statement_time;
        let found = place.database.read(&probe.row(&key), limit).await;
        let found = found.map_err(|error| Unexplained::Away(error.to_string()))?;
        let flags = found.into_iter().next().and_then(|row| row.into_iter().next().flatten());
        let flags = flags.ok_or_else(|| Unexplained::Row("there is no such row".to_owned()))?;
        let mut flags = flags.bytes().map(|flag| flag == b'1');
        let is_visible = flags.next().unwrap_or(false);
        let mut against = Vec::with_capacity(self.explained.len());
        for one in &self.explained {
            let parts = one.granted.iter().flat_map(|granted| granted.filter.conjuncts());
            let untrue = parts.filter(|_| flags.next() != Some(true));
            against.push(
                untrue.map(|part| shown(part, self.subject.table, self.subject.schema)).collect(),
            );
        }
        let reads = !reading.granted.is_empty() && !reading.readable().is_empty();
        Ok(Verdict { against, is_visible: is_visible || !reads })
    }

    /// A new row is judged as it would be planned, permission by permission; nothing is written.
    fn judge_new(&self, row: &Map<String, Json>) -> Result<Verdict, Unexplained> {
        if let Some(name) = row.keys().find(|name| self.subject.shape().column(name).is_none()) {
            return Err(Unexplained::Row(self.no_column(name)));
        }
        let shape = self.subject.shape();
        let request = Request {
            method: Method::Post,
            connection: self.subject.connection.to_owned(),
            namespace: Some(shape.namespace.clone()),
            table: shape.name.clone(),
            node: Node::default(),
            columns: None,
            on_conflict: None,
            rows: vec![row.clone()],
            is_bulk: false,
            is_worded: false,
            preferences: Preferences { returns: Some(Return::Minimal), ..Preferences::default() },
            form: Form::List,
        };
        let against = self.explained.iter().map(|one| {
            // With one of its roles, so that a fix says what would come of it.
            let mut user = self.question.user.clone();
            user.roles.extend(one.permission.roles.iter().take(1).cloned());
            let only = self.subject.compiled.policy.only(&one.permission.slug);
            let context = Context {
                schema: self.subject.schema,
                connection: self.subject.connection,
                policy: &only,
                user: &user,
                now: self.now,
                limits: &self.subject.compiled.config.limits.query,
            };
            let refused = bailiwick_query::plan(&request, &context).err();
            refused.filter(|_| one.granted.is_some()).map(said).into_iter().collect()
        });
        Ok(Verdict { against: against.collect(), is_visible: true })
    }

    /// The values of the key, from a row that holds at least those.
    fn key(&self, row: &Map<String, Json>) -> Result<Vec<(ColumnIndex, Value)>, Unexplained> {
        let shape = self.subject.shape();
        if let Some(name) = row.keys().find(|name| shape.column(name).is_none()) {
            return Err(Unexplained::Row(self.no_column(name)));
        }
        let key = shape.key().ok_or_else(|| {
            let what = format!("`{}` has no key to find a row by", shape.name);
            Unexplained::Row(what)
        })?;
        let values = key.iter().map(|&column| {
            let facts = &shape[column];
            let missing = || {
                Unexplained::Row(format!(
                    "it does not name `{}`, which is part of the key",
                    facts.name
                ))
            };
            let json = row.get(&facts.name).filter(|json| !json.is_null()).ok_or_else(missing)?;
            // A number may be written as text, as tokens and addresses do.
            let value = Value::from_claim(json, facts, self.subject.schema.engine);
            let value =
                value.map_err(|error| Unexplained::Row(format!("`{}`: {error}", facts.name)))?;
            Ok((column, value))
        });
        values.collect()
    }

    fn no_column(&self, name: &str) -> String {
        format!("`{}` has no column `{}`", self.subject.shape().name, name.escape_debug())
    }

    fn reduced(&self, operation: Operation) -> Reduced<'a> {
        let Subject { compiled, connection, table, schema } = self.subject;
        reduce(
            &compiled.policy,
            connection,
            table,
            operation,
            &self.question.user,
            self.now,
            schema,
        )
    }

    /// Whether the permission at that place counts for the user, the operation and the row.
    fn counts(&self, place: usize, verdict: &Verdict) -> bool {
        self.explained.get(place).is_some_and(Explained::applies)
            && verdict.admits(place)
            && verdict.is_visible
    }

    fn answer(&self, verdict: &Verdict) -> Explanation {
        let places = 0..self.explained.len();
        let permissions = self.explained.iter().enumerate().map(|(place, one)| {
            let has_filter = one.applies() && self.question.operation != Operation::Insert;
            let granted = one.granted.as_ref().filter(|_| has_filter);
            PermissionExplained {
                slug: one.permission.slug.clone(),
                applies: self.counts(place, verdict),
                reason: self.reason(place, one, verdict),
                filter_sql: granted
                    .map(|granted| shown(&granted.filter, self.subject.table, self.subject.schema)),
            }
        });
        let allowed = places.clone().any(|place| self.counts(place, verdict))
            && (self.question.operation != Operation::Select
                || self.columns_granted(verdict).iter().next().is_some());
        let columns = match self.question.operation {
            Operation::Delete => Vec::new(),
            _ => self.columns(verdict),
        };
        let fixes = self.fixes(verdict, allowed, &columns);
        Explanation { allowed, permissions: permissions.collect(), columns, fixes }
    }

    fn reason(&self, place: usize, one: &Explained<'_>, verdict: &Verdict) -> String {
        let against = verdict.against.get(place).map(Vec::as_slice).unwrap_or_default();
        if !one.applies() {
            return one.reason.clone();
        }
        if self.question.row.is_none() {
            return one.reason.clone();
        }
        if self.question.operation == Operation::Insert && !against.is_empty() {
            return format!("it does not admit the row: {}", against.join("; "));
        }
        if !against.is_empty() {
            return format!("its condition does not hold for the row: {}", against.join(" and "));
        }
        if !verdict.is_visible {
            return "it admits the row, which the user may not read, so that no write reaches it"
                .to_owned();
        }
        format!("{}, and it admits the row", one.reason)
    }

    fn columns_granted(&self, verdict: &Verdict) -> ColumnSet {
        let mut columns = ColumnSet::new();
        for (place, one) in self.explained.iter().enumerate() {
            if let Some(granted) = one.granted.as_ref().filter(|_| self.counts(place, verdict)) {
                columns.extend_from(&granted.columns);
            }
        }
        columns
    }

    fn columns(&self, verdict: &Verdict) -> Vec<(String, ColumnExplained)> {
        let reduced = self.reduced(self.question.operation);
        let columns = self.subject.shape().columns.iter().enumerate();
        columns
            .map(|(index, column)| {
                (column.name.clone(), self.column(ColumnIndex(index), &reduced, verdict))
            })
            .collect()
    }

    fn column(
        &self,
        column: ColumnIndex,
        reduced: &Reduced<'_>,
        verdict: &Verdict,
    ) -> ColumnExplained {
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        for (place, one) in self.explained.iter().enumerate() {
            let Some(granted) = one.granted.as_ref().filter(|_| self.counts(place, verdict)) else {
                continue;
            };
            if granted.columns.contains(column) {
                let list = if granted.mask(column).is_some() { &mut part } else { &mut whole };
                list.push(one.permission.slug.clone());
            }
        }
        let is_everywhere = self.question.row.is_some()
            || match self.question.operation {
                Operation::Select => reduced.cell_condition(column) == CellCondition::Always,
                _ => reduced.granted.iter().all(|granted| granted.columns.contains(column)),
            };
        let quoted = |slugs: &[String]| {
            slugs.iter().map(|slug| format!("`{slug}`")).collect::<Vec<_>>().join(", ")
        };
        let (granted, by) = match (whole.is_empty(), part.is_empty()) {
            (false, _) if is_everywhere => (Extent::Yes, whole),
            (false, _) => (Extent::InSomeRows, [whole, part].concat()),
            (true, false) => (Extent::InPart, part),
            (true, true) => (Extent::No, Vec::new()),
        };
        let reason = match granted {
            Extent::Yes => format!("granted by {}", quoted(&by)),
            Extent::InSomeRows => format!("granted by {} in the rows that it admits", quoted(&by)),
            Extent::InPart => format!("shown in part by {}", quoted(&by)),
            Extent::No if self.question.row.is_some() => {
                "no permission that admits the row grants it".to_owned()
            }
            Extent::No => "no permission that applies grants it".to_owned(),
        };
        ColumnExplained { granted, by, reason }
    }
}

fn said(refusal: Refusal) -> String {
    match refusal.details {
        Some(details) => format!("{}: {details}", refusal.message),
        None => refusal.message,
    }
}
