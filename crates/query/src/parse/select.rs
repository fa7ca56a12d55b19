//! `select=id,total,name:customer_name,created_at::text,customer:customers!inner(id,name)`

use bailiwick_policy::Aggregate;

use super::cursor::Cursor;
use crate::request::{Embed, Node, SelectItem};
use crate::{Limits, Refusal};

pub(super) fn parse(text: &str, limits: &Limits) -> Result<Vec<SelectItem>, Refusal> {
    let mut reader = Reader { cursor: Cursor::new("select", text), limits, count: 0, embeds: 0 };
    let items = reader.items(0)?;
    if !reader.cursor.is_done() {
        return Err(reader.cursor.wrong("`,` or the end"));
    }
    Ok(items)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    limits: &'a Limits,
    count: usize,
    embeds: usize,
}

impl Reader<'_> {
    fn items(&mut self, depth: usize) -> Result<Vec<SelectItem>, Refusal> {
        let mut items = Vec::new();
        self.cursor.spaces();
        if self.cursor.is_done() || self.cursor.peek() == Some(')') {
            return Ok(items);
        }
        loop {
            self.count += 1;
            if self.count > self.limits.selected {
                return Err(Refusal::limit(format!(
                    "`select` names more than {} fields",
                    self.limits.selected
                )));
            }
            items.push(self.item(depth)?);
            self.cursor.spaces();
            if !self.cursor.take(",") {
                return Ok(items);
            }
        }
    }

    fn item(&mut self, depth: usize) -> Result<SelectItem, Refusal> {
        self.cursor.spaces();
        if self.cursor.take("*") {
            return Ok(SelectItem::Star);
        }
        if self.cursor.take("...") {
            let name = self.cursor.name()?;
            return self.embed(None, name, depth, true);
        }
        let mut name = self.cursor.name()?;
        let mut alias = None;
        if self.cursor.peek() == Some(':') && !self.cursor.rest().starts_with("::") {
            self.cursor.expect(":")?;
            if self.cursor.rest().starts_with("...") {
                return Err(self.cursor.wrong("no name for what is spread"));
            }
            alias = Some(std::mem::replace(&mut name, self.cursor.name()?));
        }
        if name == "count" && self.cursor.take("()") {
            return self.aggregate(alias, Aggregate::Count, None);
        }
        if matches!(self.cursor.peek(), Some('(' | '!')) {
            return self.embed(alias, name, depth, false);
        }
        let path = self.cursor.path(self.limits)?;
        let cast = if self.cursor.take("::") { Some(self.cursor.name()?) } else { None };
        if self.cursor.take(".") {
            if path.is_some() {
                return Err(Refusal::not_offered("a function over what lies in documents"));
            }
            if cast.is_some() {
                return Err(Refusal::not_offered("a cast before an aggregate function"));
            }
            let function = Aggregate::of(self.cursor.word());
            let Some(function) = function.filter(|_| self.cursor.take("()")) else {
                return Err(self.cursor.wrong("`count()`, `sum()`, `avg()`, `min()` or `max()`"));
            };
            return self.aggregate(alias, function, Some(name));
        }
        Ok(SelectItem::Column { alias, name, path, cast })
    }

    fn aggregate(
        &mut self,
        alias: Option<String>,
        function: Aggregate,
        column: Option<String>,
    ) -> Result<SelectItem, Refusal> {
        self.cursor.spaces();
        let cast = if self.cursor.take("::") { Some(self.cursor.name()?) } else { None };
        Ok(SelectItem::Aggregate { alias, function, column, cast })
    }

    fn embed(
        &mut self,
        alias: Option<String>,
        name: String,
        depth: usize,
        is_spread: bool,
    ) -> Result<SelectItem, Refusal> {
        let mut hint = None;
        let mut is_inner = false;
        while self.cursor.take("!") {
            match self.cursor.name()?.as_str() {
                "inner" => is_inner = true,
                "left" => is_inner = false,
                other if hint.is_none() => hint = Some(other.to_owned()),
                _ => return Err(self.cursor.wrong("`(`")),
            }
        }
        if depth >= self.limits.embed_depth {
            return Err(Refusal::limit(format!(
                "embeds are nested deeper than {} levels",
                self.limits.embed_depth
            )));
        }
        self.embeds += 1;
        if self.embeds > self.limits.embeds {
            return Err(Refusal::limit(format!("more than {} embeds", self.limits.embeds)));
        }
        self.cursor.expect("(")?;
        let select = self.items(depth + 1)?;
        self.cursor.expect(")")?;
        let node = Node { select: Some(select), ..Node::default() };
        Ok(SelectItem::Embed(Embed { alias, name, hint, is_spread, is_inner, node }))
    }
}
