//! The printed fields of each sort of entry, copied from its fact. The draft is written with
//! these and the validator holds every header against them again, so no other words can get in.

use crate::documents::model::EntryHeader;
use crate::factcheck::base::{contains_words, normalised};
use crate::language::dates::{PartialDate, Period};
use crate::profiles::model::{
    Award, Certificate, Education, Experience, FactId, Item, LanguageSkill, Position, ProfileContent,
    Project, Publication, SkillGroup, Volunteering,
};

/// The header of the entry with this fact id, as the profile has it now.
pub fn find_header(profile: &ProfileContent, id: &FactId) -> Option<EntryHeader> {
    fn of<T>(items: &[Item<T>], id: &FactId, header: fn(&Item<T>) -> EntryHeader) -> Option<EntryHeader> {
        items.iter().find(|item| item.id == *id).map(header)
    }
    let position = || {
        profile.experience.iter().find_map(|experience| {
            let position = experience.positions.iter().find(|position| position.id == *id)?;
            Some(of_position(experience, position))
        })
    };
    position()
        .or_else(|| of(&profile.projects, id, of_project))
        .or_else(|| of(&profile.education, id, of_education))
        .or_else(|| of(&profile.skills, id, of_skill_group))
        .or_else(|| of(&profile.certificates, id, of_certificate))
        .or_else(|| of(&profile.languages, id, of_language))
        .or_else(|| of(&profile.publications, id, of_publication))
        .or_else(|| of(&profile.awards, id, of_award))
        .or_else(|| of(&profile.volunteering, id, of_volunteering))
}

/// What the entry with this fact id says of itself in words, which is printed below its header.
pub fn find_statement<'p>(profile: &'p ProfileContent, id: &FactId) -> Option<&'p str> {
    fn of<'p, T>(items: &'p [Item<T>], id: &FactId, statement: fn(&T) -> &Option<String>) -> Option<&'p str> {
        statement(&items.iter().find(|item| item.id == *id)?.value).as_deref()
    }
    let found = profile
        .experience
        .iter()
        .find_map(|experience| of(&experience.positions, id, |position| &position.summary))
        .or_else(|| of(&profile.projects, id, |project| &project.description))
        .or_else(|| of(&profile.publications, id, |publication| &publication.summary))
        .or_else(|| of(&profile.awards, id, |award| &award.summary))
        .or_else(|| of(&profile.volunteering, id, |volunteering| &volunteering.summary));
    found.map(str::trim).filter(|statement| !statement.is_empty())
}

/// Job title, employer, place and time.
pub fn of_position(experience: &Experience, item: &Item<Position>) -> EntryHeader {
    EntryHeader {
        title: text(&item.value.title),
        organisation: text(&experience.employer),
        location: text(&item.value.location),
        period: item.value.period,
        ..empty(&item.id)
    }
}

/// Name, owner and time of a project.
pub fn of_project(item: &Item<Project>) -> EntryHeader {
    EntryHeader {
        title: text(&item.value.name),
        organisation: text(&item.value.entity),
        period: item.value.period,
        url: text(&item.value.url),
        ..empty(&item.id)
    }
}

/// Degree with field, school, time and grade.
pub fn of_education(item: &Item<Education>) -> EntryHeader {
    let study_type = text(&item.value.study_type);
    let area = text(&item.value.area);
    EntryHeader {
        title: match (study_type.is_empty(), area.is_empty()) {
            (true, _) => area,
            (false, true) => study_type,
            (false, false) if names_area(&study_type, &area) => study_type,
            (false, false) => format!("{study_type}, {area}"),
        },
        organisation: text(&item.value.institution),
        period: item.value.period,
        detail: text(&item.value.score),
        ..empty(&item.id)
    }
}

/// Whether a degree names its field already, as "Bachelor of Science in Nursing" does.
pub fn names_area(study_type: &str, area: &str) -> bool {
    contains_words(&normalised(study_type), &normalised(area))
}

/// Name and level of a group of skills.
pub fn of_skill_group(item: &Item<SkillGroup>) -> EntryHeader {
    EntryHeader { title: text(&item.value.name), detail: text(&item.value.level), ..empty(&item.id) }
}

/// Name, issuer and date of a certificate.
pub fn of_certificate(item: &Item<Certificate>) -> EntryHeader {
    EntryHeader {
        title: text(&item.value.name),
        organisation: text(&item.value.issuer),
        url: text(&item.value.url),
        ..single(&item.id, item.value.date)
    }
}

/// A language and its level.
pub fn of_language(item: &Item<LanguageSkill>) -> EntryHeader {
    EntryHeader { title: text(&item.value.language), detail: text(&item.value.fluency), ..empty(&item.id) }
}

/// Title, publisher and date of a publication.
pub fn of_publication(item: &Item<Publication>) -> EntryHeader {
    EntryHeader {
        title: text(&item.value.name),
        organisation: text(&item.value.publisher),
        url: text(&item.value.url),
        ..single(&item.id, item.value.release_date)
    }
}

/// Name, giver and date of an award.
pub fn of_award(item: &Item<Award>) -> EntryHeader {
    EntryHeader {
        title: text(&item.value.title),
        organisation: text(&item.value.awarder),
        ..single(&item.id, item.value.date)
    }
}

/// Role, organisation and time of unpaid work.
pub fn of_volunteering(item: &Item<Volunteering>) -> EntryHeader {
    EntryHeader {
        title: text(&item.value.position),
        organisation: text(&item.value.organization),
        period: item.value.period,
        url: text(&item.value.url),
        ..empty(&item.id)
    }
}

fn empty(fact: &FactId) -> EntryHeader {
    EntryHeader {
        fact: fact.clone(),
        title: String::new(),
        organisation: String::new(),
        location: String::new(),
        period: Period::default(),
        is_single_date: false,
        detail: String::new(),
        url: String::new(),
    }
}

fn single(fact: &FactId, date: Option<PartialDate>) -> EntryHeader {
    EntryHeader { period: Period::new(None, date), is_single_date: date.is_some(), ..empty(fact) }
}

fn text(field: &Option<String>) -> String {
    field.as_deref().map(str::trim).unwrap_or_default().to_owned()
}
