//! Masks as SQL: the text that [`Mask::apply`] says, on every engine.

use bailiwick_policy::Mask;
use bailiwick_schema::Engine;

use crate::builder::Builder;
use crate::mutation::Mutation;

impl<'a> Builder<'a> {
    /// Appends what a mask shows of a text; null stays null.
    pub(crate) fn mask(&mut self, mask: Mask, column: &dyn Fn(&mut Builder<'a>)) {
        if self.is(Mutation::DropMask) {
            return column(self);
        }
        let text = |builder: &mut Self| match builder.engine {
            // Blanks at the end of a `char(n)` are none of its characters.
            Engine::Postgres => {
                column(builder);
                builder.push("::text");
            }
            // A column may hold numbers whatever it is declared as.
            Engine::Sqlite => {
                builder.push("CAST(");
                column(builder);
                builder.push(" AS TEXT)");
            }
            Engine::Mysql => column(builder),
        };
        let length = match self.engine {
            Engine::Sqlite => "length(",
            Engine::Postgres | Engine::Mysql => "char_length(",
        };
        self.push("CASE WHEN ");
        column(self);
        self.push(" IS NULL THEN NULL");
        match mask {
            Mask::Full => {
                self.push(" ELSE '***' END");
            }
            Mask::Partial | Mask::Email => {
                self.push(" WHEN ").push(length);
                text(self);
                self.push(") <= 1 THEN '***'");
                if mask == Mask::Email {
                    self.push(" WHEN ");
                    self.position(&text);
                    self.push(" > 1 THEN ");
                    self.first_and(&text, true);
                }
                self.push(" ELSE ");
                self.first_and(&text, false);
                self.push(" END");
            }
            Mask::Last4 => {
                self.push(" WHEN ").push(length);
                text(self);
                self.push(") <= 4 THEN '***' ELSE ");
                self.push(match self.engine {
                    Engine::Mysql => "CONCAT('***', RIGHT(",
                    Engine::Postgres => "'***' || right(",
                    Engine::Sqlite => "'***' || substr(",
                });
                text(self);
                self.push(match self.engine {
                    Engine::Mysql => ", 4))",
                    Engine::Postgres => ", 4)",
                    Engine::Sqlite => ", -4)",
                });
                self.push(" END");
            }
        }
    }

    /// Where the first `@` is, from 1; 0 where there is none.
    fn position(&mut self, text: &impl Fn(&mut Builder<'a>)) {
        self.push(match self.engine {
            Engine::Mysql => "LOCATE('@', ",
            Engine::Postgres => "strpos(",
            Engine::Sqlite => "instr(",
        });
        text(self);
        self.push(match self.engine {
            Engine::Mysql => ")",
            Engine::Sqlite => ", '@')",
            // It looks for no text under a collation that takes different texts for equal.
            Engine::Postgres => " COLLATE \"C\", '@')",
        });
    }

    /// The first character and `***`, and what follows from the `@` on.
    fn first_and(&mut self, text: &impl Fn(&mut Builder<'a>), has_rest: bool) {
        let is_mysql = self.engine == Engine::Mysql;
        self.push(if is_mysql { "CONCAT(substr(" } else { "substr(" });
        text(self);
        self.push(if is_mysql { ", 1, 1), '***'" } else { ", 1, 1) || '***'" });
        if has_rest {
            self.push(if is_mysql { ", substr(" } else { " || substr(" });
            text(self);
            self.push(", ");
            self.position(text);
            self.push(")");
        }
        self.push(if is_mysql { ")" } else { "" });
    }
}
