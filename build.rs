//! Compiles the crate anew when a migration is added or removed: they are embedded, and
//! the compiler by itself sees only changes of the files it knew.

use std::fs;

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    let mut names: Vec<String> = fs::read_dir("migrations")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    println!("cargo:rustc-env=JOBWISE_MIGRATIONS={}", names.join(","));
}
