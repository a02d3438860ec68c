//! The one binary: everything it does is a command of `jobwise::cli`.

use std::process::ExitCode;

/// Requests make and drop many small things, which this allocator is quick at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // It would ask for huge pages, of which an idle server uses little. Refused, it is only larger.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    // Whoever speaks TLS takes this provider; refused only if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    jobwise::cli::run()
}
