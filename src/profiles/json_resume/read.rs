//! A JSON Resume value → [`ProfileContent`]. Under [`super`]; the sections stand in the order
//! of the schema, the small readers for texts, dates and lists in [`super::entry`].

use serde_json::Value;

use super::blank::without_blanks;
use super::entry::{Entry, Reader};
use super::place::Place;
use super::{OWN_KEY, spelling};
use crate::error::{Error, Result};
use crate::language::dates::Period;
use crate::profiles::model::{
    Award, Basics, Certificate, CustomSection, Education, Experience, FactId, Interest, JobPreferences,
    LanguageSkill, Location, NetworkProfile, Position, ProfileContent, Project, Publication, Reference,
    SkillGroup, Volunteering,
};
use crate::profiles::validate::{DATE_ORDER, ends_before_start};

/// Reads a JSON Resume v1 value. `new_id` is given the JSONPath singular query (RFC 9535) of each
/// fact into this very value, such as `$.work[3].highlights[2]`, and must answer with a
/// different id for each. An employer, which is no fact, is named by `$.work[3].name` of its
/// first position.
///
/// Neighbouring `work` entries of the same employer become one [`Experience`] with several
/// positions. Everything read is stated.
///
/// # Errors
/// `Invalid`, with a violation for each place: a known key of the wrong type, a date that cannot
/// be, a text longer than [`MAX_TEXT_CHARS`](crate::profiles::validate::MAX_TEXT_CHARS) or with
/// control characters, more than [`MAX_FACTS`](crate::profiles::validate::MAX_FACTS) facts, no
/// name. At most a hundred places are named.
pub fn parse(value: &Value, new_id: &mut dyn FnMut(&str) -> FactId) -> Result<ProfileContent> {
    let Value::Object(file) = value else {
        return Err(Error::invalid("The profile is not one JSON object. Give a JSON Resume file."));
    };
    let mut reader = Reader::new(new_id);
    let mut root = Entry::new(file.clone(), Place::root());

    let mut content = ProfileContent::default();
    match reader.object(&mut root, "basics") {
        Some(entry) => content.basics = basics(&mut reader, entry),
        None => reader.require_name(&root.place.key("basics")),
    }
    content.experience = experience(&mut reader, &mut root);
    content.volunteering = reader.items(&mut root, "volunteer", volunteering);
    content.education = reader.items(&mut root, "education", education);
    content.awards = reader.items(&mut root, "awards", award);
    content.certificates = reader.items(&mut root, "certificates", certificate);
    content.publications = reader.items(&mut root, "publications", publication);
    content.skills = reader.items(&mut root, "skills", skill_group);
    content.languages = reader.items(&mut root, "languages", language);
    content.interests = reader.items(&mut root, "interests", interest);
    content.references = reader.items(&mut root, "references", reference);
    content.projects = reader.items(&mut root, "projects", project);
    own_key(&mut reader, &mut root, &mut content);
    content.extra = root.rest;

    let violations = reader.finish();
    if violations.is_empty() {
        return Ok(content);
    }
    Err(Error::violations("The profile cannot be read. Correct the places named and try again.", violations))
}

fn basics(reader: &mut Reader, mut entry: Entry) -> Basics {
    let name = reader.line(&mut entry, "name").filter(|name| !name.value.text.trim().is_empty());
    if name.is_none() {
        reader.require_name(&entry.place);
    }
    Basics {
        name,
        label: reader.line(&mut entry, "label"),
        email: reader.line(&mut entry, "email"),
        phone: reader.line(&mut entry, "phone"),
        url: reader.line(&mut entry, "url"),
        image: reader.line(&mut entry, "image"),
        summary: reader.line(&mut entry, "summary"),
        location: reader.object(&mut entry, "location").map(|child| reader.item(child, location)),
        profiles: reader.items(&mut entry, "profiles", network_profile),
        extra: entry.rest,
    }
}

fn location(reader: &mut Reader, mut entry: Entry) -> Location {
    Location {
        address: reader.text(&mut entry, "address"),
        postal_code: reader.text(&mut entry, "postalCode"),
        city: reader.text(&mut entry, "city"),
        region: reader.text(&mut entry, "region"),
        country_code: reader.text(&mut entry, "countryCode"),
        extra: entry.rest,
    }
}

fn network_profile(reader: &mut Reader, mut entry: Entry) -> NetworkProfile {
    NetworkProfile {
        network: reader.text(&mut entry, "network"),
        username: reader.text(&mut entry, "username"),
        url: reader.text(&mut entry, "url"),
        extra: entry.rest,
    }
}

/// Reads `work`, joining neighbours of the same employer. Entries that tell the employer's site
/// or business differently stay apart, so that each comes back as it was.
fn experience(reader: &mut Reader, root: &mut Entry) -> Vec<Experience> {
    let mut employers: Vec<Experience> = Vec::new();
    for mut entry in reader.objects(root, "work") {
        let employer = reader.text(&mut entry, "name");
        let url = reader.text(&mut entry, "url");
        let description = reader.text(&mut entry, "description");
        let name_place = entry.place.key("name");
        let position = reader.item(entry, position);
        match employers.last_mut() {
            Some(last)
                if employer.is_some()
                    && last.employer == employer
                    && last.url == url
                    && last.description == description =>
            {
                last.positions.push(position);
            }
            _ => {
                let id = reader.new_id(&name_place);
                employers.push(Experience { id, employer, url, description, positions: vec![position] });
            }
        }
    }
    employers
}

fn position(reader: &mut Reader, mut entry: Entry) -> Position {
    Position {
        title: reader.text(&mut entry, "position"),
        location: reader.text(&mut entry, "location"),
        period: period(reader, &mut entry),
        summary: reader.text(&mut entry, "summary"),
        highlights: reader.lines(&mut entry, "highlights"),
        extra: entry.rest,
    }
}

fn volunteering(reader: &mut Reader, mut entry: Entry) -> Volunteering {
    Volunteering {
        organization: reader.text(&mut entry, "organization"),
        position: reader.text(&mut entry, "position"),
        url: reader.text(&mut entry, "url"),
        period: period(reader, &mut entry),
        summary: reader.text(&mut entry, "summary"),
        highlights: reader.lines(&mut entry, "highlights"),
        extra: entry.rest,
    }
}

fn education(reader: &mut Reader, mut entry: Entry) -> Education {
    Education {
        institution: reader.text(&mut entry, "institution"),
        url: reader.text(&mut entry, "url"),
        area: reader.text(&mut entry, "area"),
        study_type: reader.text(&mut entry, "studyType"),
        period: period(reader, &mut entry),
        score: reader.text(&mut entry, "score"),
        courses: reader.lines(&mut entry, "courses"),
        extra: entry.rest,
    }
}

fn award(reader: &mut Reader, mut entry: Entry) -> Award {
    Award {
        title: reader.text(&mut entry, "title"),
        awarder: reader.text(&mut entry, "awarder"),
        date: reader.date(&mut entry, "date"),
        summary: reader.text(&mut entry, "summary"),
        extra: entry.rest,
    }
}

fn certificate(reader: &mut Reader, mut entry: Entry) -> Certificate {
    Certificate {
        name: reader.text(&mut entry, "name"),
        issuer: reader.text(&mut entry, "issuer"),
        date: reader.date(&mut entry, "date"),
        url: reader.text(&mut entry, "url"),
        extra: entry.rest,
    }
}

fn publication(reader: &mut Reader, mut entry: Entry) -> Publication {
    Publication {
        name: reader.text(&mut entry, "name"),
        publisher: reader.text(&mut entry, "publisher"),
        release_date: reader.date(&mut entry, "releaseDate"),
        url: reader.text(&mut entry, "url"),
        summary: reader.text(&mut entry, "summary"),
        extra: entry.rest,
    }
}

fn skill_group(reader: &mut Reader, mut entry: Entry) -> SkillGroup {
    SkillGroup {
        name: reader.text(&mut entry, "name"),
        level: reader.text(&mut entry, "level"),
        years: spelling::take_years(&mut entry.rest),
        skills: reader.lines(&mut entry, "keywords"),
        extra: entry.rest,
    }
}

fn language(reader: &mut Reader, mut entry: Entry) -> LanguageSkill {
    LanguageSkill {
        language: reader.text(&mut entry, "language"),
        fluency: reader.text(&mut entry, "fluency"),
        extra: entry.rest,
    }
}

fn interest(reader: &mut Reader, mut entry: Entry) -> Interest {
    Interest {
        name: reader.text(&mut entry, "name"),
        keywords: reader.texts(&mut entry, "keywords"),
        extra: entry.rest,
    }
}

fn reference(reader: &mut Reader, mut entry: Entry) -> Reference {
    Reference {
        name: reader.text(&mut entry, "name"),
        reference: reader.text(&mut entry, "reference"),
        extra: entry.rest,
    }
}

fn project(reader: &mut Reader, mut entry: Entry) -> Project {
    // Only `true` is ours to write again; `false` differs from absence and stays as it was.
    let featured = entry.rest.get("featured") == Some(&Value::Bool(true));
    if featured {
        entry.rest.remove("featured");
    }
    Project {
        name: reader.text(&mut entry, "name"),
        description: reader.text(&mut entry, "description"),
        period: period(reader, &mut entry),
        url: reader.text(&mut entry, "url"),
        roles: reader.texts(&mut entry, "roles"),
        entity: reader.text(&mut entry, "entity"),
        kind: reader.text(&mut entry, "type"),
        keywords: reader.texts(&mut entry, "keywords"),
        highlights: reader.lines(&mut entry, "highlights"),
        featured,
        extra: entry.rest,
    }
}

fn period(reader: &mut Reader, entry: &mut Entry) -> Period {
    let period = Period::new(reader.date(entry, "startDate"), reader.end_date(entry, "endDate"));
    if ends_before_start(&period) {
        reader.refuse(&entry.place.key("endDate"), "date_order", DATE_ORDER);
    }
    period
}

/// Reads what [`to_json`](super::to_json) puts under [`OWN_KEY`]. A value that is no object was
/// not written by this house and stays an unknown key.
fn own_key(reader: &mut Reader, root: &mut Entry, content: &mut ProfileContent) {
    if !root.rest.get(OWN_KEY).is_some_and(Value::is_object) {
        return;
    }
    let Some(mut own) = reader.object(root, OWN_KEY) else { return };
    for entry in reader.objects(&mut own, "sections") {
        let section = section(reader, entry);
        content.sections.push(section);
    }
    if let Some(value) = own.take("preferences") {
        match preferences(value) {
            Some(preferences) => content.preferences = preferences,
            None => {
                reader.refuse_type(&own.place.key("preferences"), "job preferences as JobWise exports them")
            }
        }
    }
    if !own.rest.is_empty() {
        root.rest.insert(OWN_KEY.to_owned(), Value::Object(own.rest));
    }
}

fn section(reader: &mut Reader, mut entry: Entry) -> CustomSection {
    let section = CustomSection {
        id: reader.new_id(&entry.place),
        title: reader.text(&mut entry, "title").unwrap_or_default(),
        items: reader.lines(&mut entry, "items"),
    };
    // A section has no place for more; losing it silently would be worse than refusing it.
    if let Some(key) = entry.rest.keys().next() {
        reader.refuse(&entry.place.key(key), "unknown_key", "A section has a title and items, nothing else.");
    }
    section
}

/// The preferences, unless the value says more than they can hold.
fn preferences(value: Value) -> Option<JobPreferences> {
    let preferences: JobPreferences = serde_json::from_value(value.clone()).ok()?;
    let written = serde_json::to_value(&preferences).ok()?;
    (without_blanks(written) == without_blanks(value)).then_some(preferences)
}
