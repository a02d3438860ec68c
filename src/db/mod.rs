//! The pool, transactions, pages, and a private Postgres for development.
//!
//! Services take a [`Db`], open a transaction and hand its [`Connection`] to their
//! `store.rs`, so that stores compose and never commit by themselves:
//!
//! ```no_run
//! # async fn example(db: jobwise::db::Db) -> jobwise::error::Result<()> {
//! let number: i64 = db
//!     .transaction(async |conn: &mut jobwise::db::Connection| {
//!         // a_store::insert(conn, &thing).await?;
//!         Ok(1)
//!     })
//!     .await?;
//! # Ok(())
//! # }
//! ```

mod connect;
pub mod error;
mod hints;
pub mod json;
mod listening;
pub mod local;
pub mod measures;
mod migrate;
pub mod page;
mod pool;
mod prepared;
mod replica;
pub mod schema;
mod transaction;

pub use self::error::violated_constraint;
pub use self::hints::{Notification, hint_after_commit};
pub use self::listening::Listener;
pub use self::pool::{Conn, Db, DbConfig};
pub use self::prepared::Prepared;
pub use self::replica::{MAX_BEHIND, ReplicaStanding, Writing};
pub use self::transaction::AsyncWork;

/// A connection to Postgres, inside or outside a transaction. What `store.rs` takes.
pub type Connection = diesel_async::AsyncPgConnection;
