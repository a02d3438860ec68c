//! The command line: one short file a command, and what their outcomes are as exit codes.

mod admin;
pub mod check;
mod check_file;
mod db;
mod demo;
mod files;
mod health;
mod jobs;
mod keys;
mod migrate;
mod prompts;
mod render;
mod schema;
mod serve;
mod setup;
mod store;
mod tailor;
mod tasks;
mod work;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, ErrorKind, Result};
use crate::telemetry;

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

/// The commands in the order of the help, which shows the words above each one's type.
#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Work(work::Work),
    Health(health::Health),
    Tailor(Box<tailor::Tailor>),
    Render(render::Render),
    Check(check::Check),
    CheckFile(check_file::CheckFile),
    Jobs(jobs::Jobs),
    Admin(admin::Admin),
    Keys(keys::Keys),
    Tasks(tasks::Tasks),
    Migrate(migrate::Migrate),
    Db(db::Db),
    Store(store::Store),
    Schema(schema::Schema),
    Prompts(prompts::ShowPrompts),
}

impl Command {
    /// Runs the command. What `tailor`, `render`, `check`, `check-file` and `tasks` have to say goes to `output`; the others run for
    /// long or ask a database, and print by themselves.
    fn run(self, output: &mut dyn Write) -> Result<()> {
        match self {
            Self::Demo(command) => command.run(),
            Self::Serve(command) => command.run(),
            Self::Work(command) => command.run(),
            Self::Health(command) => command.run(),
            Self::Tailor(command) => command.run(output),
            Self::Render(command) => command.run(output),
            Self::Check(command) => command.run(output),
            Self::CheckFile(command) => command.run(output),
            Self::Jobs(command) => command.run(),
            Self::Admin(command) => command.run(),
            Self::Keys(command) => command.run(),
            Self::Tasks(command) => command.run(output),
            Self::Migrate(command) => command.run(),
            Self::Db(command) => command.run(),
            Self::Store(command) => command.run(),
            Self::Schema(command) => command.run(),
            Self::Prompts(command) => command.run(),
        }
    }
}

/// Reads the command line and runs the command; errors go to standard error with what to do,
/// and their cause into the log where there is one.
pub fn run() -> ExitCode {
    let outcome = Cli::parse().command.run(&mut io::stdout());
    let code = told_outcome(outcome, &mut io::stderr());
    telemetry::close();
    ExitCode::from(code)
}

/// Runs a command line within this process, the program's name first, and gives its exit code:
/// what `tailor` and `check` print goes to `output`, errors go to `error`.
pub fn run_to<T>(arguments: &[T], output: &mut dyn Write, error: &mut dyn Write) -> u8
where
    T: Into<OsString> + Clone,
{
    match Cli::try_parse_from(arguments.iter().cloned()) {
        Ok(cli) => told_outcome(cli.command.run(output), error),
        Err(wrong) => {
            let text = wrong.to_string();
            // Who no longer reads needs no word.
            let _ = match wrong.use_stderr() {
                true => error.write_all(text.as_bytes()),
                false => output.write_all(text.as_bytes()),
            };
            u8::try_from(wrong.exit_code()).unwrap_or(EXIT_OTHER)
        }
    }
}

/// Tells what went wrong, if anything did; gives the exit code.
fn told_outcome(outcome: Result<()>, to: &mut dyn Write) -> u8 {
    let Err(error) = outcome else { return 0 };
    if let Some(cause) = causes(&error) {
        let (fault, place) = telemetry::panics::fault(&error);
        tracing::error!(fault, place, cause, "the command ends: {error}");
    }
    let _ = write!(to, "{}", told(&error));
    exit_code(error.kind())
}

/// Prints what a command has to say. A reader that has gone away is no failure.
fn print(output: &mut dyn Write, text: &[u8]) -> Result<()> {
    match output.write_all(text).and_then(|()| output.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::internal("The report could not be written; is there room?", cause))
        }
        _ => Ok(()),
    }
}

/// The chain of causes, the nearest first.
fn causes(error: &Error) -> Option<String> {
    let mut chain = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(nearer) = cause {
        chain.push(nearer.to_string());
        cause = nearer.source();
    }
    (!chain.is_empty()).then(|| chain.join(": "))
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
        | ErrorKind::Unsupported
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
