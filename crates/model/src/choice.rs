//! Closed sets of words: one declaration gives the enum, its text in JSON and in the store, and its schema.

/// A text that is none of the words of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is none of {expected}")]
pub struct UnknownWord {
    /// What was given.
    pub given: String,
    /// The words that would do, each in backticks.
    pub expected: String,
}

/// Declares enums whose variants are spelled as given, in JSON, in the store and in errors.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every one, in the order of declaration.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word in JSON and in the store.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(text: &str) -> Result<Self, $crate::UnknownWord> {
                match text {
                    $($word => Ok($name::$variant),)*
                    _ => Err($crate::UnknownWord {
                        given: text.escape_debug().to_string(),
                        expected: [$(concat!("`", $word, "`")),*].join(", "),
                    }),
                }
            }
        }
    )*};
}

pub(crate) use choices;
