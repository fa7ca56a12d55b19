//! JSON -> nodes: RFC 8259 with positions, duplicate names refused.

use std::cell::Cell;

use crate::document::Spanned;
use crate::node::{Kind, MAXIMUM_DEPTH, Node, Open};
use crate::problem::{Position, Problem};

/// The one value in the source.
pub(crate) fn read(source: &str) -> Result<Node, Problem> {
    let mut reader = Reader { source, at: 0, line: 1, counted: Cell::new((0, 0)) };
    let root = reader.value(0)?;
    reader.skip();
    match reader.peek() {
        None => Ok(root),
        Some(_) => Err(reader.problem("this is not JSON: more follows after the document's end")),
    }
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    line: u32,
    /// Up to which byte the characters of the line were counted, and how many they are: a document in one line is gone through
    /// once, however many positions are asked for.
    counted: Cell<(usize, usize)>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, Problem> {
        self.skip();
        let at = self.position();
        if depth > MAXIMUM_DEPTH {
            return Err(Problem::error(at, format!("nested deeper than {MAXIMUM_DEPTH} levels")));
        }
        let kind = match self.peek() {
            Some(b'{') => return self.object(at, depth),
            Some(b'[') => return self.array(at, depth),
            Some(b'"') => Kind::Text(self.string()?),
            Some(_) => self.word()?,
            None if self.at == 0 || self.source.trim().is_empty() => {
                return Err(self.problem("the document is empty; it needs `permissions`"));
            }
            None => return Err(self.problem("this is not JSON: it ends too early")),
        };
        Ok(Node { at, kind })
    }

    fn object(&mut self, at: Position, depth: usize) -> Result<Node, Problem> {
        let mut entries = Vec::new();
        self.at += 1;
        self.skip();
        if self.take(b'}') {
            return Ok(Open::Map(at, entries, None).close());
        }
        loop {
            self.skip();
            let key_at = self.position();
            if self.peek() != Some(b'"') {
                return Err(self.problem("this is not JSON: expected a name in double quotes"));
            }
            let key = Spanned { value: self.string()?, at: key_at };
            Open::check_key(&entries, &key)?;
            self.skip();
            if !self.take(b':') {
                return Err(self.problem("this is not JSON: expected `:`"));
            }
            entries.push((key, self.value(depth + 1)?));
            self.skip();
            if self.take(b'}') {
                return Ok(Open::Map(at, entries, None).close());
            }
            if !self.take(b',') {
                return Err(self.problem("this is not JSON: expected `,` or `}`"));
            }
        }
    }

    fn array(&mut self, at: Position, depth: usize) -> Result<Node, Problem> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip();
        if self.take(b']') {
            return Ok(Open::List(at, items).close());
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip();
            if self.take(b']') {
                return Ok(Open::List(at, items).close());
            }
            if !self.take(b',') {
                return Err(self.problem("this is not JSON: expected `,` or `]`"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Problem> {
        let bytes = self.source.as_bytes();
        let mut end = self.at + 1;
        while end < bytes.len() && bytes[end] != b'"' && bytes[end] != b'\n' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let text = self.source.get(self.at..=end).and_then(|text| serde_json::from_str(text).ok());
        match text {
            Some(text) => {
                self.at = end + 1;
                Ok(text)
            }
            None => {
                Err(self.problem("this is not JSON: a text that does not end or has a bad escape"))
            }
        }
    }

    fn word(&mut self) -> Result<Kind, Problem> {
        let rest = &self.source[self.at..];
        let is_end = |c: char| {
            c.is_ascii_whitespace() || matches!(c, ',' | ']' | '}' | ':' | '"' | '[' | '{')
        };
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let kind = match word {
            "null" => Kind::Null,
            "true" => Kind::Boolean(true),
            "false" => Kind::Boolean(false),
            word => match serde_json::from_str(word) {
                Ok(number) => Kind::Number(number),
                Err(_) => return Err(self.problem("this is not JSON: expected a value")),
            },
        };
        self.at += word.len();
        Ok(kind)
    }

    fn skip(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.line += 1;
                self.counted.set((self.at, 0));
            }
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn position(&self) -> Position {
        let (from, before) = self.counted.get();
        let characters = before + self.source[from..self.at].chars().count();
        self.counted.set((self.at, characters));
        Position { line: self.line, column: u32::try_from(characters + 1).unwrap_or(u32::MAX) }
    }

    fn problem(&self, message: &str) -> Problem {
        Problem::error(self.position(), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns count characters, in whatever order a line holds short and long ones.
    #[test]
    fn a_position_is_a_line_and_a_character() {
        let Kind::List(items) = read("[\"äö\", 1,\n \"é\", [2], \"x\"]").unwrap().kind else {
            panic!("it is a list");
        };
        let found: Vec<_> = items.iter().map(|item| (item.at.line, item.at.column)).collect();
        assert_eq!(found, [(1, 2), (1, 8), (2, 2), (2, 7), (2, 12)]);
        let problem = read("{\"ä\": 1, \"ö\": nul}").unwrap_err();
        assert_eq!((problem.line, problem.column), (1, 15));
    }
}
