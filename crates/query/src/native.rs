//! Operators that only Postgres has, in its SQL.

use crate::builder::Builder;
use crate::compare::Side;
use crate::plan::Native;
use crate::request::Words;

impl<'a> Builder<'a> {
    /// A condition that is TRUE exactly when it holds, or exactly when it does not; null is neither.
    pub(crate) fn native(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        native: &Native,
    ) {
        self.push(if negated { "(NOT " } else { "(" });
        match native {
            Native::Pattern { fold, pattern, collation } => {
                self.push("(");
                left.write(self);
                self.push("::text").push(collation).push(if *fold { " ~* " } else { " ~ " });
                self.bind_text(pattern.as_str());
                self.push(")");
            }
            Native::Sets { sql, operand, native_type } => {
                self.push("(");
                left.write(self);
                self.push(sql);
                self.bind_literal(operand, native_type);
                self.push(")");
            }
            Native::Search { words, config, query, is_vector } => {
                // Names of ours, never the caller's.
                let config =
                    config.map(|name| format!("'{name}'::regconfig, ")).unwrap_or_default();
                self.push("(");
                if *is_vector {
                    left.write(self);
                } else {
                    self.push("to_tsvector(").push(&config);
                    left.write(self);
                    self.push("::text)");
                }
                self.push(" @@ ");
                self.push(match words {
                    Words::Query => "to_tsquery(",
                    Words::Plain => "plainto_tsquery(",
                    Words::Phrase => "phraseto_tsquery(",
                    Words::Web => "websearch_to_tsquery(",
                });
                self.push(&config);
                self.bind_text(query.as_str());
                self.push("))");
            }
        }
        self.push(")");
    }
}
