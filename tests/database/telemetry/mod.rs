//! What collectors are told, by processes as they run: traces over two of them,
//! reports of faults, and what is in neither.

mod collector;
mod process;
mod reports;
mod traces;
