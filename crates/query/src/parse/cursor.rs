//! Reads names and values of the dialect from left to right.

use crate::request::{Path, Step};
use crate::{Limits, Refusal};

/// Characters that end a name unless it is quoted.
const RESERVED: &[char] = &['.', ',', '(', ')', ':', '!', '"'];

pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// What is being read, for messages: `select`, `order`, …
    what: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(what: &'a str, text: &'a str) -> Self {
        Self { text, at: 0, what }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn take(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    pub(super) fn expect(&mut self, expected: &str) -> Result<(), Refusal> {
        if self.take(expected) { Ok(()) } else { Err(self.wrong(&format!("`{expected}`"))) }
    }

    pub(super) fn wrong(&self, expected: &str) -> Refusal {
        let position = self.text[..self.at].chars().count() + 1;
        Refusal::syntax(format!(
            "`{}` could not be read: {expected} is expected at character {position} of `{}`",
            self.what, self.text
        ))
    }

    pub(super) fn spaces(&mut self) {
        while self.take(" ") {}
    }

    /// A name, bare or in double quotes.
    pub(super) fn name(&mut self) -> Result<String, Refusal> {
        self.spaces();
        let name = if self.peek() == Some('"') { self.quoted()? } else { self.bare() };
        self.spaces();
        if name.is_empty() {
            return Err(self.wrong("a name"));
        }
        Ok(name)
    }

    /// A name without quotes: up to a reserved character or an arrow.
    fn bare(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(RESERVED).unwrap_or(rest.len());
        let end = rest[..end].find("->").unwrap_or(end);
        self.at += end;
        rest[..end].trim_end_matches(' ').to_owned()
    }

    /// The path behind a name, if there is one: `->a->0->>b`.
    pub(super) fn path(&mut self, limits: &Limits) -> Result<Option<Path>, Refusal> {
        let mut path = Path { steps: Vec::new(), as_text: false };
        while self.rest().starts_with("->") {
            if path.as_text {
                return Err(self.wrong("the end of the path, since `->>` gives a text,"));
            }
            path.as_text = self.take("->>");
            if !path.as_text {
                self.expect("->")?;
            }
            path.steps.push(self.step()?);
            if path.steps.len() > limits.path_steps {
                return Err(Refusal::limit(format!(
                    "a path has more than {} steps",
                    limits.path_steps
                )));
            }
        }
        Ok(Some(path).filter(|path| !path.steps.is_empty()))
    }

    fn step(&mut self) -> Result<Step, Refusal> {
        if self.peek() == Some('"') {
            let key = self.quoted()?;
            self.spaces();
            return Ok(Step::Key(key));
        }
        let bare = self.bare();
        let digits = bare.strip_prefix('-').unwrap_or(&bare);
        if bare.is_empty() {
            return Err(self.wrong("a key or an index"));
        }
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Step::Key(bare));
        }
        let index = bare.parse().map_err(|_| {
            Refusal::limit(format!("the index `{bare}` of a path is beyond {}", i32::MAX))
        })?;
        Ok(Step::Index(index))
    }

    /// A word of small letters and digits, such as an operator.
    pub(super) fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// A value inside a list or a logic tree: quoted, or up to the next comma or closing bracket.
    pub(super) fn value(&mut self) -> Result<String, Refusal> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        let rest = self.rest();
        let end = rest.find([',', ')']).unwrap_or(rest.len());
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    /// A value inside a logic tree that may be a list in braces: `{a,"b}",{c}}`.
    pub(super) fn braced(&mut self) -> Result<String, Refusal> {
        if self.peek() != Some('{') {
            return self.value();
        }
        let rest = self.rest();
        let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
        for (at, character) in rest.char_indices() {
            match character {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => is_quoted = !is_quoted,
                '{' if !is_quoted => depth += 1,
                '}' if !is_quoted => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += at + 1;
                        return Ok(rest[..=at].to_owned());
                    }
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        Err(self.wrong("`}`"))
    }

    /// A value of a list in braces: quoted, or up to the next comma or closing brace.
    pub(super) fn element(&mut self) -> Result<String, Refusal> {
        if self.peek() == Some('"') {
            return self.quoted();
        }
        let rest = self.rest();
        let Some(end) = rest.find([',', '}']) else { return Err(self.wrong("`}`")) };
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    /// Everything that is left.
    pub(super) fn remainder(&mut self) -> &'a str {
        let rest = self.rest();
        self.at = self.text.len();
        rest
    }

    fn quoted(&mut self) -> Result<String, Refusal> {
        self.expect("\"")?;
        let mut value = String::new();
        loop {
            let Some(character) = self.peek() else { return Err(self.wrong("a closing `\"`")) };
            self.at += character.len_utf8();
            match character {
                '"' => return Ok(value),
                '\\' => {
                    let Some(escaped) = self.peek() else {
                        return Err(self.wrong("a character after `\\`"));
                    };
                    self.at += escaped.len_utf8();
                    value.push(escaped);
                }
                other => value.push(other),
            }
        }
    }
}
