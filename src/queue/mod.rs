//! Durable tasks on Postgres: enqueued in the caller's transaction, leased, retried.
