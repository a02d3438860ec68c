//! The one binary: everything it does is a command of `jobwise::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    jobwise::cli::run()
}
