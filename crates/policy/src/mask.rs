//! Text that is shown in part.

use serde::Serialize;

/// How a masked text column shows. Null stays null.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mask {
    /// `***`, whatever the text.
    Full,
    /// The first character and `***`; `***` for a text of one character or none.
    Partial,
    /// As `partial`, and what follows from the first `@` on, where there is one after the first character.
    Email,
    /// `***` and the last four characters; `***` for a text of up to four.
    Last4,
}

impl Mask {
    /// Every mask with its name in a document.
    pub(crate) const ALL: [(&'static str, Mask); 4] = [
        ("full", Mask::Full),
        ("partial", Mask::Partial),
        ("email", Mask::Email),
        ("last4", Mask::Last4),
    ];

    pub(crate) fn of(name: &str) -> Option<Mask> {
        Mask::ALL.iter().find(|(known, _)| *known == name).map(|(_, mask)| *mask)
    }

    /// How much it tells beside the others: of several that apply, the cell shows by the one that tells most, so that no
    /// order of permissions and no further role makes it tell less. `partial` and `last4` tell different things; the first
    /// goes before.
    pub fn tells(self) -> u8 {
        match self {
            Mask::Full => 0,
            Mask::Last4 => 1,
            Mask::Partial => 2,
            Mask::Email => 3,
        }
    }

    /// What shows of a text: the meaning that SQL must have. Lengths are in characters.
    pub fn apply(self, text: &str) -> String {
        let first: String = text.chars().take(1).collect();
        let count = text.chars().count();
        match self {
            Mask::Full => "***".to_owned(),
            Mask::Partial | Mask::Email if count <= 1 => "***".to_owned(),
            Mask::Partial => format!("{first}***"),
            Mask::Email => match text.find('@') {
                Some(at) if at > 0 => format!("{first}***{}", &text[at..]),
                _ => format!("{first}***"),
            },
            Mask::Last4 if count <= 4 => "***".to_owned(),
            Mask::Last4 => {
                format!("***{}", text.chars().skip(count - 4).collect::<String>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[test]
    fn a_mask_shows_what_it_says_and_no_more() {
        let of = |mask: Mask| {
            ["", "a", "ab", "ann@example.com", "@x", "1234", "12345", "é@b"]
                .map(|text| mask.apply(text))
        };
        assert_eq!(of(Mask::Full), ["***"; 8]);
        assert_eq!(
            of(Mask::Partial),
            ["***", "***", "a***", "a***", "@***", "1***", "1***", "é***"]
        );
        assert_eq!(
            of(Mask::Email),
            ["***", "***", "a***", "a***@example.com", "@***", "1***", "1***", "é***@b"]
        );
        assert_eq!(
            of(Mask::Last4),
            ["***", "***", "***", "***.com", "***", "***", "***2345", "***"]
        );
    }
}
