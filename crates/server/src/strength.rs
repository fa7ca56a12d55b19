//! Which passwords are too weak, judged offline: by guesses needed, not by kinds of characters.

use zxcvbn::Score;

/// Longest password accepted, in bytes; a bound on work, far beyond what people type.
const LONGEST: usize = 256;

/// Fewest characters accepted.
const SHORTEST: usize = 12;

/// Says why a password is refused for the account of this address and name; the lists of known passwords and
/// words are those of the zxcvbn crate, inside the binary.
pub(crate) fn refuse(password: &str, email: &str, name: &str) -> Result<(), String> {
    if password.chars().count() < SHORTEST {
        return Err(format!("a password needs at least {SHORTEST} characters"));
    }
    if password.len() > LONGEST {
        return Err(format!("a password has at most {LONGEST} bytes"));
    }
    let lowered = password.to_lowercase();
    let local = email.split('@').next().unwrap_or(email);
    if local.chars().count() > 3 && lowered.contains(local) {
        return Err("a password must not contain your e-mail address".to_owned());
    }
    let known: Vec<&str> =
        [email, local, "bailiwick"].into_iter().chain(name.split_whitespace()).collect();
    if zxcvbn::zxcvbn(password, &known).score() < Score::Three {
        return Err("this password is too easy to guess: use several unrelated words".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_short_and_personal_passwords_are_refused() {
        for password in [
            "",
            "short",
            "password1234",
            "qwertyuiop",
            "1234567890",
            "aaaaaaaaaaaa",
            "ana.martin-2026",
            &"x".repeat(300),
        ] {
            assert!(
                refuse(password, "ana.martin@example.com", "Ana Martin").is_err(),
                "{password}"
            );
        }
        assert_eq!(
            refuse("violet-harbour-cactus-41", "ana.martin@example.com", "Ana Martin"),
            Ok(())
        );
    }
}
