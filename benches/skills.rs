//! How well skills are found where people marked them: precision and recall of the dictionary of
//! skills, of the whole lexicon (languages and degrees too) and of the keywords, against
//! hand-labelled postings, and why the missed ones are missed. Run with
//! `JOBWISE_EVAL_DATA=<folder> cargo bench --bench skills --profile dev`; with `-- misses` it
//! lists the commonest of each kind.
//!
//! The labels are of two sorts: *knowledge* ("Java", "financial services", "BS/BA degree"),
//! which a dictionary can hold, and *skill* ("work in large collaborative teams"), which are
//! phrases of doing. The postings have lost their commas, so that lists run together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::{KeywordKind, Posting};
use jobwise::language::lexicon::Lexicon;
use jobwise::language::skills::SkillKind;
use jobwise::language::span::Span;
use jobwise::language::tokens::{TokenKind, fold, sentences, tokenize};
use serde_json::Value;

#[path = "skills_labelled/kinds.rs"]
mod kinds;

/// A posting with its labels, in order.
struct Labelled {
    text: String,
    knowledge: Vec<Span>,
    skills: Vec<Span>,
}

fn main() {
    // A bench is a program of its own; the floors hold for src alone.
    #[allow(clippy::disallowed_methods)]
    let folder = std::env::var("JOBWISE_EVAL_DATA").ok();
    let Some(folder) = folder else {
        println!("skipped: set JOBWISE_EVAL_DATA to the folder of the evaluation data");
        return;
    };
    let lists_misses = std::env::args().any(|argument| argument == "misses");
    let lexicon = Lexicon::built_in();
    let postings = read(&Path::new(&folder).join("skills/skillspan_gold.jsonl"));

    // What people marked anywhere tells a find that nobody ever marks from one missed here.
    let marked: HashSet<String> = postings
        .iter()
        .flat_map(|posting| posting.knowledge.iter().map(|label| fold(label.of(&posting.text))))
        .collect();
    let [mut dictionary, mut whole, mut keywords] = [(); 3].map(|()| Tally::new(&marked));
    let mut doing = Doing::default();
    for posting in &postings {
        let (mut hard, mut soft) = (Vec::new(), Vec::new());
        for mention in lexicon.skills.find(&posting.text) {
            let is_soft = lexicon.skills.get(mention.skill).kind == SkillKind::Soft;
            if is_soft { soft.push(mention.span) } else { hard.push(mention.span) }
        }
        dictionary.add(posting, &hard, &soft, lexicon);
        doing.add(posting, &[hard.as_slice(), &soft].concat(), lexicon);
        hard.extend(kinds::languages_and_degrees(&posting.text, lexicon));
        hard.sort_unstable();
        whole.add(posting, &hard, &[], lexicon);

        let analysis = analyze(&Posting { text: posting.text.clone(), ..Posting::default() }, lexicon);
        let mut found: Vec<Span> = analysis
            .keywords
            .iter()
            .filter(|keyword| keyword.kind != KeywordKind::Title)
            .flat_map(|keyword| keyword.spans.iter().copied())
            .collect();
        found.sort_unstable();
        keywords.add(posting, &found, &[], lexicon);
    }
    println!("{} postings", postings.len());
    dictionary.print("dictionary of skills, wherever it stands", lists_misses);
    whole.print("the same with the lists of languages and degrees", lists_misses);
    keywords.print("keywords of the analysis, at most 40 a posting", lists_misses);
    doing.print(lists_misses);
}

/// Labels of doing, such as "work in large collaborative teams".
#[derive(Default)]
struct Doing {
    labels: u32,
    touched: u32,
    kinds: Kinds,
}

impl Doing {
    fn add(&mut self, posting: &Labelled, found: &[Span], lexicon: &Lexicon) {
        for label in &posting.skills {
            self.labels += 1;
            if found.iter().any(|found| found.overlaps(label)) {
                self.touched += 1;
            } else {
                count(
                    &mut self.kinds,
                    kinds::of_doing(&posting.text, *label, lexicon),
                    label.of(&posting.text),
                );
            }
        }
    }

    fn print(&self, lists_misses: bool) {
        println!("\nlabels of doing, by all mentions of the dictionary");
        let Self { labels, touched, kinds } = self;
        println!(
            "  {:<64} {touched:>5} of {labels:>5}  {:>5.1} %",
            "recall: found in part",
            percent(*touched, *labels)
        );
        println!("  not found:");
        print_kinds(kinds, lists_misses);
    }
}

/// Terms of each kind, with how often.
type Kinds = BTreeMap<&'static str, HashMap<String, u32>>;

fn count(kinds: &mut Kinds, kind: &'static str, words: &str) {
    *kinds.entry(kind).or_default().entry(fold(words)).or_default() += 1;
}

fn print_kinds(kinds: &Kinds, lists_terms: bool) {
    for (kind, terms) in kinds {
        let count: u32 = terms.values().sum();
        println!("    {kind:<70} {count:>5}");
        if lists_terms {
            let mut terms: Vec<_> = terms.iter().collect();
            terms.sort_by_key(|(term, count)| (std::cmp::Reverse(**count), term.as_str()));
            let terms: Vec<String> =
                terms.iter().take(60).map(|(term, count)| format!("{term} ×{count}")).collect();
            println!("      {}", terms.join(" · "));
        }
    }
}

/// What was found against what was marked.
struct Tally<'a> {
    /// Every label of knowledge, folded.
    marked: &'a HashSet<String>,
    /// Knowledge labels, found with the same words, found in part.
    labels: u32,
    exact: u32,
    touched: u32,
    /// Those of which the lexicon knows a name when it reads the label alone.
    knowable: u32,
    knowable_touched: u32,
    /// Words of knowledge labels, and those found.
    label_words: u32,
    found_words_right: u32,
    /// Words found.
    found_words: u32,
    /// Found spans: all, in a sentence with labels, in a knowledge label, in a skill label.
    mentions: u32,
    judged: u32,
    in_knowledge: u32,
    in_skill: u32,
    soft: u32,
    soft_in_skill: u32,
    kinds: Kinds,
}

impl<'a> Tally<'a> {
    fn new(marked: &'a HashSet<String>) -> Self {
        Self {
            marked,
            labels: 0,
            exact: 0,
            touched: 0,
            knowable: 0,
            knowable_touched: 0,
            label_words: 0,
            found_words_right: 0,
            found_words: 0,
            mentions: 0,
            judged: 0,
            in_knowledge: 0,
            in_skill: 0,
            soft: 0,
            soft_in_skill: 0,
            kinds: Kinds::new(),
        }
    }

    fn add(&mut self, posting: &Labelled, hard: &[Span], soft: &[Span], lexicon: &Lexicon) {
        let text = posting.text.as_str();
        let touching = |spans: &[Span], span: Span| spans.iter().copied().find(|other| other.overlaps(&span));
        for &label in &posting.knowledge {
            self.labels += 1;
            let is_knowable = is_knowable(label.of(text), lexicon);
            self.knowable += u32::from(is_knowable);
            let bare = bare(text, label);
            let found = touching(hard, label);
            self.touched += u32::from(found.is_some());
            self.knowable_touched += u32::from(is_knowable && found.is_some());
            if hard.contains(&bare) {
                self.exact += 1;
                continue;
            }
            let kind = match found {
                Some(found) => boundary(bare, found),
                None => kinds::of_missed(label.of(text), bare.of(text), is_knowable, lexicon),
            };
            count(&mut self.kinds, kind, label.of(text));
        }
        let is_word = |span: &Span| span.of(text).chars().any(char::is_alphanumeric);
        let words: Vec<Span> = tokenize(text)
            .iter()
            .filter(|token| token.kind != TokenKind::Symbol)
            .map(|token| token.span)
            .filter(is_word)
            .collect();
        for word in words {
            let is_marked = touching(&posting.knowledge, word).is_some();
            let is_found = touching(hard, word).is_some();
            self.label_words += u32::from(is_marked);
            self.found_words += u32::from(is_found);
            self.found_words_right += u32::from(is_marked && is_found);
        }
        let sentences = sentences(text);
        for &span in hard {
            self.mentions += 1;
            let sentence = sentences.iter().copied().find(|sentence| sentence.contains(&span));
            let is_judged = sentence.is_some_and(|sentence| {
                touching(&posting.knowledge, sentence).or(touching(&posting.skills, sentence)).is_some()
            });
            self.judged += u32::from(is_judged);
            if touching(&posting.knowledge, span).is_some() {
                self.in_knowledge += 1;
            } else if touching(&posting.skills, span).is_some() {
                self.in_skill += 1;
            } else {
                let is_marked = self.marked.contains(&fold(span.of(text)));
                let kind = match (is_judged, is_marked) {
                    (true, true) => "~ found, marked elsewhere and not in this sentence",
                    (true, false) => "~ found, never marked, in a sentence with labels",
                    (false, true) => "~ found, marked elsewhere, in a sentence without any label",
                    (false, false) => "~ found, never marked, in a sentence without any label",
                };
                count(&mut self.kinds, kind, span.of(text));
            }
        }
        self.soft += u32::try_from(soft.len()).unwrap_or(u32::MAX);
        let in_skill = soft.iter().filter(|span| touching(&posting.skills, **span).is_some()).count();
        self.soft_in_skill += u32::try_from(in_skill).unwrap_or(u32::MAX);
    }

    fn print(&self, name: &str, lists_misses: bool) {
        println!("\n{name}");
        let line = |what: &str, part: u32, whole: u32| {
            println!("  {what:<64} {part:>5} of {whole:>5}  {:>5.1} %", percent(part, whole));
        };
        line("recall: knowledge labels found word for word", self.exact, self.labels);
        line("recall: knowledge labels found at least in part", self.touched, self.labels);
        line("recall: the same of labels the lexicon knows a name in", self.knowable_touched, self.knowable);
        line("recall: words of knowledge labels", self.found_words_right, self.label_words);
        line("precision: words found that are in knowledge labels", self.found_words_right, self.found_words);
        line("precision: mentions in a knowledge label", self.in_knowledge, self.mentions);
        line(
            "precision: mentions in a knowledge or skill label",
            self.in_knowledge + self.in_skill,
            self.mentions,
        );
        line(
            "precision: the same, of mentions in sentences with any label",
            self.in_knowledge + self.in_skill,
            self.judged,
        );
        if self.soft > 0 {
            line("precision: mentions of soft skills in a skill label", self.soft_in_skill, self.soft);
        }
        println!("  labels not found word for word, and finds that are not marked:");
        print_kinds(&self.kinds, lists_misses);
    }
}

/// Whether the lexicon knows a name in the label.
fn is_knowable(label: &str, lexicon: &Lexicon) -> bool {
    lexicon.skills.lookup(label).is_some() || !lexicon.skills.find(label).is_empty()
}

/// How the found span differs from the label.
fn boundary(label: Span, found: Span) -> &'static str {
    if label.contains(&found) {
        "other boundary: the label says more than the name"
    } else if found.contains(&label) {
        "other boundary: the name says more than the label"
    } else {
        "other boundary: both say more"
    }
}

/// The span without loose marks and articles at its ends.
fn bare(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let is_loose = |c: char| c.is_whitespace() || ".,;:()*•-–".contains(c);
    // ".NET" and "C++" keep their marks.
    let start = if words.starts_with('.') && words[1..].starts_with(char::is_alphabetic) {
        0
    } else {
        words.len() - words.trim_start_matches(is_loose).len()
    };
    let end = words.trim_end_matches(is_loose).len().max(start);
    Span::new(span.start + start, span.start + end)
}

fn percent(part: u32, whole: u32) -> f64 {
    100.0 * f64::from(part) / f64::from(whole.max(1))
}

/// The postings, each label put where it stands: they are listed in the order of the text.
fn read(path: &Path) -> Vec<Labelled> {
    let lines = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let posting = |line: &str| {
        let row: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let list = |key: &str| -> Vec<&str> {
            row[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let text = list("sentences").join("\n");
        let place = |labels: Vec<&str>| {
            let mut from = 0;
            let mut spans = Vec::new();
            for label in labels {
                let Some(at) = text[from..].find(label).map(|at| from + at) else { continue };
                spans.push(Span::new(at, at + label.len()));
                from = at + label.chars().next().map_or(1, char::len_utf8);
            }
            spans
        };
        Labelled { knowledge: place(list("knowledge")), skills: place(list("skills")), text: text.clone() }
    };
    lines.lines().map(posting).collect()
}
