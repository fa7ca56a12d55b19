//! What a path and a query name, parsed. An id that is no id names nothing, so it answers like an absent one.

use axum::http::Uri;
use bailiwick_api::{Operation, ParameterKind};
use bailiwick_model::{
    BranchId, DatabaseId, Id, InstanceId, OrganizationId, ProjectId, RevocationId, Timestamp,
};
use percent_encoding::percent_decode_str;

use crate::error::Error;

/// What is said of a text that Postgres could not hold: the same on every store.
pub(crate) const NUL: &str = "it holds the character NUL, which no text here may hold";

/// The values of the braces of a path. The gate has proven that the things they name belong together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads the raw segments. Those that are texts are decoded; ids have nothing to decode.
    pub(crate) fn read<'a>(raw: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let decode = |(name, value): (&str, &str)| {
            let text = percent_decode_str(value).decode_utf8().map_err(|_| Error::not_found())?;
            // Nothing has a name with NUL in it, and a store on Postgres could not even be asked.
            if text.contains('\0') {
                return Err(Error::not_found());
            }
            // An id has one spelling: a proxy in front that filters paths must see what is judged here.
            if text != value && text.parse::<Id>().is_ok() {
                return Err(Error::not_found());
            }
            Ok((name.to_owned(), text.into_owned()))
        };
        raw.map(decode).collect::<Result<_, _>>().map(Parameters)
    }

    /// A parameter that is a text: the name of a connection, a table.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Error> {
        self.get(name).ok_or_else(Error::not_found)
    }

    /// A parameter that is an id.
    pub(crate) fn id<T: From<Id>>(&self, name: &str) -> Result<T, Error> {
        self.text(name)?.parse::<Id>().map(T::from).map_err(|_| Error::not_found())
    }

    /// A parameter that is an id, where the path has it.
    pub(crate) fn maybe<T: From<Id>>(&self, name: &str) -> Result<Option<T>, Error> {
        if self.get(name).is_none() { Ok(None) } else { self.id(name).map(Some) }
    }

    /// `{organization}`
    pub(crate) fn organization(&self) -> Result<OrganizationId, Error> {
        self.id("organization")
    }

    /// `{project}`
    pub(crate) fn project(&self) -> Result<ProjectId, Error> {
        self.id("project")
    }

    /// `{instance}`
    pub(crate) fn instance(&self) -> Result<InstanceId, Error> {
        self.id("instance")
    }

    /// `{revocation}`
    pub(crate) fn revocation(&self) -> Result<RevocationId, Error> {
        self.id("revocation")
    }

    /// `{database}`
    pub(crate) fn database(&self) -> Result<DatabaseId, Error> {
        self.id("database")
    }

    /// `{branch}`
    pub(crate) fn branch(&self) -> Result<BranchId, Error> {
        self.id("branch")
    }

    /// All of them in one text, for what belongs to this path alone.
    pub(crate) fn bound_to(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value:?} ")).collect()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The query of a request: only what the operation declares, each at most once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// Reads and judges the query by the operation's declaration.
    pub(crate) fn read(operation: &'static Operation, uri: &Uri) -> Result<Self, Error> {
        let mut values: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        {
            let Some(parameter) = operation.query.iter().find(|parameter| parameter.name == name)
            else {
                let known: Vec<&str> =
                    operation.query.iter().map(|parameter| parameter.name).collect();
                let mut error = Error::new(
                    axum::http::StatusCode::UNPROCESSABLE_ENTITY,
                    "unknown_parameter",
                    format!("there is no query parameter `{}` here", name.escape_debug()),
                );
                error.hint =
                    (!known.is_empty()).then(|| format!("known here: {}", known.join(", ")));
                return Err(error);
            };
            if values.iter().any(|(known, _)| *known == parameter.name) {
                return Err(Error::invalid(parameter.name, "it is given twice"));
            }
            judge(parameter.kind, &value)
                .map_err(|message| Error::invalid(parameter.name, message))?;
            values.push((parameter.name, value.into_owned()));
        }
        Ok(Query(values))
    }

    /// A parameter, when given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter in the form that its kind promises.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Error> {
        let parse = |value: &str| {
            value.parse().map_err(|_| Error::invalid(name, "this value is not accepted"))
        };
        self.get(name).map(parse).transpose()
    }

    /// Everything but where the page begins and how long it is: what a cursor is bound to.
    pub(crate) fn filters(&self) -> String {
        let filters = self.0.iter().filter(|(name, _)| !matches!(*name, "cursor" | "limit"));
        filters.map(|(name, value)| format!("{name}={value:?} ")).collect()
    }
}

fn judge(kind: ParameterKind, value: &str) -> Result<(), String> {
    match kind {
        ParameterKind::Text if value.contains('\0') => Err(NUL.to_owned()),
        ParameterKind::Text if value.len() > 1_000 => Err("it is too long".to_owned()),
        ParameterKind::Text => Ok(()),
        ParameterKind::Integer(least, most) => match value.parse::<u64>() {
            Ok(number) if (least..=most).contains(&number) && !value.starts_with('+') => Ok(()),
            _ => Err(format!("it should be a whole number from {least} to {most}")),
        },
        ParameterKind::Id => value.parse::<Id>().map(drop).map_err(|error| error.to_string()),
        ParameterKind::Time => {
            value.parse::<Timestamp>().map(drop).map_err(|error| error.to_string())
        }
    }
}
