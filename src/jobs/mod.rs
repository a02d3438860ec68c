//! Postings, and what a screener would read in them: the analysis by rules, the
//! shared catalogue and each user's own.

pub mod model;
