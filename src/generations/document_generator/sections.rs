//! The sections of a résumé below its summary and skills: entries with copied headers, and
//! the chosen lines under them in their own words.

use super::headers;
use super::material::{Material, Pen, cite};
use crate::documents::model::{Block, BlockKind, Entry, EntryHeader};
use crate::factcheck::model::{Claim, Slot};
use crate::generations::chronology::{positions_newest_first, sort_newest_first};
use crate::language::tokens::fold;
use crate::profiles::model::{FactId, Item, Line};

/// Tags of a project printed at most.
const MAX_TAGS: usize = 8;

/// Every position, newest first; an employer's positions together. Older ones may have no
/// lines, but none is left out: a gap would say what is not true.
pub fn experience(material: &Material, pen: &mut Pen) -> Option<Block> {
    let entries = positions_newest_first(material.profile)
        .into_iter()
        .map(|(experience, position)| {
            let summary = position.value.summary.as_deref().filter(|summary| !summary.trim().is_empty());
            let mut claims: Vec<Claim> = summary
                .map(|summary| pen.verbatim(summary, Slot::Entry(position.id.clone()), position))
                .into_iter()
                .collect();
            claims.extend(lines(material, pen, &position.id, &position.value.highlights));
            Entry { header: Some(headers::of_position(experience, position)), claims }
        })
        .collect();
    block(BlockKind::Experience, entries)
}

/// The chosen projects, the worthiest first. Of their tags those are printed that the posting
/// asks for and no line says.
pub fn projects(material: &Material, pen: &mut Pen) -> Option<Block> {
    let mut projects = chosen(material, &material.profile.projects);
    projects.sort_by(|a, b| {
        (material.is_pinned(&b.id), b.value.featured).cmp(&(material.is_pinned(&a.id), a.value.featured))
    });
    let entries = projects
        .into_iter()
        .map(|project| {
            let description = project.value.description.as_deref().filter(|text| !text.trim().is_empty());
            let mut claims: Vec<Claim> = description
                .map(|text| pen.verbatim(text, Slot::Entry(project.id.clone()), project))
                .into_iter()
                .collect();
            claims.extend(lines(material, pen, &project.id, &project.value.highlights));
            let said: String = claims.iter().map(|claim| fold(&claim.text)).collect::<Vec<_>>().join("\n");
            let tags = material.asked_terms(project.value.keywords.iter().map(|tag| tag.trim()));
            let tags: Vec<&str> =
                tags.into_iter().filter(|tag| !said.contains(&fold(tag))).take(MAX_TAGS).collect();
            if !tags.is_empty() {
                let slot = Slot::Entry(project.id.clone());
                claims.push(pen.joined(
                    format!("Keywords: {}", tags.join(", ")),
                    slot,
                    vec![cite(project)],
                    Vec::new(),
                ));
            }
            Entry { header: Some(headers::of_project(project)), claims }
        })
        .collect();
    block(BlockKind::Projects, entries)
}

/// Every degree, newest first, with the chosen courses.
pub fn education(material: &Material, pen: &mut Pen) -> Option<Block> {
    let mut degrees = publishable(&material.profile.education);
    sort_newest_first(&mut degrees, |degree| degree.period);
    let entries = degrees
        .into_iter()
        .map(|degree| Entry {
            header: Some(headers::of_education(degree)),
            claims: lines(material, pen, &degree.id, &degree.value.courses),
        })
        .collect();
    block(BlockKind::Education, entries)
}

/// The chosen certificates, the worthiest first.
pub fn certificates(material: &Material) -> Option<Block> {
    let entries = chosen(material, &material.profile.certificates);
    headed(BlockKind::Certificates, entries.into_iter().map(headers::of_certificate))
}

/// Every language in the owner's order.
pub fn languages(material: &Material) -> Option<Block> {
    let entries = publishable(&material.profile.languages);
    headed(BlockKind::Languages, entries.into_iter().map(headers::of_language))
}

/// The chosen publications, the worthiest first.
pub fn publications(material: &Material, pen: &mut Pen) -> Option<Block> {
    let entries = chosen(material, &material.profile.publications)
        .into_iter()
        .map(|item| Entry {
            header: Some(headers::of_publication(item)),
            claims: statement(pen, item, &item.value.summary),
        })
        .collect();
    block(BlockKind::Publications, entries)
}

/// The chosen awards, the worthiest first.
pub fn awards(material: &Material, pen: &mut Pen) -> Option<Block> {
    let entries = chosen(material, &material.profile.awards)
        .into_iter()
        .map(|item| Entry {
            header: Some(headers::of_award(item)),
            claims: statement(pen, item, &item.value.summary),
        })
        .collect();
    block(BlockKind::Awards, entries)
}

/// The chosen unpaid work, newest first.
pub fn volunteering(material: &Material, pen: &mut Pen) -> Option<Block> {
    let mut items = chosen(material, &material.profile.volunteering);
    sort_newest_first(&mut items, |item| item.period);
    let entries = items
        .into_iter()
        .map(|item| {
            let mut claims = statement(pen, item, &item.value.summary);
            let mut highlights: Vec<&Item<Line>> = publishable(&item.value.highlights);
            material.sort_by_worth(&mut highlights);
            let slot = || Slot::Entry(item.id.clone());
            claims.extend(
                highlights.into_iter().take(2).map(|line| pen.verbatim(&line.value.text, slot(), line)),
            );
            Entry { header: Some(headers::of_volunteering(item)), claims }
        })
        .collect();
    block(BlockKind::Volunteering, entries)
}

/// The owner's own sections with the chosen lines.
pub fn custom(material: &Material, pen: &mut Pen) -> Vec<Block> {
    material
        .profile
        .sections
        .iter()
        .filter_map(|section| {
            let claims: Vec<Claim> = section
                .items
                .iter()
                .filter(|line| material.is_chosen(&line.id))
                .map(|line| pen.verbatim(&line.value.text, Slot::Entry(line.id.clone()), line))
                .collect();
            let entries = if claims.is_empty() { Vec::new() } else { vec![Entry { header: None, claims }] };
            block(BlockKind::Custom, entries).map(|block| Block { heading: section.title.clone(), ..block })
        })
        .collect()
}

/// The chosen lines of an entry in their own words, the worthiest first.
fn lines(material: &Material, pen: &mut Pen, entry: &FactId, lines: &[Item<Line>]) -> Vec<Claim> {
    chosen(material, lines)
        .into_iter()
        .filter(|line| !line.value.text.trim().is_empty())
        .map(|line| pen.verbatim(&line.value.text, Slot::Entry(entry.clone()), line))
        .collect()
}

/// What an entry says of itself.
fn statement<T>(pen: &mut Pen, item: &Item<T>, text: &Option<String>) -> Vec<Claim> {
    let text = text.as_deref().filter(|text| !text.trim().is_empty());
    text.map(|text| pen.verbatim(text, Slot::Entry(item.id.clone()), item)).into_iter().collect()
}

fn publishable<T>(items: &[Item<T>]) -> Vec<&Item<T>> {
    items.iter().filter(|item| item.standing.is_publishable()).collect()
}

/// The chosen, and those for which there may be room, the worthiest first.
fn chosen<'a, T>(material: &Material, items: &'a [Item<T>]) -> Vec<&'a Item<T>> {
    let is_wanted = |item: &&Item<T>| material.is_chosen(&item.id) || material.is_spare(&item.id);
    let mut items: Vec<&Item<T>> = items.iter().filter(is_wanted).collect();
    material.sort_by_worth(&mut items);
    items
}

fn headed(kind: BlockKind, headers: impl Iterator<Item = EntryHeader>) -> Option<Block> {
    block(kind, headers.map(|header| Entry { header: Some(header), claims: Vec::new() }).collect())
}

/// A section, to be headed by the look.
fn block(kind: BlockKind, mut entries: Vec<Entry>) -> Option<Block> {
    entries.iter_mut().for_each(|entry| end_alike(&mut entry.claims));
    (!entries.is_empty()).then(|| Block { kind, heading: String::new(), entries })
}

/// Takes the full stop from a sentence above lines that have none, as what an entry says of itself
/// often is.
fn end_alike(claims: &mut [Claim]) {
    let [first, others @ ..] = claims else { return };
    if others.is_empty() || others.iter().any(|claim| claim.text.ends_with('.')) {
        return;
    }
    let Some(bare) = first.text.strip_suffix('.') else { return };
    let last = bare.rsplit(' ').next().unwrap_or(bare);
    // Neither two sentences nor a short form such as "Inc." or "etc.".
    let is_word = last.chars().count() > 3 && last.chars().all(char::is_lowercase);
    if is_word && !bare.contains(". ") {
        first.text.truncate(bare.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factcheck::model::{ClaimOrigin, Verdict};

    fn claim(text: &str) -> Claim {
        Claim {
            id: "c1".to_owned(),
            text: text.to_owned(),
            slot: Slot::Summary,
            cites: Vec::new(),
            quotes: Vec::new(),
            origin: ClaimOrigin::Verbatim,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_sentence_above_bare_lines_ends_as_they_do() {
        let check = |first: &str, second: &str, expected: &str| {
            let mut claims = vec![claim(first), claim(second)];
            end_alike(&mut claims);
            assert_eq!(claims[0].text, expected);
        };
        check(
            "Lead of the platform used by clinics.",
            "Built the API",
            "Lead of the platform used by clinics",
        );
        check("Lead of the platform used by clinics.", "Built it.", "Lead of the platform used by clinics.");
        check("Lead of it. Built the platform.", "Built the API", "Lead of it. Built the platform.");
        check("Lead of the platform at Harrow Inc.", "Built the API", "Lead of the platform at Harrow Inc.");
        check("Servers, racks, etc.", "Built the API", "Servers, racks, etc.");
        let mut alone = vec![claim("Lead of the platform used by clinics.")];
        end_alike(&mut alone);
        assert_eq!(alone[0].text, "Lead of the platform used by clinics.");
    }
}
