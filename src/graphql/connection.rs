//! Relay connections over the ground's keyset pages. Part of the GraphQL face.
//!
//! A list field takes `first` and `after` (and `last` and `before` where it can be read
//! backwards), turns them into [`PageArgs`] and its service's page into a [`Connection`]:
//!
//! ```ignore
//! #[graphql(guard = "SignedIn", complexity = "page_complexity(first, child_complexity)")]
//! async fn jobs(&self, ctx: &Context<'_>, first: Option<i32>, after: Option<String>) -> Result<Connection<Job>> {
//!     let page = ctx.app()?.jobs.list(ctx.viewer()?, &page_args(first, after)).await?;
//!     Ok(connection(page.map(Job)))
//! }
//! ```

use async_graphql::OutputType;
use async_graphql::connection::{self, DisableNodesField, Edge, EmptyFields};

use crate::db::page::{DEFAULT_SIZE, MAX_SIZE, Page, PageArgs};

/// A page of a list: `edges` with `node` and `cursor`, and `pageInfo`.
pub type Connection<T> = connection::Connection<
    String,
    T,
    EmptyFields,
    EmptyFields,
    connection::DefaultConnectionName,
    connection::DefaultEdgeName,
    DisableNodesField,
>;

/// The arguments of a list that is read forwards.
pub fn page_args(first: Option<i32>, after: Option<String>) -> PageArgs {
    PageArgs { first, after, ..PageArgs::default() }
}

/// A page as clients see it.
pub fn connection<T: OutputType>(page: Page<T>) -> Connection<T> {
    let mut connection = Connection::new(page.has_previous, page.has_next);
    let edges = page.cursors.into_iter().zip(page.items).map(|(cursor, node)| Edge::new(cursor, node));
    connection.edges.extend(edges);
    connection
}

/// What a list costs: each field below it as often as the page has rows.
pub fn page_complexity(size: Option<i32>, child_complexity: usize) -> usize {
    let size = size.and_then(|size| u32::try_from(size).ok()).unwrap_or(DEFAULT_SIZE).min(MAX_SIZE);
    1 + size as usize * child_complexity
}
