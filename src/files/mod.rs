//! Blobs by content, in a folder.
