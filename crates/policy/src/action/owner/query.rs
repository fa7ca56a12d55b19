//! SELECT, as far as an action may: what is read, from which tables, in which order.

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, JoinConstraint, JoinOperator, LimitClause, OrderByExpr,
    OrderByKind, OrderBySort, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr,
    TableAlias, TableFactor, TableWithJoins, Values,
};

use super::{Writer, Written, absent, unknown};

impl Writer<'_> {
    pub(super) fn query(&mut self, query: &Query) -> Written {
        let Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        absent("WITH", with.is_some())?;
        absent("FETCH", fetch.is_some())?;
        absent("FOR UPDATE", !locks.is_empty() || for_clause.is_some())?;
        absent("SETTINGS", settings.is_some() || format_clause.is_some())?;
        absent("`|>`", !pipe_operators.is_empty())?;
        match body.as_ref() {
            SetExpr::Select(select) => self.select(select)?,
            SetExpr::Values(values) => self.values(values)?,
            _ => return Err(unknown("UNION and the like")),
        }
        if let Some(order) = order_by {
            absent("INTERPOLATE", order.interpolate.is_some())?;
            let OrderByKind::Expressions(terms) = &order.kind else {
                return Err(unknown("ORDER BY ALL"));
            };
            self.order(terms)?;
        }
        match limit_clause {
            None => Ok(()),
            Some(LimitClause::LimitOffset { limit, offset, limit_by }) => {
                absent("LIMIT BY", !limit_by.is_empty())?;
                if let Some(limit) = limit {
                    self.push(" LIMIT ");
                    self.expression(limit)?;
                }
                if let Some(offset) = offset {
                    self.push(" OFFSET ");
                    self.expression(&offset.value)?;
                }
                Ok(())
            }
            Some(LimitClause::OffsetCommaLimit { .. }) => Err(unknown("LIMIT with a comma")),
        }
    }

    pub(super) fn order(&mut self, terms: &[OrderByExpr]) -> Written {
        self.push(" ORDER BY ");
        self.list(terms, |writer, term| {
            absent("WITH FILL", term.with_fill.is_some())?;
            writer.expression(&term.expr)?;
            match term.options.sort {
                None => {}
                Some(OrderBySort::Asc) => writer.push(" ASC"),
                Some(OrderBySort::Desc) => writer.push(" DESC"),
                Some(_) => return Err(unknown("ORDER BY … USING")),
            }
            match term.options.nulls_first {
                None => {}
                Some(true) => writer.push(" NULLS FIRST"),
                Some(false) => writer.push(" NULLS LAST"),
            }
            Ok(())
        })
    }

    pub(super) fn select(&mut self, select: &Select) -> Written {
        let Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor: _,
        } = select;
        absent("a hint", !optimizer_hints.is_empty())?;
        absent("a modifier of SELECT", select_modifiers.is_some() || top.is_some())?;
        absent("EXCLUDE", exclude.is_some())?;
        absent("INTO", into.is_some())?;
        absent("LATERAL VIEW", !lateral_views.is_empty() || prewhere.is_some())?;
        absent("CONNECT BY", !connect_by.is_empty())?;
        let is_sorted = !cluster_by.is_empty() || !distribute_by.is_empty() || !sort_by.is_empty();
        absent("CLUSTER BY", is_sorted)?;
        absent("WINDOW", !named_window.is_empty() || qualify.is_some())?;
        absent("SELECT AS", value_table_mode.is_some())?;
        self.push("SELECT ");
        match distinct {
            None => {}
            Some(Distinct::Distinct) => self.push("DISTINCT "),
            Some(_) => return Err(unknown("DISTINCT ON")),
        }
        self.items(projection)?;
        if !from.is_empty() {
            self.push(" FROM ");
            self.list(from, Self::joined)?;
        }
        self.filter(selection.as_ref())?;
        match group_by {
            GroupByExpr::Expressions(terms, modifiers) => {
                absent("a modifier of GROUP BY", !modifiers.is_empty())?;
                if !terms.is_empty() {
                    self.push(" GROUP BY ");
                    self.list(terms, Self::expression)?;
                }
            }
            GroupByExpr::All(_) => return Err(unknown("GROUP BY ALL")),
        }
        if let Some(having) = having {
            self.push(" HAVING ");
            self.expression(having)?;
        }
        Ok(())
    }

    pub(super) fn filter(&mut self, selection: Option<&Expr>) -> Written {
        let Some(selection) = selection else { return Ok(()) };
        self.push(" WHERE ");
        self.expression(selection)
    }

    pub(super) fn items(&mut self, items: &[SelectItem]) -> Written {
        self.list(items, |writer, item| match item {
            SelectItem::UnnamedExpr(expression) => writer.expression(expression),
            SelectItem::ExprWithAlias { expr, alias } => {
                writer.expression(expr)?;
                writer.push(" AS ");
                writer.naming(alias)
            }
            SelectItem::Wildcard(options) if options == &Default::default() => {
                writer.push("*");
                Ok(())
            }
            SelectItem::QualifiedWildcard(
                SelectItemQualifiedWildcardKind::ObjectName(name),
                options,
            ) if options == &Default::default() && name.0.len() == 1 => {
                for ident in writer.parts(name)? {
                    let name = writer.spelling(ident)?;
                    writer.identifier(&name);
                }
                writer.push(".*");
                Ok(())
            }
            _ => Err(unknown("such a column of an answer")),
        })
    }

    pub(super) fn joined(&mut self, table: &TableWithJoins) -> Written {
        self.factor(&table.relation)?;
        for join in &table.joins {
            absent("GLOBAL JOIN", join.global)?;
            let (word, constraint) = match &join.join_operator {
                JoinOperator::Join(on) | JoinOperator::Inner(on) => (" JOIN ", on),
                JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (" LEFT JOIN ", on),
                JoinOperator::Right(on) | JoinOperator::RightOuter(on) => (" RIGHT JOIN ", on),
                JoinOperator::FullOuter(on) => (" FULL JOIN ", on),
                JoinOperator::CrossJoin(on) => (" CROSS JOIN ", on),
                _ => return Err(unknown("such a join")),
            };
            self.push(word);
            self.factor(&join.relation)?;
            match constraint {
                JoinConstraint::None => {}
                JoinConstraint::On(condition) => {
                    self.push(" ON ");
                    self.expression(condition)?;
                }
                _ => return Err(unknown("USING and NATURAL")),
            }
        }
        Ok(())
    }

    pub(super) fn factor(&mut self, factor: &TableFactor) -> Written {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_directives,
                inheritance,
            } => {
                absent("a function in place of a table", args.is_some() || *with_ordinality)?;
                absent("a hint", !with_hints.is_empty() || !index_directives.is_empty())?;
                absent("a version of a table", version.is_some() || !partitions.is_empty())?;
                absent("a path in a table", json_path.is_some())?;
                absent("TABLESAMPLE", sample.is_some() || inheritance.is_some())?;
                self.table(name)?;
                self.alias(alias.as_ref())
            }
            TableFactor::Derived { lateral, subquery, alias, sample } => {
                absent("LATERAL", *lateral)?;
                absent("TABLESAMPLE", sample.is_some())?;
                self.push("(");
                self.query(subquery)?;
                self.push(")");
                self.alias(alias.as_ref())
            }
            _ => Err(unknown("such a table")),
        }
    }

    pub(super) fn alias(&mut self, alias: Option<&TableAlias>) -> Written {
        let Some(alias) = alias else { return Ok(()) };
        absent("columns of a table's name", !alias.columns.is_empty() || alias.at.is_some())?;
        self.push(" AS ");
        let name = self.spelling(&alias.name)?;
        self.identifier(&name);
        Ok(())
    }

    pub(super) fn values(&mut self, values: &Values) -> Written {
        absent("ROW", values.explicit_row || values.value_keyword)?;
        self.push("VALUES ");
        self.list(&values.rows, |writer, row| {
            writer.push("(");
            writer.list(&row.content, Self::expression)?;
            writer.push(")");
            Ok(())
        })
    }
}
