//! The command line: one short file a command, and what their outcomes are as exit codes.

mod tailor;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, ErrorKind};

/// What a command ends with when the input is wrong and the caller can correct it.
pub const EXIT_BAD_INPUT: u8 = 2;
/// What a command ends with when pinned content does not fit the pages asked.
pub const EXIT_DOES_NOT_FIT: u8 = 3;
/// What a command ends with for anything else that went wrong.
pub const EXIT_OTHER: u8 = 1;

/// One master résumé and one job posting in; a tailored, fact-checked, machine-readable
/// résumé and cover letter out.
#[derive(Debug, Parser)]
#[command(name = "jobwise", version, about, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 2 bad input, 3 does not fit the pages asked, 1 anything else.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Tailor a résumé and a cover letter to a posting, from files, without a database.
    Tailor(Box<tailor::Tailor>),
}

/// Reads the command line and runs the command; errors go to standard error with what to do.
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Tailor(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("{}", told(&error));
            ExitCode::from(exit_code(error.kind()))
        }
    }
}

/// An error as a person at a terminal reads it: the message, then each wrong place.
fn told(error: &Error) -> String {
    let mut text = format!("error: {}\n", error.message());
    let places: Vec<_> = error.places().iter().filter(|place| place.message != error.message()).collect();
    for place in &places {
        text.push_str(&format!("  {}: {}\n", place.path.join("."), place.message));
    }
    text
}

fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Invalid | ErrorKind::NotFound => EXIT_BAD_INPUT,
        ErrorKind::DoesNotFit => EXIT_DOES_NOT_FIT,
        ErrorKind::Unauthenticated
        | ErrorKind::Forbidden
        | ErrorKind::Conflict
        | ErrorKind::LimitReached
        | ErrorKind::Unavailable
        | ErrorKind::Internal => EXIT_OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Violation;

    #[test]
    fn each_kind_of_error_has_its_exit_code() {
        let check = |kind, expected| assert_eq!(exit_code(kind), expected, "{kind:?}");
        check(ErrorKind::Invalid, 2);
        check(ErrorKind::DoesNotFit, 3);
        check(ErrorKind::Internal, 1);
        check(ErrorKind::Unavailable, 1);
    }

    #[test]
    fn wrong_places_are_told_after_the_message() {
        let error = Error::violations(
            "The profile has wrong places.",
            vec![Violation::new("work.0.startDate", "date", "There is no month 13.")],
        );
        assert_eq!(
            told(&error),
            "error: The profile has wrong places.\n  work.0.startDate: There is no month 13.\n"
        );
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
