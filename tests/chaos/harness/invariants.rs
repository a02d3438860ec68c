//! What is true whatever died meanwhile. Each checker reads the whole record and says what is
//! wrong with it; that each of them can is shown below.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::record::{Event, Record};

/// A checker: what is wrong, a line each.
pub type Checker = fn(&Record) -> Vec<String>;

/// Every invariant with its checker.
pub const ALL: &[(&str, Checker)] = &[
    ("what was accepted has ended well", nothing_is_lost),
    ("no document is doubled, and each has its file", documents_are_there_once),
    ("every stage was kept once", stages_are_kept),
    ("no call of a finished stage was repeated", finished_stages_ask_nothing),
    ("a call was repeated at most once for each run that broke off", calls_are_repeated_only_for_breaks),
    ("no healthy task was given up or forgotten", tasks_have_ended),
    ("events are in order and without gaps", events_are_in_order),
    ("watchers heard every event once", watchers_heard_all),
];

/// The five stages in their order.
const STAGES: [&str; 5] =
    ["job_analyzer", "profile_compiler", "document_generator", "quality_validator", "pdf_exporter"];

/// Everything that is wrong with a record.
pub fn broken(record: &Record) -> Vec<String> {
    let told = |(name, check): &(&str, Checker)| {
        check(record).into_iter().map(|fault| format!("{name}: {fault}")).collect::<Vec<_>>()
    };
    ALL.iter().flat_map(told).collect()
}

/// Holds a record to all invariants.
///
/// # Panics
/// With everything that is wrong, and what the processes have logged.
pub fn hold(record: &Record, logged: &str) {
    let broken = broken(record);
    assert!(broken.is_empty(), "\n{}\n\nthe processes' log:\n{logged}", broken.join("\n"));
}

/// The generations of which nobody asked the end.
fn uncancelled(record: &Record) -> impl Iterator<Item = &super::record::Generation> {
    record.generations.iter().filter(|generation| !record.cancelled.contains(&generation.id))
}

fn nothing_is_lost(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    for generation in uncancelled(record) {
        if !["succeeded", "needs_review"].contains(&generation.status.as_str()) {
            faults.push(format!("generation {} is {}", generation.id, generation.status));
        }
    }
    for walk in &record.walks {
        let found = record.generations.iter().filter(|generation| generation.marker == walk.marker).count();
        if found != 1 {
            faults.push(format!("marker {} was accepted and has {found} generations", walk.marker));
        }
    }
    faults
}

fn documents_are_there_once(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    for generation in uncancelled(record) {
        let of: Vec<_> =
            record.documents.iter().filter(|document| document.generation == generation.id).collect();
        let kinds: BTreeSet<&str> = of.iter().map(|document| document.kind.as_str()).collect();
        if of.len() as i64 != generation.kinds || kinds.len() != of.len() {
            faults.push(format!("generation {} has {} documents", generation.id, of.len()));
        }
        for document in of {
            if (document.versions, document.files) != (1, 1) || !document.is_whole {
                faults.push(format!(
                    "document {} has {} versions, {} files, which are whole: {}",
                    document.id, document.versions, document.files, document.is_whole
                ));
            }
        }
    }
    faults
}

fn stages_are_kept(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    for generation in uncancelled(record) {
        let kept: Vec<&str> = record
            .stages
            .iter()
            .filter(|stage| stage.generation == generation.id)
            .filter(|stage| stage.status == "succeeded" && stage.has_result && stage.finished_ms.is_some())
            .map(|stage| stage.stage.as_str())
            .collect();
        if kept.len() != STAGES.len() || !STAGES.iter().all(|stage| kept.contains(stage)) {
            faults.push(format!("generation {} has kept {kept:?}", generation.id));
        }
    }
    faults
}

fn finished_stages_ask_nothing(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    for generation in &record.generations {
        for stage in record.stages.iter().filter(|stage| stage.generation == generation.id) {
            let Some(finished_ms) = stage.finished_ms else { continue };
            let late = record
                .calls
                .iter()
                .filter(|call| call.marker == generation.marker && call.stage == stage.stage)
                .filter(|call| call.begun_ms > finished_ms);
            faults.extend(late.map(|call| {
                let late_ms = call.begun_ms - finished_ms;
                format!("generation {} asked {late_ms} ms after {} was kept", generation.id, stage.stage)
            }));
        }
    }
    faults
}

fn calls_are_repeated_only_for_breaks(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    let mut asked: BTreeMap<(u64, &str, u64), i64> = BTreeMap::new();
    for call in &record.calls {
        *asked.entry((call.marker, call.stage, call.question)).or_default() += 1;
    }
    for ((marker, stage, _), count) in asked {
        let generation = record.generations.iter().find(|generation| generation.marker == marker);
        let Some(generation) = generation else {
            faults.push(format!("{stage} asked for marker {marker}, which no generation has"));
            continue;
        };
        let tasks = record.tasks.iter().filter(|task| task.generation == generation.id);
        let breaks: i64 = tasks.map(|task| task.broken).sum();
        if count > 1 + breaks {
            faults.push(format!(
                "generation {}: {stage} asked the same {count} times, and {breaks} runs broke off",
                generation.id
            ));
        }
    }
    faults
}

fn tasks_have_ended(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    for task in &record.tasks {
        // Sweeps of the program's own wait for their turn.
        let is_run = !task.generation.is_empty();
        let is_cancelled = task.state == "cancelled" && record.cancelled.contains(&task.generation);
        if task.state == "dead" || (is_run && task.state != "finished" && !is_cancelled) {
            faults.push(format!("task {} of generation {} is {}", task.kind, task.generation, task.state));
        }
    }
    for generation in &record.generations {
        let runs = record.tasks.iter().filter(|task| task.generation == generation.id).count();
        if runs != 1 {
            faults.push(format!("generation {} has {runs} tasks", generation.id));
        }
    }
    faults
}

fn events_are_in_order(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    let mut streams: HashMap<&str, Vec<&Event>> = HashMap::new();
    for event in &record.events {
        streams.entry(&event.generation).or_default().push(event);
    }
    for generation in &record.generations {
        let events = streams.remove(generation.id.as_str()).unwrap_or_default();
        let is_gapless = events.iter().zip(1..).all(|(event, number)| event.number == number);
        if !is_gapless {
            let numbers: Vec<i64> = events.iter().map(|event| event.number).collect();
            faults.push(format!("the events of generation {} are {numbers:?}", generation.id));
        }
        let last = |event: &Event| {
            ["generation_finished", "generation_failed", "generation_cancelled"]
                .contains(&event.kind.as_str())
        };
        let ends = events.iter().filter(|event| last(event)).count();
        if ends != 1 || !events.last().is_some_and(|event| last(event)) {
            faults.push(format!("generation {} told of {ends} ends", generation.id));
        }
        let finished: Vec<&str> = events
            .iter()
            .filter(|event| event.kind == "stage_finished")
            .map(|event| event.stage.as_str())
            .collect();
        if !STAGES.starts_with(&finished)
            || (finished.len() < STAGES.len() && !record.cancelled.contains(&generation.id))
        {
            faults.push(format!("generation {} told that {finished:?} were finished", generation.id));
        }
    }
    faults
}

fn watchers_heard_all(record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    for walk in &record.walks {
        let told: Vec<i64> = record
            .events
            .iter()
            .filter(|event| event.generation == walk.generation)
            .map(|event| event.number)
            .collect();
        if walk.heard.numbers != told || !walk.heard.is_complete {
            faults.push(format!(
                "of generation {} with events {told:?} was heard {:?}, complete: {}",
                walk.generation, walk.heard.numbers, walk.heard.is_complete
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::provider::Call;
    use crate::harness::record::{Document, Generation, Stage, Task};
    use crate::harness::walkers::Walk;
    use crate::harness::watch::Heard;

    /// A record of one generation to which nothing happened but one kill.
    fn good() -> Record {
        let id = || "g".to_owned();
        let stage = |stage: &&str| Stage {
            generation: id(),
            stage: (*stage).to_owned(),
            status: "succeeded".to_owned(),
            has_result: true,
            finished_ms: Some(2_000),
        };
        let document = |kind: &str| Document {
            id: kind.to_owned(),
            generation: id(),
            kind: kind.to_owned(),
            versions: 1,
            files: 1,
            is_whole: true,
        };
        let told = |stage: &&'static str| [("stage_started", *stage), ("stage_finished", *stage)];
        let events = STAGES.iter().flat_map(told).chain([("generation_finished", "")]).zip(1..);
        let call = Call {
            marker: 7,
            stage: "document_generator",
            question: 1,
            key: None,
            begun_ms: 1_000,
            answered_ms: None,
            hung_up_ms: Some(1_100),
        };
        let task = |kind: &str, generation: String, state: &str, broken| Task {
            kind: kind.to_owned(),
            generation,
            state: state.to_owned(),
            broken,
        };
        Record {
            generations: vec![Generation { id: id(), marker: 7, status: "succeeded".to_owned(), kinds: 2 }],
            stages: STAGES.iter().map(stage).collect(),
            documents: vec![document("resume"), document("cover_letter")],
            events: events
                .map(|((kind, stage), number)| Event {
                    generation: id(),
                    number,
                    kind: kind.to_owned(),
                    stage: stage.to_owned(),
                })
                .collect(),
            tasks: vec![
                task("generation.run", id(), "finished", 1),
                task("ai.sweep", String::new(), "waiting", 0),
            ],
            calls: vec![
                call.clone(),
                Call { begun_ms: 1_500, answered_ms: Some(1_600), hung_up_ms: None, ..call },
            ],
            walks: vec![Walk {
                marker: 7,
                generation: id(),
                heard: Heard { generation: id(), numbers: (1..=11).collect(), breaks: 1, is_complete: true },
            }],
            cancelled: Vec::new(),
        }
    }

    /// A change of a good record, and the invariant that must notice it.
    type Doctoring = (usize, fn(&mut Record));

    const DOCTORED: &[Doctoring] = &[
        (0, |record| record.generations[0].status = "failed".to_owned()),
        (0, |record| record.generations[0].status = "running".to_owned()),
        (0, |record| record.walks[0].marker = 8),
        (1, |record| {
            record.documents.push(Document { id: "again".to_owned(), ..record.documents[0].clone() })
        }),
        (1, |record| record.documents.truncate(1)),
        (1, |record| record.documents[0].versions = 2),
        (1, |record| record.documents[1].files = 0),
        (1, |record| record.documents[1].is_whole = false),
        (2, |record| record.stages[2].has_result = false),
        (2, |record| record.stages.truncate(4)),
        (3, |record| record.calls[1].begun_ms = 2_001),
        (4, |record| record.calls.push(record.calls[1].clone())),
        (4, |record| record.tasks[0].broken = 0),
        (4, |record| record.calls[0].marker = 0),
        (5, |record| record.tasks[0].state = "dead".to_owned()),
        (5, |record| record.tasks[0].state = "running".to_owned()),
        (5, |record| record.tasks[1].state = "dead".to_owned()),
        (5, |record| record.tasks.push(record.tasks[0].clone())),
        (6, |record| drop(record.events.remove(3))),
        (6, |record| record.events.swap(2, 4)),
        (6, |record| record.events.truncate(10)),
        (6, |record| record.events[5].stage = "job_analyzer".to_owned()),
        (7, |record| record.walks[0].heard.numbers.insert(3, 3)),
        (7, |record| record.walks[0].heard.numbers.truncate(10)),
        (7, |record| record.walks[0].heard.numbers.swap(0, 1)),
        (7, |record| record.walks[0].heard.is_complete = false),
    ];

    #[test]
    fn a_good_record_passes_every_checker() {
        assert_eq!(broken(&good()), Vec::<String>::new());
        let mut cancelled = good();
        cancelled.generations[0].status = "cancelled".to_owned();
        cancelled.cancelled.push("g".to_owned());
        cancelled.documents.clear();
        cancelled.events.truncate(3);
        cancelled.events[2].kind = "generation_cancelled".to_owned();
        cancelled.walks[0].heard.numbers.truncate(3);
        cancelled.tasks[0].state = "cancelled".to_owned();
        assert_eq!(broken(&cancelled), Vec::<String>::new());
    }

    #[test]
    fn every_checker_notices_what_it_is_for() {
        for (at, (checker, doctor)) in DOCTORED.iter().enumerate() {
            let mut record = good();
            doctor(&mut record);
            let (name, check) = ALL[*checker];
            assert!(!check(&record).is_empty(), "{name} did not notice doctoring {at}");
        }
        let tried: BTreeSet<usize> = DOCTORED.iter().map(|(checker, _)| *checker).collect();
        assert_eq!(tried.len(), ALL.len(), "every checker is tried");
    }
}
