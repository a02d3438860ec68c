//! Who you are: accounts, passwords, tokens and sessions.
//!
//! An *account* is one person; a *session* is one sign-in of theirs on one device. Access
//! tokens are short-lived and checked without the database; refresh tokens live in the
//! session's row and change at every use.

mod attempts;
pub mod model;
pub mod passwords;
pub mod service;
mod store;
pub mod tokens;
