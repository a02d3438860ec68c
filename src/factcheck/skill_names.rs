//! By which names a text calls its skills, each name once however often it stands there, so that
//! two texts are compared name by name and not mention by mention. Below [`super::backing`].

use std::collections::HashMap;

use super::reading::{Reading, SkillAt};
use crate::language::skills::SkillId;

/// A name of a skill as a text has it.
#[derive(Debug)]
pub struct SkillName {
    /// The stems of its words.
    pub stems: Vec<String>,
    /// Where it stands first.
    pub first: SkillAt,
    /// How often it stands there.
    pub times: usize,
}

/// The names by which a text calls its skills.
#[derive(Debug, Default)]
pub struct SkillNames {
    by_skill: HashMap<SkillId, Vec<SkillName>>,
}

impl SkillNames {
    /// Gathers the names of a text.
    pub fn of_text(reading: &Reading<'_>) -> Self {
        let mut by_skill: HashMap<SkillId, Vec<SkillName>> = HashMap::new();
        for mention in &reading.skills {
            let names = by_skill.entry(mention.skill).or_default();
            match names.iter_mut().find(|name| is_of_stems(reading, mention, &name.stems)) {
                Some(name) => name.times += 1,
                None => {
                    let words = reading.words[mention.first..mention.end].iter();
                    let stems = words.map(|word| word.stem.clone()).collect();
                    names.push(SkillName { stems, first: *mention, times: 1 });
                }
            }
        }
        Self { by_skill }
    }

    /// The names of one skill, in the order they stand there first.
    pub fn of(&self, skill: SkillId) -> &[SkillName] {
        self.by_skill.get(&skill).map_or(&[], Vec::as_slice)
    }

    /// Whether these names of the text `reading` have the skill of a mention by those stems at a
    /// place besides the mention itself.
    pub fn has_besides(&self, mention: &SkillAt, stems: &[String], reading: &Reading<'_>) -> bool {
        let Some(name) = self.of(mention.skill).iter().find(|name| name.stems == stems) else { return false };
        name.times > usize::from(is_of_stems(reading, mention, stems))
    }
}

fn is_of_stems(reading: &Reading<'_>, mention: &SkillAt, stems: &[String]) -> bool {
    let words = &reading.words[mention.first..mention.end];
    words.iter().map(|word| word.stem.as_str()).eq(stems.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;

    #[test]
    fn a_name_said_by_the_thousand_is_one_name() {
        let lexicon = Lexicon::built_in();
        let often = Reading::of(&"C++ ".repeat(2_000), lexicon);
        assert!(often.skills.len() > 1_000);
        let names = SkillNames::of_text(&often);
        let own = names.of(often.skills[0].skill);
        assert_eq!(own.len(), 1, "what is compared does not grow with how often it is said");
        assert_eq!(own[0].times, often.skills.len());
    }

    #[test]
    fn a_name_stands_besides_a_mention_when_it_is_said_elsewhere() {
        let lexicon = Lexicon::built_in();
        let both = Reading::of("Kubernetes, which some call K8s", lexicon);
        let names = SkillNames::of_text(&both);
        let [long, short] = both.skills[..] else { panic!("{:?}", both.skills) };
        assert_eq!(long.skill, short.skill);
        let stems = |at: SkillAt| vec![both.words[at.first].stem.clone()];
        assert!(names.has_besides(&long, &stems(short), &both));
        assert!(!names.has_besides(&short, &stems(short), &both));
    }
}
