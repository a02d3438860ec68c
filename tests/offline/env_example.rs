//! `.env.example` says what the program reads.

use std::fs;
use std::path::Path;

use jobwise::config::env_example;

#[test]
fn env_example_is_what_the_table_of_variables_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
    let committed = fs::read_to_string(&path).expect(".env.example");
    assert!(committed == env_example(), "write this into .env.example:\n{}", env_example());
}
