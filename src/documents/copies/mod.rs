//! Documents that no run made: copies of others, each with the run it rests on.

pub(super) mod store;
