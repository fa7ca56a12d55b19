//! Writes: what the policy makes of them by the rows in memory, step by step as `docs/policy-language.md` words it, and what
//! the database does, in a transaction that is undone.

use bailiwick_policy::{
    Assigned, ColumnSet, Granted, Operation, Predicate, Row, World as Tables, matches,
};
use bailiwick_query::{Context, Limits, Mutation, Outcome, Plan, Step, Write};
use bailiwick_schema::{ColumnIndex, Value};
use serde_json::{Map, Value as Json};

use crate::acts::{Acts, Asked, LIMIT, Met, number};
use crate::compare::{NOW, lines, objects, shown};
use crate::world::auditor;

pub(crate) type Rows = Vec<Vec<Value>>;
pub(crate) type Fields = Vec<(ColumnIndex, Value)>;

/// Why nothing is written, as the answer's kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Denied {
    Refused,
    Unknown,
    Conflict,
}

impl Denied {
    fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Conflict => "conflict",
        }
    }
}

/// A write as it is sent.
#[derive(Debug)]
struct Sent<'a> {
    method: &'a str,
    query: &'a str,
    prefer: &'a str,
    body: &'a str,
}

/// What a permission makes of an update: the columns that it sets, nothing where the client gave another, or that the user
/// lacks a value.
type Change = Result<Option<Fields>, Denied>;

fn looks_elsewhere(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Exists(_) => true,
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().any(looks_elsewhere),
        Predicate::Not(part) => looks_elsewhere(part),
        _ => false,
    }
}

fn overwrites(granted: &Granted<'_>, column: ColumnIndex) -> bool {
    granted.overwrite.iter().any(|(overwritten, _)| *overwritten == column)
}

impl Asked<'_> {
    pub(crate) fn writes_by_rust(&self, met: &mut Met) -> Acts {
        let mut acts = Vec::new();
        let delete = self.reduced(Operation::Delete);
        if !delete.granted.is_empty() {
            let filter = delete.row_filter();
            let rows = self.world.rows[&self.table].iter();
            let reached = rows.filter(|row| self.sees(row) && self.holds(&filter, row));
            let ids: Vec<String> = reached.map(|row| number(&row[0])).collect();
            acts.push(format!("deletion: {ids:?}"));
        }
        if !self.reduced(Operation::Insert).granted.is_empty() {
            acts.extend(self.told("insert", self.inserts(met)));
            acts.extend(self.told("upsert", self.upserts(met)));
        }
        if !self.reduced(Operation::Update).granted.is_empty() {
            acts.extend(self.told("update", self.updates(met)));
        }
        acts
    }

    /// Whether the user sees the row. Who may read nothing of the table has no filter to find rows by.
    pub(crate) fn sees(&self, row: &[Value]) -> bool {
        let select = self.reduced(Operation::Select);
        select.granted.is_empty() || self.holds(&select.row_filter(), row)
    }

    pub(crate) fn before(&self) -> &Rows {
        &self.world.rows[&self.table]
    }

    fn told(&self, name: &str, end: Result<Rows, Denied>) -> Acts {
        let line = |row: &Vec<Value>| -> String {
            self.columns().iter().zip(row).map(|(column, value)| shown(column, value)).collect()
        };
        match end {
            Ok(rows) => self.told_of(name, rows.iter().map(line).collect()),
            Err(denied) => vec![format!("{name}: {}", denied.as_str())],
        }
    }

    /// The rows that were not there before, and those that are there no more.
    fn told_of(&self, name: &str, after: Vec<String>) -> Acts {
        let before = self.before().iter().map(|row| {
            self.columns().iter().zip(row).map(|(column, value)| shown(column, value)).collect()
        });
        let before: Vec<String> = before.collect();
        let new = after
            .iter()
            .filter(|line| !before.contains(line))
            .map(|line| format!("{name}: + {line}"));
        let gone = before
            .iter()
            .filter(|line| !after.contains(line))
            .map(|line| format!("{name}: - {line}"));
        let mut acts: Acts = new.chain(gone).collect();
        acts.sort();
        acts.insert(0, format!("{name}: done"));
        acts
    }

    /// The fields of a body as values. A column that the user may neither read nor write is none.
    pub(crate) fn fields(
        &self,
        body: &Map<String, Json>,
        granted: &[Granted<'_>],
    ) -> Result<Fields, Denied> {
        let readable = self.reduced(Operation::Select).readable();
        let field = |(name, json): (&String, &Json)| {
            let (column, facts) = self.world.schema[self.table].column(name).unwrap();
            let is_writable = |granted: &Granted<'_>| {
                granted.columns.contains(column) || overwrites(granted, column)
            };
            if !readable.contains(column) && !granted.iter().any(is_writable) {
                return Err(Denied::Unknown);
            }
            let value = Value::from_json(json, facts, self.world.schema.engine);
            Ok((column, value.unwrap_or_else(|error| panic!("{name} {json}: {error}"))))
        };
        body.iter().map(field).collect()
    }

    /// Steps 1 and 4: what the client gives of the columns that the policy does not overwrite, and what it overwrites.
    fn change(&self, granted: &Granted<'_>, fields: &Fields, met: &mut Met) -> Change {
        let kept: Fields =
            fields.iter().filter(|(column, _)| !overwrites(granted, *column)).cloned().collect();
        if kept.iter().any(|(column, _)| !granted.columns.contains(*column)) {
            met.push("columns that are not listed");
            return Ok(None);
        }
        if kept.len() < fields.len() {
            met.push("overwritten values");
        }
        let mut values = kept;
        for (column, assigned) in &granted.overwrite {
            values.push((*column, self.assigned(assigned, met)?));
        }
        Ok(Some(values))
    }

    fn assigned(&self, assigned: &Assigned, met: &mut Met) -> Result<Value, Denied> {
        match assigned {
            Assigned::Value(value) => Ok(value.clone()),
            Assigned::Missing(_) => {
                met.push("values that the user lacks");
                Err(Denied::Refused)
            }
        }
    }

    fn inserts(&self, met: &mut Met) -> Result<Rows, Denied> {
        let granted = self.reduced(Operation::Insert).granted;
        let mut after = self.before().clone();
        for body in &self.bodies.insert {
            let fields = self.fields(body, &granted)?;
            after.push(self.inserted(&fields, &granted, met)?);
        }
        Ok(after)
    }

    /// The row that the first permission makes of the fields whose columns and rules hold.
    pub(crate) fn inserted(
        &self,
        fields: &Fields,
        granted: &[Granted<'_>],
        met: &mut Met,
    ) -> Result<Vec<Value>, Denied> {
        for permission in granted {
            let Some(values) = self.change(permission, fields, met)? else { continue };
            let mut row = vec![Value::Null; self.columns().len()];
            for (column, default) in &permission.default {
                let given = values.iter().find(|(given, _)| given == column);
                match given {
                    None => {
                        row[column.0] = self.assigned(default, met)?;
                        met.push("defaults that fill");
                    }
                    Some((_, Value::Null)) => met.push("defaults under a null"),
                    Some(_) => {}
                }
            }
            values.into_iter().for_each(|(column, value)| row[column.0] = value);
            if permission.validate.iter().all(|(_, rule)| self.holds(rule, &row)) {
                return Ok(row);
            }
            met.push("rules that refuse");
        }
        Err(Denied::Refused)
    }

    fn updates(&self, met: &mut Met) -> Result<Rows, Denied> {
        let granted = self.reduced(Operation::Update).granted;
        let fields = self.fields(&self.bodies.update, &granted)?;
        let (after, _) =
            self.updated(self.before(), |row| self.sees(row), &fields, &granted, met)?;
        Ok(after)
    }

    /// The rows after an update of those that `sees` lets through, and how many it reached.
    pub(crate) fn updated(
        &self,
        before: &Rows,
        sees: impl Fn(&[Value]) -> bool,
        fields: &Fields,
        granted: &[Granted<'_>],
        met: &mut Met,
    ) -> Result<(Rows, usize), Denied> {
        let changes: Vec<Change> =
            granted.iter().map(|granted| self.change(granted, fields, met)).collect();
        if !changes.iter().any(|change| matches!(change, Ok(Some(_)))) {
            return Err(Denied::Refused);
        }
        let all = self.tables(before);
        let admits = |at: usize, row: &[Value]| {
            matches(&granted[at].filter, &Row::new(row), &all) == Some(true)
        };
        // Of each row in reach the permissions whose `where` admits it, and how many of them have been tried in vain.
        let mut reached: Vec<(usize, Vec<usize>)> = Vec::new();
        for (place, row) in before.iter().enumerate().filter(|(_, row)| sees(row)) {
            let admitting: Vec<usize> = (0..granted.len()).filter(|at| admits(*at, row)).collect();
            if !admitting.is_empty() {
                reached.push((place, admitting));
            }
        }
        met.push(if reached.is_empty() {
            "updates that reach none"
        } else {
            "updates that reach rows"
        });
        loop {
            let mut after = before.clone();
            let mut chosen = Vec::new();
            for (place, admitting) in &mut reached {
                let row = &before[*place];
                let (at, new) = self.chosen(row, admitting, (granted, &changes), met)?;
                // Permissions before it are out for good.
                admitting.retain(|other| *other >= at);
                after[*place] = new;
                chosen.push(at);
            }
            let all = self.tables(&after);
            let mut is_settled = true;
            for ((place, admitting), at) in reached.iter_mut().zip(&chosen) {
                let row = Row::new(&after[*place]);
                let is_fit = self
                    .checks(&granted[*at], &changes[*at])
                    .all(|check| matches(check, &row, &all) == Some(true));
                if !is_fit {
                    admitting.retain(|other| other > at);
                    is_settled = false;
                    met.push(match admitting.is_empty() {
                        true => "updates that a check refuses",
                        false => "rows for a later permission by a check of other tables",
                    });
                }
            }
            if is_settled {
                if chosen.iter().any(|at| *at != chosen[0]) {
                    met.push("several permissions in one update");
                }
                return Ok((after, reached.len()));
            }
        }
    }

    /// The first of the permissions that admit a row whose columns, rules and own checks hold, and the new row. What a
    /// check asks of other tables is known when all rows are written.
    fn chosen(
        &self,
        row: &[Value],
        admitting: &[usize],
        (granted, changes): (&[Granted<'_>], &[Change]),
        met: &mut Met,
    ) -> Result<(usize, Vec<Value>), Denied> {
        for (turn, &at) in admitting.iter().enumerate() {
            let Some(values) = changes[at].clone()? else { continue };
            let mut new = row.to_vec();
            values.iter().for_each(|(column, value)| new[column.0] = value.clone());
            let changed: ColumnSet = values.iter().map(|(column, _)| *column).collect();
            let is_of_change = |(column, rule): &&(ColumnIndex, Predicate)| {
                changed.contains(*column) || rule.reads().intersects(&changed)
            };
            let rules = granted[at].validate.iter().filter(is_of_change);
            if rules.clone().count() < granted[at].validate.len() {
                met.push("rules that no change concerns");
            }
            let holds =
                |rule: &Predicate| matches(rule, &Row::new(&new), &Tables::default()) == Some(true);
            let is_ruled_out = !rules.into_iter().all(|(_, rule)| holds(rule));
            if is_ruled_out {
                met.push("rules that refuse");
            }
            let checks = self.checks(&granted[at], &changes[at]);
            let is_unfit = !checks.filter(|check| !looks_elsewhere(check)).all(holds);
            if is_unfit {
                met.push("updates that a check refuses");
            }
            if is_ruled_out || is_unfit {
                continue;
            }
            if turn > 0 {
                met.push("rows for a later permission");
            }
            return Ok((at, new));
        }
        Err(Denied::Refused)
    }

    /// The checks that apply: those of `check`, and of `where` those that read a column that is written.
    fn checks<'g>(
        &self,
        granted: &'g Granted<'_>,
        change: &Change,
    ) -> impl Iterator<Item = &'g Predicate> {
        let values = change.as_ref().ok().and_then(Option::as_ref);
        let changed: ColumnSet = values.into_iter().flatten().map(|(column, _)| *column).collect();
        let conjuncts = granted.check.iter();
        conjuncts
            .filter(move |part| !part.implicit || part.reads.intersects(&changed))
            .map(|part| &part.predicate)
    }

    /// All tables, with these rows in the one that is written.
    fn tables<'t>(&'t self, rows: &'t Rows) -> Tables<'t> {
        let mut all = self.all();
        all.tables.insert(self.table, rows.as_slice());
        all
    }

    pub(crate) async fn writes_by_sql(&self, mutation: Option<Mutation>) -> Result<Acts, String> {
        let mut acts = Vec::new();
        if !self.reduced(Operation::Delete).granted.is_empty() {
            let delete = Sent { method: "DELETE", query: "", prefer: "", body: "" };
            let (_, ids) = self.write(&delete, mutation).await?;
            acts.push(format!("deletion: {ids:?}"));
        }
        let bodies = self.bodies;
        let insert = Json::from_iter(bodies.insert.clone()).to_string();
        let upsert = Json::from_iter(bodies.upsert.clone()).to_string();
        let update = Json::Object(bodies.update.clone()).to_string();
        let conflict = format!("on_conflict={}", bodies.upsert_by);
        let resolution = match bodies.ignores {
            true => "resolution=ignore-duplicates, missing=default",
            false => "resolution=merge-duplicates, missing=default",
        };
        let writes = [
            (
                "insert",
                Operation::Insert,
                Sent { method: "POST", query: "", prefer: "", body: &insert },
            ),
            (
                "upsert",
                Operation::Insert,
                Sent { method: "POST", query: &conflict, prefer: resolution, body: &upsert },
            ),
            (
                "update",
                Operation::Update,
                Sent { method: "PATCH", query: "", prefer: "", body: &update },
            ),
        ];
        for (name, operation, sent) in writes {
            if self.reduced(operation).granted.is_empty() {
                continue;
            }
            match self.write(&sent, mutation).await? {
                ("done", rows) => acts.extend(self.told_of(name, rows)),
                (denied, _) => acts.push(format!("{name}: {denied}")),
            }
        }
        Ok(acts)
    }

    /// Runs a write and undoes it: how it ended, and the rows of the table then. Of a deletion only the keys of the rows
    /// that it would delete, since others refer to them.
    async fn write(
        &self,
        sent: &Sent<'_>,
        mutation: Option<Mutation>,
    ) -> Result<(&'static str, Vec<String>), String> {
        let denied = |refusal: bailiwick_query::Refusal| match (refusal.status, refusal.code) {
            (403, _) => Ok(("refused", Vec::new())),
            (400, "PGRST204") => Ok(("unknown", Vec::new())),
            (409, _) => Ok(("conflict", Vec::new())),
            _ => Err(format!("{sent:?}: {refusal:?}")),
        };
        let limits = Limits::default();
        let Sent { method, query, prefer, body } = *sent;
        let mut request = self.request(method, query, (prefer, body), &limits)?;
        request.preferences.mutation = mutation;
        let plan = match bailiwick_query::plan(&request, &self.context(&limits)) {
            Ok(Plan::Write(plan)) => plan,
            Ok(Plan::Read(_)) => return Err("a write was planned as a read".to_owned()),
            Err(refusal) => return denied(refusal),
        };
        let engine = self.world.schema.engine;
        let mut write = Write::start(*plan, engine).mutated(mutation);
        let failed =
            |error: bailiwick_engine::Error| format!("{sent:?}: {error} {}", error.for_log());
        let mut transaction = self.world.database.begin(LIMIT).await.map_err(failed)?;
        let mut outcome = Outcome::Nothing;
        let end = loop {
            outcome = match write.next(outcome) {
                Step::Query(statement) => {
                    let rows = transaction.query(&statement).await.map_err(failed)?;
                    if method == "DELETE" {
                        let key = |row: &Vec<Option<String>>| {
                            let key = row[0].clone().unwrap_or_default();
                            key.trim_matches(['[', ']', ' ']).to_owned()
                        };
                        break Ok(("found", rows.iter().map(key).collect()));
                    }
                    Outcome::Rows(rows)
                }
                Step::Execute(statement) => {
                    Outcome::Count(transaction.execute(&statement).await.map_err(failed)?)
                }
                Step::Finish(_) => {
                    let rows = transaction.query(&self.everything()?).await.map_err(failed)?;
                    break Ok(("done", lines(&objects(&rows)?, self.columns(), engine)));
                }
                Step::Refuse(refusal) => break denied(refusal),
            };
        };
        transaction.rollback().await.map_err(failed)?;
        end
    }

    /// Reads every cell of the table.
    fn everything(&self) -> Result<bailiwick_query::Statement, String> {
        let limits = Limits::default();
        let request = self.request("GET", "select=*", ("", ""), &limits)?;
        let context = Context {
            schema: &self.world.schema,
            connection: "main",
            policy: &self.world.audit,
            user: &auditor(),
            now: NOW,
            limits: &limits,
        };
        match bailiwick_query::plan(&request, &context) {
            Ok(Plan::Read(plan)) => {
                Ok(bailiwick_query::read_statement(&plan, self.world.schema.engine))
            }
            _ => Err("the auditor does not read everything".to_owned()),
        }
    }
}
