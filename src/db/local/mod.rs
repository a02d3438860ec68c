//! A private Postgres for development, run from the installed binaries.
