//! A line of a résumé told in the first person: "Cut costs by 8%" → "cut costs by 8%", to
//! stand after "I". Only forms of verbs change; nothing is added to what the line says.

use crate::language::lexicon::Lexicon;
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
    /// How sound they are.
    pub polish: Polish,
}

/// Lines longer than this many words do not make a sentence anybody wants to read.
const MAX_WORDS: usize = 42;

/// What stands after "I am" though it is no verb.
const STATES: &[&str] = &["responsible for", "accountable for", "on call", "in charge of"];

/// Words that begin a noun phrase, so that a verb before them is surely a verb.
const DETERMINERS: &[&str] =
    &["the", "a", "an", "its", "their", "all", "any", "each", "new", "this", "these"];

/// Brings a line into the first person; none when it is no statement of doing, or too long.
/// `is_current` tells whether the work goes on, for lines in the present tense.
pub fn first_person(line: &str, is_current: bool, lexicon: &Lexicon) -> Option<Clause> {
    let line = line.trim().trim_end_matches(['.', ';', ',', ' ']);
    let line = line.strip_prefix("I ").unwrap_or(line);
    let count = line.split_whitespace().count();
    if !(2..=MAX_WORDS).contains(&count) || line.contains('\n') || line.contains(". ") {
        return None;
    }
    let folded = fold(line);
    if let Some(state) = STATES.iter().find(|state| folded.starts_with(**state)) {
        let rest = line.get(state.len()..)?;
        return Some(Clause { form: Form::State, text: format!("{state}{rest}"), polish: Polish::Clean });
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
    Some(Clause { form: opening.form, text: words.join(" "), polish })
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

/// Brings verbs joined to the first one into its tense, where it is certain that they are
/// verbs: "Repaired replace, and clean equipment" → "repaired, replaced, and cleaned equipment".
fn align_verbs(words: &mut [String], verb_at: usize, is_guessed: bool, lexicon: &Lexicon) -> Polish {
    let mut polish = Polish::Clean;
    let mut at = verb_at + 1;
    // The series right behind the first verb: each member is a verb or a joining word.
    while at < words.len() {
        let bare = fold(words[at].trim_end_matches(','));
        let is_joint = matches!(bare.as_str(), "and" | "or");
        let Some(past) = past_of(&bare, lexicon) else {
            if is_joint && !words[at].ends_with(',') {
                at += 1;
                continue;
            }
            break;
        };
        let follows_joint =
            matches!(fold(&words[at - 1]).as_str(), "and" | "or") || words[at - 1].ends_with(',');
        let is_followed_by_joint = words[at].ends_with(',')
            || words.get(at + 1).is_some_and(|next| matches!(fold(next).as_str(), "and" | "or"));
        if follows_joint {
            replace(&mut words[at], &bare, &past);
        } else if is_followed_by_joint && at == verb_at + 1 && words.len() > at + 2 {
            // The comma after the first verb was lost, or the second word is its object
            // ("Drew plans, and …"): with a bare verb form the first is the case.
            words[verb_at].push(',');
            replace(&mut words[at], &bare, &past);
        } else {
            break;
        }
        polish = Polish::Fair;
        at += 1;
    }
    // After a verb that had to be guessed, a bare one behind a comma shows that the line was
    // put together carelessly: "Breaked systems apart, assign values".
    if is_guessed && !has_infinitive(words) {
        let is_bare = |pair: &[String]| {
            pair[0].ends_with(',') && past_of(&fold(pair[1].trim_end_matches(',')), lexicon).is_some()
        };
        if words[verb_at + 1..].windows(2).any(is_bare) {
            polish = Polish::Rough;
        }
    }
    // Further on a bare verb is only certain before a determiner.
    for index in at.max(verb_at + 2)..words.len() {
        let joint = fold(words[index - 1].as_str());
        let bare = fold(words[index].trim_end_matches(','));
        let Some(past) = past_of(&bare, lexicon) else { continue };
        if !matches!(joint.as_str(), "and" | "or") {
            continue;
        }
        let is_certain = words
            .get(index + 1)
            .is_some_and(|next| DETERMINERS.contains(&fold(next.trim_end_matches(',')).as_str()));
        if is_certain && !has_infinitive(&words[..index]) {
            replace(&mut words[index], &bare, &past);
            polish = polish.min(Polish::Fair);
        } else if !has_infinitive(&words[..index]) {
            polish = Polish::Rough;
        }
    }
    polish
}

/// Whether a "to" or a modal stands before, under which bare verbs are right: "to plan and test".
fn has_infinitive(words: &[String]) -> bool {
    words.iter().any(|word| matches!(fold(word).as_str(), "to" | "can" | "could" | "helped" | "that" | "who"))
}

/// The past of a bare verb form that differs from it.
fn past_of(folded: &str, lexicon: &Lexicon) -> Option<String> {
    let verb = lexicon.verb(folded)?;
    (verb.lemma == folded && verb.past != folded).then(|| verb.past.clone())
}

fn replace(word: &mut String, bare: &str, past: &str) {
    let tail = word[bare.len().min(word.len())..].to_owned();
    *word = format!("{past}{tail}");
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
        check("Planned and wrote a newsletter", false, Form::Verb, "planned and wrote a newsletter");
    }

    #[test]
    fn joined_verbs_are_brought_into_one_tense() {
        let check = |line: &str, text: &str| {
            assert_eq!(told(line, false).map(|(_, text)| text).as_deref(), Some(text), "{line}");
        };
        check("Repaired replace, and clean equipment", "repaired, replaced, and cleaned equipment");
        check("Developed or implement procedures", "developed or implemented procedures");
        check("Planned tests and write the reports", "planned tests and wrote the reports");
        check("Helped to plan and test systems", "helped to plan and test systems");
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
