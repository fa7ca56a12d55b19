//! `LIKE` on every engine: case-sensitive or folding ASCII, with the pattern rewritten so that no session setting can change it.

use bailiwick_schema::Engine;

use crate::builder::Builder;
use crate::compare::{Rules, Side, is_collated};
use crate::mutation::Mutation;

/// One piece of a pattern.
enum Piece {
    Any,
    One,
    Literal(char),
}

/// A pattern's pieces; a backslash makes the next character literal, and stands for itself at the end.
fn pieces(pattern: &str) -> impl Iterator<Item = Piece> {
    let mut characters = pattern.chars();
    std::iter::from_fn(move || {
        Some(match characters.next()? {
            '%' => Piece::Any,
            '_' => Piece::One,
            '\\' => Piece::Literal(characters.next().unwrap_or('\\')),
            other => Piece::Literal(other),
        })
    })
}

fn like(pattern: &str, escape: char, fold: bool) -> String {
    let mut text = String::with_capacity(pattern.len() + 8);
    for piece in pieces(pattern) {
        match piece {
            Piece::Any => text.push('%'),
            Piece::One => text.push('_'),
            Piece::Literal(character) => {
                if character == '%' || character == '_' || character == escape {
                    text.push(escape);
                }
                text.push(if fold { character.to_ascii_lowercase() } else { character });
            }
        }
    }
    text
}

fn glob(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() + 8);
    for piece in pieces(pattern) {
        match piece {
            Piece::Any => text.push('*'),
            Piece::One => text.push('?'),
            Piece::Literal(character @ ('*' | '?' | '[')) => {
                text.push('[');
                text.push(character);
                text.push(']');
            }
            Piece::Literal(character) => text.push(character),
        }
    }
    text
}

/// What stands behind a text of such a column on Postgres before a pattern is asked of it: under a collation that takes
/// different texts for equal it answers with an error, and only once it meets a row, which would tell whether there is one.
pub(crate) fn pattern_collation(native_type: &str) -> &'static str {
    if is_collated(native_type) { " COLLATE pg_catalog.\"default\"" } else { "" }
}

impl<'a> Builder<'a> {
    /// `left LIKE pattern`, for text columns only.
    pub(crate) fn like(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        pattern: &str,
        (fold, native_type): (bool, &str),
        rules: Rules,
    ) {
        let fold = fold || self.is(Mutation::LikeIgnoresCase);
        match self.engine {
            Engine::Postgres => {
                self.like_postgres(left, negated, pattern, (fold, native_type), rules)
            }
            Engine::Mysql => self.like_mysql(left, negated, pattern, fold, rules),
            Engine::Sqlite => self.like_sqlite(left, negated, pattern, fold),
        }
    }

    fn like_postgres(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        pattern: &str,
        (fold, native_type): (bool, &str),
        rules: Rules,
    ) {
        let folds_ascii = fold && rules == Rules::Exact;
        if folds_ascii {
            // Under "C" only ASCII letters have a case.
            self.push("lower(");
        }
        left.write(self);
        self.push("::text");
        self.push(match rules {
            Rules::Exact => " COLLATE \"C\"",
            Rules::Database => pattern_collation(native_type),
        });
        if folds_ascii {
            self.push(")");
        }
        self.push(if negated { " NOT" } else { "" });
        self.push(if fold && !folds_ascii { " ILIKE " } else { " LIKE " });
        self.bind_text(like(pattern, '\\', folds_ascii));
    }

    fn like_mysql(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        pattern: &str,
        fold: bool,
        rules: Rules,
    ) {
        let folds_ascii = fold && rules == Rules::Exact;
        if folds_ascii {
            // LOWER folds more than ASCII under every collation.
            for _ in b'A'..=b'Z' {
                self.push("REPLACE(");
            }
        }
        self.push("CONVERT(");
        left.write(self);
        self.push(" USING utf8mb4) COLLATE ");
        self.push(if fold && !folds_ascii { "utf8mb4_general_ci" } else { "utf8mb4_bin" });
        if folds_ascii {
            for letter in b'A'..=b'Z' {
                let (upper, lower) = (char::from(letter), char::from(letter.to_ascii_lowercase()));
                self.text.push_str(&format!(",'{upper}','{lower}')"));
            }
        }
        self.push(if negated { " NOT LIKE " } else { " LIKE " });
        self.bind_text(like(pattern, '|', folds_ascii));
        self.push(" ESCAPE '|'");
    }

    fn like_sqlite(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        pattern: &str,
        fold: bool,
    ) {
        self.push("(");
        left.write(self);
        self.push(if negated { " NOT" } else { "" });
        if fold {
            // SQLite's own LIKE folds ASCII and nothing else.
            self.push(" LIKE ");
            self.bind_text(like(pattern, '\\', false));
            self.push(" ESCAPE '\\'");
        } else {
            self.push(" GLOB ");
            self.bind_text(glob(pattern));
        }
        self.push(" AND typeof(");
        left.write(self);
        self.push(") = 'text')");
    }
}
