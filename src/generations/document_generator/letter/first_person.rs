//! A line of a résumé told in the first person: "Cut costs by 8%" → "cut costs by 8%", to
//! stand after "I". Only forms of verbs change; nothing is added to what the line says.

use super::joined_verbs::align_verbs;
use crate::language::lexicon::Lexicon;
use crate::language::relations::Word;
use crate::language::tokens::fold;

/// How a line can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// After "I": `led a team of 5`.
    Verb,
    /// After "I am" or "I was": `responsible for the budget`.
    State,
    /// After "my work included": `managing a team of 4`.
    Gerund,
    /// After "the project was": `built with Rust`.
    Passive,
}

/// How sound the English of a line is; letters take the soundest lines first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Polish {
    /// Something reads wrong and could not be mended with certainty.
    Rough,
    /// A verb the lexicon does not know, or one that had to be brought into line.
    Fair,
    /// Nothing to mend.
    Clean,
}

/// A line in the first person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// How it can be told.
    pub form: Form,
    /// The words, without a full stop.
    pub text: String,
    /// Whether it tells of now.
    pub is_present: bool,
    /// How sound they are.
    pub polish: Polish,
}

/// Lines longer than this many words do not make a sentence anybody wants to read.
const MAX_WORDS: usize = 42;

/// What stands after "I am" though it is no verb.
const STATES: &[&str] = &["responsible for", "accountable for", "on call", "in charge of"];

/// Brings a line into the first person; none when it is no statement of doing, or too long.
/// `is_current` tells whether the work goes on, for lines in the present tense.
pub fn first_person(line: &str, is_current: bool, lexicon: &Lexicon) -> Option<Clause> {
    let line = line.trim().trim_end_matches(['.', ';', ',', ' ']);
    let line = line.strip_prefix("I ").unwrap_or(line);
    let line = without_fragment(line, lexicon);
    let count = line.split_whitespace().count();
    if !(2..=MAX_WORDS).contains(&count) || line.contains('\n') || line.contains(". ") {
        return None;
    }
    let folded = fold(line);
    if let Some(state) = STATES.iter().find(|state| folded.starts_with(**state)) {
        let rest = line.get(state.len()..)?;
        return Some(Clause {
            form: Form::State,
            text: format!("{state}{rest}"),
            is_present: is_current,
            polish: Polish::Clean,
        });
    }
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    // An adverb may come first: "Successfully led …".
    let verb_at = usize::from(is_adverb(&words[0]) && words.len() > 2);
    if is_role(&words[verb_at..], lexicon) {
        return None;
    }
    let opening = Opening::read(&words[verb_at], is_current, lexicon)?;
    words[verb_at] = opening.word;
    if verb_at == 1 {
        words[0] = lowered(&words[0]);
    }
    let mut polish = opening.polish;
    if opening.form == Form::Verb && !opening.is_present {
        polish = polish.min(align_verbs(&mut words, verb_at, opening.polish == Polish::Fair, lexicon));
    }
    Some(Clause { form: opening.form, text: words.join(" "), is_present: opening.is_present, polish })
}

/// A line without what stands behind its semicolon and says nothing by itself: of "Released 9
/// versions; 410 stars" the first half, but both of "Revised the list; waste fell by 9%".
fn without_fragment<'t>(line: &'t str, lexicon: &Lexicon) -> &'t str {
    let Some((head, tail)) = line.rsplit_once(';') else { return line };
    let is_finite = |word: &str| {
        let folded = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        matches!(folded.as_str(), "is" | "are" | "was" | "were" | "has" | "have" | "had")
            || lexicon.verb(&folded).is_some_and(|verb| verb.past == folded)
            || !folded.ends_with('s') && Word::new(&folded).bases().any(|base| base != folded)
    };
    if tail.split_whitespace().any(is_finite) { line } else { without_fragment(head.trim_end(), lexicon) }
}

/// Whether a line that seems to begin with a bare verb names what the person was instead: "Top
/// seller of the region", "Lead developer for two apps". Whoever does something cannot be an
/// object without an article, unless a noun follows ("Provide customer support").
fn is_role(words: &[String], lexicon: &Lexicon) -> bool {
    let [first, doer, rest @ ..] = words else { return false };
    let first = fold(first);
    let is_bare = lexicon.verb(&first).is_some_and(|verb| verb.lemma == first && verb.past != first);
    let doer = fold(doer);
    let is_doer =
        ["er", "or", "ist", "ian"].iter().any(|ending| doer.trim_end_matches(',').ends_with(ending));
    let ends = rest.first().is_none_or(|next| {
        doer.ends_with(',')
            || matches!(fold(next).as_str(), "of" | "for" | "at" | "on" | "in" | "with" | "to" | "and")
    });
    is_bare && is_doer && ends
}

/// The verb a line begins with.
struct Opening {
    form: Form,
    word: String,
    is_present: bool,
    polish: Polish,
}

impl Opening {
    fn read(word: &str, is_current: bool, lexicon: &Lexicon) -> Option<Self> {
        let bare = word.trim_end_matches(',');
        let comma = &word[bare.len()..];
        let folded = fold(bare);
        let made = |form, word: &str, is_present, polish| {
            Some(Self { form, word: format!("{word}{comma}"), is_present, polish })
        };
        let Some(verb) = lexicon.verb(&folded) else {
            return Self::read_unknown(&folded, comma, lexicon);
        };
        if verb.participle == folded && verb.past != folded && verb.lemma != folded {
            return made(Form::Passive, &folded, false, Polish::Clean);
        }
        if verb.gerund == folded {
            return made(Form::Gerund, &folded, false, Polish::Clean);
        }
        if verb.past == folded {
            // "Read" may be either; what follows in the present shows which, so it is left.
            return made(Form::Verb, &folded, verb.lemma == folded && is_current, Polish::Clean);
        }
        // A present form in finished work was true then.
        let (form, is_present) = if is_current { (&verb.lemma, true) } else { (&verb.past, false) };
        made(Form::Verb, form, is_present, Polish::Clean)
    }

    /// A word the lexicon does not list: a regular past, or a past wrongly made ("breaked").
    fn read_unknown(folded: &str, comma: &str, lexicon: &Lexicon) -> Option<Self> {
        let stem = folded.strip_suffix("ed")?;
        if stem.len() < 2 || !stem.chars().all(char::is_alphabetic) {
            return None;
        }
        let known = [stem.to_owned(), format!("{stem}e")]
            .into_iter()
            .find_map(|lemma| lexicon.verb(&lemma).filter(|verb| verb.lemma == lemma));
        let word = known.map_or_else(|| folded.to_owned(), |verb| verb.past.clone());
        Some(Self {
            form: Form::Verb,
            word: format!("{word}{comma}"),
            is_present: false,
            polish: Polish::Fair,
        })
    }
}

fn is_adverb(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ly") && word.chars().all(char::is_alphabetic)
}

fn lowered(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str, is_current: bool) -> Option<(Form, String)> {
        first_person(line, is_current, Lexicon::built_in()).map(|clause| (clause.form, clause.text))
    }

    #[test]
    fn lines_are_told_in_the_first_person() {
        let check = |line: &str, is_current: bool, form: Form, text: &str| {
            assert_eq!(told(line, is_current), Some((form, text.to_owned())), "{line}");
        };
        check(
            "Cut p95 latency from 900 ms to 340 ms.",
            false,
            Form::Verb,
            "cut p95 latency from 900 ms to 340 ms",
        );
        check("Successfully led a team of 5", false, Form::Verb, "successfully led a team of 5");
        check("Maintain motors on 6 lines", true, Form::Verb, "maintain motors on 6 lines");
        check("Maintain motors on 6 lines", false, Form::Verb, "maintained motors on 6 lines");
        check("Writes the appeal letter", true, Form::Verb, "write the appeal letter");
        check("Managing a team of 4", true, Form::Gerund, "managing a team of 4");
        check("Responsible for the budget", true, Form::State, "responsible for the budget");
        check("On call one week in six", false, Form::State, "on call one week in six");
        check("Written in Rust for 3 clients", false, Form::Passive, "written in Rust for 3 clients");
        check("Planned and wrote a newsletter", false, Form::Verb, "planned and wrote a newsletter");
    }

    #[test]
    fn joined_verbs_are_brought_into_one_tense() {
        let check = |line: &str, text: &str| {
            assert_eq!(told(line, false).map(|(_, text)| text).as_deref(), Some(text), "{line}");
        };
        check("Repaired replace, and clean equipment", "repaired, replaced, and cleaned equipment");
        check("Developed or implement procedures", "developed or implemented procedures");
        check(
            "Approved schedule, plan, and supervise tests",
            "approved, scheduled, planned, and supervised tests",
        );
        check("Designed develop and modify tools", "designed, developed and modified tools");
        check("Checked data or verify totals on forms", "checked data or verified totals on forms");
        check("Planned tests and write the reports", "planned tests and wrote the reports");
        check("Helped to plan and test systems", "helped to plan and test systems");
    }

    #[test]
    fn a_half_without_a_verb_is_left_out() {
        let check = |line: &str, text: &str| {
            assert_eq!(told(line, false).map(|(_, text)| text).as_deref(), Some(text), "{line}");
        };
        check("Released 9 versions; 410 stars", "released 9 versions");
        check("Revised the list; waste fell by 9%", "revised the list; waste fell by 9%");
        check("Wrote runbooks; pages dropped to 6", "wrote runbooks; pages dropped to 6");
    }

    #[test]
    fn nouns_after_a_verb_are_no_verbs() {
        let check = |line: &str| {
            let clause = first_person(line, false, Lexicon::built_in()).expect(line);
            let as_it_stands = super::lowered(line);
            assert_eq!((clause.text, clause.polish), (as_it_stands, Polish::Clean), "{line}");
        };
        check("Estimated time and materials for projects");
        check("Provided clear, detailed descriptions of the site");
        check("Published the cleaned data and code for others");
        check("Removed burrs, sharp edges, rust, or scale from workpieces");
        check("Adjusted drills, using templates, measuring instruments, and hand tools");
        check("Managed staff and budget");
        check("Prepared technical and research reports");
    }

    #[test]
    fn lines_that_change_tense_halfway_are_rough() {
        for line in [
            "Identified links to and from other sites and check links for faults",
            "Computed taxes, using machines, and complete entries on forms",
            "Lifted push, and swivel nozzles over the areas",
        ] {
            let clause = first_person(line, false, Lexicon::built_in());
            assert_eq!(clause.expect(line).polish, Polish::Rough, "{line}");
        }
    }

    #[test]
    fn what_is_no_statement_of_doing_is_left_alone() {
        for line in ["Top seller of the region", "Lead developer, two apps", "95% satisfaction", "", "Led"] {
            assert_eq!(told(line, false), None, "{line}");
        }
        assert!(told("Lead engineers of two teams", false).is_some());
        assert!(told("Provide customer support", false).is_some());
    }
}
