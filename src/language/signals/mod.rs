//! What a sentence claims beside its matter: how much of the work, how wide, how often, how
//! far along, which way, whether at all, why, and how good. Claims and facts are read for the
//! same signals, so that a check can compare them rung by rung.
//!
//! [`find_signals`] reads a text; the words are those of `assets/lexicon/signals.tsv`, the
//! patterns those of [`frequency`] and [`reach`].

mod frequency;
mod reach;
mod table;

pub use frequency::Frequency;

use crate::language::lexicon::VerbLevel;
use crate::language::span::Span;
use crate::language::units::{Joint, Unit, units};

/// A signal with the words that give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: SignalKind,
    /// Whether a "not", "without" or "failed to" stands before it, so that it says the reverse.
    pub is_negated: bool,
}

/// What the words say. Each ladder is ordered: a greater value claims more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignalKind {
    /// How much of the work, by a phrase that is no verb: "in charge of", "member of".
    Involvement(VerbLevel),
    /// With whom it was done.
    Manner(Manner),
    /// How wide: "company-wide", "across the hospital".
    Reach(Reach),
    /// How much of what there is: "several", "every".
    Quantifier(Quantifier),
    /// How often: "weekly", "every other Thursday", "twice a month".
    Frequency(Frequency),
    /// How far along: "proposed", "pilot", "launched", "standard practice".
    Stage(Stage),
    /// That it was not done, or not yet.
    Unreal(Unreal),
    /// Which way: "rose", "missed", "approved".
    Pole(Pole),
    /// That one thing made another: "which led to", "thanks to".
    Cause,
    /// How good, how large, how special.
    Quality(Quality),
}

/// With whom the work was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manner {
    /// Under another's eye: "under nurse supervision".
    Supervised,
    /// With others: "together with", "as part of a team".
    Shared,
    /// By nobody else: "single-handedly", "sole", "from scratch".
    Alone,
}

/// How far a thing reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// A team or crew.
    Team,
    /// A department, ward or division.
    Department,
    /// A plant, shop, school, hospital.
    Site,
    /// A company, a trust, a university.
    Organisation,
    /// A city, county or state.
    Region,
    /// A country or an industry.
    Nation,
    /// More countries than one.
    World,
}

/// How much of what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// "no".
    No,
    /// "a single".
    One,
    /// "a couple of".
    Few,
    /// "some".
    Some,
    /// "several".
    Several,
    /// "many".
    Many,
    /// "most".
    Most,
    /// "all", "every", "the entire".
    All,
}

/// How far along a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Thought of, planned, drafted.
    Proposed,
    /// Tried: a pilot, a prototype, a beta.
    Trial,
    /// In use: launched, deployed, introduced.
    Live,
    /// Adopted: the standard, permanent.
    Standard,
}

/// Why a thing is not, or not yet, so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreal {
    /// "not", "never", "without", "instead of".
    Negated,
    /// "failed to", "cancelled", "decided against".
    Failed,
    /// "planned to", "will", "upcoming".
    Planned,
    /// "tried to", "sought to".
    Attempted,
}

/// One end of an axis: "reduce" and "increase" are the two ends of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pole {
    /// The axis, as `signals.tsv` names it.
    pub axis: &'static str,
    /// Whether it is the end marked `+`.
    pub is_positive: bool,
}

impl Pole {
    /// Whether the two are the two ends of one axis.
    pub fn is_opposite_of(&self, other: &Pole) -> bool {
        self.axis == other.axis && self.is_positive != other.is_positive
    }
}

/// What a quality is of. Each asserts something that a fact has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// Given by others: "award-winning", "nationally recognised", "prestigious".
    Distinction,
    /// Above all others: "best", "largest", "industry-leading".
    Superlative,
    /// None other or none before: "only", "first", "key".
    Unique,
    /// How well somebody can do it: "expert", "certified", "extensive experience".
    Expertise,
    /// How well it went: "successfully", "significant", "seamless".
    Success,
    /// How large or weighty: "enterprise", "mission-critical", "complex".
    Magnitude,
    /// What somebody is like: "passionate", "detail-oriented".
    Character,
}

/// All signals of the text, in order of their first byte. Of one kind none overlaps
/// another, but the same words may say two things.
pub fn find_signals(text: &str) -> Vec<Signal> {
    let words = units(text);
    let mut signals = Vec::new();
    // For each kind, the words of its last signal.
    let mut last = [(0_usize, 0_usize); SignalKind::KINDS];
    let mut take = |at: usize, length: usize, kind: SignalKind| {
        let last = &mut last[kind.ordinal()];
        // The same words may say two things of a kind: "declined" is fewer and no.
        if at >= last.1 || *last == (at, at + length) {
            *last = (at, at + length);
            let span = Span::new(words[at].span.start, words[at + length - 1].span.end);
            signals.push((at, Signal { span, kind, is_negated: false }));
        }
    };
    for at in 0..words.len() {
        if let Some((length, frequency)) = frequency::frequency_at(&words, at) {
            take(at, length, SignalKind::Frequency(frequency));
            // "every week" speaks of time, not of all there is.
            continue;
        }
        if let Some((length, reach)) = reach::reach_at(&words, at) {
            take(at, length, SignalKind::Reach(reach));
        }
        if let Some((length, pole)) = reach::bound_at(&words, at) {
            take(at, length, SignalKind::Pole(pole));
        }
        for (length, kind) in table::signals_at(&words, at) {
            take(at, length, kind);
        }
    }
    negate(&words, &mut signals);
    signals.into_iter().map(|(_, signal)| signal).collect()
}

/// Marks what a negation reaches: the four words behind it, up to a comma.
fn negate(words: &[Unit<'_>], signals: &mut [(usize, Signal)]) {
    const REACH: usize = 4;
    for at in 0..signals.len() {
        let (first, negator) = signals[at];
        if !matches!(negator.kind, SignalKind::Unreal(Unreal::Negated | Unreal::Failed)) {
            continue;
        }
        let last = words[first..].partition_point(|word| word.span.end <= negator.span.end) + first;
        let end = words[last..].iter().take(REACH).position(|word| word.joint == Joint::Break);
        let end = last + end.unwrap_or(REACH);
        // They stand in the order of the words.
        for (place, signal) in signals[at + 1..].iter_mut().take_while(|(place, _)| *place < end) {
            signal.is_negated |= *place >= last && !matches!(signal.kind, SignalKind::Unreal(_));
        }
    }
}

impl SignalKind {
    const KINDS: usize = 10;

    /// A number for the variant.
    fn ordinal(self) -> usize {
        match self {
            SignalKind::Involvement(_) => 0,
            SignalKind::Manner(_) => 1,
            SignalKind::Reach(_) => 2,
            SignalKind::Quantifier(_) => 3,
            SignalKind::Frequency(_) => 4,
            SignalKind::Stage(_) => 5,
            SignalKind::Unreal(_) => 6,
            SignalKind::Pole(_) => 7,
            SignalKind::Cause => 8,
            SignalKind::Quality(_) => 9,
        }
    }
}

#[cfg(test)]
mod tests;
