//! The files of documents as they are kept; their bytes are the ground's matter.

pub(super) mod store;
