//! The one binary: everything it does is a command of `jobwise::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Whoever speaks TLS takes this provider; refused only if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    jobwise::cli::run()
}
