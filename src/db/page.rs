//! Keyset pages: a list is read forwards or backwards from a cursor, never by offset, so
//! that a page costs the same however deep it lies and no row is shown twice.
//!
//! A store turns [`PageArgs`] into a [`Slice`], reads one row more than the page holds,
//! in the slice's direction, and hands the rows to [`Slice::page`].

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, Result, Violation};

/// Rows on a page when the caller names no number.
pub const DEFAULT_SIZE: u32 = 20;
/// The most rows on a page.
pub const MAX_SIZE: u32 = 100;
/// Longer cursors are not ours.
const MAX_CURSOR_BYTES: usize = 1_024;

/// What a caller asks of a list, in the words of the Relay specification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageArgs {
    /// The number of rows from the front, 1 to [`MAX_SIZE`].
    pub first: Option<i32>,
    /// The cursor behind which to begin.
    pub after: Option<String>,
    /// The number of rows from the end, 1 to [`MAX_SIZE`].
    pub last: Option<i32>,
    /// The cursor before which to end.
    pub before: Option<String>,
}

/// A row's place in its list: the sort key, and the id where keys are equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor<K> {
    /// What the list is sorted by.
    #[serde(rename = "k")]
    pub key: K,
    /// The row's id.
    #[serde(rename = "i")]
    pub id: Uuid,
}

/// The part of a list to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<K> {
    /// The number of rows of the page.
    pub size: u32,
    /// Whether to read the list from its end.
    pub is_backward: bool,
    /// Read only what lies behind this place.
    pub after: Option<Cursor<K>>,
    /// Read only what lies before this place.
    pub before: Option<Cursor<K>>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list whatever the direction of reading.
    pub items: Vec<T>,
    /// One cursor for each item.
    pub cursors: Vec<String>,
    /// Whether rows follow. When reading backwards: whether `before` was given.
    pub has_next: bool,
    /// Whether rows precede. When reading forwards: whether `after` was given.
    pub has_previous: bool,
}

impl PageArgs {
    /// The first `first` rows.
    pub fn first(first: i32) -> Self {
        Self { first: Some(first), ..Self::default() }
    }

    /// Checks the sizes and reads the cursors.
    ///
    /// # Errors
    /// `Invalid` for `first` together with `last`, a size outside 1 to [`MAX_SIZE`], or
    /// a cursor that is not one of this list.
    pub fn slice<K: DeserializeOwned>(&self) -> Result<Slice<K>> {
        if self.first.is_some() && self.last.is_some() {
            return Err(refused("last", "first_and_last", "Give `first` or `last`, not both."));
        }
        let is_backward = self.last.is_some() || (self.first.is_none() && self.before.is_some());
        let (name, asked) = if is_backward { ("last", self.last) } else { ("first", self.first) };
        let size = match asked {
            None => DEFAULT_SIZE,
            Some(asked) => {
                u32::try_from(asked).ok().filter(|size| (1..=MAX_SIZE).contains(size)).ok_or_else(|| {
                    refused(name, "out_of_range", &format!("`{name}` must be 1 to {MAX_SIZE}."))
                })?
            }
        };
        Ok(Slice {
            size,
            is_backward,
            after: self.after.as_deref().map(|text| read_cursor("after", text)).transpose()?,
            before: self.before.as_deref().map(|text| read_cursor("before", text)).transpose()?,
        })
    }
}

impl<K: Serialize> Cursor<K> {
    /// The cursor as clients see it: opaque, and safe in a URL.
    pub fn encode(&self) -> String {
        // Keys are numbers, texts and times, which always serialise.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }
}

impl<K: Serialize> Slice<K> {
    /// The number of rows to read: one more than the page holds, to know whether it ends.
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// Makes the page from rows that were read in the slice's direction, at most
    /// [`Slice::limit`] of them.
    pub fn page<T>(&self, mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor<K>) -> Page<T> {
        let has_more = rows.len() > self.size as usize;
        rows.truncate(self.size as usize);
        if self.is_backward {
            rows.reverse();
        }
        let (has_next, has_previous) = if self.is_backward {
            (self.before.is_some(), has_more)
        } else {
            (has_more, self.after.is_some())
        };
        let cursors = rows.iter().map(|row| cursor(row).encode()).collect();
        Page { items: rows, cursors, has_next, has_previous }
    }
}

impl<T> Page<T> {
    /// The same page of other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            cursors: self.cursors,
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// Narrows a boxed query of a list sorted by id, newest first, to a [`Slice`]: what lies
/// between its cursors, in its direction, with its limit.
macro_rules! newest_first {
    ($query:expr, $slice:expr, $id:expr) => {{
        let mut query = $query.limit($slice.limit());
        if let Some(after) = &$slice.after {
            query = query.filter($id.lt(after.id));
        }
        if let Some(before) = &$slice.before {
            query = query.filter($id.gt(before.id));
        }
        if $slice.is_backward { query.order($id.asc()) } else { query.order($id.desc()) }
    }};
}
pub(crate) use newest_first;

fn read_cursor<K: DeserializeOwned>(name: &str, text: &str) -> Result<Cursor<K>> {
    Some(text)
        .filter(|text| text.len() <= MAX_CURSOR_BYTES)
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| refused(name, "cursor", &format!("`{name}` is not a cursor of this list.")))
}

fn refused(name: &str, code: &str, message: &str) -> Error {
    Error::violations(message, vec![Violation::new(name, code, message)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn cursor(key: i64) -> Cursor<i64> {
        Cursor { key, id: Uuid::from_u128(key as u128) }
    }

    /// Reads the list 1..=count as a store would.
    fn read(count: i64, args: &PageArgs) -> Page<i64> {
        let slice = args.slice::<i64>().expect("good arguments");
        let mut rows: Vec<i64> = (1..=count)
            .filter(|key| slice.after.as_ref().is_none_or(|after| *key > after.key))
            .filter(|key| slice.before.as_ref().is_none_or(|before| *key < before.key))
            .collect();
        if slice.is_backward {
            rows.reverse();
        }
        rows.truncate(slice.limit() as usize);
        slice.page(rows, |key| cursor(*key))
    }

    #[test]
    fn every_row_is_seen_once_in_both_directions() {
        let mut seen: Vec<i64> = Vec::new();
        let mut args = PageArgs::first(3);
        loop {
            let page = read(8, &args);
            seen.extend(&page.items);
            assert_eq!(page.has_previous, args.after.is_some());
            if !page.has_next {
                break;
            }
            args.after = page.cursors.last().cloned();
        }
        assert_eq!(seen, (1..=8).collect::<Vec<_>>());

        let page = read(8, &PageArgs { last: Some(3), ..PageArgs::default() });
        assert_eq!(
            (page.items.as_slice(), page.has_next, page.has_previous),
            ([6, 7, 8].as_slice(), false, true)
        );
        let before = PageArgs { last: Some(9), before: page.cursors.first().cloned(), ..PageArgs::default() };
        let page = read(8, &before);
        assert_eq!((page.items.len(), page.has_next, page.has_previous), (5, true, false));
    }

    #[test]
    fn bad_arguments_are_refused_at_their_place() {
        let check = |args: PageArgs, path: &str| {
            let error = args.slice::<i64>().expect_err(path);
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert_eq!(error.places()[0].path, [path]);
        };
        check(PageArgs::first(0), "first");
        check(PageArgs::first(-1), "first");
        check(PageArgs::first(101), "first");
        check(PageArgs { last: Some(101), ..PageArgs::default() }, "last");
        check(PageArgs { last: Some(1), ..PageArgs::first(1) }, "last");
        check(PageArgs { after: Some("nonsense!".into()), ..PageArgs::default() }, "after");
        check(PageArgs { before: Some("e30".into()), ..PageArgs::default() }, "before");
        let other_list = Cursor { key: "a text", id: Uuid::nil() }.encode();
        check(PageArgs { after: Some(other_list), ..PageArgs::default() }, "after");
        check(PageArgs { after: Some("A".repeat(2_000)), ..PageArgs::default() }, "after");
    }

    #[test]
    fn a_page_has_a_size_when_none_is_asked() {
        assert_eq!(read(50, &PageArgs::default()).items.len(), DEFAULT_SIZE as usize);
    }
}
