//! Values and conditions, as far as an action may: operators and functions of a list, and every text a bind.

use bailiwick_schema::Engine;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, CeilFloorKind, DateTimeField, DuplicateTreatment, Expr,
    Function, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, UnaryOperator, Value,
};

use super::super::{ActionTerm, number, words};
use super::{Meets, Writer, Written, absent, unknown};

/// They compute a value from their arguments and do nothing else, on every engine that has them.
const FUNCTIONS: &str = "\
    abs avg ceil ceiling char_length coalesce concat concat_ws count current_date current_time \
    current_timestamp date date_format date_trunc datetime exp floor format greatest group_concat ifnull \
    instr json_array json_extract json_object json_unquote json_valid julianday least left length ln \
    lower lpad ltrim max min mod now nullif octet_length power replace right round rpad rtrim sign sqrt \
    strftime string_agg substr substring sum time to_char total trim unixepoch upper values";

impl Writer<'_> {
    fn pair(&mut self, left: &Expr, word: &str, right: &Expr) -> Written {
        self.push("(");
        self.expression(left)?;
        self.push(word);
        self.expression(right)?;
        self.push(")");
        Ok(())
    }

    /// One side of a comparison with `others`. Two values of a call have an order by what they are.
    fn side(&mut self, side: &Expr, others: &[&Expr], has_order: bool) -> Written {
        self.expression(side)?;
        let others_are_values = others.iter().all(|other| is_placeholder(other));
        if is_placeholder(side)
            && !(has_order && others_are_values)
            && let Some(bind) = self.binds.last_mut()
        {
            bind.meets = Meets::Comparison;
        }
        Ok(())
    }

    fn like(&mut self, text: &Expr, word: &str, pattern: &Expr) -> Written {
        self.push("(");
        self.side(text, &[pattern], false)?;
        self.push(word);
        self.expression(pattern)?;
        if is_placeholder(pattern)
            && let Some(bind) = self.binds.last_mut()
        {
            bind.meets = Meets::Pattern;
        }
        self.push(")");
        Ok(())
    }

    fn compared(&mut self, left: &Expr, word: &str, right: &Expr, has_order: bool) -> Written {
        self.push("(");
        self.side(left, &[right], has_order)?;
        self.push(word);
        self.side(right, &[left], has_order)?;
        self.push(")");
        Ok(())
    }

    fn postfix(&mut self, expression: &Expr, words: &str) -> Written {
        self.push("(");
        self.expression(expression)?;
        self.push(words);
        self.push(")");
        Ok(())
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Written {
        match expression {
            Expr::Identifier(ident) => self.column(ident),
            Expr::CompoundIdentifier(idents) => match idents.as_slice() {
                [table, column] => {
                    let table = self.spelling(table)?;
                    self.identifier(&table);
                    self.push(".");
                    self.column(column)
                }
                _ => Err(unknown("a name of more than two parts")),
            },
            Expr::Value(value) => self.value(&value.value),
            Expr::Nested(inner) => self.postfix(inner, ""),
            Expr::IsNull(inner) => self.postfix(inner, " IS NULL"),
            Expr::IsNotNull(inner) => self.postfix(inner, " IS NOT NULL"),
            Expr::IsTrue(inner) => self.postfix(inner, " IS TRUE"),
            Expr::IsNotTrue(inner) => self.postfix(inner, " IS NOT TRUE"),
            Expr::IsFalse(inner) => self.postfix(inner, " IS FALSE"),
            Expr::IsNotFalse(inner) => self.postfix(inner, " IS NOT FALSE"),
            Expr::IsDistinctFrom(left, right) => {
                self.compared(left, " IS DISTINCT FROM ", right, false)
            }
            Expr::IsNotDistinctFrom(left, right) => {
                self.compared(left, " IS NOT DISTINCT FROM ", right, false)
            }
            // MariaDB would read `||` as OR.
            Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right }
                if self.schema.engine == Engine::Mysql =>
            {
                self.call("CONCAT", &[left, right])
            }
            Expr::BinaryOp {
                op: op @ (BinaryOperator::Arrow | BinaryOperator::LongArrow), ..
            } if self.schema.engine == Engine::Mysql => {
                Err(format!("MariaDB has no operator `{op}`; use `json_extract`"))
            }
            Expr::BinaryOp {
                left,
                op: op @ (BinaryOperator::Eq | BinaryOperator::NotEq),
                right,
            } => self.compared(left, binary(op)?, right, false),
            Expr::BinaryOp {
                left,
                op:
                    op @ (BinaryOperator::Gt
                    | BinaryOperator::Lt
                    | BinaryOperator::GtEq
                    | BinaryOperator::LtEq),
                right,
            } => self.compared(left, binary(op)?, right, true),
            Expr::BinaryOp { left, op, right } => self.pair(left, binary(op)?, right),
            Expr::UnaryOp { op, expr } => {
                self.push(match op {
                    UnaryOperator::Not => "NOT (",
                    UnaryOperator::Minus => "- (",
                    UnaryOperator::Plus => "+ (",
                    _ => return Err(unknown("such an operator")),
                });
                self.expression(expr)?;
                self.push(")");
                Ok(())
            }
            Expr::Between { expr, negated, low, high } => {
                self.push("(");
                self.side(expr, &[low, high], true)?;
                self.push(if *negated { " NOT BETWEEN " } else { " BETWEEN " });
                self.side(low, &[expr], true)?;
                self.push(" AND ");
                self.side(high, &[expr], true)?;
                self.push(")");
                Ok(())
            }
            Expr::In { expr, target, negated, global } => {
                absent("GLOBAL IN", *global)?;
                self.side(expr, &[], false)?;
                self.push(if *negated { " NOT IN (" } else { " IN (" });
                match target {
                    InTarget::List(items) => {
                        self.list(items, |writer, item| writer.side(item, &[], false))?;
                    }
                    InTarget::Subquery(query) => self.query(query)?,
                    _ => return Err(unknown("such a list")),
                }
                self.push(")");
                Ok(())
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
                self.like(expr, if *negated { " NOT LIKE " } else { " LIKE " }, pattern)
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                self.like(expr, if *negated { " NOT ILIKE " } else { " ILIKE " }, pattern)
            }
            Expr::Exists { subquery, negated } => {
                self.push(if *negated { "NOT EXISTS (" } else { "EXISTS (" });
                self.query(subquery)?;
                self.push(")");
                Ok(())
            }
            Expr::Subquery(query) => {
                self.push("(");
                self.query(query)?;
                self.push(")");
                Ok(())
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr,
                data_type,
                format: None,
            } => {
                self.push("CAST(");
                self.expression(expr)?;
                self.push(" AS ");
                self.data_type(&data_type.to_string())?;
                self.push(")");
                Ok(())
            }
            Expr::Floor { expr, field } if is_plain(field) => self.call("FLOOR", &[expr]),
            Expr::Ceil { expr, field } if is_plain(field) => self.call("CEIL", &[expr]),
            Expr::Substring { expr, substring_from: Some(from), substring_for: None, .. } => {
                self.call("SUBSTR", &[expr, from])
            }
            Expr::Substring {
                expr,
                substring_from: Some(from),
                substring_for: Some(length),
                ..
            } => self.call("SUBSTR", &[expr, from, length]),
            Expr::Trim { trim_where: None, trim_what: None, expr, trim_characters: None } => {
                self.call("TRIM", &[expr])
            }
            Expr::Function(function) => self.function(function),
            _ => Err(unknown(&format!("`{}`", shortened(&expression.to_string())))),
        }
    }

    fn call(&mut self, function: &str, arguments: &[&Expr]) -> Written {
        self.push(function);
        self.push("(");
        self.list(arguments, |writer, argument| writer.expression(argument))?;
        self.push(")");
        Ok(())
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        whens: &[CaseWhen],
        other: Option<&Expr>,
    ) -> Written {
        self.push("CASE");
        if let Some(operand) = operand {
            self.push(" ");
            self.side(operand, &[], false)?;
        }
        for when in whens {
            self.push(" WHEN ");
            match operand {
                Some(_) => self.side(&when.condition, &[], false)?,
                None => self.expression(&when.condition)?,
            }
            self.push(" THEN ");
            self.expression(&when.result)?;
        }
        if let Some(other) = other {
            self.push(" ELSE ");
            self.expression(other)?;
        }
        self.push(" END");
        Ok(())
    }

    /// `numeric(10,2)`: words, digits, commas, blanks and parentheses.
    fn data_type(&mut self, words: &str) -> Written {
        let is_plain =
            words.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '(' | ')'));
        absent("such a type", !is_plain)?;
        self.push(words);
        Ok(())
    }

    fn function(&mut self, function: &Function) -> Written {
        let name = function.name.to_string().to_lowercase();
        if !FUNCTIONS.split(' ').any(|known| known == name) {
            return Err(format!("the function `{}` is not offered in an action", shortened(&name)));
        }
        let is_plain = !function.uses_odbc_syntax
            && function.parameters == FunctionArguments::None
            && function.within_group.is_empty()
            && function.null_treatment.is_none()
            && function.over.is_none();
        absent("such a use of a function", !is_plain)?;
        self.push(&name.to_uppercase());
        match &function.args {
            FunctionArguments::None => {}
            FunctionArguments::Subquery(_) => return Err(unknown("such an argument")),
            FunctionArguments::List(list) => {
                absent("a clause in a function", !list.clauses.is_empty())?;
                self.push("(");
                match list.duplicate_treatment {
                    None => {}
                    Some(DuplicateTreatment::Distinct) => self.push("DISTINCT "),
                    Some(DuplicateTreatment::All) => {}
                }
                self.list(&list.args, |writer, argument| match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => {
                        writer.expression(expression)
                    }
                    FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => {
                        writer.push("*");
                        Ok(())
                    }
                    _ => Err(unknown("such an argument")),
                })?;
                self.push(")");
            }
        }
        if let Some(filter) = &function.filter {
            self.push(" FILTER (WHERE ");
            self.expression(filter)?;
            self.push(")");
        }
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Written {
        match value {
            Value::Number(text, false) => match number(text) {
                Some(number) => {
                    self.push(&number.to_string());
                    Ok(())
                }
                None => Err(unknown(&format!("the number `{}`", shortened(text)))),
            },
            Value::SingleQuotedString(text) => {
                self.bind(ActionTerm::Literal(text.clone().into()));
                Ok(())
            }
            Value::DoubleQuotedString(text) if self.schema.engine == Engine::Mysql => {
                self.bind(ActionTerm::Literal(text.clone().into()));
                Ok(())
            }
            Value::Boolean(true) => {
                self.push("TRUE");
                Ok(())
            }
            Value::Boolean(false) => {
                self.push("FALSE");
                Ok(())
            }
            Value::Null => {
                self.push("NULL");
                Ok(())
            }
            Value::Placeholder(text) => {
                self.bind(words::placeholder(text)?);
                Ok(())
            }
            _ => Err(unknown("such a literal")),
        }
    }
}

fn is_placeholder(expression: &Expr) -> bool {
    match expression {
        Expr::Nested(inner) => is_placeholder(inner),
        Expr::Value(value) => matches!(value.value, Value::Placeholder(_)),
        _ => false,
    }
}

fn is_plain(field: &CeilFloorKind) -> bool {
    matches!(field, CeilFloorKind::DateTimeField(DateTimeField::NoDateTime))
}

fn binary(operator: &BinaryOperator) -> Result<&'static str, String> {
    Ok(match operator {
        BinaryOperator::Plus => " + ",
        BinaryOperator::Minus => " - ",
        BinaryOperator::Multiply => " * ",
        BinaryOperator::Divide => " / ",
        BinaryOperator::Modulo => " % ",
        BinaryOperator::StringConcat => " || ",
        BinaryOperator::Gt => " > ",
        BinaryOperator::Lt => " < ",
        BinaryOperator::GtEq => " >= ",
        BinaryOperator::LtEq => " <= ",
        BinaryOperator::Eq => " = ",
        BinaryOperator::NotEq => " <> ",
        BinaryOperator::And => " AND ",
        BinaryOperator::Or => " OR ",
        BinaryOperator::Arrow => " -> ",
        BinaryOperator::LongArrow => " ->> ",
        other => return Err(unknown(&format!("the operator `{other}`"))),
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
