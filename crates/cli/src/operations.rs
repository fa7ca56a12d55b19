//! A command for every declared operation, made from the API's own description.
//!
//! `project_create` becomes `bailiwick project create`; the parts of its path, its query and the fields of its body
//! become options.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::{Arg, ArgAction, Command};
use serde_json::Value;

use crate::field::Field;

/// One operation as the command line needs it.
pub(crate) struct Operation {
    /// `project_create`.
    pub(crate) id: String,
    /// `POST`.
    pub(crate) method: String,
    /// `/api/v1/organizations/{organization}/projects`.
    pub(crate) path: String,
    /// One line for the help.
    pub(crate) summary: String,
    /// Names in braces in the path.
    pub(crate) path_parameters: Vec<String>,
    /// Names after the question mark.
    pub(crate) query_parameters: Vec<QueryParameter>,
    /// Fields of the body; absent where the operation takes none.
    pub(crate) fields: Option<Vec<Field>>,
}

/// What may stand after the question mark.
pub(crate) struct QueryParameter {
    /// `issued_before`.
    pub(crate) name: String,
    /// One line for the help.
    help: String,
    /// `NUMBER`
    placeholder: &'static str,
}

impl QueryParameter {
    fn of(parameter: &Value) -> Self {
        let schema = &parameter["schema"];
        let placeholder = match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("integer"), _) => "NUMBER",
            (_, Some("date-time")) => "TIME",
            _ if schema["pattern"].is_string() => "ID",
            _ => "TEXT",
        };
        let help = text(&parameter["description"]);
        QueryParameter { name: text(&parameter["name"]), help, placeholder }
    }
}

impl Operation {
    /// Whether its body is a text that people keep in a file.
    pub(crate) fn takes_a_document(&self) -> bool {
        self.fields.as_ref().is_some_and(Vec::is_empty)
    }

    /// `project` and `create`. The versions of a policy are verbs of the policy, as people say them, and who can is one
    /// question.
    pub(crate) fn noun_and_verb(&self) -> (String, String) {
        match self.id.as_str() {
            "policy_version_list" => return ("policy".to_owned(), "versions".to_owned()),
            "policy_version_get" => return ("policy".to_owned(), "version".to_owned()),
            // `audit verify` needs no server; this asks one about the log that it keeps.
            "audit_verify" => return ("audit".to_owned(), "check".to_owned()),
            "policy_promote_preview" => {
                return ("policy".to_owned(), "promote-preview".to_owned());
            }
            "access_who_can" => return ("access".to_owned(), "who-can".to_owned()),
            _ => {}
        }
        let (noun, verb) = self.id.rsplit_once('_').unwrap_or((&self.id, "get"));
        (noun.replace('_', "-"), verb.to_owned())
    }
}

/// All operations, in the order of the description.
pub(crate) static OPERATIONS: LazyLock<Vec<Operation>> =
    LazyLock::new(|| read(&bailiwick_api::openapi()));

fn read(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.filter(|(_, operation)| operation["operationId"].is_string()).map(
                |(method, operation)| {
                    let parameters = |place: &'static str| {
                        let all = operation["parameters"].as_array().into_iter().flatten();
                        all.filter(move |parameter| parameter["in"] == place)
                    };
                    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                    Operation {
                        id: text(&operation["operationId"]),
                        method: method.to_uppercase(),
                        path: path.clone(),
                        summary: text(&operation["summary"]),
                        path_parameters: parameters("path").map(|one| text(&one["name"])).collect(),
                        query_parameters: parameters("query").map(QueryParameter::of).collect(),
                        fields: (!schema.is_null())
                            .then(|| fields(document, resolve(document, schema))),
                    }
                },
            )
        })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The schema that a reference names.
pub(crate) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(reference) = schema["$ref"].as_str() else { return schema };
    reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.map(|(name, property)| Field::of(document, name, property)).collect()
}

/// The command that lists what a field names by ids: `roles` are shown by `bailiwick role list`.
pub(crate) fn list_of(field: &str) -> Option<String> {
    let noun = if field == "assigns" { "role" } else { field.strip_suffix('s').unwrap_or(field) };
    let listed = OPERATIONS.iter().find(|one| one.id == format!("{noun}_list"))?;
    let (noun, verb) = listed.noun_and_verb();
    Some(format!("bailiwick {noun} {verb}"))
}

/// One command for each noun, with one below it for each verb.
pub(crate) fn commands() -> Vec<Command> {
    let mut nouns: BTreeMap<String, Vec<Command>> = BTreeMap::new();
    for operation in OPERATIONS.iter() {
        let (noun, verb) = operation.noun_and_verb();
        nouns.entry(noun).or_default().push(verb_command(operation, verb));
    }
    nouns
        .into_iter()
        .map(|(noun, verbs)| {
            let spoken = noun.replace('-', " ");
            Command::new(noun)
                .about(format!("Operations on {} {spoken}", article(&spoken)))
                .subcommand_required(true)
                .arg_required_else_help(true)
                .subcommands(verbs)
        })
        .collect()
}

fn article(noun: &str) -> &'static str {
    match noun.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => "an",
        _ => "a",
    }
}

fn verb_command(operation: &Operation, verb: String) -> Command {
    let mut command = Command::new(verb).about(operation.summary.clone()).arg(
        Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print the answer as JSON"),
    );
    if operation.id == "token_inspect" {
        command = crate::token::with_token(command);
    }
    for name in &operation.path_parameters {
        let mut argument =
            Arg::new(format!("path.{name}")).long(name.replace('_', "-")).required(true);
        if name == "organization" {
            argument = argument.env("BAILIWICK_ORGANIZATION");
        }
        command = command.arg(argument.value_name("ID").help(format!("Which {name}")));
    }
    for parameter in &operation.query_parameters {
        let name = &parameter.name;
        command = command.arg(
            Arg::new(format!("query.{name}"))
                .long(name.replace('_', "-"))
                .value_name(parameter.placeholder)
                .help(parameter.help.clone()),
        );
    }
    let Some(fields) = &operation.fields else { return command };
    command = command
        .arg(
            Arg::new("body")
                .long("body")
                .value_name("JSON")
                .help("The whole body as JSON; `@file` reads a file, `-` standard input"),
        )
        .arg(
            Arg::new("body-file")
                .long("file")
                .value_name("FILE")
                .help("A document to send as it is (YAML or JSON by its ending)"),
        );
    if operation.takes_a_document() {
        command = command.arg(
            Arg::new("document")
                .value_name("FILE")
                .conflicts_with_all(["body", "body-file"])
                .help("The same as --file"),
        );
    }
    let taken = |name: &str| {
        operation
            .path_parameters
            .iter()
            .chain(operation.query_parameters.iter().map(|parameter| &parameter.name))
            .any(|other| other == name)
            || ["json", "body", "file"].contains(&name)
    };
    for field in fields.iter().filter(|field| !taken(&field.name)) {
        let argument = Arg::new(format!("field.{}", field.name))
            .long(field.option())
            .value_name(field.placeholder())
            .action(if field.is_repeatable() { ArgAction::Append } else { ArgAction::Set })
            .help(field.help.clone());
        command = command.arg(argument);
    }
    command
}
