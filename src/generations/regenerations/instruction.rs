//! What an instruction asks, as far as rules understand it: shorter, longer, more of something, less
//! of something. What else it says is unclear to them, and told so. English alone. Pure.

use crate::language::lexicon::Lexicon;
use crate::language::stems::stem_folded;
use crate::language::terms::{Term, TextIndex};
use crate::language::tokens::{TokenKind, fold, tokenize};

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Fewer words.
    Shorter,
    /// More of what there is.
    Longer,
    /// More of any of these, in the words they were asked for.
    More(Vec<String>),
    /// Nothing of these any more.
    Less(Vec<String>),
    /// What rules do not understand, in its own words.
    Unclear(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shorter,
    Longer,
    More,
    Less,
    /// Words that turn what follows round in a way rules do not follow.
    Turned,
}

/// What begins a wish, folded; of several that fit the longest.
const MARKERS: &[(&str, Kind)] = &[
    ("shorter", Kind::Shorter),
    ("shorten", Kind::Shorter),
    ("briefer", Kind::Shorter),
    ("concise", Kind::Shorter),
    ("condense", Kind::Shorter),
    ("tighter", Kind::Shorter),
    ("tighten", Kind::Shorter),
    ("trim", Kind::Shorter),
    ("less text", Kind::Shorter),
    ("fewer words", Kind::Shorter),
    ("fewer lines", Kind::Shorter),
    ("fewer bullets", Kind::Shorter),
    ("fewer sentences", Kind::Shorter),
    ("longer", Kind::Longer),
    ("lengthen", Kind::Longer),
    ("expand", Kind::Longer),
    ("elaborate", Kind::Longer),
    ("more detail", Kind::Longer),
    ("more details", Kind::Longer),
    ("more detailed", Kind::Longer),
    ("more lines", Kind::Longer),
    ("more bullets", Kind::Longer),
    ("more sentences", Kind::Longer),
    ("stress", Kind::More),
    ("emphasise", Kind::More),
    ("emphasize", Kind::More),
    ("highlight", Kind::More),
    ("underline", Kind::More),
    ("feature", Kind::More),
    ("mention", Kind::More),
    ("include", Kind::More),
    ("bring out", Kind::More),
    ("focus on", Kind::More),
    ("concentrate on", Kind::More),
    ("more about", Kind::More),
    ("more on", Kind::More),
    ("more of", Kind::More),
    ("expand on", Kind::More),
    ("elaborate on", Kind::More),
    ("more detail on", Kind::More),
    ("more detail about", Kind::More),
    ("more details on", Kind::More),
    ("more details about", Kind::More),
    ("less about", Kind::Less),
    ("less on", Kind::Less),
    ("less of", Kind::Less),
    ("less emphasis on", Kind::Less),
    ("nothing about", Kind::Less),
    ("not about", Kind::Less),
    ("no mention of", Kind::Less),
    ("do not mention", Kind::Less),
    ("don't mention", Kind::Less),
    ("do not stress", Kind::Less),
    ("don't stress", Kind::Less),
    ("without", Kind::Less),
    ("leave out", Kind::Less),
    ("remove", Kind::Less),
    ("drop", Kind::Less),
    ("omit", Kind::Less),
    ("avoid", Kind::Less),
    ("play down", Kind::Less),
    ("not", Kind::Turned),
    ("don't", Kind::Turned),
    ("no", Kind::Turned),
    ("never", Kind::Turned),
    ("instead of", Kind::Turned),
    ("rather than", Kind::Turned),
    ("except", Kind::Turned),
    ("unless", Kind::Turned),
    ("only", Kind::Turned),
];

/// Words around a wish that ask nothing.
const FILLERS: &[&str] = &[
    "please",
    "make",
    "it",
    "this",
    "that",
    "the",
    "a",
    "an",
    "bit",
    "little",
    "much",
    "more",
    "can",
    "could",
    "you",
    "be",
    "should",
    "and",
    "but",
    "also",
    "too",
    "then",
    "section",
    "paragraph",
    "summary",
    "bullets",
    "lines",
    "letter",
    "text",
    "down",
    "up",
    "cut",
    "write",
    "rewrite",
    "to",
    "is",
    "in",
    "put",
    "i",
    "want",
    "would",
    "like",
    "some",
    "entry",
    "part",
    "way",
    "slightly",
    "with",
];

/// The most words of something that follows a comma as one more of the same.
const MAX_LISTED_WORDS: usize = 4;

/// Reads an instruction.
pub fn read(instruction: &str, lexicon: &Lexicon) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let mut before = '.';
    for clause in instruction.split_inclusive(['.', ';', ',', '!', '?', ':', '\n']) {
        let mark = clause.chars().last().unwrap_or('.');
        let words: Vec<&str> = clause.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            read_clause(&words, before == ',', &mut wishes, lexicon);
        }
        before = mark;
    }
    wishes
}

/// A word without what stands around it; marks within, as in "C++" and "don't", are kept.
fn bare(word: &str) -> &str {
    let is_mark = |c: char| ".,;:!?()[]\"“”„'‘’".contains(c);
    word.trim_matches(is_mark)
}

fn read_clause(words: &[&str], is_listed: bool, wishes: &mut Vec<Wish>, lexicon: &Lexicon) {
    let folded: Vec<String> = words.iter().map(|word| fold(word).replace('’', "'")).collect();
    let (mut read, mut rest) = (Vec::new(), Vec::new());
    let (mut at, mut open): (usize, Option<(Kind, Vec<&str>)>) = (0, None);
    while at < words.len() {
        match marker_at(&folded[at..], open.is_some()) {
            Some((Kind::Turned, _)) => {
                wishes.push(Wish::Unclear(words.join(" ")));
                return;
            }
            Some((kind, count)) => {
                close(open.take(), words, &mut read, lexicon);
                match kind {
                    Kind::Shorter => read.push(Wish::Shorter),
                    Kind::Longer => read.push(Wish::Longer),
                    Kind::More | Kind::Less | Kind::Turned => open = Some((kind, Vec::new())),
                }
                at += count;
                continue;
            }
            None => match &mut open {
                Some((_, topic)) => topic.push(words[at]),
                None if FILLERS.contains(&folded[at].as_str()) => {}
                None => rest.push(words[at]),
            },
        }
        at += 1;
    }
    close(open, words, &mut read, lexicon);
    let is_more_of_the_same = read.is_empty() && is_listed && words.len() <= MAX_LISTED_WORDS;
    match wishes.last_mut() {
        Some(Wish::More(topics) | Wish::Less(topics)) if is_more_of_the_same => {
            topics.extend(topics_of(words, lexicon));
            return;
        }
        _ => wishes.extend(read),
    }
    if !rest.is_empty() {
        wishes.push(Wish::Unclear(words.join(" ")));
    }
}

/// The longest marker that begins here, and its words. Within a topic only what cannot be of it
/// begins another wish.
fn marker_at(folded: &[String], is_in_topic: bool) -> Option<(Kind, usize)> {
    let fits = |marker: &str| {
        let parts: Vec<&str> = marker.split(' ').collect();
        let is_it = folded.len() >= parts.len() && parts.iter().zip(folded).all(|(part, word)| part == word);
        is_it.then_some(parts.len())
    };
    let found = MARKERS.iter().filter_map(|(marker, kind)| Some((*kind, fits(marker)?)));
    let longest = found.max_by_key(|(_, count)| *count)?;
    // "the drop in waste" is something to stress.
    let is_noun = |kind: Kind, count: usize| count == 1 && matches!(kind, Kind::More | Kind::Less);
    (!is_in_topic || !is_noun(longest.0, longest.1) || folded[0] == "without").then_some(longest)
}

fn close(open: Option<(Kind, Vec<&str>)>, clause: &[&str], wishes: &mut Vec<Wish>, lexicon: &Lexicon) {
    let Some((kind, words)) = open else { return };
    let topics = topics_of(&words, lexicon);
    wishes.push(match kind {
        _ if topics.is_empty() => Wish::Unclear(clause.join(" ")),
        Kind::Less => Wish::Less(topics),
        _ => Wish::More(topics),
    });
}

/// What is meant, one by one: "the wards and the rota" are two.
fn topics_of(words: &[&str], lexicon: &Lexicon) -> Vec<String> {
    let is_empty = |word: &&str| {
        let folded = fold(word);
        lexicon.is_stop_word(&folded) || FILLERS.contains(&folded.as_str())
    };
    let lists = words.split(|word| ["and", "or", "&"].contains(&fold(word).as_str()));
    let topics = lists.map(|list| {
        let first = list.iter().position(|word| !is_empty(word)).unwrap_or(list.len());
        let last = list.iter().rposition(|word| !is_empty(word)).map_or(first, |last| last + 1);
        list[first..last].join(" ")
    });
    topics.filter(|topic| !topic.is_empty()).collect()
}

/// Something that is asked for, ready to be looked for in texts.
#[derive(Debug)]
pub struct Topic {
    term: Term,
    stems: Vec<String>,
}

impl Topic {
    /// Compiles the words it was asked for in.
    pub fn new(words: &str, lexicon: &Lexicon) -> Self {
        Self { term: Term::new(words, lexicon), stems: stems(words, lexicon) }
    }

    /// Compiles several.
    pub fn all(topics: &[String], lexicon: &Lexicon) -> Vec<Self> {
        topics.iter().map(|words| Self::new(words, lexicon)).collect()
    }

    /// Whether a text is about it: it names it or an instance of it, or says all of its words.
    pub fn is_in(&self, text: &str, lexicon: &Lexicon) -> bool {
        self.share(text, lexicon) >= 1.0
    }

    /// Whether a text comes near to it: half of its words are enough.
    pub fn is_near(&self, text: &str, lexicon: &Lexicon) -> bool {
        self.share(text, lexicon) >= 0.5
    }

    /// How much of it a text says, 0 to 1.
    pub fn share(&self, text: &str, lexicon: &Lexicon) -> f32 {
        if TextIndex::new(text, lexicon).find(&self.term).is_some() {
            return 1.0;
        }
        if self.stems.is_empty() {
            return 0.0;
        }
        let said = stems(text, lexicon);
        let count = self.stems.iter().filter(|stem| said.contains(stem)).count();
        count as f32 / self.stems.len() as f32
    }
}

/// The stems of words that say something.
fn stems(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let folded = fold(text);
    let words = tokenize(&folded).into_iter().filter(|token| token.kind != TokenKind::Symbol);
    let telling = words.filter(|token| !lexicon.is_stop_word(token.text));
    telling.map(|token| stem_folded(token.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(instruction: &str, expected: &[Wish]) {
        assert_eq!(read(instruction, Lexicon::built_in()), expected, "{instruction}");
    }

    fn more(topics: &[&str]) -> Wish {
        Wish::More(topics.iter().map(|topic| (*topic).to_owned()).collect())
    }

    fn less(topics: &[&str]) -> Wish {
        Wish::Less(topics.iter().map(|topic| (*topic).to_owned()).collect())
    }

    fn unclear(words: &str) -> Wish {
        Wish::Unclear(words.to_owned())
    }

    #[test]
    fn simple_wishes_are_read() {
        check("shorter", &[Wish::Shorter]);
        check("Please make it a bit shorter.", &[Wish::Shorter]);
        check("More concise!", &[Wish::Shorter]);
        check("longer", &[Wish::Longer]);
        check("with more detail", &[Wish::Longer]);
        check("more detail", &[Wish::Longer]);
        check("stress the leadership in the nursing ward", &[more(&["leadership in the nursing ward"])]);
        check("Less about databases.", &[less(&["databases"])]);
        check("expand on Kafka", &[more(&["Kafka"])]);
        check("don’t mention the rota", &[less(&["rota"])]);
    }

    #[test]
    fn several_wishes_of_one_sentence_are_told_apart() {
        check("shorter, and stress the triage", &[Wish::Shorter, more(&["triage"])]);
        check("less about databases and more about Go", &[less(&["databases"]), more(&["Go"])]);
        check("stress Python, Kafka and SQL", &[more(&["Python", "Kafka", "SQL"])]);
        check("highlight the drop in waste", &[more(&["drop in waste"])]);
    }

    #[test]
    fn what_rules_do_not_understand_is_told_and_never_guessed() {
        check("punchier", &[unclear("punchier")]);
        check("shorter and punchier", &[Wish::Shorter, unclear("shorter and punchier")]);
        check("do not make it shorter", &[unclear("do not make it shorter")]);
        check("not longer", &[unclear("not longer")]);
        check("stress everything except Go", &[unclear("stress everything except Go")]);
        check("stress", &[unclear("stress")]);
        check("kürzer", &[unclear("kürzer")]);
        check("  ", &[]);
    }

    #[test]
    fn a_topic_is_found_by_name_by_instance_and_by_its_words() {
        let lexicon = Lexicon::built_in();
        let topic = Topic::new("leadership in the nursing ward", lexicon);
        assert!(topic.is_near("Led the night shift of the nursing ward", lexicon));
        assert!(!topic.is_in("Led the night shift of the nursing ward", lexicon));
        assert!(!topic.is_near("Wrote the rota", lexicon));
        let topic = Topic::new("databases", lexicon);
        assert!(topic.is_in("Tuned a database", lexicon));
        assert!(topic.is_in("Moved 4 services to PostgreSQL", lexicon), "an instance of it");
        assert!(!topic.is_in("Mentored 3 engineers", lexicon));
    }
}
