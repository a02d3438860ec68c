//! The phrases of `assets/lexicon/signals.tsv`, compiled at the first use.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Manner, Pole, Quality, Quantifier, Reach, SignalKind, Stage, Unreal};
use crate::language::lexicon::{Lexicon, VerbLevel};
use crate::language::units::{Joint, Unit};

/// kind · value · phrases
const FILE: &str = include_str!("../../../assets/lexicon/signals.tsv");

/// The words behind the first, and what the phrase says.
type Phrase = (Vec<Box<str>>, SignalKind);

static PHRASES: LazyLock<HashMap<Box<str>, Vec<Phrase>>> =
    LazyLock::new(|| compile(FILE, Lexicon::built_in()).expect("a test compiles the built-in phrases"));

/// What the phrases beginning at the word say: of each kind the longest, with its length in words.
pub(super) fn signals_at(words: &[Unit<'_>], at: usize) -> impl Iterator<Item = (usize, SignalKind)> {
    let phrases = PHRASES.get(words[at].key.as_ref()).map_or(&[][..], Vec::as_slice);
    let rest = &words[at + 1..];
    let mut longest = [0_usize; SignalKind::KINDS];
    phrases.iter().filter_map(move |(words_behind, kind)| {
        let length = words_behind.len() + 1;
        let longest = &mut longest[kind.ordinal()];
        // Longest first, so the first that stands here is the one meant.
        if length < *longest || !stands(words_behind, rest) {
            return None;
        }
        // "all-day", "first-aid": joined to what follows, a single word is part of another name.
        if words_behind.is_empty() && rest.first().is_some_and(|next| next.joint == Joint::Hyphen) {
            return None;
        }
        *longest = length;
        Some((length, *kind))
    })
}

fn stands(phrase: &[Box<str>], words: &[Unit<'_>]) -> bool {
    phrase.len() <= words.len()
        && phrase.iter().zip(words).all(|(one, word)| word.joint != Joint::Break && **one == *word.key)
}

/// Compiles the text of a signals file.
///
/// # Errors
/// The first line that does not fit, and why.
fn compile(text: &'static str, lexicon: &Lexicon) -> Result<HashMap<Box<str>, Vec<Phrase>>, String> {
    let mut phrases: HashMap<Box<str>, Vec<Phrase>> = HashMap::with_capacity(2_000);
    let rows = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    for (index, line) in rows {
        let refuse = |problem: &str| format!("signals.tsv, line {}: {problem}", index + 1);
        let mut columns = line.split('\t');
        let (Some(kind), Some(value), Some(list), None) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            return Err(refuse("not three columns"));
        };
        let kind = kind_of(kind, value).ok_or_else(|| refuse(&format!("`{kind} {value}` is no signal")))?;
        for phrase in list.split('|') {
            if phrase.is_empty() || phrase.trim() != phrase || phrase.contains('-') {
                return Err(refuse(&format!("`{phrase}` is empty, has a hyphen or a blank at its end")));
            }
            let Some((verb, rest)) = phrase.split_once('*') else {
                add(&mut phrases, phrase, "", kind);
                continue;
            };
            let known = [verb, &verb.replace(' ', "-")]
                .into_iter()
                .find_map(|lemma| lexicon.verb(lemma).filter(|known| known.lemma == lemma));
            let verb = known.ok_or_else(|| refuse(&format!("`{verb}` is no verb of verbs.tsv")))?;
            for form in verb.forms() {
                add(&mut phrases, &form.replace('-', " "), rest, kind);
            }
        }
    }
    for of_word in phrases.values_mut() {
        of_word.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
    Ok(phrases)
}

fn add(phrases: &mut HashMap<Box<str>, Vec<Phrase>>, start: &str, rest: &str, kind: SignalKind) {
    let mut words = start.split(' ').chain(rest.split(' ')).filter(|word| !word.is_empty()).map(Box::from);
    let Some(first) = words.next() else { return };
    let phrase = (words.collect(), kind);
    let of_word = phrases.entry(first).or_default();
    if !of_word.contains(&phrase) {
        of_word.push(phrase);
    }
}

fn kind_of(kind: &str, value: &'static str) -> Option<SignalKind> {
    Some(match (kind, value) {
        ("involvement", "assist") => SignalKind::Involvement(VerbLevel::Assist),
        ("involvement", "contribute") => SignalKind::Involvement(VerbLevel::Contribute),
        ("involvement", "do") => SignalKind::Involvement(VerbLevel::Do),
        ("involvement", "build") => SignalKind::Involvement(VerbLevel::Build),
        ("involvement", "own") => SignalKind::Involvement(VerbLevel::Own),
        ("involvement", "lead") => SignalKind::Involvement(VerbLevel::Lead),
        ("manner", "supervised") => SignalKind::Manner(Manner::Supervised),
        ("manner", "shared") => SignalKind::Manner(Manner::Shared),
        ("manner", "alone") => SignalKind::Manner(Manner::Alone),
        ("reach", "team") => SignalKind::Reach(Reach::Team),
        ("reach", "department") => SignalKind::Reach(Reach::Department),
        ("reach", "site") => SignalKind::Reach(Reach::Site),
        ("reach", "organisation") => SignalKind::Reach(Reach::Organisation),
        ("reach", "region") => SignalKind::Reach(Reach::Region),
        ("reach", "nation") => SignalKind::Reach(Reach::Nation),
        ("reach", "world") => SignalKind::Reach(Reach::World),
        ("quantifier", "no") => SignalKind::Quantifier(Quantifier::No),
        ("quantifier", "one") => SignalKind::Quantifier(Quantifier::One),
        ("quantifier", "few") => SignalKind::Quantifier(Quantifier::Few),
        ("quantifier", "some") => SignalKind::Quantifier(Quantifier::Some),
        ("quantifier", "several") => SignalKind::Quantifier(Quantifier::Several),
        ("quantifier", "many") => SignalKind::Quantifier(Quantifier::Many),
        ("quantifier", "most") => SignalKind::Quantifier(Quantifier::Most),
        ("quantifier", "all") => SignalKind::Quantifier(Quantifier::All),
        ("stage", "proposed") => SignalKind::Stage(Stage::Proposed),
        ("stage", "trial") => SignalKind::Stage(Stage::Trial),
        ("stage", "live") => SignalKind::Stage(Stage::Live),
        ("stage", "standard") => SignalKind::Stage(Stage::Standard),
        ("unreal", "negated") => SignalKind::Unreal(Unreal::Negated),
        ("unreal", "failed") => SignalKind::Unreal(Unreal::Failed),
        ("unreal", "planned") => SignalKind::Unreal(Unreal::Planned),
        ("unreal", "attempted") => SignalKind::Unreal(Unreal::Attempted),
        ("cause", "cause") => SignalKind::Cause,
        ("quality", "distinction") => SignalKind::Quality(Quality::Distinction),
        ("quality", "superlative") => SignalKind::Quality(Quality::Superlative),
        ("quality", "unique") => SignalKind::Quality(Quality::Unique),
        ("quality", "expertise") => SignalKind::Quality(Quality::Expertise),
        ("quality", "success") => SignalKind::Quality(Quality::Success),
        ("quality", "magnitude") => SignalKind::Quality(Quality::Magnitude),
        ("quality", "character") => SignalKind::Quality(Quality::Character),
        ("pole", axis) => SignalKind::Pole(Pole {
            is_positive: axis.starts_with('+'),
            axis: axis.strip_prefix(['+', '-']).filter(|axis| !axis.is_empty())?,
        }),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_phrases_compile_and_every_axis_has_two_ends() {
        let phrases = compile(FILE, Lexicon::built_in()).unwrap_or_else(|problem| panic!("{problem}"));
        let mut ends: HashMap<&str, [bool; 2]> = HashMap::new();
        for (_, kind) in phrases.values().flatten() {
            if let SignalKind::Pole(pole) = kind {
                ends.entry(pole.axis).or_default()[usize::from(pole.is_positive)] = true;
            }
        }
        assert!(ends.len() > 20);
        assert!(ends.values().all(|ends| *ends == [true, true]), "{ends:?}");
    }

    #[test]
    fn slips_are_refused_by_line() {
        for (text, part) in [
            ("quality\tsuccess", "line 1: not three"),
            ("\nquality\todd\tx", "line 2: `quality odd`"),
            ("pole\t+\tx", "`pole +`"),
            ("cause\tcause\ta||b", "``"),
            ("cause\tcause\tso-that", "hyphen"),
            ("cause\tcause\tzorb* up", "`zorb` is no verb"),
        ] {
            let problem = compile(text, Lexicon::built_in()).expect_err(text);
            assert!(problem.contains(part), "{problem}");
        }
    }
}
