//! Is the claim supported by the facts it cites? Pure: a claim and facts in, a
//! verdict with findings out.

pub mod model;
