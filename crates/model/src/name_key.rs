//! When two names are one to the eye.

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// How often the steps are repeated at most; two rounds settle every name that people have.
const ROUNDS: usize = 8;

/// What names that look alike have in common: neither case, nor blanks at the ends or beside each other, nor width,
/// nor letters of another script or digits that look the same tell them apart. `Owner`, `owner `, `0wner` and `Оwner`
/// with a Cyrillic letter have one key.
///
/// The look-alikes are those of Unicode's security report (UTS 39), and `i` counts as `l`, because in upper case it looks
/// like it. The key is for comparing, never for showing.
pub fn name_key(name: &str) -> String {
    let mut key = round(name);
    for _ in 0..ROUNDS {
        let next = round(&key);
        if next == key {
            break;
        }
        key = next;
    }
    key
}

/// Whether somebody could take `name` for `known`, a name of the product's own in plain letters. Nothing that
/// [`name_key`] passes over tells them apart, nor do accents, punctuation, blanks anywhere, a sign that looks like a letter,
/// or two letters that look like one (`vv`). The letters count as they are seen and in lower case: a Greek capital nu looks
/// like `N`, its small form like `v`.
pub fn looks_like(name: &str, known: &str) -> bool {
    let known = bare_key(known);
    bare_key(name) == known || bare_key(&skeleton(name).collect::<String>()) == known
}

/// The letters of a key alone.
fn bare_key(name: &str) -> String {
    let letters =
        |text: &str| -> String { text.nfd().filter(|letter| letter.is_alphanumeric()).collect() };
    letters(&name_key(&letters(&name_key(name)))).replace('w', "vv")
}

fn round(text: &str) -> String {
    let folded: String =
        text.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    let seen: String = skeleton(&folded).flat_map(char::to_lowercase).nfkc().collect();
    let seen: String =
        seen.chars().map(|letter| if letter == 'i' { 'l' } else { letter }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alike(names: &[&str]) {
        let keys: Vec<String> = names.iter().map(|name| name_key(name)).collect();
        assert!(keys.iter().all(|key| *key == keys[0]), "{names:?} {keys:?}");
    }

    #[test]
    fn names_that_look_like_a_system_role_have_its_key() {
        alike(&[
            "Owner",
            "owner ",
            "OWNER",
            "Оwner",
            "0wner",
            "Ｏｗｎｅｒ",
            "оwnеr",
            "𝐎wner",
            "Own\u{200b}er",
        ]);
        alike(&[
            "Organization Member",
            "organization  member",
            "Organization\u{a0}Member",
            "0rganlzatlon Mernber",
            "OrganIzation Member",
        ]);
        alike(&["Billing", "BILLING", "BiIIing", "Bi11ing", "Bilⅼing"]);
    }

    #[test]
    fn nothing_between_the_letters_tells_a_bare_name_apart() {
        let owners = ["Owner", "O w n e r", "Ówner", "Own-er", "Owner.", "«Оwnеr»", "O\u{301}wner"];
        for name in owners {
            assert!(looks_like(name, "Owner"), "{name}");
        }
        assert!(looks_like("Organization-Member", "Organization Member"));
    }

    #[test]
    fn a_letter_counts_as_it_is_seen() {
        // Nu and epsilon, whose small forms look otherwise; Cherokee, which has no small form of that look; a sign.
        for name in [
            "OW\u{39d}\u{395}R",
            "\u{39d}ame",
            "Own\u{212e}r",
            "Ovvner",
            "OVVNER",
            "\u{4f}w\u{578}er",
        ] {
            let known = if name.ends_with("ame") { "Name" } else { "Owner" };
            assert!(looks_like(name, known), "{name}: {} {}", bare_key(name), bare_key(known));
        }
        assert!(looks_like("\u{13a0}eveloper", "Developer"));
        assert!(looks_like("\u{13a0}\u{395}VELOPER", "Developer"));
        for name in ["Owners", "Own", "***", "", "Dovner", "Renwo", "Olga"] {
            assert!(!looks_like(name, "Owner"), "{name}");
        }
    }

    #[test]
    fn other_names_stay_apart() {
        let names = [
            "Owner",
            "Owners",
            "Own er",
            "Öwner",
            "Developer",
            "Support",
            "Deploy",
            "部署",
            "部属",
        ];
        for (place, one) in names.iter().enumerate() {
            for other in &names[..place] {
                assert_ne!(name_key(one), name_key(other), "{one} {other}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_the_key(name in "\\PC{0,30}") {
            let key = name_key(&name);
            prop_assert_eq!(name_key(&key), key);
        }

        #[test]
        fn case_and_blanks_never_matter(name in "[a-zA-Z0-9 àéßøñçæœżђжф]{1,30}") {
            let key = name_key(&name);
            prop_assert_eq!(&name_key(&name.to_uppercase()), &key);
            prop_assert_eq!(&name_key(&name.to_lowercase()), &key);
            prop_assert_eq!(&name_key(&format!(" {}  ", name.replace(' ', "   "))), &key);
        }
    }
}
