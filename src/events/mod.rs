//! Progress: a durable, numbered log and its live fan-out.
