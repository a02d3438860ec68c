//! Relay connections over the ground's keyset pages. Part of the GraphQL face.
//!
//! A list field takes `first` and `after` (and `last` and `before` where it can be read
//! backwards), turns them into [`PageArgs`] and its service's page into a [`Connection`]:
//!
//! ```text
//! #[graphql(guard = "SignedIn")]
//! async fn jobs(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<Job>> {
//!     let page = ctx.app()?.jobs.list(ctx.viewer()?, &page_args(first, after)).await?;
//!     Ok(connection(page.map(Job)))
//! }
//! ```

use std::borrow::Cow;

pub use async_graphql::connection::PageInfo;
use async_graphql::{OutputType, SimpleObject, TypeName};

use crate::db::page::{Page, PageArgs};

/// A page of a list. Ask for the next with `after: pageInfo.endCursor` while
/// `pageInfo.hasNextPage` is true.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Connection<T: OutputType> {
    /// What the page holds, in the order of the list.
    edges: Vec<Edge<T>>,
    /// Where the page lies in the list.
    page_info: PageInfo,
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", T::type_name()))
    }
}

/// One place of a list.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: OutputType> {
    /// Opaque; good for `after` and `before` of the same list.
    cursor: String,
    /// What stands there.
    node: T,
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", T::type_name()))
    }
}

/// The arguments of a list that is read forwards.
pub fn page_args(first: Option<i32>, after: Option<String>) -> PageArgs {
    PageArgs { first, after, ..PageArgs::default() }
}

/// A page as clients see it.
pub fn connection<T: OutputType>(page: Page<T>) -> Connection<T> {
    let (edges, page_info) = edges(page);
    Connection { edges, page_info }
}

/// The parts of a page, for a connection that tells more than every connection does.
pub fn edges<T: OutputType>(page: Page<T>) -> (Vec<Edge<T>>, PageInfo) {
    let page_info = PageInfo {
        has_previous_page: page.has_previous,
        has_next_page: page.has_next,
        start_cursor: page.cursors.first().cloned(),
        end_cursor: page.cursors.last().cloned(),
    };
    let edges = page.cursors.into_iter().zip(page.items);
    (edges.map(|(cursor, node)| Edge { cursor, node }).collect(), page_info)
}
