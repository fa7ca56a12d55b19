//! URL, headers and body to [`Request`]: rejects bad syntax, knows no table.

mod body;
mod cursor;
mod filter;
mod headers;
mod order;
mod select;

pub(crate) use body::parse as body;
pub(crate) use body::too_many;
pub(crate) use filter::{check_like, check_list};
pub use headers::profile;
pub(crate) use headers::{accept, prefer};
use percent_encoding::percent_decode_str;

use crate::request::{Method, Node, Request, RequestInput, SelectItem};
use crate::{Limits, Refusal};

/// Reads a request. Never panics, whatever the bytes.
///
/// # Errors
/// 400 `PGRST100` for a query string that does not follow the dialect, 400 `PGRST102` for a body, 400 `PGRST120` beyond a limit,
/// 406 for what PostgREST has and Bailiwick does not offer, 405 for another method, 404 `PGRST205` for a path that can be no table.
pub fn parse(input: &RequestInput<'_>, limits: &Limits) -> Result<Request, Refusal> {
    let method = match input.method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        other => {
            return Err(Refusal::new(
                405,
                "PGRST117",
                format!("the method `{other}` is not offered"),
            ));
        }
    };
    let is_read = matches!(method, Method::Get | Method::Head);
    let table = table(input.table)?;
    let preferences = headers::prefer(&input.prefer)?;
    let form = headers::accept(input.accept)?;
    let (connection, namespace) =
        headers::profile(if is_read { input.accept_profile } else { input.content_profile });
    let parameters = Parameters::read(input.query.unwrap_or_default())?;
    let mut node = Node::default();
    let mut budget = filter::Budget { limits, conditions: 0 };
    let (mut columns, mut on_conflict) = (None, None);
    // The tree of embeds must stand before filters can be put on its branches.
    if let Some(text) = parameters.once("select")? {
        node.select = Some(select::parse(text, limits)?).filter(|items| !items.is_empty());
    }
    for (key, value) in &parameters.0 {
        match key.as_str() {
            "select" => {}
            "columns" => {
                columns = parameters.once("columns")?.map(order::columns).transpose()?;
            }
            "on_conflict" => {
                on_conflict = parameters.once("on_conflict")?.map(order::columns).transpose()?;
            }
            _ => parameter(&mut node, key, value, &parameters, &mut budget)?,
        }
    }
    let has_window = parameters.has("offset") || parameters.has("limit");
    if is_read
        && !has_window
        && let Some((offset, limit)) = headers::range(input.range)?
    {
        node.offset = offset;
        node.limit = limit;
    }
    let body = match method {
        Method::Post | Method::Put | Method::Patch => {
            body::parse(input.body, input.content_type, limits)?
        }
        _ => body::Body::default(),
    };
    if method == Method::Patch && body.is_bulk {
        return Err(Refusal::body_syntax("the body of an update must be one JSON object"));
    }
    if method == Method::Put && body.rows.len() != 1 {
        return Err(Refusal::body_syntax("the body of a `PUT` must be one row"));
    }
    if method == Method::Put && (columns.is_some() || on_conflict.is_some()) {
        return Err(Refusal::syntax("a `PUT` takes neither `columns` nor `on_conflict`"));
    }
    if method == Method::Put && has_window {
        let message = "a `PUT` takes neither `limit` nor `offset`";
        return Err(Refusal::new(400, "PGRST114", message));
    }
    if !is_read && (node.limit.is_some() || node.offset != 0) {
        return Err(Refusal::syntax("`limit` and `offset` are for reading only"));
    }
    if method == Method::Post && !node.conditions.is_empty() {
        return Err(Refusal::syntax("an insert takes no filters"));
    }
    Ok(Request {
        method,
        connection,
        namespace,
        table,
        node,
        columns,
        on_conflict,
        rows: body.rows,
        is_bulk: body.is_bulk,
        is_worded: body.is_worded,
        preferences,
        form,
    })
}

fn table(segment: &str) -> Result<String, Refusal> {
    let table = percent_decode_str(segment)
        .decode_utf8()
        .map_err(|_| Refusal::syntax("the path is not UTF-8"))?
        .into_owned();
    if let Some(name) = table.strip_prefix("rpc/") {
        return Err(Refusal::new(404, "PGRST202", format!("could not find the function `{name}`")));
    }
    Ok(table)
}

/// One parameter that is neither `select` nor `columns`: a filter, `order`, `limit`, `offset`, of the table or of an embed.
fn parameter(
    node: &mut Node,
    key: &str,
    value: &str,
    parameters: &Parameters,
    budget: &mut filter::Budget<'_>,
) -> Result<(), Refusal> {
    let (mut path, inside) = order::key(key, budget.limits)?;
    let Some(last) = path.pop() else { return Ok(()) };
    if inside.is_some() {
        let condition = filter::column(last, inside, value, budget)?;
        branch(node, &path)?.conditions.push(condition);
        return Ok(());
    }
    let is_logic = last == "and" || last == "or";
    let negated = is_logic && path.last().is_some_and(|segment| segment == "not");
    if negated {
        path.pop();
    }
    let node = branch(node, &path)?;
    match last.as_str() {
        "and" | "or" => {
            let tree = filter::logic(key, last == "or", negated, value, budget)?;
            node.conditions.push(tree);
        }
        "order" => {
            parameters.once(key)?;
            if !value.is_empty() {
                node.order = order::parse(value, budget.limits)?;
            }
        }
        "limit" => {
            parameters.once(key)?;
            node.limit = Some(number(key, value)?);
        }
        "offset" => {
            parameters.once(key)?;
            node.offset = number(key, value)?;
        }
        _ => node.conditions.push(filter::column(last, None, value, budget)?),
    }
    Ok(())
}

fn branch<'a>(node: &'a mut Node, path: &[String]) -> Result<&'a mut Node, Refusal> {
    let Some((first, rest)) = path.split_first() else { return Ok(node) };
    let found = node.select.iter_mut().flatten().find_map(|item| match item {
        SelectItem::Embed(embed) if embed.key() == first => Some(&mut embed.node),
        _ => None,
    });
    match found {
        Some(node) => branch(node, rest),
        None => Err(Refusal::new(
            400,
            "PGRST108",
            format!("`{first}` is not an embedded table of this request"),
        )
        .hint(format!("add `{first}(…)` to `select`"))),
    }
}

fn number(key: &str, value: &str) -> Result<u64, Refusal> {
    // Digits only: `parse` alone would take a sign.
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::syntax(format!("`{key}` must be a whole number, not `{value}`")));
    }
    match value.parse::<i64>() {
        Ok(number) => Ok(number.unsigned_abs()),
        Err(_) => Err(Refusal::syntax(format!("`{key}` is too large"))),
    }
}

/// Decoded parameters in order.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn read(query: &str) -> Result<Self, Refusal> {
        let mut parameters = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            parameters.push((decode(key)?, decode(value)?));
        }
        Ok(Self(parameters))
    }

    fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(name, _)| name == key)
    }

    /// The value of a parameter that may be given once.
    fn once(&self, key: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(name, _)| name == key);
        let first = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(Refusal::syntax(format!("`{key}` is given twice")));
        }
        Ok(first)
    }
}

fn decode(text: &str) -> Result<String, Refusal> {
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text)
        .decode_utf8()
        .map_err(|_| Refusal::syntax("the query string is not UTF-8"))?;
    // Postgres' text cannot hold it, and other engines end a string there.
    if decoded.contains('\0') {
        return Err(Refusal::syntax("the query string contains a null character"));
    }
    Ok(decoded.into_owned())
}
