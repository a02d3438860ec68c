//! Leeway: what no fact has and is let pass with a doubt, because it adds nothing by itself. Part
//! of [`super::case`].

use super::base::FactBase;
use super::case::Case;
use super::connective::Connective;
use super::involvement::is_outcome;
use super::model::Slot;
use super::reading::{Opening, Reading, Word};
use super::weight::{COMPETENCE, WEIGHTY, is_deed_of_its_own};
use crate::language::lexicon::VerbLevel;
use crate::language::quantities::{Quantity, QuantityKind};
use crate::language::relations::Word as Related;
use crate::language::signals::SignalKind;
use crate::profiles::model::{FactId, FactKind};

impl Case<'_, '_> {
    /// Whether a word that no fact has is a verb told of the person, of no more than doing, in a
    /// stretch of which one fact has everything else and a deed besides.
    pub fn is_differing_verb(&self, word: &Word<'_>) -> bool {
        let words = &self.reading.words;
        let Some(at) = words.iter().position(|other| other.span == word.span) else { return false };
        let Some(own) = self.involvements[at].filter(|own| own.is_predicate) else { return false };
        let is_plain = word.verb.is_some_and(|verb| !is_outcome(&verb.lemma) && !is_deed_of_its_own(verb));
        let is_led = at.checked_sub(1).is_some_and(|before| {
            matches!(
                words[before].key.as_str(),
                "i" | "we" | "who" | "by" | "that" | "which" | "also" | "and"
            )
        });
        let is_told = word.opening != Opening::No || is_led || self.is_prose();
        let is_praise = self
            .signals
            .iter()
            .any(|signal| matches!(signal.kind, SignalKind::Quality(_)) && signal.span.overlaps(&word.span));
        if own.level > VerbLevel::Build || !is_plain || !is_told || is_praise || self.is_without_leeway(at) {
            return false;
        }
        let others: Vec<usize> = self
            .reading
            .segment(word.segment)
            .filter(|(place, other)| {
                *place != at && !other.is_function && !other.is_number && !self.connectives[*place]
            })
            .filter(|(_, other)| !self.is_of_figure(other))
            .map(|(place, _)| place)
            .collect();
        let segment_has = |quantity: &Quantity| {
            self.reading.segment(word.segment).any(|(_, other)| quantity.span.contains(&other.span))
        };
        let figures = self.quantities.iter().filter(|quantity| segment_has(quantity)).count();
        // A making verb needs a thing made; of a doing one any deed will do.
        let least = own.level.max(VerbLevel::Do);
        !others.is_empty()
            && (others.len() + figures >= 2 || own.level <= VerbLevel::Do)
            && (0..self.evidence.len()).any(|fact| {
                let known = self.evidence[fact];
                let has_deed = known.is_line()
                    && known
                        .involvements
                        .iter()
                        .flatten()
                        .any(|deed| deed.is_predicate && deed.governor.is_none() && deed.level >= least);
                has_deed && others.iter().all(|other| self.backed_by[*other].contains(&fact))
            })
    }

    /// Whether a word that no fact has is an everyday one that adds nothing by itself, in a clause
    /// in which one fact has at least as much as there are such words, and two words or figures
    /// anyway. A sentence of a letter without facts has to be free of figures instead.
    pub fn is_plain_word(&self, word: &Word<'_>, base: &FactBase<'_>) -> bool {
        let posting = base.posting_reading();
        let words = &self.reading.words;
        let Some(own) = words.iter().position(|other| other.span == word.span) else { return false };
        let is_plain =
            |at: usize| self.is_plain_at(at) || self.is_light_head(at, posting) || self.is_free_at(at, base);
        if !is_plain(own)
            || self.to_machines.iter().any(|span| span.overlaps(&word.span))
            || self.is_without_leeway(own)
        {
            return false;
        }
        let clause = || words.iter().enumerate().filter(|(_, other)| other.clause == word.clause);
        let content = || {
            clause().filter(|(at, other)| !other.is_function && !self.connectives[*at] && !other.is_number)
        };
        let has_figure =
            |quantity: &&Quantity| clause().any(|(_, other)| quantity.span.contains(&other.span));
        let figures = self.quantities.iter().filter(has_figure).count();
        if self.claim.cites.is_empty() {
            // "a first impression" counts nothing.
            let is_counting = |quantity: &&Quantity| {
                let in_digits = quantity.span.of(&self.claim.text).contains(|c: char| c.is_ascii_digit());
                in_digits || !matches!(quantity.kind, QuantityKind::Ordinal)
            };
            let counted = self.quantities.iter().filter(has_figure).filter(is_counting).count();
            return self.claim.slot == Slot::Letter && counted == 0;
        }
        let plain = content().filter(|(at, _)| self.hits[*at].is_empty() && is_plain(*at)).count();
        (0..self.evidence.len()).any(|fact| {
            let backed = content().filter(|(at, _)| self.backed_by[*at].contains(&fact)).count();
            backed > 0 && backed + figures >= plain.max(2)
        })
    }

    /// Whether the word is free prose by nature, and not a line of an entry.
    fn is_prose(&self) -> bool {
        matches!(self.claim.slot, Slot::Summary | Slot::Letter)
    }

    /// Whether the word at `at` is listed as an everyday one. Part of a name or of a hyphened word
    /// is none, nor is what is listed in a group of skills.
    fn is_plain_at(&self, at: usize) -> bool {
        let words = &self.reading.words;
        let word = &words[at];
        let is_group = |entry: &FactId| {
            self.cited.iter().any(|known| known.fact.id == *entry && known.fact.kind == FactKind::SkillGroup)
        };
        let is_list = matches!(&self.claim.slot, Slot::Entry(entry) if is_group(entry));
        let bases = || word.related.iter().flat_map(Related::bases);
        let is_listed = |is_prose: bool| {
            let is_listed = |key: &str| Connective::of(key).is_plain(is_prose);
            is_listed(&word.key) || bases().any(is_listed)
        };
        (at == 0 || !word.is_name || word.opening != Opening::No)
            && !word.is_possessive
            && !word.is_hyphenated
            && !is_list
            && !word.span.of(&self.claim.text).chars().skip(1).any(char::is_uppercase)
            && !words.get(at + 1).is_some_and(|next| next.is_hyphenated)
            && !self
                .reading
                .skills
                .iter()
                .any(|skill| skill.is_name && (skill.first..skill.end).contains(&at))
            && !(self.involvements[at].is_some_and(|own| own.is_predicate)
                && word.verb.is_some_and(is_deed_of_its_own))
            && (is_listed(false) || self.is_prose() && is_listed(true) && !self.is_of_weight(word))
    }

    /// Whether the word at `at` is one of the language at large, in the free prose of a summary or
    /// letter: neither the posting nor any other fact has it, so nothing tempts to claim it, and
    /// it names no person, place, thing, time, credential, skill, quality or outcome, nor what one
    /// is experienced in or known for.
    fn is_free_at(&self, at: usize, base: &FactBase<'_>) -> bool {
        let words = &self.reading.words;
        let word = &words[at];
        let is_ordinary = word.related.as_ref().is_some_and(|own| {
            (own.is_noun() || own.is_verb())
                && !own.names_a_person()
                && !(own.names_what_can_be_met() && self.is_of_oneself(at))
                && !own.names_a_quality()
        });
        let is_deed = self.involvements[at].is_some_and(|own| own.is_predicate);
        let is_of_name = word.is_name && word.opening == Opening::No && at > 0
            || word.span.of(&self.claim.text).chars().skip(1).any(char::is_uppercase);
        let is_tied = word.is_hyphenated
            || word.is_possessive
            || words.get(at + 1).is_some_and(|next| next.is_hyphenated);
        let before = || words[..at].iter().filter(|other| other.segment == word.segment);
        let is_mastered = before().any(|other| COMPETENCE.contains(&other.stem.as_str()));
        // What a fact's deed was done to, or what did it, is its matter: "the bank was used".
        let is_backed_verb = |place: &usize| {
            self.involvements[*place].is_some_and(|own| own.is_predicate) && !self.hits[*place].is_empty()
        };
        let says = |place: &usize| words[*place].segment == word.segment && !words[*place].is_function;
        let next = (at + 1..words.len()).find(|place| says(place));
        let last = (0..at).rev().find(|place| says(place));
        // "flour and sugar waste": what a backed word is told of more narrowly by is its matter too.
        let narrows = words.get(at + 1).is_some_and(|next| {
            next.segment == word.segment && !next.is_function && !self.hits[at + 1].is_empty()
        });
        let is_matter = narrows || next.iter().chain(&last).any(is_backed_verb);
        self.is_prose()
            && is_ordinary
            && !is_matter
            && !is_deed
            && !is_of_name
            && !is_tied
            && !is_mastered
            && !WEIGHTY.contains(&word.stem.as_str())
            && !Connective::of(&word.key).is_of_some_kind()
            && !self.signals.iter().any(|signal| signal.span.overlaps(&word.span))
            && !self.reading.skills.iter().any(|skill| (skill.first..skill.end).contains(&at))
            && !base.posting_reading().has(word)
            && !base.facts().any(|known| known.reading.has(word))
    }

    /// Whether the word says how good or wide something is, or what came of it.
    fn is_of_weight(&self, word: &Word<'_>) -> bool {
        self.signals.iter().any(|signal| {
            let weighs = matches!(
                signal.kind,
                SignalKind::Quality(_)
                    | SignalKind::Reach(_)
                    | SignalKind::Cause
                    | SignalKind::Involvement(_)
            );
            weighs && signal.span.overlaps(&word.span)
        })
    }

    /// Whether the word is a noun that only says what sort of thing a word of a fact is: behind it
    /// ("disclosure work", "leave questions") or before its "of". In the free prose of a summary or
    /// letter, and in what stands before a colon; never a person, credential, skill, measure of time, or word of the posting.
    fn is_light_head(&self, at: usize, posting: &Reading<'_>) -> bool {
        let words = &self.reading.words;
        let word = &words[at];
        let is_noun = word.related.as_ref().is_some_and(|own| own.is_noun() && !own.names_a_person())
            && !self.involvements[at].is_some_and(|own| own.is_predicate);
        let is_other = word.is_name
            || word.is_number
            || word.is_hyphenated
            || word.is_possessive
            || words.get(at + 1).is_some_and(|next| next.is_hyphenated)
            || WEIGHTY.contains(&word.stem.as_str())
            || self.signals.iter().any(|signal| signal.span.overlaps(&word.span))
            || self.reading.skills.iter().any(|skill| (skill.first..skill.end).contains(&at));
        let is_backed =
            |at: usize| !words[at].is_function && !words[at].is_number && !self.hits[at].is_empty();
        let follows = at > 0 && words[at - 1].segment == word.segment && is_backed(at - 1);
        let leads = words.get(at + 1).is_some_and(|next| next.key == "of")
            && (at + 2..words.len().min(at + 5))
                .find(|next| !words[*next].is_function)
                .is_some_and(is_backed);
        // "Stock control: …" in a line
        let is_headline = words.get(at + 1).is_some_and(|next| next.opening == Opening::Colon);
        let is_light = self.is_prose() && (follows || leads) || follows && is_headline;
        // The posting is long, so it is asked last.
        is_noun && is_light && !is_other && !posting.has(word)
    }
}
