//! What a report takes of a log line: these fields and no other. Part of error reports.

use std::fmt::Debug;

use tracing::Event;
use tracing::field::{Field, Visit};

use crate::telemetry::panics::PANIC;
use crate::telemetry::span::word;

/// Fields that say which request or task it was.
const IDS: [&str; 4] = ["request_id", "task_id", "task_kind", "file_id"];

/// What a line tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// The kind of error, or that it was a panic; none where the line itself is the fault.
    pub fault: Option<String>,
    /// The line of the source it began at.
    pub place: Option<String>,
    /// The ids, by their names.
    pub ids: Vec<(String, String)>,
}

impl Told {
    /// Reads a line.
    pub fn read(line: &Event<'_>) -> Self {
        let mut told = Self::default();
        line.record(&mut told);
        told
    }

    /// Whether it is a fault of the house.
    pub fn is_fault(&self) -> bool {
        self.fault.as_deref().is_none_or(|fault| fault == "internal" || fault == PANIC)
    }

    fn take(&mut self, name: &str, value: impl FnOnce() -> String) {
        match name {
            "fault" => self.fault = Some(word(&value())),
            "place" => self.place = Some(word(&value())),
            _ if IDS.contains(&name) => self.ids.push((name.to_owned(), word(&value()))),
            _ => {}
        }
    }
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field.name(), || value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.take(field.name(), || format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

    use super::*;

    #[derive(Clone, Default)]
    struct Reader(Arc<Mutex<Vec<Told>>>);

    impl<S: tracing::Subscriber> Layer<S> for Reader {
        fn on_event(&self, line: &Event<'_>, _: Context<'_, S>) {
            self.0.lock().expect("whole").push(Told::read(line));
        }
    }

    #[test]
    fn of_a_line_only_what_is_named_is_taken_and_only_faults_are_faults() {
        let reader = Reader::default();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(reader.clone()), || {
            tracing::error!(
                request_id = "r-1",
                fault = "internal",
                place = %"src/db/error.rs:42",
                causes = "Ada's résumé",
                "request of Ada: hush"
            );
            tracing::error!(fault = "unavailable", "Postgres is away");
            tracing::error!(fault = "told", "told before");
            tracing::error!(task_id = %"t 1", "a child died");
        });
        let told = reader.0.lock().expect("whole");
        let id = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        assert_eq!(
            told[0],
            Told {
                fault: Some("internal".to_owned()),
                place: Some("src/db/error.rs:42".to_owned()),
                ids: id("request_id", "r-1")
            }
        );
        assert_eq!(told[3].ids, id("task_id", "t_1"));
        assert_eq!(told.iter().map(Told::is_fault).collect::<Vec<_>>(), [true, false, false, true]);
    }
}
