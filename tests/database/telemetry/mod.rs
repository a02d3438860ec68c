//! What collectors are told, by processes as they run: traces over two of them, and what is in none.

mod collector;
mod process;
mod traces;
