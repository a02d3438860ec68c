//! Statements whose words allow of another reading than the rules made, and what becomes of it
//! when somebody reads them so. Everything that follows from a reading the rules work out again.

use super::{instructions, items, priority, read, sections};
use crate::jobs::model::{JobAnalysis, Method, Posting, Priority};
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;

/// Most statements that are asked about.
const MOST: usize = 12;

/// A statement that may matter otherwise than it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// Where it stands.
    pub span: Span,
    /// Its words, less what speaks to machines.
    pub words: String,
    /// How much it matters by the rules.
    pub priority: Priority,
    /// How much else it may matter by its own words; never empty.
    pub others: Vec<Priority>,
}

/// Another reading of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The statement.
    pub span: Span,
    /// How much it is said to matter.
    pub priority: Priority,
    /// The words of it that show so.
    pub quote: String,
}

/// The statements that may be read otherwise, in order. What stands in standing text or speaks to
/// machines is never among them.
pub fn doubtful(posting: &Posting, lexicon: &Lexicon) -> Vec<Doubtful> {
    let found = instructions::find(&posting.text, lexicon);
    let text = &*instructions::masked(&posting.text, &found);
    let items = items::cut(text, &sections::divide(text, lexicon));
    let doubtful = items.iter().map(|item| Doubtful {
        span: item.span,
        words: item.span.of(text).to_owned(),
        priority: item.priority,
        others: others(item.span.of(text), item.priority),
    });
    doubtful.filter(|statement| !statement.others.is_empty()).take(MOST).collect()
}

fn others(words: &str, read_as: Priority) -> Vec<Priority> {
    let all = [Priority::Required, Priority::Preferred, Priority::Mentioned];
    all.into_iter().filter(|priority| *priority != read_as && priority::is_shown(words, *priority)).collect()
}

/// The posting read with the corrections that hold: of a doubtful statement, to a reading its words
/// allow of, with a quotation of it that shows so by itself. None where no correction holds.
pub fn corrected(posting: &Posting, lexicon: &Lexicon, corrections: &[Correction]) -> Option<JobAnalysis> {
    let doubtful = doubtful(posting, lexicon);
    let mut held: Vec<Correction> = Vec::new();
    for correction in corrections {
        let Some(statement) = doubtful.iter().find(|statement| statement.span == correction.span) else {
            continue;
        };
        let quote = correction.quote.trim();
        let is_quoted = !quote.is_empty() && statement.words.contains(quote);
        // Of two for the same statement the first counts.
        if is_quoted
            && statement.others.contains(&correction.priority)
            && priority::is_shown(quote, correction.priority)
            && held.iter().all(|other| other.span != correction.span)
        {
            held.push(correction.clone());
        }
    }
    (!held.is_empty()).then(|| JobAnalysis { method: Method::Model, ..read(posting, lexicon, &held) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTING: &str = "Welder\n\nResponsibilities\nYou join a crew of nine. You will bring at least 3 years of \
        experience with TIG welding.\n\nRequirements\n- Blueprint reading\n- Forklift licence\n";

    fn posting() -> Posting {
        Posting { text: POSTING.to_owned(), ..Posting::default() }
    }

    fn correction(quote: &str, priority: Priority) -> Correction {
        let span = doubtful(&posting(), Lexicon::built_in())[0].span;
        Correction { span, priority, quote: quote.to_owned() }
    }

    #[test]
    fn only_what_words_allow_of_is_doubtful() {
        let found = doubtful(&posting(), Lexicon::built_in());
        let told: Vec<(&str, Priority, &[Priority])> = found
            .iter()
            .map(|statement| (statement.words.as_str(), statement.priority, &*statement.others))
            .collect();
        let words = "You will bring at least 3 years of experience with TIG welding.";
        assert_eq!(told, [(words, Priority::Mentioned, &[Priority::Required][..])]);
    }

    #[test]
    fn a_correction_holds_only_by_a_quotation_that_shows_it() {
        let check = |quote: &str, priority: Priority, holds: bool| {
            let read = corrected(&posting(), Lexicon::built_in(), &[correction(quote, priority)]);
            assert_eq!(read.is_some(), holds, "{quote} {priority:?}");
        };
        check("at least 3 years of experience with TIG welding", Priority::Required, true);
        check("at least 3 years", Priority::Required, true);
        check("TIG welding", Priority::Required, false);
        check("at least 30 years", Priority::Required, false);
        check("must", Priority::Required, false);
        check("", Priority::Required, false);
        check("at least 3 years", Priority::Preferred, false);
        check("at least 3 years", Priority::Mentioned, false);
        let elsewhere =
            Correction { span: Span::new(0, 6), priority: Priority::Required, quote: "Welder".to_owned() };
        assert_eq!(corrected(&posting(), Lexicon::built_in(), &[elsewhere]), None);
        assert_eq!(corrected(&posting(), Lexicon::built_in(), &[]), None);
    }

    #[test]
    fn what_follows_from_a_reading_is_worked_out_again() {
        let rules = super::super::analyze(&posting(), Lexicon::built_in());
        let correction = correction("at least 3 years", Priority::Required);
        let read = corrected(&posting(), Lexicon::built_in(), &[correction.clone(), correction.clone()])
            .expect("a correction that holds");
        assert_eq!((rules.method, read.method), (Method::Rules, Method::Model));
        assert!(!rules.requirements.iter().any(|requirement| requirement.span == correction.span));
        assert!(read.requirements.iter().any(|requirement| requirement.span == correction.span));
        let weight = |analysis: &JobAnalysis| {
            let found = analysis.keywords.iter().find(|keyword| keyword.term.contains("TIG"));
            found.expect("the keyword").weight
        };
        assert!(weight(&rules) < weight(&read), "{} {}", weight(&rules), weight(&read));
    }
}
