//! The labelled claims of this folder, and others of their form, as the fact check judges them.
//! Shared by the tests and the bench; what the files hold is told in the README beside this.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use jobwise::cli::check::claims::{Line, read_line};
use jobwise::factcheck::checks::FactCheck;
use jobwise::factcheck::model::{Claim, Finding, Verdict};
use jobwise::factcheck::{FactBase, check_claim_with, verdict};
use jobwise::jobs::model::Posting;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use jobwise::profiles::json_resume::places::Places;
use jobwise::profiles::model::ProfileContent;
use serde::Deserialize;
use serde_json::Value;

/// The classes of untrue claims that are told in free words. All others are closed: what they
/// claim is a number, a name, a date, a credential, or belongs elsewhere.
pub const FREE_TEXT: &[&str] =
    &["adoption", "causation", "polarity", "scope_verb", "unsupported_adjective_fact"];

/// The class of true claims in free words of their own, which is counted apart: it asks for more
/// English than any list holds.
pub const HARD: &str = "paraphrase";

/// The people whose claims nobody has read while the check was built: they tell how it does with
/// people it does not know, and are counted apart.
pub const UNREAD: &[&str] = &["data_engineer", "journalist", "nurse_practitioner", "truck_mechanic"];

/// A person with everything said of them.
pub struct Person {
    /// The name of their files.
    pub name: String,
    /// The profile as its file has it.
    pub file: Value,
    /// The profile, read.
    pub content: ProfileContent,
    /// The posting the claims are written for.
    pub posting: Posting,
    /// What is claimed of them.
    pub claims: Vec<Labelled>,
}

/// A claim with what is to come of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    /// Its id, told apart in the whole suite.
    pub id: String,
    /// The name of the person's files.
    pub profile: String,
    /// The words.
    pub text: String,
    /// Whether the facts it cites support it.
    pub expect: Expect,
    /// The kind of change by which it was made from them.
    pub class: String,
    /// The line of its file.
    #[serde(skip)]
    pub line: String,
}

/// What is to come of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// It says something its facts do not, and is to be stopped.
    Reject,
    /// Its facts say all of it, and it is to pass.
    Support,
}

/// The suite of the project.
pub fn own() -> Vec<Person> {
    read(&own_folder())
}

/// The folder of the suite.
pub fn own_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/factcheck")
}

/// Every person of a folder with `profiles`, `claims` and `postings`, by name.
pub fn read(folder: &Path) -> Vec<Person> {
    let entries = fs::read_dir(folder.join("claims")).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut names: Vec<String> = paths
        .filter_map(|path| Some(path.file_name()?.to_str()?.strip_suffix(".jsonl")?.to_owned()))
        .collect();
    names.sort_unstable();
    names.into_iter().map(|name| person(folder, name)).collect()
}

fn person(folder: &Path, name: String) -> Person {
    let read = |kind: &str, ending: &str| {
        let path = folder.join(kind).join(format!("{name}.{ending}"));
        fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
    };
    let file = json_resume::value_from_slice(&read("profiles", "json")).expect("a profile");
    let content = json_resume::parse(&file, &mut json_resume::path_ids()).expect("a profile");
    let posting = posting::read_bytes(&read("postings", "txt")).expect("a posting");
    let lines = String::from_utf8(read("claims", "jsonl")).expect("UTF-8");
    let labelled = |line: &str| Labelled {
        line: line.to_owned(),
        ..serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}: {line}"))
    };
    let claims = lines.lines().map(labelled).collect();
    Person { name, file, content, posting, claims }
}

/// The day the claims were labelled on.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

impl Person {
    /// The facts their claims may rest on.
    pub fn base(&self) -> FactBase<'_> {
        FactBase::new(&self.content, &self.posting, today(), Lexicon::built_in())
    }

    /// The claims as `jobwise check` reads their lines.
    pub fn lines(&self, base: &FactBase<'_>) -> Vec<Line> {
        let places = Places::new(&self.file, &self.content);
        let read = |labelled: &Labelled| {
            read_line(labelled.line.as_bytes(), &places, base)
                .unwrap_or_else(|wrong| panic!("{} {wrong}", labelled.id))
        };
        self.claims.iter().map(read).collect()
    }
}

/// A claim with what became of it.
pub struct Judged<'s> {
    /// The claim as labelled.
    pub labelled: &'s Labelled,
    /// The claim as it was read.
    pub claim: Claim,
    /// What was found, in the order of the checks.
    pub findings: Vec<Finding>,
}

impl Judged<'_> {
    /// What came of it.
    pub fn verdict(&self) -> Verdict {
        verdict(&self.findings)
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.verdict() == Verdict::Block
    }
}

/// Judges every claim by the given checks.
pub fn judge<'s>(people: &'s [Person], checks: &[FactCheck]) -> Vec<Judged<'s>> {
    let mut judged = Vec::new();
    for person in people {
        let base = person.base();
        for (labelled, line) in person.claims.iter().zip(person.lines(&base)) {
            let Line { claim, mut findings, .. } = line;
            findings.extend(check_claim_with(&claim, &base, checks));
            judged.push(Judged { labelled, claim, findings });
        }
    }
    judged
}

/// How many claims were stopped, doubted or let pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub checked: u32,
    /// Those that were stopped.
    pub blocked: u32,
    /// Those that pass with a doubt.
    pub warned: u32,
}

impl Tally {
    /// Counts the claims that are meant.
    pub fn of<'j>(judged: impl IntoIterator<Item = &'j Judged<'j>>) -> Self {
        let mut tally = Self::default();
        for judged in judged {
            tally.checked += 1;
            match judged.verdict() {
                Verdict::Pass => {}
                Verdict::Warn => tally.warned += 1,
                Verdict::Block => tally.blocked += 1,
            }
        }
        tally
    }

    /// Percent that were stopped.
    pub fn blocked_percent(self) -> f64 {
        percent(self.blocked, self.checked)
    }

    /// Percent that pass with a doubt.
    pub fn warned_percent(self) -> f64 {
        percent(self.warned, self.checked)
    }
}

fn percent(part: u32, whole: u32) -> f64 {
    100.0 * f64::from(part) / f64::from(whole.max(1))
}

/// What became of the claims, in all and by class.
pub struct Report {
    /// Untrue claims of the closed classes.
    pub closed: Tally,
    /// Untrue claims told in free words.
    pub free_text: Tally,
    /// True claims, but for the hard class.
    pub truthful: Tally,
    /// True claims of the hard class.
    pub hard: Tally,
    /// By class, the untrue ones first.
    pub classes: BTreeMap<(Expect, String), Tally>,
}

impl Report {
    /// Counts by class.
    pub fn of(judged: &[Judged<'_>]) -> Self {
        let class = |judged: &Judged<'_>| (judged.labelled.expect, judged.labelled.class.clone());
        let is_free = |judged: &&Judged<'_>| FREE_TEXT.contains(&judged.labelled.class.as_str());
        let is_hard = |judged: &&Judged<'_>| judged.labelled.class == HARD;
        let of = |expect: Expect| judged.iter().filter(move |judged| judged.labelled.expect == expect);
        let mut by_class: BTreeMap<(Expect, String), Vec<&Judged<'_>>> = BTreeMap::new();
        for judged in judged {
            by_class.entry(class(judged)).or_default().push(judged);
        }
        Self {
            closed: Tally::of(of(Expect::Reject).filter(|judged| !is_free(judged))),
            free_text: Tally::of(of(Expect::Reject).filter(is_free)),
            truthful: Tally::of(of(Expect::Support).filter(|judged| !is_hard(judged))),
            hard: Tally::of(of(Expect::Support).filter(is_hard)),
            classes: by_class.into_iter().map(|(class, judged)| (class, Tally::of(judged))).collect(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |class: &str, expect: &str, tally: Tally| {
            writeln!(
                f,
                "{class:<28} {expect:<8} {:>7} {:>7} {:>7} {:6.1} % {:6.1} %",
                tally.checked,
                tally.blocked,
                tally.warned,
                tally.blocked_percent(),
                tally.warned_percent()
            )
        };
        for ((expect, class), tally) in &self.classes {
            row(class, if *expect == Expect::Reject { "reject" } else { "support" }, *tally)?;
        }
        row("all closed classes", "reject", self.closed)?;
        row("all free-text classes", "reject", self.free_text)?;
        row("all truthful claims but one", "support", self.truthful)?;
        row("that one, paraphrase", "support", self.hard)
    }
}

/// The head of a [`Report`]'s lines.
pub const HEAD: &str = "class                        expect   checked blocked  warned  blocked   warned";
