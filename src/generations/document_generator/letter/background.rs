//! What a letter says of the person beside single deeds: standing, skills, degrees,
//! certificates and languages.

use crate::factcheck::model::{Citation, Claim, Slot};
use crate::generations::chronology::{is_over, positions_newest_first, sort_newest_first};
use crate::generations::document_generator::headers::names_area;
use crate::generations::document_generator::material::{Material, Pen, cite};
use crate::generations::document_generator::phrases::{
    article, aside, held_role, join_list, named, within_sentence, years_in_words,
};
use crate::language::tokens::fold;
use crate::profiles::model::{Education, Item, Line};

/// Skills named at most.
const MAX_SKILLS: usize = 5;
/// Certificates and languages named at most.
const MAX_CREDENTIALS: usize = 3;
/// Positions named at most that the letter tells nothing else of.
const MAX_POSITIONS: usize = 2;
/// Courses named at most, and their words: a longer one is a description.
const MAX_COURSES: usize = 3;
const MAX_COURSE_WORDS: usize = 5;

/// The present position: the person's strongest true tie. The years stand in a sentence of
/// their own, for they rest on every position, and what names an employer must rest on work
/// done there.
pub fn standing(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let positions = positions_newest_first(material.profile);
    let (experience, latest) = positions.first()?;
    let title = latest.value.title.as_deref().map(str::trim).filter(|title| !title.is_empty())?;
    let employer = experience.employer.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    let recency =
        if latest.value.period.is_current() { "I currently work" } else { "Most recently, I worked" };
    let role = held_role(title, material.lexicon);
    let employer = named(employer);
    // A title with a comma comes last: "at Grove Clinic as a Nurse, Telemetry".
    let text = if role.contains(',') {
        format!("{recency} at {employer} as {role}.")
    } else {
        format!("{recency} as {role} at {employer}.")
    };
    Some(pen.joined(text, Slot::Letter, vec![cite(latest)], Vec::new()))
}

/// The years in all, and the skills the posting names and the profile has.
pub fn years_and_skills(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let mut skills: Vec<&Item<Line>> = material
        .profile
        .skills
        .iter()
        .flat_map(|group| &group.value.skills)
        .filter(|skill| is_asked(material, skill))
        .collect();
    material.sort_by_worth(&mut skills);
    skills.truncate(MAX_SKILLS);
    let count = material.compiled.experience_months / 12;
    let listed = list_skills(&skills, material);
    let years = years_in_words(count);
    let text = match (count > 0, skills.len()) {
        (true, 0) => format!("I bring {years} of experience."),
        (true, 1) => {
            format!("I bring {years} of experience, and {listed}, which you ask for, is among my skills.")
        }
        (true, _) => format!("I bring {years} of experience and skills you ask for: {listed}."),
        (false, 0) => return None,
        (false, 1) => format!("Of the skills you ask for, I bring {listed}."),
        (false, _) => format!("I bring skills you ask for: {listed}."),
    };
    let positions = positions_newest_first(material.profile);
    let positions = positions.iter().filter(|_| count > 0).map(|(_, position)| cite(position));
    let cites = positions.chain(skills.iter().map(|skill| cite(skill))).collect();
    Some(pen.joined(text, Slot::Letter, cites, Vec::new()))
}

fn list_skills(skills: &[&Item<Line>], material: &Material) -> String {
    let names: Vec<String> =
        skills.iter().map(|skill| within_sentence(skill.value.text.trim(), material.lexicon)).collect();
    join_list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The newest degree, and the certificates and languages the posting asks for.
pub fn learned(material: &Material, pen: &mut Pen) -> Vec<Claim> {
    let mut claims: Vec<Claim> = degree(material, pen).into_iter().collect();
    claims.extend(certificates(material, pen, true));
    claims.extend(languages(material, pen, true));
    claims
}

/// What else can truly be said where a letter is short, the likeliest to matter first.
pub fn more(material: &Material, pen: &mut Pen) -> Vec<Claim> {
    let mut claims: Vec<Claim> = courses(material, pen).into_iter().collect();
    claims.extend(other_skills(material, pen));
    claims.extend(certificates(material, pen, false));
    claims.extend(languages(material, pen, false));
    claims.extend(awards(material, pen));
    claims
}

/// Skills the posting does not name, where none that it names could be told either.
fn other_skills(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let mut skills: Vec<&Item<Line>> = material
        .profile
        .skills
        .iter()
        .flat_map(|group| &group.value.skills)
        .filter(|skill| material.scored(&skill.id).is_some() && !is_asked(material, skill))
        .collect();
    material.sort_by_worth(&mut skills);
    skills.truncate(MAX_SKILLS);
    if skills.is_empty() {
        return None;
    }
    let other = if has_asked_skill(material) { "other " } else { "" };
    let text = format!("My {other}skills include {}.", list_skills(&skills, material));
    Some(pen.joined(text, Slot::Letter, skills.iter().map(|skill| cite(skill)).collect(), Vec::new()))
}

fn has_asked_skill(material: &Material) -> bool {
    let mut skills = material.profile.skills.iter().flat_map(|group| &group.value.skills);
    skills.any(|skill| is_asked(material, skill))
}

/// Whether the posting asks for the skill by name.
fn is_asked(material: &Material, skill: &Item<Line>) -> bool {
    material.keyword_count(&skill.id) > 0 && material.is_named_by_posting(&skill.value.text)
}

fn awards(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let items = material.profile.awards.iter().filter(|item| material.scored(&item.id).is_some());
    let (names, cites): (Vec<&str>, Vec<Citation>) = items
        .filter_map(|item| Some((item.value.title.as_deref()?.trim(), cite(item))))
        .filter(|(name, _)| !name.is_empty())
        .take(MAX_CREDENTIALS)
        .unzip();
    let text = format!("My awards include {}.", join_list(&names));
    (!names.is_empty()).then(|| pen.joined(text, Slot::Letter, cites, Vec::new()))
}

/// Positions the letter has not spoken of, the newest first.
pub fn other_positions(material: &Material, pen: &mut Pen, told: &[Citation]) -> Option<Claim> {
    let positions = positions_newest_first(material.profile);
    let (roles, cites): (Vec<String>, Vec<Citation>) = positions
        .iter()
        .skip(1)
        .filter(|(_, position)| told.iter().all(|citation| citation.fact != position.id))
        .filter_map(|(experience, position)| {
            let title = position.value.title.as_deref().map(str::trim).filter(|title| !title.is_empty())?;
            let employer = experience.employer.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
            let role = aside(&held_role(title, material.lexicon));
            Some((format!("as {role} at {}", named(employer)), cite(position)))
        })
        .take(MAX_POSITIONS)
        .unzip();
    let text = format!("I have also worked {}.", roles.join(" and "));
    (!roles.is_empty()).then(|| pen.joined(text, Slot::Letter, cites, Vec::new()))
}

/// Courses of the newest finished degree, those the posting asks for first.
fn courses(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let degree = newest_degree(material)?;
    let mut courses: Vec<&Item<Line>> =
        degree.value.courses.iter().filter(|course| material.scored(&course.id).is_some()).collect();
    material.sort_by_worth(&mut courses);
    courses.truncate(MAX_COURSES);
    let names: Vec<&str> = courses.iter().map(|course| course.value.text.trim()).collect();
    if names.is_empty() || names.iter().any(|name| name.split_whitespace().count() > MAX_COURSE_WORDS) {
        return None;
    }
    let cites = [cite(degree)].into_iter().chain(courses.iter().map(|course| cite(course))).collect();
    let text = format!("My degree included {}.", join_list(&names));
    Some(pen.joined(text, Slot::Letter, cites, Vec::new()))
}

/// The newest finished degree that names what it is.
fn newest_degree<'a>(material: &Material<'a>) -> Option<&'a Item<Education>> {
    let mut degrees: Vec<&Item<Education>> =
        material.profile.education.iter().filter(|degree| material.scored(&degree.id).is_some()).collect();
    sort_newest_first(&mut degrees, |degree| degree.period);
    degrees
        .into_iter()
        .find(|degree| is_over(&degree.value.period, material.run.today) && degree.value.study_type.is_some())
}

/// The newest finished degree.
fn degree(material: &Material, pen: &mut Pen) -> Option<Claim> {
    let degree = newest_degree(material)?;
    let study_type = degree.value.study_type.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
    let mut text = format!("I hold {} {study_type}", article(study_type));
    let area = degree.value.area.as_deref().map(str::trim);
    if let Some(area) = area.filter(|area| !area.is_empty() && !names_area(study_type, area)) {
        text.push_str(&format!(" in {area}"));
    }
    let school = degree.value.institution.as_deref().map(str::trim).filter(|school| !school.is_empty());
    if let Some(school) = school {
        text.push_str(&format!(" from {}", named(school)));
    }
    text.push('.');
    Some(pen.joined(text, Slot::Letter, vec![cite(degree)], Vec::new()))
}

fn certificates(material: &Material, pen: &mut Pen, is_asked: bool) -> Option<Claim> {
    let mut items: Vec<_> = material
        .profile
        .certificates
        .iter()
        .filter(|item| material.scored(&item.id).is_some())
        .filter(|item| (material.keyword_count(&item.id) > 0) == is_asked)
        .collect();
    material.sort_by_worth(&mut items);
    items.truncate(MAX_CREDENTIALS);
    let (names, cites): (Vec<&str>, Vec<Citation>) = items
        .iter()
        .filter_map(|item| Some((item.value.name.as_deref()?.trim(), cite(item))))
        .filter(|(name, _)| !name.is_empty())
        .unzip();
    if names.is_empty() {
        return None;
    }
    let text = format!("My credentials include {}.", join_list(&names));
    Some(pen.joined(text, Slot::Letter, cites, Vec::new()))
}

/// "Native speaker" loses its capital, "B2" and "CEFR C1" keep theirs.
fn level_within_sentence(level: &str) -> String {
    let mut chars = level.chars();
    let is_word =
        chars.next().is_some_and(char::is_uppercase) && chars.clone().next().is_some_and(char::is_lowercase);
    if is_word {
        level.chars().take(1).flat_map(char::to_lowercase).chain(chars).collect()
    } else {
        level.to_owned()
    }
}

fn languages(material: &Material, pen: &mut Pen, is_asked: bool) -> Option<Claim> {
    let mut items: Vec<_> = material
        .profile
        .languages
        .iter()
        .filter(|item| material.scored(&item.id).is_some())
        .filter(|item| (material.keyword_count(&item.id) > 0) == is_asked)
        // The letter itself shows that.
        .filter(|item| item.value.language.as_deref().map(fold).as_deref() != Some("english"))
        .collect();
    items.truncate(MAX_CREDENTIALS);
    let (names, cites): (Vec<String>, Vec<Citation>) = items
        .iter()
        .filter_map(|item| {
            let language = item.value.language.as_deref()?.trim();
            let fluency = item.value.fluency.as_deref().map(str::trim).filter(|level| !level.is_empty());
            let said = fluency.map_or_else(
                || language.to_owned(),
                |level| format!("{language} ({})", level_within_sentence(level)),
            );
            Some((said, cite(item)))
        })
        .unzip();
    if names.is_empty() {
        return None;
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = format!("I speak {}.", join_list(&names));
    Some(pen.joined(text, Slot::Letter, cites, Vec::new()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generations::model::{GenerationInput, GenerationOptions};
    use crate::generations::profile_compiler;
    use crate::jobs::analysis::analyze;
    use crate::jobs::posting;
    use crate::language::lexicon::Lexicon;
    use crate::profiles::json_resume;
    use chrono::NaiveDate;

    fn asked(skills: &str, posting: &str) -> String {
        let profile = format!(
            r#"{{ "basics": {{ "name": "Ivo Brandt" }}, "skills": [{{ "name": "Tools", "keywords": {skills} }}] }}"#
        );
        let run = GenerationInput::new(
            json_resume::from_slice(profile.as_bytes(), &mut json_resume::path_ids()).expect("a profile"),
            posting::read(posting).expect("a posting"),
            GenerationOptions::default(),
            NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day"),
        );
        let lexicon = Lexicon::built_in();
        let analysis = analyze(&run.posting, lexicon);
        let compiled = profile_compiler::compile(&run, &analysis, lexicon);
        let material = Material::new(&run, &analysis, &compiled, lexicon);
        years_and_skills(&material, &mut Pen::default()).map(|claim| claim.text).unwrap_or_default()
    }

    #[test]
    fn a_skill_is_asked_for_only_where_the_posting_names_it() {
        let posting = "Analyst\nOak Ledger\n\nRequirements\n- Experience with Oracle and statistics\n- Postgres in production\n";
        let said = asked(r#"["IBM SPSS Statistics", "Oracle PL/SQL", "Oracle", "PostgreSQL"]"#, posting);
        assert!(said.contains("Oracle") && said.contains("PostgreSQL"), "{said}");
        assert!(!said.contains("SPSS") && !said.contains("PL/SQL"), "{said}");
        assert_eq!(asked(r#"["IBM SPSS Statistics"]"#, posting), "");
    }
}
