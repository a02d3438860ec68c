//! Which entry of a profile a line heads. Under [`super`].

use crate::documents::locale::Locale;
use crate::factcheck::base::{contains_words, normalised};
use crate::language::dates::{PartialDate, Period};
use crate::profiles::facts::{self, list_facts, period_text};
use crate::profiles::model::{FactId, Item, ProfileContent};

/// What stands between the parts of a head.
const SEPARATORS: [char; 8] = ['|', ',', ';', '•', '·', '(', ')', '\t'];

/// The entries of a profile by the names they go by.
pub struct Entries {
    entries: Vec<Named>,
}

struct Named {
    id: FactId,
    /// Title and organisation, folded.
    names: Vec<String>,
    /// Its organisation, folded; empty if it has none.
    organisation: String,
    /// Its period as it may be printed, folded.
    periods: Vec<String>,
    /// The address of its page, plain.
    address: String,
    /// All its own fields, folded; empty if it may not be published.
    text: String,
    /// Whether it is a group of skills, which heads no section's entry.
    is_skills: bool,
}

impl Entries {
    /// Reads the names of every entry.
    pub fn new(profile: &ProfileContent) -> Self {
        let mut entries = Vec::new();
        let facts = list_facts(profile);
        let text = |id: &FactId| {
            let fact = facts::find(&facts, id).filter(|fact| fact.standing.is_publishable());
            fact.map(|fact| normalised(&fact.text)).unwrap_or_default()
        };
        let mut add = |id: &FactId, names: [&Option<String>; 2], period: Period, url: &Option<String>| {
            let organisation = names[1].as_deref().map(normalised).unwrap_or_default();
            let names =
                names.into_iter().flatten().map(|name| normalised(name)).filter(|name| !name.is_empty());
            let mut periods = vec![period_text(&period)];
            for locale in Locale::ALL {
                periods.extend([false, true].map(|is_single| locale.print_period(&period, is_single)));
            }
            periods.sort_unstable();
            periods.dedup();
            let periods = periods.iter().map(|period| normalised(period)).filter(|period| !period.is_empty());
            // People set the dash tightly too, or write a word for it.
            let periods = periods
                .flat_map(|period| [period.replace(" - ", "-"), period.replace(" - ", " to "), period]);
            entries.push(Named {
                id: id.clone(),
                names: names.collect(),
                organisation,
                periods: periods.collect(),
                address: plain_address(url.as_deref().unwrap_or_default()),
                text: text(id),
                is_skills: false,
            });
        };
        for employer in &profile.experience {
            for Item { id, value, .. } in &employer.positions {
                add(id, [&value.title, &employer.employer], value.period, &employer.url);
            }
        }
        for Item { id, value, .. } in &profile.projects {
            add(id, [&value.name, &value.entity], value.period, &value.url);
        }
        for Item { id, value, .. } in &profile.education {
            add(id, [&value.study_type, &value.institution], value.period, &value.url);
        }
        for Item { id, value, .. } in &profile.volunteering {
            add(id, [&value.position, &value.organization], value.period, &value.url);
        }
        for Item { id, value, .. } in &profile.certificates {
            add(id, [&value.name, &value.issuer], on(value.date), &value.url);
        }
        for Item { id, value, .. } in &profile.publications {
            add(id, [&value.name, &value.publisher], on(value.release_date), &value.url);
        }
        for Item { id, value, .. } in &profile.awards {
            add(id, [&value.title, &value.awarder], on(value.date), &None);
        }
        for Item { id, value, .. } in &profile.skills {
            add(id, [&value.name, &None], Period::default(), &None);
        }
        for entry in &mut entries {
            entry.is_skills = profile.skills.iter().any(|group| group.id == entry.id);
        }
        Self { entries }
    }

    /// The entries a line may head, in order: those of whose names it has the most, and of them
    /// those whose period it has. None where it has no name of any.
    pub fn headed_by(&self, line: &str) -> Vec<FactId> {
        self.best(line, |_| true)
    }

    /// The same without groups of skills: a course or a place of work may be called like one.
    pub fn headed_in_section(&self, line: &str) -> Vec<FactId> {
        self.best(line, |entry| !entry.is_skills)
    }

    /// Whether a line is a head, or part of one, and nothing else.
    pub fn is_head(&self, line: &str) -> bool {
        self.find_head(&self.headed_in_section(line), line).is_some()
    }

    /// Whether the words are the title of an entry, without its organisation.
    pub fn is_title(&self, words: &str) -> bool {
        let words = normalised(words);
        self.entries.iter().any(|entry| {
            !entry.is_skills && entry.names.first() == Some(&words) && entry.organisation != words
        })
    }

    fn best(&self, line: &str, is_wanted: impl Fn(&Named) -> bool) -> Vec<FactId> {
        let line = normalised(line);
        // By length, since "Baker" stands in "Head Baker" too.
        let named = |entry: &Named| -> usize {
            entry.names.iter().filter(|name| contains_words(&line, name)).map(String::len).sum()
        };
        let score = |entry: &Named| (named(entry), named(entry) > 0 && entry.is_dated(&line));
        let wanted = || self.entries.iter().filter(|entry| is_wanted(entry));
        let best = wanted().map(score).max().unwrap_or_default();
        let headed = wanted().filter(|entry| best.0 > 0 && score(entry) == best);
        headed.map(|entry| entry.id.clone()).collect()
    }

    /// Of these entries those whose period a line has.
    pub fn dated_by(&self, ids: &[FactId], line: &str) -> Vec<FactId> {
        let line = normalised(line);
        let dated = self.entries.iter().filter(|entry| ids.contains(&entry.id) && entry.is_dated(&line));
        dated.map(|entry| entry.id.clone()).collect()
    }

    /// Whether a head names the organisation of the entry, where that has one: a title alone is
    /// held by many.
    pub fn is_at(&self, id: &FactId, head: &str) -> bool {
        let head = normalised(head);
        let entry = self.entries.iter().find(|entry| entry.id == *id);
        entry.is_some_and(|entry| entry.organisation.is_empty() || contains_words(&head, &entry.organisation))
    }

    /// Which of these entries has every part of a head among its own fields, its period in
    /// either spelling. Any other spelling of a date is left to the fact check, which reads dates.
    pub fn find_head(&self, ids: &[FactId], head: &str) -> Option<&FactId> {
        let head = normalised(head);
        let has_head = |entry: &&Named| {
            let mut rest = head.clone();
            for period in &entry.periods {
                rest = rest.replace(period, "|");
            }
            let mut parts = rest
                .split(SEPARATORS)
                .map(|part| part.trim_matches([' ', '-', '.']))
                .filter(|part| !part.is_empty());
            !entry.text.is_empty()
                && parts.all(|part| contains_words(&entry.text, part) || plain_address(part) == entry.address)
        };
        let wanted = |id: &FactId| self.entries.iter().find(|entry| entry.id == *id);
        ids.iter().filter_map(wanted).find(has_head).map(|entry| &entry.id)
    }
}

impl Named {
    fn is_dated(&self, line: &str) -> bool {
        self.periods.iter().any(|period| contains_words(line, period))
    }
}

/// An address as it is compared: without scheme, `www.` and the slash at its end.
pub fn plain_address(text: &str) -> String {
    let text = normalised(text);
    let address = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(&text);
    address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/').to_owned()
}

fn on(date: Option<PartialDate>) -> Period {
    Period::new(date, date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::json_resume;
    use serde_json::json;

    #[test]
    fn a_line_heads_the_entries_it_names() {
        let profile = json!({
            "basics": { "name": "Ada Moss" },
            "work": [
                { "name": "Harrow Mill", "position": "Head Baker", "startDate": "2020-01" },
                { "name": "Harrow Mill", "position": "Baker", "startDate": "2016-01", "endDate": "2019-12" },
                { "name": "Corner Bread", "position": "Baker", "startDate": "2014" },
            ],
            "education": [{ "institution": "Harrow College", "studyType": "Diploma", "area": "Baking" }],
        });
        let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let entries = Entries::new(&profile);
        let check = |line: &str, expected: &[&str]| {
            let found = entries.headed_by(line);
            assert_eq!(found.iter().map(FactId::as_str).collect::<Vec<_>>(), expected, "{line}");
        };
        check("HARROW MILL, Leeds", &["$.work[0]", "$.work[1]"]);
        check("Head Baker | Harrow Mill | Jan 2020 – Present", &["$.work[0]"]);
        check("Baker", &["$.work[1]", "$.work[2]"]);
        check("Baker   Jan 2016 – Dec 2019", &["$.work[1]"]);
        check("Baker, Corner Bread", &["$.work[2]"]);
        check("Diploma in Baking, Harrow College", &["$.education[0]"]);
        check("Millwright, Harrow", &[]);
        check("Jan 2020 – Present", &[]);
        check("", &[]);
    }

    #[test]
    fn a_head_has_nothing_but_fields_of_its_entry() {
        let profile = json!({
            "basics": { "name": "Ada Moss" },
            "work": [{ "name": "Harrow Mill", "position": "Head Baker", "location": "Leeds",
                       "url": "https://www.harrow.example.com/", "startDate": "2020-01", "endDate": "2022-06" }],
            "certificates": [{ "name": "Food Hygiene", "issuer": "City Board", "date": "2021-05" }],
        });
        let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let entries = Entries::new(&profile);
        let check = |id: &str, head: &str, expected: bool| {
            assert_eq!(entries.find_head(&[FactId::new(id)], head).is_some(), expected, "{head}");
        };
        check("$.work[0]", "Head Baker, Harrow Mill", true);
        check("$.work[0]", "HEAD BAKER   Jan 2020 – Jun 2022", true);
        check("$.work[0]", "Harrow Mill (Leeds) | 2020-01 – 2022-06 | harrow.example.com", true);
        check("$.work[0]", "Master Baker, Harrow Mill", false);
        check("$.work[0]", "Head Baker   Jan 2019 – Jun 2022", false);
        check("$.work[0]", "Head Baker   Jun 2022 – Jan 2020", false);
        check("$.certificates[0]", "Food Hygiene, City Board, May 2021", true);
        check("$.certificates[0]", "Food Hygiene, Harrow Mill", false);
        check("$.work[7]", "Head Baker", false);
    }
}
