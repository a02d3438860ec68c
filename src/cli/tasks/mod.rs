//! `jobwise tasks`: background work as an operator sees it.

mod told;

use std::io::Write;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{print, setup};
use crate::app::App;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::queue::TaskState;
use crate::queue::office::Limit;

/// See what waits, runs and has failed; run it again, pause it, limit it.
///
/// Without a subcommand it tells how each kind of task stands.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobwise tasks\n  jobwise tasks list --state dead\n  jobwise tasks retry --kind generation.run"
)]
pub struct Tasks {
    /// Print JSON, an object a line
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Tell how each kind stands: what is due, waits, runs and is dead, and how old the oldest due is
    Kinds,
    /// List tasks, the newest first
    List {
        /// Only of this kind
        #[arg(long)]
        kind: Option<String>,
        /// Only in this state
        #[arg(long, value_parser = state_parser())]
        state: Option<TaskState>,
        /// The most to list
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Show a task with its runs
    Show {
        /// The task
        id: Uuid,
    },
    /// Let a dead or cancelled task run again, or every dead one of a kind
    Retry {
        /// The task
        #[arg(required_unless_present = "kind", conflicts_with = "kind")]
        id: Option<Uuid>,
        /// Every dead task of this kind
        #[arg(long)]
        kind: Option<String>,
    },
    /// Cancel a task: at once when it waits, within moments when it runs
    Cancel {
        /// The task
        id: Uuid,
    },
    /// Begin no task of a kind any more, in any process; those that run go on
    Pause {
        /// The kind
        kind: String,
    },
    /// Begin tasks of a paused kind again
    Resume {
        /// The kind
        kind: String,
    },
    /// Limit how many tasks of a kind run at once, over all processes
    Limit {
        /// The kind
        kind: String,
        /// So many in all: a number, `any`, or `default` for what the program says
        #[arg(long, value_parser = read_limit, required_unless_present = "per_account")]
        running: Option<Limit>,
        /// So many of one account
        #[arg(long, value_parser = read_limit)]
        per_account: Option<Limit>,
    },
}

impl Tasks {
    /// Runs the command.
    ///
    /// # Errors
    /// `NotFound` for a task that is not there, `Invalid` for a kind that is not known and for wrong
    /// settings, `Conflict` for a task that cannot be run again; `Unavailable` when no Postgres
    /// answers.
    pub fn run(self, output: &mut dyn Write) -> Result<()> {
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        let mut text = String::new();
        setup::block_on(async {
            let app = setup::open_app(config).await?;
            text = self.done(&app).await?;
            Ok(())
        })?;
        print(output, text.as_bytes())
    }

    /// What there is to print once it is done.
    async fn done(&self, app: &App) -> Result<String> {
        let queue = &app.queue;
        let known: Vec<&str> = app.registry().kinds().into_iter().map(|(kind, _)| kind).collect();
        match self.action.as_ref().unwrap_or(&Action::Kinds) {
            Action::Kinds => {
                let reports = queue.report_kinds(&known).await?;
                if self.json { lines(&reports) } else { Ok(told::kinds(&reports)) }
            }
            Action::List { kind, state, limit } => {
                let tasks = queue.list_tasks(kind.as_deref(), *state, i64::from(*limit)).await?;
                if self.json { lines(&tasks) } else { Ok(told::list(&tasks)) }
            }
            Action::Show { id } => {
                let task = queue.get_task(*id).await?;
                if self.json { line(&task) } else { Ok(told::details(&task)) }
            }
            Action::Retry { id: Some(id), .. } => {
                queue.rerun(*id).await?;
                self.says(format!("Task {id} waits again."), &json!({ "id": id, "rerun": 1 }))
            }
            Action::Retry { kind, .. } => {
                let kind = kind.as_deref().unwrap_or_default();
                check_known(kind, &known)?;
                let count = queue.rerun_kind(kind).await?;
                let what = json!({ "kind": kind, "rerun": count });
                self.says(format!("{count} tasks of kind {kind} wait again."), &what)
            }
            Action::Cancel { id } => {
                let state = queue.cancel(*id).await?.word();
                let what = match state {
                    "running" => format!("Task {id} was told to stop."),
                    state => format!("Task {id} is {state}."),
                };
                self.says(what, &json!({ "id": id, "state": state }))
            }
            Action::Pause { kind } => self.pause(app, kind, &known, true).await,
            Action::Resume { kind } => self.pause(app, kind, &known, false).await,
            Action::Limit { kind, running, per_account } => {
                check_known(kind, &known)?;
                let [running, per_account] = [running, per_account].map(|limit| limit.unwrap_or(Limit::Kept));
                queue.set_limits(kind, running, per_account).await?;
                self.says(format!("The limits of {kind} are set."), &json!({ "kind": kind }))
            }
        }
    }

    async fn pause(&self, app: &App, kind: &str, known: &[&str], is_paused: bool) -> Result<String> {
        check_known(kind, known)?;
        app.queue.set_paused(kind, is_paused).await?;
        let what = if is_paused { "is paused; what runs goes on" } else { "is begun again" };
        self.says(format!("{kind} {what}."), &json!({ "kind": kind, "is_paused": is_paused }))
    }

    fn says(&self, text: String, object: &impl Serialize) -> Result<String> {
        if self.json { line(object) } else { Ok(text + "\n") }
    }
}

fn check_known(kind: &str, known: &[&str]) -> Result<()> {
    if known.contains(&kind) {
        return Ok(());
    }
    Err(Error::invalid(format!("There is no kind of task `{kind}`; there are {}.", known.join(", "))))
}

fn state_parser() -> impl TypedValueParser<Value = TaskState> {
    PossibleValuesParser::new(TaskState::ALL.map(|(_, word)| word))
        .try_map(|word| TaskState::from_word(&word).ok_or("not a state"))
}

fn read_limit(text: &str) -> Result<Limit, &'static str> {
    match text {
        "any" => Ok(Limit::Most(0)),
        "default" => Ok(Limit::OfProgram),
        number => match number.parse() {
            Ok(most) if most > 0 => Ok(Limit::Most(most)),
            _ => Err("expected a number from 1 on, `any` or `default`"),
        },
    }
}

fn line(object: &impl Serialize) -> Result<String> {
    let json = serde_json::to_string(object);
    json.map(|json| json + "\n").map_err(|cause| Error::internal("The report is no JSON.", cause))
}

fn lines<T: Serialize>(objects: &[T]) -> Result<String> {
    objects.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_numbers_or_words() {
        assert_eq!(read_limit("3"), Ok(Limit::Most(3)));
        assert_eq!(read_limit("any"), Ok(Limit::Most(0)));
        assert_eq!(read_limit("default"), Ok(Limit::OfProgram));
        assert!(read_limit("0").is_err() && read_limit("few").is_err());
    }

    #[test]
    fn an_unknown_kind_is_told_with_those_there_are() {
        assert!(check_known("a.run", &["a.run"]).is_ok());
        let error = check_known("b.run", &["a.run", "c.run"]).expect_err("unknown");
        assert!(error.message().contains("a.run, c.run"), "{error}");
    }
}
