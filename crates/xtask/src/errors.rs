//! Every code of an error stands in `docs/errors.md`.

use anyhow::{Context, Result};

use crate::command;

/// What makes an error of the control plane, and how many arguments stand before its code.
const MAKERS: &[(&str, usize)] = &[
    ("conflict(", 0),
    ("forbidden(", 0),
    ("bad_request(", 0),
    ("refusal(", 0),
    ("not_interactive(", 0),
    ("Error::new(", 1),
    ("Self::new(", 1),
    ("} => ", 0),
    ("Refusal::LastOwner => ", 0),
    ("Refusal::AssignsByOwnerOnly => ", 0),
];

/// Complains about every code that is made somewhere and explained nowhere.
pub(crate) fn explained(complaints: &mut Vec<String>) -> Result<()> {
    let explained = std::fs::read_to_string("docs/errors.md").context("docs/errors.md")?;
    let listed = command::output(
        "git",
        &[
            "ls-files",
            "crates/server/src/*.rs",
            "crates/store/src/*.rs",
            "crates/access/src/refusal.rs",
        ],
    )
    .context("git ls-files failed")?;
    for path in listed.lines().filter(|path| std::path::Path::new(path).exists()) {
        let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        for code in codes(product, path.ends_with("refusal.rs")) {
            if !explained.contains(&format!("`{code}`")) {
                complaints.push(format!(
                    "{path} makes the error `{code}`, which docs/errors.md does not explain"
                ));
            }
        }
    }
    Ok(())
}

fn codes(text: &str, has_arms: bool) -> Vec<&str> {
    let makers = MAKERS.iter().filter(|(maker, _)| has_arms || !maker.contains("=>"));
    makers
        .flat_map(|(maker, before)| {
            text.split(maker).skip(1).filter_map(|rest| code(rest, *before))
        })
        .collect()
}

/// The string that is the argument after so many others, where it has the form of a code.
fn code(arguments: &str, before: usize) -> Option<&str> {
    let rest = match before {
        0 => arguments,
        _ => arguments.split_once(',')?.1,
    };
    let (code, _) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
    let is_code =
        code.contains('_') && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn a_code_is_found_wherever_an_error_is_made() {
        let text = r#"
            Error::conflict("name_taken", "there is another")
            Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "x")
            Error::forbidden(
                "sign_up_closed",
                message,
            )
            Refusal::LastOwner => "last_owner",
        "#;
        let mut found = codes(text, true);
        found.sort_unstable();
        assert_eq!(found, ["last_owner", "name_taken", "sign_up_closed", "wrong_credentials"]);
        assert!(codes("invalid(\"roles\", \"at most\") ; log_refusal(x)", false).is_empty());
    }
}
