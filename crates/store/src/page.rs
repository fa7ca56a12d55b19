//! Pages of lists.

use crate::error::Error;

/// Which part of a list is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// How many at most.
    pub limit: u32,
    /// The position after which it begins: [`Listed::next`] of the page before.
    pub after: Option<String>,
    /// Only what has this in its name, in any case.
    pub search: Option<String>,
}

/// One page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed<T> {
    /// In order.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last.
    pub next: Option<String>,
    /// How many there are in all, of those that the caller may see.
    pub total: u64,
}

impl Page {
    /// Cuts a page out of everything. An item's position is its name in lowercase and its id, so the order is that of
    /// names, and a page goes on where it should when the item it ended with is gone.
    pub(crate) fn cut<T>(
        &self,
        all: Vec<T>,
        name: impl Fn(&T) -> String,
        id: impl Fn(&T) -> String,
    ) -> Listed<T> {
        let mut found = self.found(all, name, |name, item| format!("{name}\u{0}{}", id(item)));
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.slice(found, |position, after| position <= after)
    }

    /// Cuts a page, the newest first: an item's position is its id, and ids begin with their time.
    pub(crate) fn cut_newest<T>(
        &self,
        all: Vec<T>,
        name: impl Fn(&T) -> String,
        id: impl Fn(&T) -> String,
    ) -> Listed<T> {
        let mut found = self.found(all, name, |_, item| id(item));
        found.sort_by(|(one, _), (other, _)| other.cmp(one));
        self.slice(found, |position, after| position >= after)
    }

    /// What the search finds, each with its position.
    fn found<T>(
        &self,
        all: Vec<T>,
        name: impl Fn(&T) -> String,
        position: impl Fn(&str, &T) -> String,
    ) -> Vec<(String, T)> {
        let wanted = self.search.as_deref().unwrap_or_default().to_lowercase();
        let placed = |item| {
            let name = name(&item).to_lowercase();
            name.contains(&wanted).then(|| (position(&name, &item), item))
        };
        all.into_iter().filter_map(placed).collect()
    }

    fn slice<T>(
        &self,
        mut found: Vec<(String, T)>,
        is_passed: impl Fn(&String, &String) -> bool,
    ) -> Listed<T> {
        let total = found.len() as u64;
        let start = match &self.after {
            Some(after) => found.partition_point(|(position, _)| is_passed(position, after)),
            None => 0,
        };
        let end = start.saturating_add(self.limit as usize).min(found.len());
        let next = (end < found.len() && end > start).then(|| found[end - 1].0.clone());
        let items = found.drain(start..end).map(|(_, item)| item).collect();
        Listed { items, next, total }
    }

    /// The position as a number, for lists in order of a number.
    pub(crate) fn number(&self) -> Result<Option<i64>, Error> {
        let broken = |_| Error::conflict("cursor_broken", "this is no position of this list");
        self.after.as_deref().map(|after| after.parse().map_err(broken)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_when_an_item_at_the_edge_is_gone() {
        let all = vec!["Cherry", "apple", "Banana"];
        let cut = |all: &[&'static str], after: Option<String>| {
            let page = Page { limit: 2, after, search: None };
            page.cut(all.to_vec(), |item| (*item).to_owned(), |item| (*item).to_owned())
        };
        let first = cut(&all, None);
        assert_eq!((first.items, first.total), (vec!["apple", "Banana"], 3));
        let second = cut(&["Cherry", "apple"], first.next);
        assert_eq!((second.items, second.next), (vec!["Cherry"], None));
    }

    #[test]
    fn the_newest_come_first_and_pages_follow_each_other() {
        let cut = |after: Option<String>, search: Option<&str>| {
            let page = Page { limit: 2, after, search: search.map(str::to_owned) };
            let all = vec![("02", "b"), ("03", "a"), ("01", "A")];
            page.cut_newest(all, |item| item.1.to_owned(), |item| item.0.to_owned())
        };
        let first = cut(None, None);
        assert_eq!((first.items, first.total), (vec![("03", "a"), ("02", "b")], 3));
        let second = cut(first.next, None);
        assert_eq!((second.items, second.next), (vec![("01", "A")], None));
        assert_eq!(cut(None, Some("a")).items, [("03", "a"), ("01", "A")]);
    }
}
