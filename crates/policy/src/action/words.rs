//! SQL text -> its parts, by a parser of the engine's dialect; `$user.path`, `$input.path` and `$now` are placeholders.

use bailiwick_schema::Engine;
use sqlparser::ast::Statement;
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::ActionTerm;
use crate::user::UserPath;

/// Longer statements are refused, in bytes.
const LONGEST_STATEMENT: usize = 16 * 1024;

/// The one statement of the text.
///
/// # Errors
/// A sentence for its author.
pub(super) fn parse(text: &str, engine: Engine) -> Result<Statement, String> {
    if text.len() > LONGEST_STATEMENT {
        return Err(format!("the statement is longer than {LONGEST_STATEMENT} bytes"));
    }
    let dialect: &dyn Dialect = match engine {
        Engine::Sqlite => &SQLiteDialect {},
        Engine::Postgres => &PostgreSqlDialect {},
        Engine::Mysql => &MySqlDialect {},
    };
    let tokens = Tokenizer::new(dialect, text)
        .tokenize_with_location()
        .map_err(|error| format!("the statement cannot be read: {error}"))?;
    if tokens
        .iter()
        .any(|token| matches!(&token.token, Token::Whitespace(space) if is_comment(space)))
    {
        return Err("a statement has no comments; YAML's `#` is outside of it".to_owned());
    }
    let mut parser = Parser::new(dialect).with_tokens_with_locations(joined(tokens));
    let mut statements = parser.parse_statements().map_err(|error| {
        let sentence = error.to_string();
        format!(
            "the statement cannot be read: {}",
            sentence.trim_start_matches("sql parser error: ")
        )
    })?;
    match (statements.pop(), statements.is_empty()) {
        (Some(statement), true) => Ok(statement),
        _ => Err("expected one statement; write several as several entries of `run`".to_owned()),
    }
}

fn is_comment(space: &sqlparser::tokenizer::Whitespace) -> bool {
    use sqlparser::tokenizer::Whitespace;
    matches!(space, Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
}

/// `$user` `.` `org` `.` `id` as one placeholder; the dialects take the first for a word or for a placeholder.
fn joined(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut joined: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(mut token) = tokens.next() {
        let start = match &token.token {
            Token::Placeholder(text) => Some(text.clone()),
            Token::Word(word) if word.quote_style.is_none() && word.value.starts_with('$') => {
                Some(word.value.clone())
            }
            _ => None,
        };
        if let Some(mut text) = start {
            while let Some(Token::Period) = tokens.peek().map(|next| &next.token) {
                tokens.next();
                text.push('.');
                if let Some(Token::Word(word)) = tokens.peek().map(|next| &next.token)
                    && word.quote_style.is_none()
                {
                    text.push_str(&word.value);
                    tokens.next();
                }
            }
            token.token = Token::Placeholder(text);
        }
        joined.push(token);
    }
    joined
}

/// What a placeholder stands for.
///
/// # Errors
/// A sentence for any other than the three.
pub(super) fn placeholder(text: &str) -> Result<ActionTerm, String> {
    if text == "$now" {
        return Ok(ActionTerm::Now);
    }
    let path = |rest: &str| {
        UserPath::parse(rest).ok_or_else(|| format!("`{text}` is no path: write `$input.name`"))
    };
    match (text.strip_prefix("$user."), text.strip_prefix("$input.")) {
        (Some(rest), _) => Ok(ActionTerm::User(path(rest)?)),
        (_, Some(rest)) => Ok(ActionTerm::Input(path(rest)?)),
        _ => Err(format!("`{text}` is none of `$user.path`, `$input.path` and `$now`")),
    }
}
