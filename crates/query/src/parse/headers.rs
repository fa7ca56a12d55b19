//! `Prefer`, `Accept`, `Range` and the profile.

use crate::Refusal;
use crate::request::{Form, Missing, Preferences, Resolution, Return};

/// `Prefer: return=representation, count=exact`
pub(crate) fn prefer(headers: &[&str]) -> Result<Preferences, Refusal> {
    let mut preferences = Preferences::default();
    let mut unknown = Vec::new();
    let mut is_strict = false;
    for token in headers.iter().flat_map(|header| header.split(',')).map(str::trim) {
        if token.is_empty() {
            continue;
        }
        let (name, value) = token.split_once('=').unwrap_or((token, ""));
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        let known = match (name, value) {
            ("return", "minimal") => set(&mut preferences.returns, Some(Return::Minimal)),
            ("return", "headers-only") => set(&mut preferences.returns, Some(Return::HeadersOnly)),
            ("return", "representation") => {
                set(&mut preferences.returns, Some(Return::Representation))
            }
            ("count", "exact" | "planned" | "estimated") => set(&mut preferences.count, true),
            ("missing", "default") => set(&mut preferences.missing, Missing::Default),
            ("missing", "null") => set(&mut preferences.missing, Missing::Null),
            ("tx", "rollback") => set(&mut preferences.rollback, true),
            ("tx", "commit") => set(&mut preferences.rollback, false),
            ("handling", "strict") => set(&mut is_strict, true),
            ("handling", "lenient") => set(&mut is_strict, false),
            ("masked", "") => set(&mut preferences.masked, true),
            ("max-affected", number) => match number.parse() {
                Ok(number) => set(&mut preferences.max_affected, Some(number)),
                Err(_) => false,
            },
            ("resolution", "merge-duplicates") => {
                set(&mut preferences.resolution, Some(Resolution::Merge))
            }
            ("resolution", "ignore-duplicates") => {
                set(&mut preferences.resolution, Some(Resolution::Ignore))
            }
            _ => false,
        };
        if known {
            preferences.applied.push(match name {
                // Whatever was asked for, the count is exact.
                "count" => "count=exact".to_owned(),
                _ => token.to_owned(),
            });
        } else {
            unknown.push(token.to_owned());
        }
    }
    if is_strict && !unknown.is_empty() {
        return Err(Refusal::new(
            400,
            "PGRST122",
            "the header `Prefer` asks for what is not offered",
        )
        .details(format!("not offered: {}", unknown.join(", "))));
    }
    Ok(preferences)
}

fn set<T>(place: &mut T, value: T) -> bool {
    *place = value;
    true
}

/// In which form the answer is asked for.
pub(crate) fn accept(header: Option<&str>) -> Result<Form, Refusal> {
    let Some(header) = header.filter(|header| !header.trim().is_empty()) else {
        return Ok(Form::List);
    };
    for media in header.split(',') {
        let mut parts = media.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let strips_nulls = parts.any(|part| part.eq_ignore_ascii_case("nulls=stripped"));
        match kind.as_str() {
            _ if strips_nulls => {}
            "application/vnd.pgrst.object+json" | "application/vnd.pgrst.object" => {
                return Ok(Form::Single);
            }
            "text/csv" => return Ok(Form::Csv),
            "application/json" | "application/*" | "*/*" | "application/vnd.pgrst.array+json" => {
                return Ok(Form::List);
            }
            _ => {}
        }
    }
    Err(Refusal::new(
        406,
        "PGRST107",
        format!("none of these media types is offered: `{}`", header.trim()),
    ))
}

/// `Range: 0-24` as offset and limit; anything else is ignored, as HTTP wants.
pub(super) fn range(header: Option<&str>) -> Result<Option<(u64, Option<u64>)>, Refusal> {
    let Some(header) = header else { return Ok(None) };
    let header = header.trim();
    let header = header.strip_prefix("items=").unwrap_or(header);
    let Some((first, last)) = header.split_once('-') else { return Ok(None) };
    let Ok(first) = first.parse::<u64>() else { return Ok(None) };
    if last.is_empty() {
        return Ok(Some((first, None)));
    }
    let Ok(last) = last.parse::<u64>() else { return Ok(None) };
    if last < first {
        return Err(Refusal::new(416, "PGRST103", "the range asked for ends before it starts"));
    }
    Ok(Some((first, Some((last - first).saturating_add(1)))))
}

/// `connection` or `connection.namespace`; nothing means `main`.
pub fn profile(header: Option<&str>) -> (String, Option<String>) {
    match header.map(str::trim).filter(|header| !header.is_empty()) {
        None => ("main".to_owned(), None),
        Some(header) => match header.split_once('.') {
            Some((connection, namespace)) => (connection.to_owned(), Some(namespace.to_owned())),
            None => (header.to_owned(), None),
        },
    }
}
