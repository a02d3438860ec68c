//! The pool, transactions, pages, and a private Postgres for development.
