//! [`ProfileContent`] → a JSON Resume value. Under [`super`]; the mirror of [`super::read`].

use serde_json::{Map, Value};

use super::blank::without_blanks;
use super::{OWN_KEY, spelling};
use crate::language::dates::{PartialDate, Period};
use crate::profiles::model::{
    Award, Basics, Certificate, CustomSection, Education, Experience, Interest, Item, LanguageSkill, Line,
    Location, NetworkProfile, Position, ProfileContent, Project, Publication, Reference, SkillGroup,
    Volunteering,
};

/// Writes a profile as a JSON Resume v1 value: what [`parse`](super::parse) read, and what has
/// changed since. Facts of every standing are written; ids, versions and standings are not, for
/// the format has no place for them. An employer with several positions becomes neighbouring
/// `work` entries again.
pub fn to_json(content: &ProfileContent) -> Value {
    let work = content
        .experience
        .iter()
        .flat_map(|employer| employer.positions.iter().map(move |item| work_entry(employer, &item.value)));
    let mut fields = Fields(content.extra.clone());
    fields.put("basics", basics(&content.basics));
    fields.put("work", work.collect());
    fields.items("volunteer", &content.volunteering, volunteering);
    fields.items("education", &content.education, education);
    fields.items("awards", &content.awards, award);
    fields.items("certificates", &content.certificates, certificate);
    fields.items("publications", &content.publications, publication);
    fields.items("skills", &content.skills, skill_group);
    fields.items("languages", &content.languages, language);
    fields.items("interests", &content.interests, interest);
    fields.items("references", &content.references, reference);
    fields.items("projects", &content.projects, project);
    own_key(&mut fields, content);
    fields.done()
}

fn basics(basics: &Basics) -> Value {
    let mut fields = Fields(basics.extra.clone());
    fields.line("name", &basics.name);
    fields.line("label", &basics.label);
    fields.line("image", &basics.image);
    fields.line("email", &basics.email);
    fields.line("phone", &basics.phone);
    fields.line("url", &basics.url);
    fields.line("summary", &basics.summary);
    fields.put("location", basics.location.as_ref().map_or(Value::Null, |item| location(&item.value)));
    fields.items("profiles", &basics.profiles, network_profile);
    fields.done()
}

fn location(location: &Location) -> Value {
    let mut fields = Fields(location.extra.clone());
    fields.text("address", &location.address);
    fields.text("postalCode", &location.postal_code);
    fields.text("city", &location.city);
    fields.text("countryCode", &location.country_code);
    fields.text("region", &location.region);
    fields.done()
}

fn network_profile(profile: &NetworkProfile) -> Value {
    let mut fields = Fields(profile.extra.clone());
    fields.text("network", &profile.network);
    fields.text("username", &profile.username);
    fields.text("url", &profile.url);
    fields.done()
}

fn work_entry(employer: &Experience, position: &Position) -> Value {
    let mut fields = Fields(position.extra.clone());
    fields.text("name", &employer.employer);
    fields.text("url", &employer.url);
    fields.text("description", &employer.description);
    fields.text("position", &position.title);
    fields.text("location", &position.location);
    fields.period(&position.period);
    fields.text("summary", &position.summary);
    fields.lines("highlights", &position.highlights);
    fields.done()
}

fn volunteering(volunteering: &Volunteering) -> Value {
    let mut fields = Fields(volunteering.extra.clone());
    fields.text("organization", &volunteering.organization);
    fields.text("position", &volunteering.position);
    fields.text("url", &volunteering.url);
    fields.period(&volunteering.period);
    fields.text("summary", &volunteering.summary);
    fields.lines("highlights", &volunteering.highlights);
    fields.done()
}

fn education(education: &Education) -> Value {
    let mut fields = Fields(education.extra.clone());
    fields.text("institution", &education.institution);
    fields.text("url", &education.url);
    fields.text("area", &education.area);
    fields.text("studyType", &education.study_type);
    fields.period(&education.period);
    fields.text("score", &education.score);
    fields.lines("courses", &education.courses);
    fields.done()
}

fn award(award: &Award) -> Value {
    let mut fields = Fields(award.extra.clone());
    fields.text("title", &award.title);
    fields.date("date", award.date);
    fields.text("awarder", &award.awarder);
    fields.text("summary", &award.summary);
    fields.done()
}

fn certificate(certificate: &Certificate) -> Value {
    let mut fields = Fields(certificate.extra.clone());
    fields.text("name", &certificate.name);
    fields.date("date", certificate.date);
    fields.text("url", &certificate.url);
    fields.text("issuer", &certificate.issuer);
    fields.done()
}

fn publication(publication: &Publication) -> Value {
    let mut fields = Fields(publication.extra.clone());
    fields.text("name", &publication.name);
    fields.text("publisher", &publication.publisher);
    fields.date("releaseDate", publication.release_date);
    fields.text("url", &publication.url);
    fields.text("summary", &publication.summary);
    fields.done()
}

fn skill_group(group: &SkillGroup) -> Value {
    let mut fields = Fields(group.extra.clone());
    fields.text("name", &group.name);
    fields.text("level", &group.level);
    spelling::put_years(&mut fields.0, group.years);
    fields.lines("keywords", &group.skills);
    fields.done()
}

fn language(language: &LanguageSkill) -> Value {
    let mut fields = Fields(language.extra.clone());
    fields.text("language", &language.language);
    fields.text("fluency", &language.fluency);
    fields.done()
}

fn interest(interest: &Interest) -> Value {
    let mut fields = Fields(interest.extra.clone());
    fields.text("name", &interest.name);
    fields.texts("keywords", &interest.keywords);
    fields.done()
}

fn reference(reference: &Reference) -> Value {
    let mut fields = Fields(reference.extra.clone());
    fields.text("name", &reference.name);
    fields.text("reference", &reference.reference);
    fields.done()
}

fn project(project: &Project) -> Value {
    let mut fields = Fields(project.extra.clone());
    fields.text("name", &project.name);
    fields.text("description", &project.description);
    fields.lines("highlights", &project.highlights);
    fields.texts("keywords", &project.keywords);
    fields.period(&project.period);
    fields.text("url", &project.url);
    fields.texts("roles", &project.roles);
    fields.text("entity", &project.entity);
    fields.text("type", &project.kind);
    if project.featured {
        fields.put("featured", Value::Bool(true));
    }
    fields.done()
}

/// Writes what JSON Resume has no place for beside the unknown keys kept under [`OWN_KEY`].
fn own_key(fields: &mut Fields, content: &ProfileContent) {
    let preferences = serde_json::to_value(&content.preferences).map_or(Value::Null, without_blanks);
    let has_preferences = preferences.as_object().is_some_and(|preferences| !preferences.is_empty());
    if content.sections.is_empty() && !has_preferences {
        return;
    }
    let mut own = match fields.0.remove(OWN_KEY) {
        Some(Value::Object(kept)) => Fields(kept),
        _ => Fields(Map::new()),
    };
    own.put("sections", content.sections.iter().map(section).collect());
    own.put("preferences", preferences);
    fields.put(OWN_KEY, own.done());
}

fn section(section: &CustomSection) -> Value {
    let mut fields = Fields(Map::new());
    fields.put("title", Value::String(section.title.clone()));
    fields.lines("items", &section.items);
    fields.done()
}

/// The fields of an object being written, begun with the unknown keys kept for it.
struct Fields(Map<String, Value>);

impl Fields {
    /// Writes a value; one that says nothing is left out.
    fn put(&mut self, key: &str, value: Value) {
        let says_something = match &value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            Value::Bool(_) | Value::Number(_) => true,
        };
        spelling::put(&mut self.0, key, says_something.then_some(value));
    }

    fn text(&mut self, key: &str, text: &Option<String>) {
        self.put(key, text.clone().map_or(Value::Null, Value::String));
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        self.put(key, texts.iter().cloned().map(Value::String).collect());
    }

    fn line(&mut self, key: &str, line: &Option<Item<Line>>) {
        self.put(key, line.as_ref().map_or(Value::Null, |item| Value::String(item.value.text.clone())));
    }

    fn lines(&mut self, key: &str, lines: &[Item<Line>]) {
        self.put(key, lines.iter().map(|item| Value::String(item.value.text.clone())).collect());
    }

    fn items<T>(&mut self, key: &str, items: &[Item<T>], write: fn(&T) -> Value) {
        self.put(key, items.iter().map(|item| write(&item.value)).collect());
    }

    fn date(&mut self, key: &str, date: Option<PartialDate>) {
        spelling::put_date(&mut self.0, key, date);
    }

    fn period(&mut self, period: &Period) {
        self.date("startDate", period.start);
        self.date("endDate", period.end);
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}
