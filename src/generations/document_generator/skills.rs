//! The skills of a résumé: the owner's groups, the posting's terms first.

use std::cmp::Reverse;

use super::headers;
use super::material::{Material, Pen};
use crate::documents::model::{Block, BlockKind, Entry};
use crate::factcheck::model::{Claim, Slot};
use crate::language::tokens::fold;
use crate::profiles::model::{FactId, Item, SkillGroup};

/// A rank to sort by: emphasised by the owner, then how many keywords it backs, then its score.
type Rank = (bool, usize, i64);

/// Writes the skills; none when the profile has none.
pub fn block(material: &Material, pen: &mut Pen) -> Option<Block> {
    let mut groups: Vec<(Rank, Entry)> = Vec::new();
    // Groups that are one skill each ("Python · Advanced") share a line instead of one each.
    let mut singles: Vec<(Rank, Claim)> = Vec::new();
    for group in material.profile.skills.iter().filter(|group| group.standing.is_publishable()) {
        let mut skills: Vec<(Rank, &Item<_>)> = group
            .value
            .skills
            .iter()
            .filter(|skill| material.is_chosen(&skill.id) || is_emphasised(material, &skill.value.text))
            .map(|skill| (rank(material, &skill.id, &skill.value.text), skill))
            .collect();
        let name = group.value.name.as_deref().unwrap_or_default();
        if group.value.skills.is_empty() {
            if material.is_chosen(&group.id) && !name.trim().is_empty() {
                let claim = pen.verbatim(&single(group), Slot::Entry(group.id.clone()), group);
                singles.push((rank(material, &group.id, name), claim));
            }
            continue;
        }
        if skills.is_empty() {
            continue;
        }
        skills.sort_by_key(|(rank, _)| Reverse(*rank));
        let best = skills[0].0.max(rank(material, &group.id, name));
        let claims = skills
            .into_iter()
            .map(|(_, skill)| pen.verbatim(&skill.value.text, Slot::Entry(group.id.clone()), skill))
            .collect();
        let header = (!name.trim().is_empty()).then(|| headers::of_skill_group(group));
        groups.push((best, Entry { header, claims }));
    }
    if !singles.is_empty() {
        singles.sort_by_key(|(rank, _)| Reverse(*rank));
        let best = singles[0].0;
        groups.push((
            best,
            Entry { header: None, claims: singles.into_iter().map(|(_, claim)| claim).collect() },
        ));
    }
    groups.sort_by_key(|(rank, _)| Reverse(*rank));
    let entries: Vec<Entry> = groups.into_iter().map(|(_, entry)| entry).collect();
    (!entries.is_empty()).then(|| Block { kind: BlockKind::Skills, heading: String::new(), entries })
}

/// The words of a group that is itself the skill.
fn single(group: &Item<SkillGroup>) -> String {
    group.value.name.clone().unwrap_or_default()
}

fn rank(material: &Material, id: &FactId, text: &str) -> Rank {
    let score = (material.score(id) * 1000.0) as i64;
    (is_emphasised(material, text), material.keyword_count(id), score)
}

/// Whether the profile has a skill of this name that may be published, alone or in a group.
pub fn has(material: &Material, name: &str) -> bool {
    let folded = fold(name.trim());
    let is_it = |text: &str| fold(text.trim()) == folded;
    let groups = material.profile.skills.iter().filter(|group| group.standing.is_publishable());
    groups.into_iter().any(|group| match group.value.skills.as_slice() {
        [] => is_it(group.value.name.as_deref().unwrap_or_default()),
        skills => skills.iter().any(|skill| skill.standing.is_publishable() && is_it(&skill.value.text)),
    })
}

/// Whether the owner asked for this skill to stand first; compared whole, case aside.
fn is_emphasised(material: &Material, text: &str) -> bool {
    let folded = fold(text.trim());
    material.run.options.emphasised_skills.iter().any(|skill| fold(skill.trim()) == folded)
}
