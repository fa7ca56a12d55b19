//! What an action tells the outside once its statements are committed: one address, which nobody but the policy's author chooses.

use std::time::Duration;

use url::Url;

use crate::address::check_address;
use crate::document::{CallSource, Spanned};
use crate::node::{Kind, Node};
use crate::problem::Problem;
use crate::read::wrong;

/// How long an answer is waited for where nothing else is said.
const USUAL_SECONDS: u64 = 5;

/// How long it is waited for at most.
const MOST_SECONDS: u64 = 30;

/// The call of an action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebCall {
    /// Where it goes.
    pub url: Url,
    /// How long an answer is waited for.
    pub timeout: Duration,
}

/// The mapping after `call`; absent where something is wrong with it.
pub(super) fn read(
    at: &Spanned<String>,
    node: &Node,
    problems: &mut Vec<Problem>,
) -> Option<CallSource> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "a mapping with `url`"));
        return None;
    };
    let (mut url, mut has_url) = (None, false);
    let mut seconds = Some(USUAL_SECONDS);
    for (key, value) in entries {
        let told = match key.value.as_str() {
            "url" => {
                has_url = true;
                address(value).map(|read| url = Some(read))
            }
            "timeout" => {
                seconds = None;
                timeout(value).map(|read| seconds = Some(read))
            }
            other => {
                let message = format!("unknown key `{other}` in `call`; expected url or timeout");
                Err(Problem::error(key.at, message))
            }
        };
        problems.extend(told.err());
    }
    if !has_url {
        problems.push(Problem::error(at.at, "`call` has no `url`: where it goes"));
    }
    let call = WebCall { url: url?, timeout: Duration::from_secs(seconds?) };
    Some(CallSource { at: at.at, call })
}

fn address(node: &Node) -> Result<Url, Problem> {
    let Kind::Text(text) = &node.kind else {
        return Err(wrong(node, "an `https` address"));
    };
    if text.contains(['$', '{', '}']) {
        let message = "an address has no placeholders: what a user sends never says where it goes (what is sent is in the body; a `$` that is meant is written `%24`)";
        return Err(Problem::error(node.at, message));
    }
    check_address(text).map_err(|sentence| Problem::error(node.at, sentence))
}

fn timeout(node: &Node) -> Result<u64, Problem> {
    let seconds = match &node.kind {
        Kind::Text(text) => text.strip_suffix('s').and_then(|number| {
            number.bytes().all(|digit| digit.is_ascii_digit()).then(|| number.parse().ok())?
        }),
        _ => None,
    };
    match seconds {
        Some(seconds) if (1..=MOST_SECONDS).contains(&seconds) => Ok(seconds),
        _ => {
            let message =
                format!("`timeout` is between `1s` and `{MOST_SECONDS}s`, in whole seconds");
            Err(Problem::error(node.at, message))
        }
    }
}
