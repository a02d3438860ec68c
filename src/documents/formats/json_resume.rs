//! JSON Resume v1.0.0 of what a résumé prints, and of nothing else: <https://jsonresume.org/schema>.
//!
//! What the schema has no place for, sections of the person's own, stands under the key `jobwise`,
//! as in the profiles this house writes.

use serde::{Serialize, Serializer};

use super::flow::language_tag;
use crate::documents::model::BlockKind;
use crate::documents::printed::{Printed, PrintedEntry, PrintedSection};
use crate::language::dates::PartialDate;

const SCHEMA: &str = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// Writes a résumé as JSON Resume, with keys in the order of the schema.
pub fn write(printed: &Printed) -> Vec<u8> {
    let section = |kind: BlockKind| printed.sections.iter().filter(move |section| section.kind == kind);
    let list = |kind: BlockKind, entry: fn(&PrintedEntry) -> Fields| -> Json {
        Json::List(section(kind).flat_map(|it| &it.entries).map(|it| Json::Object(entry(it))).collect())
    };
    let own: Vec<Json> =
        section(BlockKind::Custom).map(|section| Json::Object(own_section(section))).collect();
    let resume = Fields::default()
        .text("$schema", SCHEMA)
        .put("basics", Json::Object(basics(printed)))
        .put("work", list(BlockKind::Experience, work))
        .put("volunteer", list(BlockKind::Volunteering, volunteer))
        .put("education", list(BlockKind::Education, education))
        .put("awards", list(BlockKind::Awards, award))
        .put("certificates", list(BlockKind::Certificates, certificate))
        .put("publications", list(BlockKind::Publications, publication))
        .put("skills", list(BlockKind::Skills, skill))
        .put("languages", list(BlockKind::Languages, language))
        .put("projects", list(BlockKind::Projects, project))
        .put(
            "meta",
            Json::Object(Fields::default().text("version", "v1.0.0").text("language", language_tag(printed))),
        )
        .put("jobwise", Json::Object(Fields::default().put("sections", Json::List(own))));
    let mut bytes = serde_json::to_vec_pretty(&resume).expect("texts and lists are JSON");
    bytes.push(b'\n');
    bytes
}

fn basics(printed: &Printed) -> Fields {
    let contact = |kind: &'static str| printed.contacts.iter().filter(move |contact| contact.kind == kind);
    let email = contact("email").find(|email| !email.target.is_empty());
    let phone = contact("phone").next();
    let place = contact("location").next();
    let summaries = printed.sections.iter().filter(|section| section.kind == BlockKind::Summary);
    let summary: Vec<&str> =
        summaries.flat_map(|it| &it.entries).flat_map(|it| &it.claims).map(String::as_str).collect();
    let mut links = contact("link").filter(|link| !link.target.is_empty());
    let first = links.next();
    let others = links.map(|link| Json::Object(Fields::default().text("url", &link.target)));
    // What is printed as a link or mail address and is none has no other place in the schema.
    let no_addresses = printed
        .contacts
        .iter()
        .filter(|contact| matches!(contact.kind, "link" | "email") && contact.target.is_empty());
    let others =
        others.chain(no_addresses.map(|link| Json::Object(Fields::default().text("username", &link.text))));
    let city = Fields::default().text("city", place.map_or("", |place| &place.text));
    Fields::default()
        .text("name", &printed.name)
        .text("label", &printed.label)
        .text("email", email.map_or("", |email| &email.text))
        .text("phone", phone.map_or("", |phone| &phone.text))
        .text("url", first.map_or("", |link| &link.target))
        .text("summary", &summary.join(" "))
        .put("location", Json::Object(city))
        .put("profiles", Json::List(others.collect()))
}

fn work(entry: &PrintedEntry) -> Fields {
    period(Fields::default().text("name", &entry.organisation).text("position", &entry.title), entry)
        .text("location", &entry.location)
        .address(entry)
        .texts("highlights", &entry.claims)
}

fn volunteer(entry: &PrintedEntry) -> Fields {
    period(Fields::default().text("organization", &entry.organisation).text("position", &entry.title), entry)
        .text("location", &entry.location)
        .address(entry)
        .texts("highlights", &entry.claims)
}

fn education(entry: &PrintedEntry) -> Fields {
    period(Fields::default().text("institution", &entry.organisation).text("studyType", &entry.title), entry)
        .text("location", &entry.location)
        .address(entry)
        .text("score", &entry.detail)
        .texts("courses", &entry.claims)
}

fn award(entry: &PrintedEntry) -> Fields {
    Fields::default()
        .text("title", &entry.title)
        .date("date", single(entry))
        .text("awarder", &entry.organisation)
        .text("summary", &entry.claims.join(" "))
}

fn certificate(entry: &PrintedEntry) -> Fields {
    Fields::default()
        .text("name", &entry.title)
        .date("date", single(entry))
        .text("issuer", &entry.organisation)
        .address(entry)
        .text("summary", &entry.claims.join(" "))
}

fn publication(entry: &PrintedEntry) -> Fields {
    Fields::default()
        .text("name", &entry.title)
        .text("publisher", &entry.organisation)
        .date("releaseDate", single(entry))
        .address(entry)
        .text("summary", &entry.claims.join(" "))
}

fn skill(entry: &PrintedEntry) -> Fields {
    Fields::default().text("name", &entry.title).text("level", &entry.detail).texts("keywords", &entry.claims)
}

fn language(entry: &PrintedEntry) -> Fields {
    Fields::default().text("language", &entry.title).text("fluency", &entry.detail)
}

fn project(entry: &PrintedEntry) -> Fields {
    period(Fields::default().text("name", &entry.title), entry)
        .text("entity", &entry.organisation)
        .text("location", &entry.location)
        .address(entry)
        .texts("highlights", &entry.claims)
}

/// A section of the person's own: its title and its lines.
fn own_section(section: &PrintedSection) -> Fields {
    let lines = section.entries.iter().flat_map(|entry| {
        let PrintedEntry { title, organisation, location, detail, address, dates, .. } = entry;
        let head: Vec<&str> = [title, organisation, location, detail, address, dates]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        std::iter::once(head.join(", ")).filter(|head| !head.is_empty()).chain(entry.claims.iter().cloned())
    });
    Fields::default().text("title", &section.heading).texts("items", &lines.collect::<Vec<_>>())
}

/// When an entry began and ended; what goes on has no end.
fn period(fields: Fields, entry: &PrintedEntry) -> Fields {
    fields.date("startDate", entry.period.start).date("endDate", entry.period.end)
}

fn single(entry: &PrintedEntry) -> Option<PartialDate> {
    entry.period.end.or(entry.period.start)
}

/// A value that says something or is left out.
enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Fields),
}

impl Json {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Object(fields) => fields.0.is_empty(),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => fields.serialize(serializer),
        }
    }
}

/// An object whose keys keep their order.
#[derive(Default)]
struct Fields(Vec<(&'static str, Json)>);

impl Fields {
    fn put(mut self, key: &'static str, value: Json) -> Self {
        if !value.is_empty() {
            self.0.push((key, value));
        }
        self
    }

    fn text(self, key: &'static str, text: &str) -> Self {
        self.put(key, Json::Text(text.to_owned()))
    }

    /// The address of an entry's page; as its description where it is printed and is no URL.
    fn address(self, entry: &PrintedEntry) -> Self {
        let is_url = !entry.target.is_empty();
        self.text("url", &entry.target).text("description", if is_url { "" } else { &entry.address })
    }

    fn texts(self, key: &'static str, texts: &[String]) -> Self {
        self.put(key, Json::List(texts.iter().cloned().map(Json::Text).collect()))
    }

    fn date(self, key: &'static str, date: Option<PartialDate>) -> Self {
        self.put(key, Json::Text(date.map(|date| date.to_string()).unwrap_or_default()))
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
