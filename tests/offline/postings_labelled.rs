//! Postings of many occupations and forms, labelled by hand: what is read of them, with precision
//! and recall of each kind. Run with `--nocapture` to see the numbers and every miss.

use std::collections::BTreeMap;

use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::{JobAnalysis, Posting, Priority};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::language::span::Span;
use jobwise::language::tokens::fold;

macro_rules! labelled {
    ($folder:literal: $($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("postings/", $folder, "/", $name, ".txt")))),*]
    };
}

/// Each file is a posting and, below a line `===`, what is to be read in it:
///
/// ```text
/// title, place, type, remote: the value
/// required, preferred: the words of a statement
/// years: 3-5 required
/// degree: bachelor required [words of the field]
/// licence: required WORDS OF ITS NAME
/// language: Spanish [rank] preferred
/// authorisation: driving_licence required
/// schedule: nights
/// travel: 25, or any
/// never: words that stand in no keyword, demand or figure
/// ```
const POSTINGS: [(&str, &str); 40] = labelled![
    "labelled":
    "account-executive",
    "accountant",
    "altenpflege",
    "backend-engineer-prose",
    "bilingual-support",
    "civil-engineer",
    "construction-project-manager",
    "data-scientist",
    "dental-hygienist",
    "devops-contract",
    "erzieherin",
    "federal-analyst",
    "graduate-scheme",
    "high-school-teacher",
    "hvac-technician",
    "journeyman-electrician",
    "lab-technician",
    "line-cook",
    "machinist",
    "marketing-manager",
    "ml-engineer-startup",
    "museum-curator",
    "paralegal-html",
    "pharmacist",
    "plumber-prose",
    "product-designer-company",
    "radiographer",
    "registered-nurse",
    "research-fellow",
    "school-bus-driver",
    "security-guard",
    "social-worker",
    "sous-chef-bullets-mixed",
    "store-manager",
    "translator",
    "truck-driver-flattened",
    "ux-researcher",
    "veterinary-nurse",
    "warehouse-six-months",
    "welding-instructor",
];

/// What was read against what was to be read, of one kind.
#[derive(Default)]
struct Tally {
    right: usize,
    found: usize,
    wanted: usize,
    wanted_found: usize,
}

struct Reading {
    name: &'static str,
    posting: Posting,
    analysis: JobAnalysis,
    labels: Vec<(&'static str, &'static str)>,
}

impl Reading {
    fn of(name: &'static str, file: &'static str) -> Self {
        let (text, labels) = file.split_once("\n===\n").unwrap_or_else(|| panic!("{name} has no labels"));
        let posting = posting::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let analysis = analyze(&posting, Lexicon::built_in());
        let labels =
            labels.lines().map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{name}: {line}")));
        Self { name, posting, analysis, labels: labels.collect() }
    }

    fn labels(&self, kind: &str) -> Vec<&'static str> {
        self.labels.iter().filter(|(label, _)| *label == kind).map(|(_, value)| *value).collect()
    }

    fn quote(&self, span: Span) -> &str {
        span.of(&self.posting.text)
    }
}

fn read(postings: &[(&'static str, &'static str)]) -> Vec<Reading> {
    postings.iter().map(|(name, file)| Reading::of(name, file)).collect()
}

fn word(priority: Priority) -> &'static str {
    match priority {
        Priority::Required => "required",
        Priority::Preferred => "preferred",
        Priority::Mentioned => "mentioned",
    }
}

/// A kind of label: what is wanted, what was found, and whether the two are the same.
type Kind = (&'static str, fn(&Reading) -> Vec<String>, fn(&str, &str) -> bool);

fn same(wanted: &str, found: &str) -> bool {
    fold(wanted) == fold(found)
}

/// A title is read as printed, with the department behind it.
fn begins(wanted: &str, found: &str) -> bool {
    fold(found).starts_with(&fold(wanted))
}

/// Whether one holds the other, spaces and line ends aside.
fn overlaps(wanted: &str, found: &str) -> bool {
    let plain = |words: &str| fold(words).split_whitespace().collect::<Vec<_>>().join(" ");
    let (wanted, found) = (plain(wanted), plain(found));
    let bare = |words: &str| words.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let (wanted, found) = (bare(&wanted), bare(&found));
    found.contains(&wanted) || (wanted.contains(&found) && found.len() * 3 > wanted.len())
}

/// "bachelor required chemistry" against "bachelor required applied chemistry".
fn same_start(wanted: &str, found: &str) -> bool {
    let mut words = wanted.splitn(3, ' ');
    let head: Vec<&str> = words.by_ref().take(2).collect();
    let field = words.next().unwrap_or_default();
    let mut others = found.splitn(3, ' ');
    head == others.by_ref().take(2).collect::<Vec<_>>()
        && fold(others.next().unwrap_or_default()).contains(&fold(field))
}

/// "Spanish preferred" against "Spanish 3 preferred": a rank counts where one is wanted.
fn same_language(wanted: &str, found: &str) -> bool {
    let has_rank = wanted.contains(|c: char| c.is_ascii_digit());
    let found: String = found.chars().filter(|c| has_rank || !c.is_ascii_digit()).collect();
    wanted == found.split_whitespace().collect::<Vec<_>>().join(" ")
}

const KINDS: [Kind; 14] = [
    ("title", |r| r.analysis.title.iter().map(|found| found.value.clone()).collect(), begins),
    ("place", |r| r.analysis.location.iter().map(|found| found.value.clone()).collect(), same),
    ("required", |r| demands(r, Priority::Required), overlaps),
    ("preferred", |r| demands(r, Priority::Preferred), overlaps),
    ("years", years, same),
    ("degree", degrees, same_start),
    ("licence", licences, same_start_or_overlap),
    ("language", languages, same_language),
    ("authorisation", authorisations, same),
    ("schedule", |r| r.analysis.schedule.iter().map(|asked| snake(&asked.kind)).collect(), same),
    ("travel", travel, same),
    ("type", |r| r.analysis.employment_type.iter().map(|found| snake(&found.value)).collect(), same),
    ("remote", |r| r.analysis.remote.iter().map(|found| snake(&found.value)).collect(), same),
    ("instruction", |r| r.analysis.instructions.iter().map(|span| r.quote(*span).to_owned()).collect(), same),
];

fn snake(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn demands(reading: &Reading, priority: Priority) -> Vec<String> {
    let demands = reading.analysis.requirements.iter().filter(|demand| demand.priority == priority);
    demands.map(|demand| reading.quote(demand.span).to_owned()).collect()
}

fn years(reading: &Reading) -> Vec<String> {
    let asked = reading.analysis.years.iter().filter(|asked| asked.priority > Priority::Mentioned);
    let mut years: Vec<String> = asked
        .map(|asked| match asked.max {
            Some(max) => format!("{}-{max} {}", asked.min, word(asked.priority)),
            None => format!("{} {}", asked.min, word(asked.priority)),
        })
        .collect();
    years.dedup();
    years
}

fn degrees(reading: &Reading) -> Vec<String> {
    let asked = reading.analysis.degrees.iter().filter(|asked| asked.priority > Priority::Mentioned);
    asked
        .map(|asked| {
            let field = asked.field.as_ref().map(|field| field.value.as_str()).unwrap_or_default();
            format!("{} {} {field}", snake(&asked.level), word(asked.priority))
        })
        .collect()
}

fn licences(reading: &Reading) -> Vec<String> {
    let asked = reading.analysis.licences.iter();
    asked
        .map(|asked| format!("{} {} / {}", word(asked.priority), asked.name, reading.quote(asked.span)))
        .collect()
}

fn same_start_or_overlap(wanted: &str, found: &str) -> bool {
    let (Some((priority, name)), Some((other, words))) = (wanted.split_once(' '), found.split_once(' '))
    else {
        return false;
    };
    priority == other && fold(words).contains(&fold(name))
}

fn languages(reading: &Reading) -> Vec<String> {
    let rank = |rank: Option<u8>| rank.map(|rank| format!(" {rank}")).unwrap_or_default();
    let asked = reading.analysis.languages.iter();
    asked.map(|asked| format!("{}{} {}", asked.name, rank(asked.rank), word(asked.priority))).collect()
}

fn authorisations(reading: &Reading) -> Vec<String> {
    let asked = reading.analysis.authorisations.iter().filter(|asked| asked.priority > Priority::Mentioned);
    asked.map(|asked| format!("{} {}", snake(&asked.kind), word(asked.priority))).collect()
}

fn travel(reading: &Reading) -> Vec<String> {
    let found = reading.analysis.travel.iter();
    found.map(|found| found.value.percent.map_or("any".to_owned(), |percent| percent.to_string())).collect()
}

#[test]
fn what_is_asked_is_read_and_little_else() {
    measure(&read(&POSTINGS), LEAST_PERCENT);
}

fn measure(readings: &[Reading], least_percent: usize) {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for reading in readings {
        for (kind, read, matches) in KINDS {
            let (wanted, found) = (reading.labels(kind), read(reading));
            let tally = tallies.entry(kind).or_default();
            for wanted in &wanted {
                tally.wanted += 1;
                if found.iter().any(|found| matches(wanted, found)) {
                    tally.wanted_found += 1;
                } else {
                    println!("{}: {kind} not read: {wanted} (of {found:?})", reading.name);
                }
            }
            // A place or a way of working that a posting only hints at need not be labelled.
            if matches!(kind, "title" | "place" | "type" | "remote") && wanted.is_empty() {
                continue;
            }
            for found in &found {
                tally.found += 1;
                if wanted.iter().any(|wanted| matches(wanted, found)) {
                    tally.right += 1;
                } else {
                    println!("{}: {kind} read and not wanted: {found}", reading.name);
                }
            }
        }
    }
    println!("\n{} postings\n{:<14} precision        recall", readings.len(), "");
    for (kind, tally) in &tallies {
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "{kind:<14} {:>3}/{:<3} {:>5.1} %   {:>3}/{:<3} {:>5.1} %",
            tally.right,
            tally.found,
            share(tally.right, tally.found),
            tally.wanted_found,
            tally.wanted,
            share(tally.wanted_found, tally.wanted),
        );
        assert!(tally.right * 100 >= tally.found * least_percent, "precision of {kind}");
        assert!(tally.wanted_found * 100 >= tally.wanted * least_percent, "recall of {kind}");
    }
}

/// What each kind must reach, in percent of precision and of recall.
const LEAST_PERCENT: usize = 95;

#[test]
fn benefits_boilerplate_and_notes_give_nothing() {
    for reading in read(&POSTINGS) {
        let analysis = &reading.analysis;
        let mut places: Vec<(String, Span)> = Vec::new();
        places.extend(
            analysis
                .keywords
                .iter()
                .flat_map(|k| k.spans.iter().map(|span| (format!("keyword {}", k.term), *span))),
        );
        places.extend(analysis.requirements.iter().map(|found| ("demand".to_owned(), found.span)));
        places.extend(analysis.years.iter().map(|found| ("years".to_owned(), found.span)));
        places.extend(analysis.degrees.iter().map(|found| ("degree".to_owned(), found.span)));
        places.extend(analysis.licences.iter().map(|found| ("licence".to_owned(), found.span)));
        places.extend(analysis.languages.iter().map(|found| ("language".to_owned(), found.span)));
        for never in reading.labels("never") {
            let is_never = |words: &str| fold(words).contains(&fold(never));
            for (what, span) in &places {
                assert!(
                    !is_never(reading.quote(*span)),
                    "{}: {what} quotes {never}: {}",
                    reading.name,
                    reading.quote(*span)
                );
            }
            for keyword in &analysis.keywords {
                assert!(!is_never(&keyword.term), "{}: keyword {}", reading.name, keyword.term);
            }
        }
    }
}

#[test]
fn months_are_never_read_as_years() {
    for reading in read(&POSTINGS) {
        for asked in &reading.analysis.years {
            let words = fold(reading.quote(asked.span));
            assert!(
                !words.contains("month") || asked.min < 3.0,
                "{}: {words} as {} years",
                reading.name,
                asked.min
            );
        }
    }
    let check = |text: &str, min: f32| {
        let text = format!("Requirements\n- {text} of experience in welding\n- Ability to read drawings");
        let posting = posting::read(&text).expect("a posting");
        let years = analyze(&posting, Lexicon::built_in()).years;
        assert_eq!(years.iter().map(|asked| asked.min).collect::<Vec<_>>(), [min], "{text}");
    };
    for text in ["six months", "Six (6) months", "6 months", "a minimum of six months", "6+ months"] {
        check(text, 0.5);
    }
    check("eighteen months", 1.5);
    check("six years", 6.0);
    check("Six (6) years", 6.0);
}

#[test]
fn every_item_quotes_its_span() {
    let mut looked = crate::postings_spans::Looked::default();
    for reading in read(&POSTINGS) {
        let lexicon = Lexicon::built_in();
        crate::postings_spans::look(&reading.posting, &reading.analysis, lexicon, &mut looked);
    }
    println!("{:?}", looked.items);
    assert_eq!(looked.wrong, Vec::<String>::new());
    assert!(looked.items["keyword"] > 100 && looked.items["requirement"] > 50);
}
