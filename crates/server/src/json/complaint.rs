//! What is wrong with a body, in the words of JSON and without the values that stand in it: they may be secrets.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// Why a value is none of the contract's type.
#[derive(Debug)]
pub(super) enum Complaint {
    /// A sentence.
    Sentence(String),
    /// A field that nobody reads, and those that are read.
    Unknown { field: String, known: &'static [&'static str] },
    /// A field that is needed.
    Missing(&'static str),
}

impl Error for Complaint {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Complaint::Sentence(plain(&message.to_string()))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let (given, expected) = (kind(unexpected), plain(&expected.to_string()));
        Complaint::Sentence(format!("{given} is given where {expected} is expected"))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = plain(&expected.to_string());
        if is_number(unexpected) && expected.contains("number") {
            return Complaint::Sentence("this number is out of range".to_owned());
        }
        Complaint::Sentence(format!("{} is given where {expected} is expected", kind(unexpected)))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let expected = plain(&expected.to_string());
        Complaint::Sentence(format!("{length} values are given where {expected} is expected"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Complaint::Sentence(format!("one of {} is expected", listed(expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Complaint::Unknown { field: field.to_owned(), known: expected }
    }

    fn missing_field(field: &'static str) -> Self {
        Complaint::Missing(field)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Complaint::Sentence(sentence) => formatter.write_str(sentence),
            Complaint::Unknown { field, .. } => {
                write!(formatter, "there is no field `{}` here", field.escape_debug())
            }
            Complaint::Missing(field) => write!(formatter, "the field `{field}` is needed"),
        }
    }
}

impl std::error::Error for Complaint {}

/// Names as a sentence lists them.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// What kind of value stands there; never which.
fn kind(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "a text",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        _ => "another kind of value",
    }
}

fn is_number(unexpected: Unexpected<'_>) -> bool {
    matches!(unexpected, Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_))
}

/// What is expected, in the words of JSON rather than of Rust.
fn plain(expected: &str) -> String {
    const WHOLE: [&str; 12] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];
    const OBJECTS: [&str; 5] =
        ["struct ", "enum ", "internally tagged enum ", "tuple struct ", "unit struct "];
    match expected {
        whole if WHOLE.contains(&whole) => return "a whole number".to_owned(),
        "f32" | "f64" => return "a number".to_owned(),
        "a string" | "str" | "string" | "a borrowed string" => return "a text".to_owned(),
        "a sequence" | "sequence" => return "a list".to_owned(),
        "a map" | "map" => return "an object".to_owned(),
        "unit" => return "null".to_owned(),
        _ => {}
    }
    if OBJECTS.iter().any(|kind| expected.starts_with(kind)) {
        return "an object".to_owned();
    }
    if expected.starts_with("data did not match any variant of untagged enum") {
        return "this is none of the accepted forms".to_owned();
    }
    expected.to_owned()
}
