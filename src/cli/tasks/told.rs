//! Tasks as a person at a terminal reads them.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::queue::office::{KindReport, MOST_COUNTED, TaskDetails, TaskReport};

/// A line a kind under its headings.
pub fn kinds(reports: &[KindReport]) -> String {
    let mut rows = vec![["KIND", "DUE", "OLDEST", "WAITING", "RUNNING", "DEAD", "LIMITS"].map(str::to_owned)];
    rows.extend(reports.iter().map(|report| {
        let mut notes = Vec::new();
        if report.is_paused {
            notes.push("paused".to_owned());
        }
        for (limit, of) in [(report.max_running, "in all"), (report.max_running_per_account, "an account")] {
            match limit {
                Some(0) => notes.push(format!("any {of}")),
                Some(most) => notes.push(format!("{most} {of}")),
                None => {}
            }
        }
        let oldest = report.oldest_seconds.map_or_else(|| "-".to_owned(), |seconds| age(seconds.max(0.0)));
        [
            report.kind.clone(),
            count(report.due),
            oldest,
            count(report.waiting),
            count(report.running),
            count(report.dead),
            notes.join(", "),
        ]
    }));
    table(&rows)
}

/// A line a task under its headings.
pub fn list(tasks: &[TaskReport]) -> String {
    if tasks.is_empty() {
        return "There are none.\n".to_owned();
    }
    let mut rows = vec![["ID", "KIND", "STATE", "RUNS", "LOST", "MADE", "MESSAGE"].map(str::to_owned)];
    rows.extend(tasks.iter().map(|task| {
        [
            task.id.to_string(),
            task.kind.clone(),
            task.state.clone(),
            format!("{}/{}", task.attempts, task.max_attempts),
            task.losses.to_string(),
            moment(task.created_at),
            task.message.clone().unwrap_or_default(),
        ]
    }));
    table(&rows)
}

/// A task, a line a field, then its runs.
pub fn details(details: &TaskDetails) -> String {
    let task = &details.task;
    let or_none = |at: Option<DateTime<Utc>>| at.map_or_else(|| "-".to_owned(), moment);
    let mut text = String::new();
    let fields = [
        ("task", task.id.to_string()),
        ("kind", task.kind.clone()),
        ("state", task.state.clone()),
        ("account", task.account_id.map_or_else(|| "-".to_owned(), |id| id.to_string())),
        ("payload", details.payload.to_string()),
        ("priority", task.priority.to_string()),
        ("attempts", format!("{} of {}", task.attempts, task.max_attempts)),
        ("lost since the last checkpoint", task.losses.to_string()),
        ("made", moment(task.created_at)),
        ("due", moment(task.run_at)),
        ("begun", or_none(task.started_at)),
        ("ended", or_none(task.ended_at)),
    ];
    for (name, value) in fields {
        text.push_str(&format!("{name}: {value}\n"));
    }
    for (number, run) in details.runs.iter().enumerate() {
        let outcome = run.outcome.as_deref().unwrap_or("on its way");
        let message = run.message.as_deref().map(|message| format!(": {message}")).unwrap_or_default();
        let (from, to) = (moment(run.started_at), or_none(run.ended_at));
        text.push_str(&format!("run {}: {from} to {to} {outcome}{message}\n", number + 1));
    }
    text
}

fn count(number: i64) -> String {
    if number >= MOST_COUNTED { format!("{MOST_COUNTED}+") } else { number.to_string() }
}

fn age(seconds: f64) -> String {
    match seconds as u64 {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Columns as wide as their widest cell, the last one as it is.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_in_columns() {
        let report = KindReport {
            kind: "generation.run".to_owned(),
            is_paused: true,
            max_running: Some(0),
            max_running_per_account: Some(2),
            due: MOST_COUNTED,
            waiting: MOST_COUNTED,
            running: 3,
            dead: 0,
            oldest_seconds: Some(601.5),
        };
        let expected = "KIND            DUE     OLDEST  WAITING  RUNNING  DEAD  LIMITS\n\
             generation.run  10000+  10 min  10000+   3        0     paused, any in all, 2 an account\n";
        assert_eq!(kinds(&[report]), expected);
    }

    #[test]
    fn ages_are_told_in_the_unit_that_fits() {
        let check = |seconds: f64, expected: &str| assert_eq!(age(seconds), expected);
        check(0.4, "0 s");
        check(119.9, "119 s");
        check(120.0, "2 min");
        check(90_000.0, "25 h");
    }
}
