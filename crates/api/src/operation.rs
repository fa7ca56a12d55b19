//! What an operation is: a value that the router, the gate, `openapi.json`, the command line and the tests read.

use std::borrow::Cow;

use bailiwick_access::Action;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The HTTP methods in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Changes nothing.
    Get,
    /// Creates or acts.
    Post,
    /// Replaces.
    Put,
    /// Changes what the body names.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As in a request line: `GET`.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// Which path parameters make the resource that an action is judged on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// `{organization}`
    Organization,
    /// `{project}`
    Project,
    /// `{instance}`
    Instance,
    /// `{database}`
    Database,
    /// `{branch}` of `{database}`, with its production flag as it is now
    Branch,
}

/// What a caller must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing: anyone on the network may call it.
    Public,
    /// A live session or personal access token.
    Account,
    /// A live credential of any kind; the handler judges what it shows.
    Credential,
    /// Whoever is somebody in the organization, whatever it holds there; the handler judges the rest. What it changes
    /// is the member's own affair, so only a person does it, and no token that carries less than its owner.
    Member,
    /// A session of an account that runs the server: no token carries that, not even its owner's.
    Operator,
    /// The action on the target.
    Action(Action, Target),
    /// The action on the target or on anything inside it. A list shows only what the caller holds it on; another
    /// handler judges the thing that the body names.
    Somewhere(Action, Target),
    /// One action on what is not production, another on what is; the flag is read when the request is judged.
    ByProduction {
        /// Where the target is not production.
        otherwise: Action,
        /// Where it is.
        production: Action,
        /// What is judged.
        target: Target,
    },
}

/// What a caller must hold besides what the operation needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Besides {
    /// Whatever is asked; the gate sees to it.
    Always(Action, Target),
    /// Where the words say, to follow the action: on which thing, and when. The handler sees to it.
    Sometimes(Action, &'static str),
}

/// What the body is.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// No body is read.
    None,
    /// A JSON object.
    Json(Shape),
    /// A form, as OAuth's endpoints take it, or a JSON object with the same fields.
    Form(Shape),
    /// A policy document, YAML or JSON by content type; where optional, none means the draft.
    Document {
        /// May be left out.
        is_optional: bool,
    },
}

/// A type of the contract: its name and its JSON schema.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The name below `components/schemas`.
    pub name: fn() -> Cow<'static, str>,
    /// Its schema, referring to others of the generator.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Shape {
    const fn of<T: JsonSchema>() -> Self {
        Shape { name: T::schema_name, schema: SchemaGenerator::subschema_for::<T> }
    }
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&(self.name)())
    }
}

/// What a parameter holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParameterKind {
    /// Any text.
    Text,
    /// A whole number between the two, both included.
    Integer(u64, u64),
    /// An id.
    Id,
    /// An RFC 3339 instant.
    Time,
}

/// A query parameter; none is required.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub description: &'static str,
    /// What it holds.
    pub kind: ParameterKind,
}

/// One thing that the API does.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Noun and verb: `project_create`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// What the caller must hold.
    pub needs: Needs,
    /// What it needs besides.
    pub besides: &'static [Besides],
    /// Changes something, and so leaves exactly one audit entry in the log that it belongs to; what an operator does to an
    /// organization belongs to two, the organization's and the server's.
    pub audited: bool,
    /// The status of success.
    pub status: u16,
    /// What is sent.
    pub body: Body,
    /// What comes back; nothing when absent.
    pub answer: Option<Shape>,
    /// What comes back as text: its media types; nothing where the answer is JSON.
    pub text: &'static [&'static str],
    /// Query parameters.
    pub query: &'static [Parameter],
    /// Answers an `ETag`; a change heeds `If-Match`.
    pub is_versioned: bool,
    /// Refused to every token: it asks for a person who signed in lately.
    pub interactive_only: bool,
    /// Makes the caller a member of an organization that the path does not name.
    pub joins: bool,
    /// Its errors have the shape and the words of RFC 6749, for programs that know nothing of this server.
    pub speaks_oauth: bool,
}

impl Operation {
    const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        summary: &'static str,
        needs: Needs,
    ) -> Self {
        let status = match method {
            Method::Post => 201,
            Method::Delete => 204,
            Method::Get | Method::Put | Method::Patch => 200,
        };
        Operation {
            id,
            method,
            path,
            summary,
            needs,
            besides: &[],
            audited: !matches!(method, Method::Get),
            status,
            body: Body::None,
            answer: None,
            text: &[],
            query: &[],
            is_versioned: false,
            interactive_only: false,
            joins: false,
            speaks_oauth: false,
        }
    }

    pub(crate) const fn get(
        id: &'static str,
        path: &'static str,
        summary: &'static str,
        needs: Needs,
    ) -> Self {
        Self::new(id, Method::Get, path, summary, needs)
    }

    pub(crate) const fn post(
        id: &'static str,
        path: &'static str,
        summary: &'static str,
        needs: Needs,
    ) -> Self {
        Self::new(id, Method::Post, path, summary, needs)
    }

    pub(crate) const fn put(
        id: &'static str,
        path: &'static str,
        summary: &'static str,
        needs: Needs,
    ) -> Self {
        Self::new(id, Method::Put, path, summary, needs)
    }

    pub(crate) const fn patch(
        id: &'static str,
        path: &'static str,
        summary: &'static str,
        needs: Needs,
    ) -> Self {
        Self::new(id, Method::Patch, path, summary, needs)
    }

    pub(crate) const fn delete(
        id: &'static str,
        path: &'static str,
        summary: &'static str,
        needs: Needs,
    ) -> Self {
        Self::new(id, Method::Delete, path, summary, needs)
    }

    pub(crate) const fn besides(mut self, besides: &'static [Besides]) -> Self {
        self.besides = besides;
        self
    }

    pub(crate) const fn takes<T: JsonSchema>(mut self) -> Self {
        self.body = Body::Json(Shape::of::<T>());
        self
    }

    pub(crate) const fn takes_form<T: JsonSchema>(mut self) -> Self {
        self.body = Body::Form(Shape::of::<T>());
        self
    }

    pub(crate) const fn joins(mut self) -> Self {
        self.joins = true;
        self
    }

    pub(crate) const fn speaks_oauth(mut self) -> Self {
        self.speaks_oauth = true;
        self
    }

    pub(crate) const fn takes_document(mut self, is_optional: bool) -> Self {
        self.body = Body::Document { is_optional };
        self
    }

    pub(crate) const fn answers<T: JsonSchema>(mut self) -> Self {
        self.answer = Some(Shape::of::<T>());
        self
    }

    pub(crate) const fn answers_text(mut self, media_types: &'static [&'static str]) -> Self {
        self.text = media_types;
        self
    }

    /// Looks, and is written down all the same.
    pub(crate) const fn leaves_an_entry(mut self) -> Self {
        self.audited = true;
        self
    }

    pub(crate) const fn query(mut self, parameters: &'static [Parameter]) -> Self {
        self.query = parameters;
        self
    }

    pub(crate) const fn versioned(mut self) -> Self {
        self.is_versioned = true;
        self
    }

    pub(crate) const fn interactive_only(mut self) -> Self {
        self.interactive_only = true;
        self
    }

    /// A `POST` that is an act on what exists and creates nothing.
    pub(crate) const fn acts(mut self) -> Self {
        self.status = 200;
        self
    }

    /// A `POST` that only computes.
    pub(crate) const fn changes_nothing(mut self) -> Self {
        self.status = 200;
        self.audited = false;
        self
    }

    /// Whether it answers `x-policy-epoch`: it changes an organization.
    pub fn tells_epoch(&self) -> bool {
        let is_within = self.path.starts_with("/api/v1/organizations/{organization}");
        let changes = self.audited && !matches!(self.method, Method::Get);
        changes && (is_within || self.joins)
    }

    /// Whether it asks for this action besides what it needs, always or sometimes.
    pub fn asks_besides(&self, action: Action) -> bool {
        self.besides.iter().any(|besides| match besides {
            Besides::Always(asked, _) | Besides::Sometimes(asked, _) => *asked == action,
        })
    }

    /// The names between braces in the path, in order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }
}
