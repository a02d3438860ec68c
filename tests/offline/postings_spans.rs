//! What every item of an analysis has to quote. Held over our own postings by a test, and counted
//! over the evaluation data by the bench `analysis`.

use std::collections::BTreeMap;

use jobwise::jobs::model::{JobAnalysis, KeywordKind, Posting, Priority, SectionKind};
use jobwise::language::lexicon::Lexicon;
use jobwise::language::span::{Quoted, Span};
use jobwise::language::terms::{Term, TextIndex};
use jobwise::language::tokens::fold;

/// How many items of each kind were looked at, and what is wrong with some.
#[derive(Debug, Default)]
pub struct Looked {
    /// Items by kind.
    pub items: BTreeMap<&'static str, usize>,
    /// What is wrong, with the words.
    pub wrong: Vec<String>,
}

struct Look<'a> {
    text: &'a str,
    analysis: &'a JobAnalysis,
    lexicon: &'a Lexicon,
    looked: &'a mut Looked,
}

/// Looks at every item of an analysis.
pub fn look(posting: &Posting, analysis: &JobAnalysis, lexicon: &Lexicon, looked: &mut Looked) {
    let mut look = Look { text: &posting.text, analysis, lexicon, looked };
    look.head();
    look.parts();
    look.demands();
    look.asked();
    look.keywords();
}

impl Look<'_> {
    /// Counts an item and holds its span: not empty, within the text, on whole characters, without
    /// spaces at its ends, and not in what speaks to machines.
    fn item(&mut self, kind: &'static str, span: Span) -> String {
        *self.looked.items.entry(kind).or_default() += 1;
        let words = self.text.get(span.start..span.end).unwrap_or_default().to_owned();
        self.hold(kind, &words, !words.is_empty() && words.trim() == words);
        let speaks = self.analysis.instructions.iter().any(|other| other.overlaps(&span));
        self.hold(kind, &words, !speaks || kind == "instruction" || kind == "section");
        words
    }

    fn hold(&mut self, kind: &str, words: &str, holds: bool) {
        if !holds {
            let words: String = words.chars().take(80).collect();
            self.looked.wrong.push(format!("{kind}: {words:?}"));
        }
    }

    fn quoted(&mut self, kind: &'static str, quoted: Option<&Quoted<String>>) {
        if let Some(quoted) = quoted {
            let words = self.item(kind, quoted.span);
            self.hold(kind, &words, squeezed(&words) == squeezed(&quoted.value));
        }
    }

    fn head(&mut self) {
        let analysis = self.analysis;
        self.quoted("title", analysis.title.as_ref());
        self.quoted("employer", analysis.company.as_ref());
        self.quoted("place", analysis.location.as_ref());
        let others = [
            ("seniority", analysis.seniority.as_ref().map(|it| it.span)),
            ("industry", analysis.industry.as_ref().map(|it| it.span)),
            ("remote", analysis.remote.as_ref().map(|it| it.span)),
            ("employment", analysis.employment_type.as_ref().map(|it| it.span)),
            ("salary", analysis.salary.as_ref().map(|it| it.span)),
            ("travel", analysis.travel.as_ref().map(|it| it.span)),
        ];
        for (kind, span) in others {
            if let Some(span) = span {
                self.item(kind, span);
            }
        }
    }

    fn parts(&mut self) {
        let mut last = 0;
        for section in &self.analysis.sections {
            let words = self.item("section", section.span);
            let start = section.heading.map_or(section.span.start, |heading| heading.start);
            self.hold("section", &words, start >= last && start <= section.span.start);
            last = section.span.end;
            if let Some(heading) = section.heading {
                self.item("heading", heading);
            }
        }
    }

    fn demands(&mut self) {
        let analysis = self.analysis;
        for requirement in &analysis.requirements {
            let words = self.item("requirement", requirement.span);
            let is_asked = requirement.priority > Priority::Mentioned;
            self.hold("requirement", &words, is_asked && self.is_read(requirement.span));
        }
        for duty in &analysis.responsibilities {
            let words = self.item("responsibility", duty.span);
            self.hold(
                "responsibility",
                &words,
                squeezed(&words) == squeezed(&duty.value) && self.is_read(duty.span),
            );
        }
    }

    fn asked(&mut self) {
        let (analysis, lexicon) = (self.analysis, self.lexicon);
        for years in &analysis.years {
            let words = fold(&self.item("years", years.span));
            // "5 years of baking, at least 2 of them abroad" says the unit once.
            let names_time = words.contains(|c: char| c.is_ascii_digit())
                || ["year", "yr", "jahr", "month", "monat"].iter().any(|unit| words.contains(unit));
            self.hold("years", &words, names_time && self.is_read(years.span));
            self.quoted("field of years", years.field.as_ref());
        }
        for degree in &analysis.degrees {
            let words = self.item("degree", degree.span);
            self.hold("degree", &words, self.is_read(degree.span));
            self.quoted("field of degree", degree.field.as_ref());
        }
        for licence in &analysis.licences {
            let words = self.item("licence", licence.span);
            let is_named =
                squeezed(&words) == squeezed(&licence.name) || names(&words, &licence.name, lexicon);
            self.hold("licence", &words, is_named && self.is_read(licence.span));
        }
        for language in &analysis.languages {
            let words = self.item("language", language.span);
            let folded = fold(&words);
            let bare = folded.strip_suffix("kenntnisse").unwrap_or(&folded);
            let is_named = lexicon.languages.iter().any(|known| {
                known.name == language.name
                    && std::iter::once(&known.name).chain(&known.other_names).any(|name| fold(name) == bare)
            });
            self.hold("language", &words, is_named && self.is_read(language.span));
        }
        for authorisation in &analysis.authorisations {
            self.item("authorisation", authorisation.span);
        }
        for schedule in &analysis.schedule {
            self.item("schedule", schedule.span);
        }
        for instruction in &analysis.instructions {
            self.item("instruction", *instruction);
        }
    }

    fn keywords(&mut self) {
        let (analysis, lexicon) = (self.analysis, self.lexicon);
        let title = analysis.title.as_ref().map(|title| title.span);
        for keyword in &analysis.keywords {
            let is_sorted = keyword.spans.windows(2).all(|pair| pair[0] < pair[1]);
            let is_weighed = keyword.weight > 0.0 && keyword.weight <= 1.0 && !keyword.spans.is_empty();
            self.hold("keyword", &keyword.term, is_sorted && is_weighed);
            for span in &keyword.spans {
                let words = self.item("keyword", *span);
                let is_named = match keyword.kind {
                    // Degrees go by their level, languages by their name in English.
                    KeywordKind::Degree | KeywordKind::Language => true,
                    _ => squeezed(&words) == squeezed(&keyword.term) || names(&words, &keyword.term, lexicon),
                };
                let is_in_title = title.is_some_and(|title| title.overlaps(span));
                self.hold("keyword", &words, is_named && (is_in_title || self.is_read(*span)));
            }
        }
    }

    /// Whether the span lies in parts of which demands are taken.
    fn is_read(&self, span: Span) -> bool {
        use SectionKind::{Overview, Preferred, Required, Responsibilities};
        let mut sections = self.analysis.sections.iter();
        sections.any(|section| {
            matches!(section.kind, Overview | Responsibilities | Required | Preferred)
                && section.span.contains(&span)
        })
    }
}

/// Whether the words by themselves name the term.
fn names(words: &str, term: &str, lexicon: &Lexicon) -> bool {
    let skill = lexicon.skills.lookup(term);
    skill.is_some() && lexicon.skills.lookup(words) == skill
        || TextIndex::new(words, lexicon).names(&Term::new(term, lexicon))
}

fn squeezed(words: &str) -> String {
    fold(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}
