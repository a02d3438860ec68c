//! A section written anew by rules: its claims chosen among the facts, in an order, in their own
//! words. Wishes they cannot follow they tell. Pure but for new ids.

use std::collections::HashSet;

use super::instruction::{Topic, Wish};
use super::model::{Part, with_claims};
use crate::documents::model::{DocumentContent, DocumentKind};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::{cite, judge};
use crate::generations::document_generator::drop_order::{DropOrder, drop_order};
use crate::generations::document_generator::material::Material;
use crate::generations::model::Note;
use crate::generations::revisions::apply::{current_slot, new_claim_id};
use crate::profiles::model::{Fact, FactId, FactKind};

/// The most facts that come in for one wish.
const MAX_ADDED: usize = 3;

/// A document with the parts of it that are written anew.
pub struct Section<'a> {
    /// The document as it is.
    pub content: &'a DocumentContent,
    /// The parts.
    pub parts: &'a [Part],
    /// The facts as they are now.
    pub base: &'a FactBase<'a>,
    /// What they are worth to the posting.
    pub material: &'a Material<'a>,
    /// The facts that stay whatever is changed.
    pub pinned: &'a [FactId],
}

/// What was written: the claims of each part.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// A list for each part.
    pub lists: Vec<Vec<Claim>>,
    /// What could not be followed.
    pub unmet: Vec<Note>,
}

impl Section<'_> {
    /// The claims of the parts as they are.
    pub fn lists(&self) -> Vec<Vec<Claim>> {
        self.parts.iter().map(|part| part.claims(self.content).cloned().collect()).collect()
    }

    /// Follows the wishes one after the other.
    pub fn by_rules(&self, wishes: &[Wish]) -> Written {
        let mut lists = self.lists();
        let unmet = wishes.iter().filter_map(|wish| self.follow(wish, &mut lists).err()).collect();
        Written { lists, unmet }
    }

    /// The document with these claims in its parts.
    pub fn with(&self, lists: &[Vec<Claim>]) -> DocumentContent {
        with_claims(self.content, self.parts, lists)
    }

    /// Where claims of a part stand; none for an entry that holds no lines.
    pub fn slot(&self, part: &Part) -> Option<Slot> {
        let entry = part.entry(self.content);
        let first = entry.claims.first().map(|claim| current_slot(claim, self.base));
        first.or_else(|| entry.header.as_ref().map(|header| Slot::Entry(header.fact.clone())))
    }

    /// The lines of the profile that stand under an entry and may be published, the worthiest first.
    pub fn lines_of(&self, entry: &FactId) -> Vec<&Fact> {
        let is_line = |fact: &&Fact| {
            fact.entry.as_ref() == Some(entry)
                && fact.standing.is_publishable()
                && matches!(
                    fact.kind,
                    FactKind::Highlight | FactKind::Skill | FactKind::Course | FactKind::Custom
                )
        };
        let mut lines: Vec<&Fact> = self.base.facts().map(|known| &known.fact).filter(is_line).collect();
        let score = |fact: &Fact| self.material.score(&fact.id);
        lines.sort_by(|a, b| score(b).total_cmp(&score(a)).then_with(|| a.id.cmp(&b.id)));
        lines
    }

    /// Whether a claim may go: nothing pinned rests on it, and it is not what holds a letter
    /// together.
    pub fn may_go(&self, claim: &Claim) -> bool {
        let is_frame = self.content.kind == DocumentKind::CoverLetter && claim.cites.is_empty();
        !is_frame && !claim.cites.iter().any(|cited| self.pinned.contains(&cited.fact))
    }

    fn follow(&self, wish: &Wish, lists: &mut [Vec<Claim>]) -> Result<(), Note> {
        match wish {
            Wish::Shorter => self.shorten(lists),
            Wish::Longer => {
                let wanted = count(lists).div_ceil(3).max(1);
                match self.bring_in(lists, wanted, &|_| true, false) {
                    0 => Err(self.nothing_to_add(note(
                        "no_more_facts",
                        "The profile has no more lines that could stand there. Add some where they are true.",
                    ))),
                    _ => Ok(()),
                }
            }
            Wish::More(topics) => self.stress(topics, lists),
            Wish::Less(topics) => self.leave_out(topics, lists),
            Wish::Unclear(words) => Err(note(
                "not_understood",
                &format!(
                    "Without a model no more is understood than shorter, longer, stress …, less about …; this was \
                     not followed: \"{words}\"."
                ),
            )),
        }
    }

    fn shorten(&self, lists: &mut [Vec<Claim>]) -> Result<(), Note> {
        let content = self.with(lists);
        let DropOrder { spare, rest } = drop_order(&content, self.material);
        let wanted = count(lists).div_ceil(3);
        let mut gone = 0;
        for id in spare.iter().chain(&rest) {
            if gone == wanted || telling(lists) <= 1 {
                break;
            }
            for list in lists.iter_mut() {
                let had = list.len();
                list.retain(|claim| claim.id != *id || !self.may_go(claim));
                gone += had - list.len();
            }
        }
        match gone {
            0 => Err(note(
                "nothing_to_leave_out",
                "There is no line that could go: what is left is pinned, or the last one. Without a model lines are \
                 not shortened by themselves.",
            )),
            _ => Ok(()),
        }
    }

    fn leave_out(&self, topics: &[String], lists: &mut [Vec<Claim>]) -> Result<(), Note> {
        let topics = Topic::all(topics, self.material.lexicon);
        let is_it =
            |claim: &Claim| topics.iter().any(|topic| topic.is_in(&claim.text, self.material.lexicon));
        let about = lists.iter().flatten().filter(|claim| is_it(claim)).count();
        if about == 0 {
            return Err(note("not_said", "No line there speaks of what is to be left out."));
        }
        let stays = |claim: &Claim| !is_it(claim) || !self.may_go(claim);
        let left = lists.iter().flatten().filter(|claim| stays(claim)).count();
        let is_left = lists.iter().flatten().any(|claim| stays(claim) && is_telling(claim));
        if left == 0 || (!is_left && telling(lists) > 0) {
            return Err(note(
                "nothing_left",
                "Nothing would be left there. Reject the claims one by one if that is meant.",
            ));
        }
        if left == count(lists) {
            return Err(note(
                "pinned",
                "What speaks of it is pinned, or holds the letter together, and stays.",
            ));
        }
        lists.iter_mut().for_each(|list| list.retain(|claim| stays(claim)));
        Ok(())
    }

    fn stress(&self, topics: &[String], lists: &mut [Vec<Claim>]) -> Result<(), Note> {
        let topics = Topic::all(topics, self.material.lexicon);
        let is_near = |text: &str| topics.iter().any(|topic| topic.is_near(text, self.material.lexicon));
        let added = self.bring_in(lists, MAX_ADDED, &is_near, true);
        let (mut is_there, mut is_moved) = (added > 0, false);
        for (part, list) in self.parts.iter().zip(lists.iter_mut()) {
            // Sentences lean on those before them; lines do not.
            if !matches!(self.slot(part), Some(Slot::Entry(_))) {
                continue;
            }
            let (mut near, others): (Vec<Claim>, Vec<Claim>) =
                list.iter().cloned().partition(|claim| is_near(&claim.text));
            is_there |= !near.is_empty();
            let share = |claim: &Claim| {
                let shares = topics.iter().map(|topic| topic.share(&claim.text, self.material.lexicon));
                shares.fold(0.0, f32::max)
            };
            near.sort_by(|a, b| share(b).total_cmp(&share(a)));
            near.extend(others);
            is_moved |= *list != near;
            *list = near;
        }
        match (added > 0 || is_moved, is_there) {
            (true, _) => Ok(()),
            (false, true) => Err(note("already_first", "What speaks of it stands first already.")),
            (false, false) => Err(self.nothing_to_add(note(
                "no_fact",
                "No line of the profile that could stand there speaks of it. Add it to the profile where it is true.",
            ))),
        }
    }

    /// Brings in lines of the profile that are not printed, at most so many; tells how many came.
    fn bring_in(
        &self,
        lists: &mut [Vec<Claim>],
        most: usize,
        is_wanted: &dyn Fn(&str) -> bool,
        is_first: bool,
    ) -> usize {
        let printed: HashSet<FactId> = {
            let cited =
                |claim: &Claim| claim.cites.iter().map(|cited| cited.fact.clone()).collect::<Vec<_>>();
            self.content.claims().chain(lists.iter().flatten()).flat_map(cited).collect()
        };
        let mut candidates: Vec<(f32, usize, Claim)> = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let Some(slot @ Slot::Entry(_)) = self.slot(part) else { continue };
            let Slot::Entry(entry) = &slot else { continue };
            for fact in self.lines_of(entry) {
                if printed.contains(&fact.id) || !is_wanted(&fact.text) {
                    continue;
                }
                let mut claim = Claim {
                    id: new_claim_id(),
                    text: fact.text.trim().to_owned(),
                    slot: slot.clone(),
                    cites: vec![cite(fact.id.clone(), self.base)],
                    quotes: Vec::new(),
                    origin: ClaimOrigin::Verbatim,
                    verdict: Verdict::Pass,
                    findings: Vec::new(),
                };
                if judge(&mut claim, self.base) == Verdict::Pass {
                    candidates.push((self.material.score(&fact.id), at, claim));
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
        candidates.truncate(most);
        let count = candidates.len();
        if is_first {
            // Each goes before those that came.
            candidates.reverse();
        }
        for (_, at, claim) in candidates {
            let place = if is_first { 0 } else { lists[at].len() };
            lists[at].insert(place, claim);
        }
        count
    }

    /// Why nothing came in: of sentences it takes a model.
    fn nothing_to_add(&self, otherwise: Note) -> Note {
        if self.parts.iter().any(|part| matches!(self.slot(part), Some(Slot::Entry(_)))) {
            return otherwise;
        }
        note(
            "needs_model",
            "Sentences of a summary or letter are written by a model alone; without one they can be left out and no \
             more. Name one with AI_PROVIDERS, bring a provider key, or edit the claim yourself.",
        )
    }
}

/// Whether a claim tells something of the person: what holds a letter together rests on no fact.
pub fn is_telling(claim: &Claim) -> bool {
    !claim.cites.is_empty()
}

/// The claims of all parts that tell something.
pub fn telling(lists: &[Vec<Claim>]) -> usize {
    lists.iter().flatten().filter(|claim| is_telling(claim)).count()
}

/// The claims of all parts.
pub fn count(lists: &[Vec<Claim>]) -> usize {
    lists.iter().map(Vec::len).sum()
}

/// Something to tell the person.
pub fn note(code: &str, message: &str) -> Note {
    Note { code: code.to_owned(), message: message.to_owned() }
}
