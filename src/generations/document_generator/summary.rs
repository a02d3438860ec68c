//! The summary of a résumé: the person's own sentences where they have written some, joined
//! by what can be stated from their facts.

use std::collections::HashSet;

use super::material::{Material, Pen, cite};
use super::phrases::{
    aside, calm_title, held_role, join_list, named, sentence, within_sentence, without_brackets, years,
};
use crate::documents::model::{Block, BlockKind, Entry};
use crate::factcheck::model::{Citation, Claim, Slot};
use crate::generations::chronology::positions_newest_first;
use crate::language::terms::TextIndex;
use crate::language::tokens::{fold, sentences};
use crate::profiles::model::{Experience, Item, Line, Position};
use crate::scoring::coverage::CompiledKeywords;

/// Own sentences are kept up to this many words together.
const MAX_OWN_WORDS: usize = 48;
/// Sentences of a summary at most.
const MAX_SENTENCES: usize = 3;
/// Skills named in the summary at most; below the second number the sentence is left out.
const MAX_SKILLS: usize = 6;
const MIN_SKILLS: usize = 2;

/// How the sentence begins that tells the years and nothing else.
const YEARS_ALONE: &str = "Brings";

/// Writes the summary; none when nothing is known that it could say.
pub fn block(material: &Material, pen: &mut Pen) -> Option<Block> {
    let mut claims = own_sentences(material, pen);
    let said: String = claims.iter().map(|claim| fold(&claim.text)).collect::<Vec<_>>().join(" ");
    if !said.contains("year")
        && let Some(claim) = standing(material, pen, &said)
    {
        // The headline opens; the years alone come after who the person is.
        let at = if claim.text.starts_with(YEARS_ALONE) { claims.len() } else { 0 };
        claims.insert(at, claim);
    }
    // Where the person speaks for themselves, the sections below are near enough.
    if claims.len() < MAX_SENTENCES - 1 {
        claims.extend(path(material, pen));
        let is_alone = claims.is_empty();
        claims.extend(skills(material, pen, &said, is_alone));
    }
    let entries = vec![Entry { header: None, claims }];
    (!entries[0].claims.is_empty()).then(|| Block {
        kind: BlockKind::Summary,
        heading: String::new(),
        entries,
    })
}

/// The person's own sentences in their order: the first, and those that follow while there is
/// room. One that begins with a bare verb ("Install and repair …") describes an occupation,
/// not a person, and is left out, unless it alone names a keyword that could be covered.
fn own_sentences(material: &Material, pen: &mut Pen) -> Vec<Claim> {
    let Some(summary) =
        material.profile.basics.summary.as_ref().filter(|summary| summary.standing.is_publishable())
    else {
        return Vec::new();
    };
    let text = &summary.value.text;
    let keywords = CompiledKeywords::new(&material.analysis.keywords, material.lexicon);
    let only_here: HashSet<&str> = material
        .compiled
        .supported
        .iter()
        .filter(|support| support.facts.iter().all(|fact| *fact == summary.id))
        .map(|support| support.term.as_str())
        .collect();
    let is_needed = |sentence: &str| {
        let index = TextIndex::new(sentence, material.lexicon);
        keywords
            .named_in(&index)
            .any(|(keyword, is_named)| is_named && only_here.contains(keyword.term.as_str()))
    };
    let mut claims = Vec::new();
    let mut words = 0;
    for span in sentences(text) {
        let sentence = span.of(text).trim();
        let count = sentence.split_whitespace().count();
        let has_room =
            claims.is_empty() || (words + count <= MAX_OWN_WORDS && claims.len() + 1 < MAX_SENTENCES);
        let is_wanted = has_room && !is_job_description(sentence, material);
        if count == 0 || !(is_wanted || is_needed(sentence)) {
            continue;
        }
        words += count;
        claims.push(pen.verbatim(sentence, Slot::Summary, summary));
    }
    claims
}

fn is_job_description(sentence: &str, material: &Material) -> bool {
    let first = sentence.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let first = fold(first);
    material.lexicon.verb(&first).is_some_and(|verb| verb.lemma == first && verb.past != first)
}

/// Who the person is by headline, or latest title, and years of paid experience; the years
/// alone where the own sentences name the headline.
fn standing(material: &Material, pen: &mut Pen, said: &str) -> Option<Claim> {
    let positions = positions_newest_first(material.profile);
    let count = material.compiled.experience_months / 12;
    if count == 0 {
        return None;
    }
    let mut cites: Vec<Citation> = positions.iter().map(|(_, position)| cite(position)).collect();
    let label = material.profile.basics.label.as_ref().filter(|label| label.standing.is_publishable());
    let title = positions.first().and_then(|(_, latest)| latest.value.title.as_deref());
    let headline = label.map(|label| label.value.text.trim()).or(title.map(str::trim))?;
    let role = calm_title(&without_brackets(headline));
    if said.contains(&fold(headline)) {
        let text = format!("{YEARS_ALONE} {} of experience.", years(count));
        return Some(pen.joined(text, Slot::Summary, cites, Vec::new()));
    }
    cites.extend(label.map(cite));
    let text = format!("{role} with {} of experience.", years(count));
    Some(pen.joined(text, Slot::Summary, cites, Vec::new()))
}

/// Where the person works or last worked, and as what before.
fn path(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let positions = positions_newest_first(material.profile);
    let (experience, latest) = positions.first()?;
    let (role, employer) = held(experience, latest, material)?;
    let headline = material.profile.basics.label.as_ref().map(|label| fold(&label.value.text));
    let is_headline = headline.is_some() && headline == latest.value.title.as_deref().map(fold);
    let recency = if latest.value.period.is_current() { "Currently" } else { "Most recently" };
    let mut text = if is_headline {
        format!("{recency} at {employer}")
    } else {
        format!("{recency} {} at {employer}", aside(&role))
    };
    let mut cites = vec![cite(latest)];
    let before = positions.iter().skip(1).find_map(|(experience, position)| {
        let (earlier, place) = held(experience, position, material)?;
        (earlier != role).then_some((earlier, place, position))
    });
    if let Some((earlier, place, position)) = before {
        if place == employer {
            text.push_str(&format!("; before that, {} there", aside(&earlier)));
        } else {
            text.push_str(&format!("; before that, {} at {place}", aside(&earlier)));
        }
        cites.push(cite(position));
    } else if is_headline && positions.len() > 1 {
        // The same work elsewhere is told by the section below.
        return None;
    }
    Some(pen.joined(sentence(&text), Slot::Summary, cites, Vec::new()))
}

/// A position's role with its article, and its employer, as they stand in a sentence.
fn held(experience: &Experience, position: &Item<Position>, material: &Material) -> Option<(String, String)> {
    let title = position.value.title.as_deref().map(str::trim).filter(|title| !title.is_empty())?;
    let employer = experience.employer.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    Some((held_role(title, material.lexicon), named(employer)))
}

/// The skills the posting asks for, as far as they are not said already; others only where
/// nothing else could be said.
fn skills(material: &Material, pen: &mut Pen, said: &str, is_alone: bool) -> Option<Claim> {
    let mut skills: Vec<&Item<Line>> = material
        .profile
        .skills
        .iter()
        .flat_map(|group| &group.value.skills)
        .filter(|skill| material.is_chosen(&skill.id) && !said.contains(&fold(skill.value.text.trim())))
        .filter(|skill| is_alone || material.keyword_count(&skill.id) > 0)
        .collect();
    material.sort_by_worth(&mut skills);
    skills.sort_by_key(|skill| std::cmp::Reverse(material.keyword_count(&skill.id).min(1)));
    skills.truncate(MAX_SKILLS);
    if skills.len() < MIN_SKILLS {
        return None;
    }
    let names: Vec<String> =
        skills.iter().map(|skill| within_sentence(skill.value.text.trim(), material.lexicon)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = format!("Brings skills in {}.", join_list(&names));
    Some(pen.joined(text, Slot::Summary, skills.iter().map(|skill| cite(skill)).collect(), Vec::new()))
}
