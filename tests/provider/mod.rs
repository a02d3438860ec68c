//! A provider on the loopback interface: it speaks the wires of OpenAI (chat and responses),
//! Anthropic and Ollama, whole and in streams, does wrong what it is told to do wrong, and keeps
//! the books of what it billed and which calls were given up. Shared by tests and benches.

pub mod line;
pub mod modes;
pub mod server;
pub mod wires;
