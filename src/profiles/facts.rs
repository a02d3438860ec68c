//! The profile as a flat list of facts, as the later stages read it. In the profiles room; pure.

use super::model::{
    Award, Basics, Certificate, CustomSection, Education, Experience, Fact, FactId, FactKind, Interest, Item,
    LanguageSkill, Line, Location, NetworkProfile, Position, ProfileContent, Project, Publication, Reference,
    SkillGroup, Volunteering,
};
use crate::language::dates::{PartialDate, Period};

/// The highest number that is taken to be a grade point average.
const HIGHEST_GRADE_POINT: f32 = 10.0;

/// Lists every fact of a profile in print order, of every standing: basics, experience, projects,
/// education, skills, certificates, languages, publications, awards, volunteering, interests,
/// references, own sections. A line follows the entry it belongs to.
///
/// An entry's text is its own fields joined to be read by a person: "Senior Software Engineer,
/// Larkfield Freight, Columbus, OH, 2022-04 – present. Back-end work …". An entry without words
/// of its own, such as a nameless group of skills, is no fact; its lines are, and still name it.
/// The photograph is no statement and is not listed.
pub fn list_facts(content: &ProfileContent) -> Vec<Fact> {
    let mut list = FactList::default();
    list.basics(&content.basics);
    for employer in &content.experience {
        for item in &employer.positions {
            list.with_lines(
                item,
                FactKind::Position,
                position_text(employer, &item.value),
                item.value.period,
                FactKind::Highlight,
                &item.value.highlights,
            );
        }
    }
    for item in &content.projects {
        let project = &item.value;
        list.with_lines(
            item,
            FactKind::Project,
            project_text(project),
            project.period,
            FactKind::Highlight,
            &project.highlights,
        );
    }
    for item in &content.education {
        let education = &item.value;
        list.with_lines(
            item,
            FactKind::Education,
            education_text(education),
            education.period,
            FactKind::Course,
            &education.courses,
        );
    }
    for item in &content.skills {
        list.with_lines(
            item,
            FactKind::SkillGroup,
            skill_group_text(&item.value),
            Period::default(),
            FactKind::Skill,
            &item.value.skills,
        );
    }
    list.entries(&content.certificates, FactKind::Certificate, certificate_text, |value| on(value.date));
    list.entries(&content.languages, FactKind::Language, language_text, |_| Period::default());
    list.entries(&content.publications, FactKind::Publication, publication_text, |value| {
        on(value.release_date)
    });
    list.entries(&content.awards, FactKind::Award, award_text, |value| on(value.date));
    for item in &content.volunteering {
        let volunteering = &item.value;
        list.with_lines(
            item,
            FactKind::Volunteering,
            volunteering_text(volunteering),
            volunteering.period,
            FactKind::Highlight,
            &volunteering.highlights,
        );
    }
    list.entries(&content.interests, FactKind::Interest, interest_text, |_| Period::default());
    list.entries(&content.references, FactKind::Reference, reference_text, |_| Period::default());
    for section in &content.sections {
        list.section(section);
    }
    list.facts
}

/// The fact of that id.
pub fn find<'f>(facts: &'f [Fact], id: &FactId) -> Option<&'f Fact> {
    facts.iter().find(|fact| fact.id == *id)
}

/// The facts a document may rest on: those stated or confirmed.
pub fn publishable(facts: &[Fact]) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(|fact| fact.standing.is_publishable())
}

/// A period as it reads within a fact: `2019-09 – 2022-03`, `2022-04 – present`, `2019`.
pub fn period_text(period: &Period) -> String {
    match (period.start, period.end) {
        (Some(start), Some(end)) if start == end => start.to_string(),
        (Some(start), Some(end)) => format!("{start} – {end}"),
        (Some(start), None) => format!("{start} – present"),
        (None, Some(end)) => end.to_string(),
        (None, None) => String::new(),
    }
}

/// A grade as it reads: a number alone says too little beside the name of a school. JSON Resume
/// keeps a grade point average there ("3.67/4.0"), which is at most 10; a higher number is a grade
/// of another scale. Words such as "First-class honours" and marks such as "2:1" stay as they are.
pub fn grade_text(score: &str) -> String {
    let score = score.trim();
    let number =
        |part: &str| part.trim().replace(',', ".").parse::<f32>().ok().filter(|value| value.is_finite());
    let (value, scale) = score.split_once('/').unwrap_or((score, score));
    match (number(value), number(scale)) {
        (Some(_), Some(scale)) if scale <= HIGHEST_GRADE_POINT => format!("GPA {score}"),
        (Some(_), Some(_)) => format!("Grade {score}"),
        _ if score.strip_suffix('%').and_then(number).is_some() => format!("Grade {score}"),
        _ => score.to_owned(),
    }
}

#[derive(Default)]
struct FactList {
    facts: Vec<Fact>,
}

impl FactList {
    fn basics(&mut self, basics: &Basics) {
        self.basic(&basics.name, FactKind::Name);
        self.basic(&basics.label, FactKind::Label);
        if let Some(item) = &basics.location {
            self.push(item, FactKind::Location, location_text(&item.value), None, Period::default());
        }
        self.basic(&basics.email, FactKind::Email);
        self.basic(&basics.phone, FactKind::Phone);
        self.basic(&basics.url, FactKind::Link);
        self.entries(&basics.profiles, FactKind::Link, network_profile_text, |_| Period::default());
        self.basic(&basics.summary, FactKind::Summary);
    }

    fn basic(&mut self, item: &Option<Item<Line>>, kind: FactKind) {
        if let Some(item) = item {
            self.push(item, kind, item.value.text.trim().to_owned(), None, Period::default());
        }
    }

    fn section(&mut self, section: &CustomSection) {
        for line in &section.items {
            let text = line.value.text.trim().to_owned();
            self.push(line, FactKind::Custom, text, Some(&section.id), Period::default());
        }
    }

    fn entries<T>(
        &mut self,
        items: &[Item<T>],
        kind: FactKind,
        text: fn(&T) -> String,
        period: fn(&T) -> Period,
    ) {
        for item in items {
            self.push(item, kind, text(&item.value), None, period(&item.value));
        }
    }

    fn with_lines<T>(
        &mut self,
        item: &Item<T>,
        kind: FactKind,
        text: String,
        period: Period,
        line_kind: FactKind,
        lines: &[Item<Line>],
    ) {
        self.push(item, kind, text, None, period);
        for line in lines {
            self.push(line, line_kind, line.value.text.trim().to_owned(), Some(&item.id), period);
        }
    }

    fn push<T>(
        &mut self,
        item: &Item<T>,
        kind: FactKind,
        text: String,
        entry: Option<&FactId>,
        period: Period,
    ) {
        if text.is_empty() {
            return;
        }
        self.facts.push(Fact {
            id: item.id.clone(),
            version: item.version,
            kind,
            standing: item.standing,
            text,
            entry: entry.cloned(),
            period,
            source: item.source,
        });
    }
}

fn position_text(employer: &Experience, position: &Position) -> String {
    let heading = join(&[
        text(&position.title),
        text(&employer.employer),
        text(&position.location),
        &period_text(&position.period),
    ]);
    sentences(&[&heading, text(&employer.description), text(&position.summary)])
}

fn project_text(project: &Project) -> String {
    let roles = project.roles.join(", ");
    let heading = join(&[
        text(&project.name),
        text(&project.kind),
        &roles,
        text(&project.entity),
        &period_text(&project.period),
    ]);
    sentences(&[&heading, text(&project.description), &project.keywords.join(", ")])
}

fn education_text(education: &Education) -> String {
    let degree = match (text(&education.study_type), text(&education.area)) {
        ("", area) => area.to_owned(),
        (study_type, "") => study_type.to_owned(),
        (study_type, area) => format!("{study_type} in {area}"),
    };
    let heading = join(&[&degree, text(&education.institution), &period_text(&education.period)]);
    sentences(&[&heading, &grade_text(text(&education.score))])
}

fn skill_group_text(group: &SkillGroup) -> String {
    let years = match group.years {
        Some(1.0) => "1 year".to_owned(),
        Some(years) => format!("{years} years"),
        None => String::new(),
    };
    join(&[text(&group.name), text(&group.level), &years])
}

fn certificate_text(certificate: &Certificate) -> String {
    join(&[text(&certificate.name), text(&certificate.issuer), &date_text(certificate.date)])
}

fn language_text(language: &LanguageSkill) -> String {
    join(&[text(&language.language), text(&language.fluency)])
}

fn publication_text(publication: &Publication) -> String {
    let heading =
        join(&[text(&publication.name), text(&publication.publisher), &date_text(publication.release_date)]);
    sentences(&[&heading, text(&publication.summary)])
}

fn award_text(award: &Award) -> String {
    sentences(&[
        &join(&[text(&award.title), text(&award.awarder), &date_text(award.date)]),
        text(&award.summary),
    ])
}

fn volunteering_text(volunteering: &Volunteering) -> String {
    let heading = join(&[
        text(&volunteering.position),
        text(&volunteering.organization),
        &period_text(&volunteering.period),
    ]);
    sentences(&[&heading, text(&volunteering.summary)])
}

fn interest_text(interest: &Interest) -> String {
    named(text(&interest.name), &interest.keywords.join(", "))
}

fn reference_text(reference: &Reference) -> String {
    named(text(&reference.name), text(&reference.reference))
}

fn network_profile_text(profile: &NetworkProfile) -> String {
    let address = match text(&profile.url) {
        "" => text(&profile.username),
        url => url,
    };
    named(text(&profile.network), address)
}

fn location_text(location: &Location) -> String {
    join(&[
        text(&location.address),
        text(&location.city),
        text(&location.region),
        text(&location.postal_code),
        text(&location.country_code),
    ])
}

fn on(date: Option<PartialDate>) -> Period {
    Period::new(date, date)
}

fn date_text(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn text(field: &Option<String>) -> &str {
    field.as_deref().unwrap_or_default().trim()
}

/// "name: words", or the one of the two that is there.
fn named(name: &str, words: &str) -> String {
    match (name, words) {
        ("", only) | (only, "") => only.to_owned(),
        (name, words) => format!("{name}: {words}"),
    }
}

/// The parts that say something, with commas between.
fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The parts that say something, each but the last ended like a sentence.
fn sentences(parts: &[&str]) -> String {
    let mut joined = String::new();
    for part in parts.iter().copied().filter(|part| !part.is_empty()) {
        if !joined.is_empty() {
            joined.push_str(if joined.ends_with(['.', '!', '?']) { " " } else { ". " });
        }
        joined.push_str(part);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::grade_text;

    #[test]
    fn a_number_alone_is_called_what_it_is_a_grade_of() {
        let check = |score: &str, text: &str| assert_eq!(grade_text(score), text);
        check("3.7", "GPA 3.7");
        check(" 3.67/4.0 ", "GPA 3.67/4.0");
        check("3,7", "GPA 3,7");
        check("8.9 / 10", "GPA 8.9 / 10");
        check("87", "Grade 87");
        check("15/20", "Grade 15/20");
        check("87%", "Grade 87%");
        for words in ["", "GPA 3.8", "First-class honours", "2:1", "A/B", "3.7 (magna cum laude)"] {
            check(words, words);
        }
    }
}
