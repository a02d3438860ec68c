//! Reads every posting of the evaluation data and prints what the rules find and what it
//! costs: how many items of each kind, whether each quotes its span, and how many of the skills
//! that a posting's structured data names, and its text too, became keywords. Run with
//! `JOBWISE_EVAL_DATA=<folder> cargo bench --bench analysis --profile dev`; an argument that is a
//! source's name or a posting's id prints those analyses to be read, `missed` lists the skills
//! that did not become keywords.

use std::collections::BTreeMap;
use std::path::Path;

use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::{JobAnalysis, Posting, Priority, SectionKind};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::language::phrase_search::find_words;
use jobwise::language::terms::{Term, TextIndex};
use serde_json::Value;

#[path = "../tests/offline/postings_spans.rs"]
mod postings_spans;
use postings_spans::Looked;

/// What is kept of each posting.
struct Row {
    source: String,
    has_own_title: bool,
    analysis: JobAnalysis,
    cpu_ms: f64,
}

fn main() {
    // A bench is a program of its own; the floors hold for src alone.
    #[allow(clippy::disallowed_methods)]
    let folder = std::env::var("JOBWISE_EVAL_DATA").ok();
    let Some(folder) = folder else {
        println!("skipped: set JOBWISE_EVAL_DATA to the folder of the evaluation data");
        return;
    };
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let lexicon = Lexicon::built_in();
    let folder = Path::new(&folder);

    let mut rows: Vec<Row> = Vec::new();
    let mut looked = Looked::default();
    let mut structured = Structured::default();
    let jobs = json_lines(&folder.join("jobs/jobs.jsonl"));
    for job in &jobs {
        let text = |key: &str| job[key].as_str().unwrap_or_default().to_owned();
        let found_alone = posting::read(&text("description")).is_ok_and(|posting| !posting.title.is_empty());
        let given = || Posting {
            title: text("title"),
            company: if text("company").len() > 100 { String::new() } else { text("company") },
            location: None,
            text: text("description"),
            ..Posting::default()
        };
        let posting = match posting::complete(given()) {
            Ok(posting) => posting,
            Err(error) => {
                println!("{}: {error}", text("id"));
                continue;
            }
        };
        let analysis = analyze(&posting, lexicon);
        postings_spans::look(&posting, &analysis, lexicon, &mut looked);
        structured.add(job, &posting, &analysis, lexicon);
        let cpu_ms =
            best_of_three_ms(|| posting::complete(given()).map(|posting| analyze(&posting, lexicon)));
        if wanted.iter().any(|wanted| *wanted == text("id") || *wanted == text("source")) {
            print_analysis(&text("id"), &posting, &analysis);
        }
        rows.push(Row { source: text("source"), has_own_title: found_alone, analysis, cpu_ms });
    }
    if wanted.is_empty() || wanted.iter().any(|wanted| wanted == "missed") {
        print_numbers(&rows);
        print_items(&rows, &looked);
        structured.print(!wanted.is_empty());
    }
}

/// The skills of structured data that stand in the text as whole words.
#[derive(Default)]
struct Structured {
    named: usize,
    keywords: usize,
    missed: BTreeMap<String, usize>,
}

impl Structured {
    fn add(&mut self, job: &Value, posting: &Posting, analysis: &JobAnalysis, lexicon: &Lexicon) {
        let skills = job["meta"]["skills"].as_array().into_iter().flatten();
        for skill in skills.filter_map(|skill| skill["name"].as_str()) {
            if find_words(&posting.text, skill).is_none() {
                continue;
            }
            self.named += 1;
            let is_keyword = analysis.keywords.iter().any(|keyword| {
                TextIndex::new(skill, lexicon).names(&Term::new(&keyword.term, lexicon))
                    || keyword.spans.iter().any(|span| span.of(&posting.text).eq_ignore_ascii_case(skill))
            });
            if is_keyword {
                self.keywords += 1;
            } else {
                *self.missed.entry(skill.to_owned()).or_default() += 1;
            }
        }
    }

    fn print(&self, lists_missed: bool) {
        let Self { named, keywords, missed } = self;
        println!(
            "skills of structured data that the text names: {named}, keywords of the analysis: {keywords} ({:.1} %)",
            100.0 * *keywords as f64 / (*named).max(1) as f64
        );
        if lists_missed {
            let missed: Vec<String> =
                missed.iter().map(|(skill, count)| format!("{skill} ×{count}")).collect();
            println!("  missed: {}", missed.join(" · "));
        }
    }
}

fn print_items(rows: &[Row], looked: &Looked) {
    let count = |priority: Priority| -> usize {
        let of = |row: &Row| row.analysis.requirements.iter().filter(|it| it.priority == priority).count();
        rows.iter().map(of).sum()
    };
    println!(
        "\nstatements demanded {}, welcome {}; items that quote a span of their posting:",
        count(Priority::Required),
        count(Priority::Preferred)
    );
    for (kind, count) in &looked.items {
        println!("  {kind:<20} {count:>6}");
    }
    println!("  quoting something else {:>4}", looked.wrong.len());
    looked.wrong.iter().take(40).for_each(|wrong| println!("    {wrong}"));
}

fn print_numbers(rows: &[Row]) {
    let mut by_source: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_source.entry(&row.source).or_default().push(row);
        by_source.entry("all").or_default().push(row);
    }
    println!(
        "source                        postings keywords phrases title required years degrees salary  ms-median ms-p95"
    );
    for (source, rows) in by_source {
        let share = |has: &dyn Fn(&Row) -> bool| {
            100.0 * rows.iter().filter(|row| has(row)).count() as f64 / rows.len() as f64
        };
        let middle = |of: &dyn Fn(&Row) -> f64, at: f64| {
            let mut values: Vec<f64> = rows.iter().map(|row| of(row)).collect();
            values.sort_by(f64::total_cmp);
            values[((values.len() - 1) as f64 * at) as usize]
        };
        let phrases = |row: &Row| {
            let kind = jobwise::jobs::model::KeywordKind::Phrase;
            row.analysis.keywords.iter().filter(|keyword| keyword.kind == kind).count() as f64
        };
        println!(
            "{source:<30} {:>7} {:>8} {:>7} {:>4.0}% {:>7.0}% {:>4.0}% {:>6.0}% {:>5.0}% {:>10.2} {:>6.2}",
            rows.len(),
            middle(&|row| row.analysis.keywords.len() as f64, 0.5),
            middle(&phrases, 0.5),
            share(&|row| row.has_own_title),
            share(&|row| row.analysis.sections.iter().any(|section| section.kind == SectionKind::Required)),
            share(&|row| !row.analysis.years.is_empty()),
            share(&|row| !row.analysis.degrees.is_empty()),
            share(&|row| row.analysis.salary.is_some()),
            middle(&|row| row.cpu_ms, 0.5),
            middle(&|row| row.cpu_ms, 0.95),
        );
    }
}

fn print_analysis(id: &str, posting: &Posting, analysis: &JobAnalysis) {
    let text = posting.text.as_str();
    println!("\n=== {id}: {} | {} | {:?}", posting.title, posting.company, posting.location);
    let value = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            print!("{name} {value} · ");
        }
    };
    value(
        "seniority",
        analysis.seniority.as_ref().map(|found| format!("{:?} “{}”", found.value, found.span.of(text))),
    );
    value(
        "industry",
        analysis.industry.as_ref().map(|found| format!("{} “{}”", found.value, found.span.of(text))),
    );
    value(
        "remote",
        analysis.remote.as_ref().map(|found| format!("{:?} “{}”", found.value, found.span.of(text))),
    );
    value(
        "type",
        analysis.employment_type.as_ref().map(|found| format!("{:?} “{}”", found.value, found.span.of(text))),
    );
    value("salary", analysis.salary.as_ref().map(|found| format!("{:?}", found.value)));
    println!();
    for section in &analysis.sections {
        let heading = section.heading.map(|heading| heading.of(text)).unwrap_or_default();
        println!("  [{:?}] “{heading}” {} bytes", section.kind, section.span.end - section.span.start);
    }
    for requirement in &analysis.requirements {
        let sign = if requirement.priority == Priority::Required { '!' } else { '+' };
        println!("  {sign} {}", requirement.span.of(text).replace('\n', " "));
    }
    println!("  duties: {}", analysis.responsibilities.len());
    for years in &analysis.years {
        println!(
            "  years {}–{:?} in {:?} “{}”",
            years.min,
            years.max,
            years.field.as_ref().map(|field| &field.value),
            years.span.of(text)
        );
    }
    for degree in &analysis.degrees {
        println!(
            "  degree {:?} in {:?} “{}”",
            degree.level,
            degree.field.as_ref().map(|field| &field.value),
            degree.span.of(text)
        );
    }
    for licence in &analysis.licences {
        println!("  licence {} {:?} “{}”", licence.name, licence.priority, licence.span.of(text));
    }
    for language in &analysis.languages {
        println!("  language {} {:?} {:?}", language.name, language.rank, language.priority);
    }
    for asked in &analysis.authorisations {
        println!("  authorisation {:?} {:?} “{}”", asked.kind, asked.priority, asked.span.of(text));
    }
    for schedule in &analysis.schedule {
        println!("  schedule {:?} “{}”", schedule.kind, schedule.span.of(text));
    }
    if let Some(travel) = &analysis.travel {
        println!("  travel {:?} “{}”", travel.value.percent, travel.span.of(text));
    }
    for instruction in &analysis.instructions {
        println!("  INSTRUCTION {}", instruction.of(text));
    }
    let keywords: Vec<String> = analysis
        .keywords
        .iter()
        .map(|keyword| format!("{} ({:?} {})", keyword.term, keyword.kind, keyword.weight))
        .collect();
    println!("  {}", keywords.join(" · "));
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// Milliseconds of one run on one thread, the best of three: the others were disturbed.
fn best_of_three_ms<T>(mut run: impl FnMut() -> T) -> f64 {
    let once = |_| {
        let started = std::time::Instant::now();
        std::hint::black_box(run());
        started.elapsed().as_secs_f64() * 1000.0
    };
    (0..3).map(once).fold(f64::INFINITY, f64::min)
}
