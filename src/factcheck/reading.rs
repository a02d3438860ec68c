//! A text as the checks read it: its words with stems, verbs and skills, in segments and
//! clauses. Claims and facts are read with the same glasses and so compared part by part.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::glossary::{Entry, Glossary, Matter};
use crate::language::lexicon::{Lexicon, Verb};
use crate::language::relations::{Relation, Word as Related};
use crate::language::skills::{SkillId, SkillKind};
use crate::language::span::Span;
use crate::language::stems::stem_folded;
use crate::language::tokens::{Token, TokenKind, fold, tokenize};

/// A text, read.
#[derive(Debug, Clone, Default)]
pub struct Reading<'l> {
    /// Its words and numbers, in order; marks are left out.
    pub words: Vec<Word<'l>>,
    /// The skills it names.
    pub skills: Vec<SkillAt>,
    /// Words by all that may make another the same as they, made when it is asked for.
    by_likeness: OnceLock<HashMap<String, Vec<usize>>>,
}

/// A skill named in a text, by the words it takes.
#[derive(Debug, Clone, Copy)]
pub struct SkillAt {
    /// Which skill.
    pub skill: SkillId,
    /// The first word.
    pub first: usize,
    /// One past the last word.
    pub end: usize,
    /// Whether it is the name of a tool or certificate, which has no synonyms.
    pub is_name: bool,
}

/// A word or number of a text.
#[derive(Debug, Clone)]
pub struct Word<'l> {
    /// Where it stands.
    pub span: Span,
    /// Folded, without the possessive.
    pub key: String,
    /// Its stem and relations, read as fields of its own.
    pub matter: Arc<Matter>,
    /// The action verb it is a form of.
    pub verb: Option<&'l Verb>,
    /// Whether that verb is made with a particle: "set up".
    pub is_phrasal: bool,
    /// Whether it is a number in digits.
    pub is_number: bool,
    /// Whether it is written like a name: with a capital or a digit.
    pub is_name: bool,
    /// Whether it only ties others together.
    pub is_function: bool,
    /// Whether it is written in capitals throughout.
    pub is_capitals: bool,
    /// Whether a hyphen ties it to the word before.
    pub is_hyphenated: bool,
    /// Whether a possessive ends it.
    pub is_possessive: bool,
    /// The least stretch it stands in, between marks and conjunctions.
    pub segment: u16,
    /// The stretch it stands in between full stops and semicolons.
    pub clause: u16,
    /// What ended the segment before, for the first word of a segment.
    pub opening: Opening,
}

impl Deref for Word<'_> {
    type Target = Matter;

    fn deref(&self) -> &Matter {
        &self.matter
    }
}

/// What opens a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It goes on.
    No,
    /// The text or a sentence begins, or a semicolon or dash stands before.
    Clause,
    /// A colon.
    Colon,
    /// A comma or bracket.
    Comma,
    /// A conjunction.
    Conjunction,
}

/// Words that part segments.
const CONJUNCTIONS: [&str; 8] = ["and", "but", "while", "plus", "then", "or", "whereas", "who"];

impl<'l> Reading<'l> {
    /// Reads a text.
    pub fn of(text: &str, lexicon: &'l Lexicon) -> Self {
        Self::with(text, lexicon, &Glossary::default())
    }

    /// Reads a text, most of whose words have been looked up before.
    pub fn with(text: &str, lexicon: &'l Lexicon, known: &Glossary<'l>) -> Self {
        Self::read(text, lexicon, known, &mut Glossary::default())
    }

    /// Reads a text and adds its words to the known ones.
    pub fn noting(text: &str, lexicon: &'l Lexicon, known: &mut Glossary<'l>) -> Self {
        Self::read(text, lexicon, &Glossary::default(), known)
    }

    /// Reads a text with what is known of words; what is not known is added to `own`.
    fn read(text: &str, lexicon: &'l Lexicon, known: &Glossary<'l>, own: &mut Glossary<'l>) -> Self {
        let tokens = tokenize(text);
        let mut words: Vec<Word<'l>> = Vec::with_capacity(tokens.len());
        let (mut segment, mut clause) = (0_u16, 0_u16);
        let mut opening = Opening::Clause;
        let mut is_hyphenated = false;
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == TokenKind::Symbol {
                let mark = mark(text, &tokens, at);
                is_hyphenated = token.text == "-" && mark == Opening::No && is_tight(text, token.span);
                if mark != Opening::No {
                    segment = segment.saturating_add(1);
                    clause = clause.saturating_add(u16::from(mark == Opening::Clause));
                    opening = stronger(opening, mark);
                }
                continue;
            }
            let word = word(token, lexicon, known, own);
            if CONJUNCTIONS.contains(&word.key.as_str()) {
                segment = segment.saturating_add(1);
                opening = stronger(opening, Opening::Conjunction);
            }
            let is_conjunction = CONJUNCTIONS.contains(&word.key.as_str());
            words.push(Word {
                segment,
                clause,
                is_hyphenated,
                opening: if is_conjunction { Opening::No } else { opening },
                ..word
            });
            if !is_conjunction {
                opening = Opening::No;
            }
            is_hyphenated = false;
        }
        join_prefixes(&mut words, lexicon);
        read_phrasal_verbs(&mut words, lexicon);
        read_owning(&mut words, lexicon);
        let skills = skills(text, &words, lexicon);
        Self { words, skills, by_likeness: OnceLock::new() }
    }

    /// Whether a word stands here in any of its forms.
    pub fn has(&self, word: &Word<'_>) -> bool {
        let by_likeness = self.by_likeness.get_or_init(|| {
            let mut by_likeness: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, word) in self.words.iter().enumerate() {
                for likeness in word.likenesses() {
                    match by_likeness.get_mut(likeness) {
                        Some(places) => places.push(at),
                        None => {
                            by_likeness.insert(likeness.to_owned(), vec![at]);
                        }
                    }
                }
            }
            by_likeness
        });
        let places = word.likenesses().filter_map(|likeness| by_likeness.get(likeness));
        places.flatten().any(|at| self.words[*at].is_same_as(word))
    }

    /// Whether a folded word stands here as it is.
    pub fn has_key(&self, key: &str) -> bool {
        self.words.iter().any(|word| word.key == key)
    }

    /// The words of a segment.
    pub fn segment(&self, segment: u16) -> impl Iterator<Item = (usize, &Word<'l>)> {
        self.words.iter().enumerate().filter(move |(_, word)| word.segment == segment)
    }

    /// How many segments there are.
    pub fn segments(&self) -> u16 {
        self.words.last().map_or(0, |word| word.segment + 1)
    }
}

impl Word<'_> {
    /// Whether both are forms of one word, or the same number.
    pub fn is_same_as(&self, other: &Word<'_>) -> bool {
        if self.key == other.key
            || self.verb.is_some_and(|verb| other.verb.is_some_and(|own| own.lemma == verb.lemma))
        {
            return true;
        }
        match (&self.related, &other.related) {
            (Some(one), Some(known)) if one.is_known() && known.is_known() => {
                matches!(one.relation_to(known), Some(Relation::Same | Relation::Form))
            }
            _ => self.stem == other.stem,
        }
    }

    /// What words that are the same share one of: the key, the stem, the verb, the spelling or a
    /// base form.
    fn likenesses(&self) -> impl Iterator<Item = &str> {
        let verb = self.verb.map(|verb| verb.lemma.as_str());
        let related = self.related.iter().flat_map(|related| related.bases().chain([related.spelled()]));
        [self.key.as_str(), self.stem.as_str()].into_iter().chain(verb).chain(related)
    }
}

fn word<'l>(
    token: &Token<'_>,
    lexicon: &'l Lexicon,
    known: &Glossary<'l>,
    own: &mut Glossary<'l>,
) -> Word<'l> {
    let folded = fold(token.text);
    let is_number = token.kind == TokenKind::Number;
    let owner = folded.strip_suffix("'s").or_else(|| folded.strip_suffix('\''));
    let is_possessive = owner.is_some();
    let key = match owner {
        Some(owner) => owner.to_owned(),
        None => folded,
    };
    // "post-operative" is "postoperative".
    let key = if token.kind == TokenKind::Word && key.contains('-') { key.replace('-', "") } else { key };
    // "FIRST" and "IT" are names, whatever the small words of those letters are.
    let is_capitals = token.text.len() >= 2 && token.text.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_function = !is_capitals && lexicon.is_function_word(&key);
    let Entry { matter, verb, .. } = if is_number {
        Entry {
            matter: Arc::new(Matter { stem: plain_number(&key), related: None }),
            verb: None,
            is_function,
        }
    } else {
        let found = known.find(&key, is_function).or_else(|| own.find(&key, is_function)).cloned();
        found.unwrap_or_else(|| own.note(&key, entry(&key, is_function, lexicon)))
    };
    Word {
        span: token.span,
        matter,
        verb,
        is_number,
        is_name: token.text.chars().any(|c| c.is_uppercase() || c.is_numeric()),
        is_function,
        is_phrasal: false,
        is_capitals,
        is_hyphenated: false,
        is_possessive,
        segment: 0,
        clause: 0,
        opening: Opening::No,
        key,
    }
}

/// Looks a word up that is no number.
fn entry<'l>(key: &str, is_function: bool, lexicon: &'l Lexicon) -> Entry<'l> {
    let verb = match is_function {
        true => None,
        false => lexicon.verb(key).or_else(|| misspelt_past(key, lexicon)),
    };
    let related = (!is_function).then(|| Related::new(key));
    Entry { matter: Arc::new(Matter { stem: stem_folded(key), related }), verb, is_function }
}

/// Prefixes that some write with a hyphen and others without.
const PREFIXES: [&str; 4] = ["co", "re", "pre", "multi"];

/// Reads "co-ordinated" as one word: the prefix says nothing by itself then.
fn join_prefixes<'l>(words: &mut [Word<'l>], lexicon: &'l Lexicon) {
    for at in 1..words.len() {
        if !words[at].is_hyphenated || !PREFIXES.contains(&words[at - 1].key.as_str()) {
            continue;
        }
        let joined = format!("{}{}", words[at - 1].key, words[at].key);
        if let Some(verb) = lexicon.verb(&joined) {
            let (opening, start) = (words[at - 1].opening, words[at - 1].span.start);
            words[at - 1].is_function = true;
            words[at - 1].opening = Opening::No;
            let word = &mut words[at];
            word.verb = Some(verb);
            let related = Some(Related::new(&joined));
            word.matter = Arc::new(Matter { stem: stem_folded(&joined), related });
            word.key = joined;
            word.opening = opening;
            word.is_hyphenated = false;
            word.span.start = start;
        }
    }
}

/// Reads "own" as the verb it is where it opens a stretch or follows "I": "Own the rota".
fn read_owning<'l>(words: &mut [Word<'l>], lexicon: &'l Lexicon) {
    for at in 0..words.len() {
        let is_led =
            at.checked_sub(1).is_some_and(|before| matches!(words[before].key.as_str(), "i" | "we" | "who"));
        if words[at].key == "own" && (words[at].opening == Opening::Clause || is_led) {
            words[at].verb = lexicon.verb("own");
            words[at].is_function = words[at].verb.is_none();
            let stem = words[at].stem.clone();
            words[at].matter = Arc::new(Matter { stem, related: Some(Related::new("own")) });
        }
    }
}

/// Particles that make another verb of the one before them, even with its object between.
const PARTICLES: [&str; 12] =
    ["up", "down", "out", "off", "back", "over", "away", "on", "in", "together", "after", "through"];

/// How far a particle may stand from its verb.
const PARTICLE_REACH: usize = 6;

/// Reads "looked after", "set up", "brought costs down" as the verbs they are.
fn read_phrasal_verbs<'l>(words: &mut [Word<'l>], lexicon: &'l Lexicon) {
    for at in 0..words.len() {
        if words[at].is_number
            || words[at].key.len() > 12
            || words[at].verb.is_none() && words[at].related.is_none()
        {
            continue;
        }
        let segment = words[at].segment;
        let rest = words[at + 1..].iter().take_while(|next| next.segment == segment);
        let phrase = lexicon.verb_phrase(&words[at].key, rest.map(|next| next.key.as_str()));
        if let Some((verb, length)) = phrase {
            words[at].verb = Some(verb);
            words[at].is_function = false;
            words[at].is_phrasal = true;
            for word in &mut words[at + 1..at + length] {
                word.is_function = true;
            }
            continue;
        }
        let next = words[at + 1..].iter().take(PARTICLE_REACH).enumerate();
        let particles = next
            .take_while(|(_, next)| next.segment == segment)
            .filter(|(_, next)| PARTICLES.contains(&next.key.as_str()));
        // With an object between only the plain directions hold on to their verb.
        let mut particles = particles.filter(|(offset, next)| {
            *offset == 0 || matches!(next.key.as_str(), "up" | "down" | "out" | "together")
        });
        let found = particles.find_map(|(_, next)| lexicon.verb(&format!("{} {}", words[at].key, next.key)));
        if let Some(verb) = found.filter(|verb| verb.lemma.contains(' ')) {
            words[at].verb = Some(verb);
            words[at].is_function = false;
            words[at].is_phrasal = true;
        }
    }
}

/// What a mark opens.
fn mark(text: &str, tokens: &[Token<'_>], at: usize) -> Opening {
    let span = tokens[at].span;
    match tokens[at].text {
        "." | "!" | "?" => {
            let ends = text[span.end..].starts_with(char::is_whitespace) || span.end == text.len();
            if ends { Opening::Clause } else { Opening::No }
        }
        ";" | "•" | "|" => Opening::Clause,
        "—" => Opening::Clause,
        "–" | "-" if !is_tight(text, span) => Opening::Clause,
        ":" => Opening::Colon,
        "(" | ")" if is_of_acronym(tokens, at) => Opening::No,
        "," | "(" | ")" | "[" | "]" => Opening::Comma,
        _ => Opening::No,
    }
}

/// Whether the bracket holds nothing but a short form of the words before it: "customer
/// satisfaction (CSAT) rose".
fn is_of_acronym(tokens: &[Token<'_>], at: usize) -> bool {
    let is_open = tokens[at].text == "(";
    let inside = if is_open { Some(at + 1) } else { at.checked_sub(1) };
    let far = if is_open { Some(at + 2) } else { at.checked_sub(2) };
    let other = if is_open { ")" } else { "(" };
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
    far.and_then(|far| tokens.get(far)).is_some_and(|token| token.text == other)
        && inside
            .and_then(|inside| tokens.get(inside))
            .is_some_and(|token| token.kind == TokenKind::Word && capitals(token.text) >= 2)
}

/// Whether no space stands on either side.
fn is_tight(text: &str, span: Span) -> bool {
    !text[..span.start].ends_with(char::is_whitespace) && !text[span.end..].starts_with(char::is_whitespace)
}

fn stronger(one: Opening, other: Opening) -> Opening {
    let rank = |opening| match opening {
        Opening::No => 0,
        Opening::Conjunction => 1,
        Opening::Comma => 2,
        Opening::Colon => 3,
        Opening::Clause => 4,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn skills(text: &str, words: &[Word<'_>], lexicon: &Lexicon) -> Vec<SkillAt> {
    let mut found = Vec::new();
    for mention in lexicon.skills.find(text) {
        let first = words.partition_point(|word| word.span.end <= mention.span.start);
        let end = words.partition_point(|word| word.span.start < mention.span.end);
        if first < end {
            let kind = lexicon.skills.get(mention.skill).kind;
            let is_name = matches!(kind, SkillKind::Tool | SkillKind::Certificate);
            found.push(SkillAt { skill: mention.skill, first, end, is_name });
        }
    }
    found
}

/// The verb of a past that was formed as if it were regular: "scaned", "breaked".
fn misspelt_past<'l>(word: &str, lexicon: &'l Lexicon) -> Option<&'l Verb> {
    let stem = word.strip_suffix("ed")?;
    [stem.to_owned(), format!("{stem}e")]
        .iter()
        .find_map(|lemma| lexicon.verb(lemma).filter(|verb| verb.lemma == *lemma))
}

fn plain_number(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).replace(',', "")
}
