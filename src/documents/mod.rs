//! Documents: content as blocks and claims, templates, the formats they are printed
//! in, and the read-back of what was printed.

pub mod model;
