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

/// The same without blanks, accents and punctuation: nothing by which a name could pretend to be the product's own.
pub fn bare_key(name: &str) -> String {
    let letters: String = name.nfd().filter(|letter| letter.is_alphanumeric()).collect();
    let key: String = name_key(&letters).nfd().filter(|letter| letter.is_alphanumeric()).collect();
    key
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
            assert_eq!(bare_key(name), bare_key("Owner"), "{name}");
        }
        assert_eq!(bare_key("Organization-Member"), bare_key("organization member"));
        assert_ne!(bare_key("Owners"), bare_key("Owner"));
        assert_ne!(bare_key("***"), bare_key("Owner"));
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
