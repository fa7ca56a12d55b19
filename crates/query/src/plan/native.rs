//! Operators that only Postgres has: regular expressions, arrays and ranges, full text search.

use bailiwick_schema::{DataType, Engine};

use super::Spot;
use super::filter::{is_text, operator as wrong_type};
use crate::Refusal;
use crate::pattern::pattern_collation;
use crate::request::{Native as Operator, Search, Words};
use crate::source::Source;

/// What is asked of Postgres.
#[derive(Debug, Clone)]
pub(crate) enum Native {
    /// A regular expression.
    Pattern { fold: bool, pattern: String, collation: &'static str },
    /// Arrays, ranges and documents: SQL's operator, and the operand as a literal of the column's own type.
    Sets { sql: &'static str, operand: String, native_type: String },
    /// Full text search. `config` is one of [`CONFIGS`].
    Search { words: Words, config: Option<&'static str>, query: String, is_vector: bool },
}

/// The languages that Postgres comes with.
const CONFIGS: [&str; 29] = [
    "simple",
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

const RANGES: [&str; 12] = [
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "tsmultirange",
    "tstzmultirange",
    "datemultirange",
];

/// Types besides the ranges that the schema does not tell apart and that have an equality.
const COMPARABLE: [&str; 9] = [
    "interval",
    "time with time zone",
    "money",
    "bit",
    "bit varying",
    "\"char\"",
    "pg_lsn",
    "tsvector",
    "tsquery",
];

/// `cs`, `match` and the others.
pub(super) fn operator(
    source: &Source<'_>,
    spot: &Spot,
    operator: Operator,
    operand: &str,
) -> Result<Native, Refusal> {
    only_postgres(source, operator.as_str())?;
    let found = spot.shape(source);
    if operator.is_pattern() {
        if !is_text(&found.data_type) {
            return Err(wrong_type(source, spot, "a pattern is for text, which"));
        }
        let fold = operator == Operator::Imatch;
        let collation = pattern_collation(&found.native_type);
        return Ok(Native::Pattern { fold, pattern: operand.to_owned(), collation });
    }
    let is_range = RANGES.contains(&found.native_type.as_str());
    let is_array = matches!(&found.data_type, DataType::Array(element) if has_equality(element, &found.native_type));
    let is_document = found.native_type == "jsonb";
    let (sql, fits, reason) = match operator {
        Operator::Contains => {
            (" @> ", is_range || is_array || is_document, "`cs` is for arrays, ranges and `jsonb`;")
        }
        Operator::ContainedBy => {
            (" <@ ", is_range || is_array || is_document, "`cd` is for arrays, ranges and `jsonb`;")
        }
        Operator::Overlaps => (" && ", is_range || is_array, "`ov` is for arrays and ranges;"),
        Operator::StrictlyLeft => (" << ", is_range, "`sl` is for ranges;"),
        Operator::StrictlyRight => (" >> ", is_range, "`sr` is for ranges;"),
        Operator::NotRight => (" &< ", is_range, "`nxr` is for ranges;"),
        Operator::NotLeft => (" &> ", is_range, "`nxl` is for ranges;"),
        _ => (" -|- ", is_range, "`adj` is for ranges;"),
    };
    if !fits {
        return Err(wrong_type(source, spot, reason));
    }
    let (operand, native_type) = (operand.to_owned(), found.native_type.clone());
    Ok(Native::Sets { sql, operand, native_type })
}

/// `fts` and the others.
pub(super) fn search(source: &Source<'_>, spot: &Spot, search: &Search) -> Result<Native, Refusal> {
    only_postgres(source, search.words.as_str())?;
    let found = spot.shape(source);
    let is_vector = found.native_type == "tsvector";
    if !is_vector && found.data_type != DataType::Text {
        return Err(wrong_type(source, spot, "full text search is for text, which"));
    }
    let config = match &search.config {
        None => None,
        Some(name) => {
            let known = CONFIGS.iter().find(|known| *known == name).copied();
            let unknown = || {
                Refusal::value(format!("`{name}` is no language of full text search"))
                    .hint(format!("there are {}", CONFIGS.join(", ")))
            };
            Some(known.ok_or_else(unknown)?)
        }
    };
    let (words, query) = (search.words, search.query.clone());
    Ok(Native::Search { words, config, query, is_vector })
}

/// Whether Postgres compares the elements of such an array. Where it cannot, it says so only once it meets a row, which
/// would tell whether there is one. A type that is not known here may be a composite of such elements.
fn has_equality(element: &DataType, array: &str) -> bool {
    let name = array.strip_suffix("[]").unwrap_or_default();
    let name = name.split('(').next().unwrap_or_default();
    match element {
        DataType::Json => name == "jsonb",
        DataType::Other => COMPARABLE.contains(&name) || RANGES.contains(&name),
        DataType::Array(_) => false,
        _ => true,
    }
}

fn only_postgres(source: &Source<'_>, name: &str) -> Result<(), Refusal> {
    match source.schema.engine {
        Engine::Postgres => Ok(()),
        other => Err(Refusal::engine_lacks(other, &format!("the operator `{name}`"))),
    }
}
