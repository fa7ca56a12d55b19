//! [`ReadPlan`] to one SQL statement. Cannot fail: everything was decided by the plan.
//!
//! Postgres and SQLite select a node's cells in an inner query and make its JSON text in an outer one, so that a masked cell
//! is computed once; MariaDB would store the inner query in a temporary table, so there the text is made in place.
//!
//! Postgres reads a bare `r` as a column of that name before it reads it as the row, so the row is always `r.*`.

mod groups;
mod rows;

use bailiwick_schema::{ColumnIndex, Engine, RelationEnd, Value};

use crate::builder::{Alias, Builder};
use crate::mutation::Mutation;
use crate::plan::{EmbedPlan, Field, Key, NodePlan, ReadPlan};
use crate::predicate;
use crate::source::Source;
use crate::statement::Statement;

/// The statement of a read. Its text is the same for every user of the same permissions.
pub fn read_statement(plan: &ReadPlan<'_>, engine: Engine) -> Statement {
    mutated_read_statement(plan, engine, None)
}

/// The same with a planted mistake; only for the test that must catch it.
#[doc(hidden)]
pub fn mutated_read_statement(
    plan: &ReadPlan<'_>,
    engine: Engine,
    mutation: Option<Mutation>,
) -> Statement {
    let mut builder = Builder::mutated(engine, plan.node.source.schema, mutation);
    builder.read(plan, None);
    builder.finish()
}

/// Rows of the plan that have one of these keys, whatever else is asked: what a write answers with.
pub(crate) fn by_key_statement(plan: &ReadPlan<'_>, engine: Engine, keys: &Keys<'_>) -> Statement {
    let mut builder = Builder::new(engine, plan.node.source.schema);
    builder.read(plan, Some(keys));
    builder.finish()
}

/// Keys of rows: values per key column.
pub(crate) struct Keys<'k> {
    pub(crate) columns: &'k [ColumnIndex],
    pub(crate) rows: &'k [Vec<Value>],
}

/// How the children of a node are read: their parent's rows and the way from them.
struct Parent<'p, 'a> {
    source: &'p Source<'a>,
    alias: Alias,
    embed: &'p EmbedPlan<'a>,
}

impl<'a> Builder<'a> {
    fn read(&mut self, plan: &ReadPlan<'a>, keys: Option<&Keys<'_>>) {
        let has_total = plan.shape.has_total;
        if has_total {
            self.push(if self.engine == Engine::Sqlite { "SELECT * FROM (" } else { "(" });
        }
        self.page(plan, keys);
        if !has_total {
            return;
        }
        self.push(") UNION ALL SELECT NULL, CAST(count(*) AS ");
        self.push(if self.engine == Engine::Mysql { "CHAR" } else { "TEXT" });
        self.push(")");
        if plan.shape.has_masked {
            self.push(", NULL");
        }
        self.push(" FROM ");
        let alias = self.alias();
        if plan.node.is_grouped {
            self.groups(&plan.node, alias, None, false);
            self.push(" AS r");
            return;
        }
        self.from(plan.node.source.table, alias);
        self.rows(&plan.node, alias, None, keys);
    }

    /// The rows of the page: object, null in place of the total, flags of masked cells.
    fn page(&mut self, plan: &ReadPlan<'a>, keys: Option<&Keys<'_>>) {
        let node = &plan.node;
        let alias = self.alias();
        self.push("SELECT ");
        if node.is_grouped {
            self.object(node, alias, Place::Inner);
            self.total_place(plan);
            self.push(" FROM ");
            self.groups(node, alias, None, true);
            self.push(" AS r");
            return;
        }
        let place = self.place();
        if self.engine == Engine::Mysql {
            self.object(node, alias, place);
            self.total_place(plan);
            if plan.shape.has_masked {
                self.push(", ");
                self.flags(plan, alias);
            }
            if let Some(key) = &plan.key {
                self.push(", ");
                self.list(key, node.source.table, Some(alias));
            }
            self.push(" FROM ");
            self.from(node.source.table, alias);
            self.rows(node, alias, None, keys);
            self.order(node, alias);
            self.window(node);
            return;
        }
        let is_plain = !plan.shape.has_masked && plan.key.is_none() && is_plain(node);
        if self.engine == Engine::Postgres && is_plain {
            self.push("row_to_json(r.*)::text");
        } else {
            self.object(node, alias, place);
        }
        self.total_place(plan);
        if plan.shape.has_masked {
            self.push(", r.m");
        }
        if plan.key.is_some() {
            self.push(", r.k");
        }
        self.push(" FROM (SELECT ");
        self.cells(node, alias, self.engine == Engine::Postgres && is_plain);
        if plan.shape.has_masked {
            self.push(", ");
            self.flags(plan, alias);
            self.push(" AS m");
        }
        if let Some(key) = &plan.key {
            self.push(", ");
            self.list(key, node.source.table, Some(alias));
            self.push(" AS k");
        }
        self.push(" FROM ");
        self.from(node.source.table, alias);
        self.rows(node, alias, None, keys);
        self.order(node, alias);
        self.window(node);
        self.push(") AS r");
    }

    fn total_place(&mut self, plan: &ReadPlan<'a>) {
        if plan.shape.has_total {
            self.push(if self.engine == Engine::Postgres { ", NULL::text" } else { ", NULL" });
        }
    }

    /// One character for each maskable field: `1` where the cell is masked.
    fn flags(&mut self, plan: &ReadPlan<'a>, alias: Alias) {
        let source = &plan.node.source;
        let is_mysql = self.engine == Engine::Mysql;
        self.push(if is_mysql { "CONCAT(''" } else { "(''" });
        for (_, column) in &plan.maskable {
            let Some(condition) = source.condition(*column) else { continue };
            self.push(if is_mysql { ", CASE WHEN " } else { " || CASE WHEN " });
            predicate::emit(&condition, source.table, alias, self);
            self.push(" THEN '0' ELSE '1' END");
        }
        self.push(")");
    }

    /// Postgres and SQLite: the cells of the inner query, by their own names or as `c0`, `c1`, ….
    fn cells(&mut self, node: &NodePlan<'a>, alias: Alias, by_name: bool) {
        if shown(node).next().is_none() {
            self.push("1 AS c");
        }
        for (index, field) in shown(node).enumerate() {
            if index > 0 {
                self.push(", ");
            }
            match field {
                Field::Column { spot, as_text, .. } => {
                    let source = &node.source;
                    let cell = |builder: &mut Self| builder.spot(source, alias, spot);
                    if by_name {
                        self.json_value(&cell, &spot.shape(source), *as_text);
                    } else {
                        cell(self);
                    }
                }
                Field::Embed(embed) => self.embed(embed, &node.source, alias),
                // Rows in groups are read by `groups`.
                Field::Aggregate(_) => {
                    self.push("NULL");
                }
            }
            self.push(" AS ");
            if by_name {
                let name = field.name().to_owned();
                self.identifier(&name);
            } else {
                self.push(&format!("c{index}"));
            }
        }
    }

    fn place(&self) -> Place {
        if self.engine == Engine::Mysql { Place::Here } else { Place::Inner }
    }

    /// A row's object as JSON text.
    fn object(&mut self, node: &NodePlan<'a>, alias: Alias, place: Place) {
        let is_mysql = self.engine == Engine::Mysql;
        let is_here = place == Place::Here;
        let then = if is_mysql { ", " } else { " || " };
        let mut is_first = true;
        if is_mysql {
            self.push("CONCAT(");
        }
        for (index, field) in shown(node).enumerate() {
            self.key(field.key(), is_first);
            is_first = false;
            self.push(then);
            let cell = |builder: &mut Self| match field {
                Field::Column { spot, .. } if is_here => builder.spot(&node.source, alias, spot),
                Field::Embed(embed) if is_here => builder.embed(embed, &node.source, alias),
                Field::Aggregate(aggregate) if is_here => {
                    builder.function(aggregate, &|builder| {
                        if let Some((source, column)) = &aggregate.cell {
                            builder.given(node, source, alias, *column);
                        }
                    });
                }
                _ => {
                    builder.push(&format!("r.c{index}"));
                }
            };
            match field {
                Field::Column { spot, as_text, .. } => {
                    self.json_text(&cell, &spot.shape(&node.source), *as_text);
                }
                Field::Aggregate(aggregate) => {
                    self.json_text(&cell, &aggregate.result, aggregate.as_text);
                }
                Field::Embed(_) => {
                    self.push("coalesce(");
                    cell(self);
                    self.push(match self.engine {
                        Engine::Postgres => "::text, 'null')",
                        _ => ", 'null')",
                    });
                }
            }
            self.push(then);
        }
        self.push(if is_first { "'{}'" } else { "'}'" });
        if is_mysql {
            self.push(")");
        }
    }

    /// `{"name":` or `,"name":`
    fn key(&mut self, key: &Key, is_first: bool) {
        let start = if is_first { '{' } else { ',' };
        let text = format!("{start}{}:", serde_json::Value::from(key.name.as_str()));
        if key.is_typed { self.bind_text(text) } else { self.literal(&text) }
    }

    /// An embedded table's JSON for one row of its parent: on Postgres as `json`, else as text.
    fn embed(&mut self, embed: &EmbedPlan<'a>, source: &Source<'a>, parent: Alias) {
        let node = &embed.node;
        let parent = Parent { source, alias: parent, embed };
        let alias = self.alias();
        let is_many = embed.end == RelationEnd::Many;
        if node.is_grouped {
            return self.embedded_groups(node, alias, &parent, is_many);
        }
        match self.engine {
            Engine::Postgres => {
                let is_plain = is_plain(node);
                self.push(match (is_many, is_plain) {
                    (true, true) => "(SELECT coalesce(json_agg(row_to_json(r.*)), '[]'::json)",
                    (true, false) => "(SELECT coalesce(json_agg((",
                    (false, true) => "(SELECT row_to_json(r.*)",
                    (false, false) => "(SELECT (",
                });
                if !is_plain {
                    self.object(node, alias, Place::Inner);
                    self.push(if is_many { ")::json), '[]'::json)" } else { ")::json" });
                }
                self.push(" FROM (SELECT ");
                self.cells(node, alias, is_plain);
                self.push(" FROM ");
                self.children(node, alias, &parent, is_many);
                self.push(") AS r)");
            }
            Engine::Sqlite => {
                self.push(if is_many {
                    "(SELECT '[' || coalesce(group_concat("
                } else {
                    "(SELECT "
                });
                self.object(node, alias, Place::Inner);
                self.push(if is_many { ", ','), '') || ']'" } else { "" });
                self.push(" FROM (SELECT ");
                self.cells(node, alias, false);
                self.push(" FROM ");
                self.children(node, alias, &parent, is_many);
                self.push(") AS r)");
            }
            Engine::Mysql if is_many => {
                self.push("(SELECT CONCAT('[', IFNULL(GROUP_CONCAT(");
                self.object(node, alias, Place::Here);
                self.order(node, alias);
                self.push(" SEPARATOR ','");
                self.window(node);
                self.push("), ''), ']') FROM ");
                self.from(node.source.table, alias);
                self.rows(node, alias, Some(&parent), None);
                self.push(")");
            }
            Engine::Mysql => {
                self.push("(SELECT ");
                self.object(node, alias, Place::Here);
                self.push(" FROM ");
                self.children(node, alias, &parent, false);
                self.push(")");
            }
        }
    }

    /// The rows of an embedded table in groups; on MariaDB, where a query in `FROM` sees nothing of what is around it, in one.
    fn embedded_groups(
        &mut self,
        node: &NodePlan<'a>,
        alias: Alias,
        parent: &Parent<'_, 'a>,
        is_many: bool,
    ) {
        if self.engine == Engine::Mysql {
            self.push(if is_many { "(SELECT CONCAT('[', " } else { "(SELECT " });
            self.object(node, alias, Place::Here);
            self.push(if is_many { ", ']') FROM " } else { " FROM " });
            self.from(node.source.table, alias);
            self.rows(node, alias, Some(parent), None);
            self.push(")");
            return;
        }
        self.push(match (self.engine, is_many) {
            (Engine::Postgres, true) => "(SELECT coalesce(json_agg((",
            (_, true) => "(SELECT '[' || coalesce(group_concat(",
            (_, false) => "(SELECT (",
        });
        self.object(node, alias, Place::Inner);
        self.push(match (self.engine, is_many) {
            (Engine::Postgres, true) => ")::json), '[]'::json)",
            (Engine::Postgres, false) => ")::json",
            (_, true) => ", ','), '') || ']'",
            (_, false) => ")",
        });
        self.push(" FROM ");
        self.groups(node, alias, Some(parent), true);
        self.push(" AS r");
        self.push(if is_many { ")" } else { " LIMIT 1)" });
    }

    fn children(
        &mut self,
        node: &NodePlan<'a>,
        alias: Alias,
        parent: &Parent<'_, 'a>,
        is_many: bool,
    ) {
        self.from(node.source.table, alias);
        self.rows(node, alias, Some(parent), None);
        if is_many {
            self.order(node, alias);
            self.window(node);
        } else {
            self.push(" LIMIT 1");
        }
    }
}

/// Where the cells of an object are made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the query whose text this is.
    Here,
    /// In the query inside of it, under the names `r.c0`, `r.c1`, ….
    Inner,
}

fn shown<'n, 'a>(node: &'n NodePlan<'a>) -> impl Iterator<Item = &'n Field<'a>> {
    node.fields.iter().filter(|field| match field {
        Field::Column { .. } | Field::Aggregate(_) => true,
        Field::Embed(embed) => embed.is_shown,
    })
}

/// Whether every name in the row's object is one of the schema's, so that it may be an SQL name.
fn is_plain(node: &NodePlan<'_>) -> bool {
    let mut count = 0;
    let all = shown(node).all(|field| {
        count += 1;
        !field.key().is_typed
    });
    all && count > 0
}
