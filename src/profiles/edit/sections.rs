//! Where the lists of each section stand in a profile. Under [`super`]; one type a section, to be
//! named as in `edit::add::<sections::Projects>(…)`.

use super::element::{Element, Mark};
use crate::profiles::model::{
    Award, Certificate, CustomSection, Education as EducationEntry, Experience as ExperienceEntry, FactId,
    Interest, Item, LanguageSkill, Line, NetworkProfile as Network, Position, ProfileContent, Project,
    Publication, Reference, SkillGroup, Volunteering as VolunteeringEntry,
};

/// One list of a section.
pub struct List<'c, E> {
    /// The entry it belongs to; none for a list of the profile itself.
    pub owner: Option<FactId>,
    /// Its elements in order.
    pub items: &'c mut Vec<E>,
}

/// A kind of list in a profile.
pub trait Section {
    /// What stands in it.
    type Element: Element;

    /// What one of its elements is called.
    const NOUN: &'static str;

    /// What the entry is called that its lists belong to.
    const OWNER: &'static str = "profile";

    /// All its lists in a profile: one, or one for each entry that has such.
    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>>;

    /// Takes away what a removal has left without meaning.
    fn tidy(_content: &mut ProfileContent) {}
}

/// Profiles on other sites.
pub struct NetworkProfiles;

impl Section for NetworkProfiles {
    type Element = Item<Network>;
    const NOUN: &'static str = "link";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.basics.profiles)]
    }
}

/// Employers.
pub struct Experience;

impl Section for Experience {
    type Element = ExperienceEntry;
    const NOUN: &'static str = "experience";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.experience)]
    }
}

/// Positions; they belong to an employer.
pub struct Positions;

impl Section for Positions {
    type Element = Item<Position>;
    const NOUN: &'static str = "position";
    const OWNER: &'static str = "experience";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        content.experience.iter_mut().map(|employer| under(&employer.id, &mut employer.positions)).collect()
    }

    /// An employer without a position says nothing.
    fn tidy(content: &mut ProfileContent) {
        content.experience.retain(|employer| !employer.positions.is_empty());
    }
}

/// Projects.
pub struct Projects;

impl Section for Projects {
    type Element = Item<Project>;
    const NOUN: &'static str = "project";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.projects)]
    }
}

/// Degrees and courses of study.
pub struct Education;

impl Section for Education {
    type Element = Item<EducationEntry>;
    const NOUN: &'static str = "education";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.education)]
    }
}

/// Groups of skills.
pub struct SkillGroups;

impl Section for SkillGroups {
    type Element = Item<SkillGroup>;
    const NOUN: &'static str = "skill group";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.skills)]
    }
}

/// Certificates and licences.
pub struct Certificates;

impl Section for Certificates {
    type Element = Item<Certificate>;
    const NOUN: &'static str = "certificate";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.certificates)]
    }
}

/// Languages.
pub struct Languages;

impl Section for Languages {
    type Element = Item<LanguageSkill>;
    const NOUN: &'static str = "language";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.languages)]
    }
}

/// Publications.
pub struct Publications;

impl Section for Publications {
    type Element = Item<Publication>;
    const NOUN: &'static str = "publication";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.publications)]
    }
}

/// Awards.
pub struct Awards;

impl Section for Awards {
    type Element = Item<Award>;
    const NOUN: &'static str = "award";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.awards)]
    }
}

/// Unpaid work.
pub struct Volunteering;

impl Section for Volunteering {
    type Element = Item<VolunteeringEntry>;
    const NOUN: &'static str = "volunteering";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.volunteering)]
    }
}

/// Interests.
pub struct Interests;

impl Section for Interests {
    type Element = Item<Interest>;
    const NOUN: &'static str = "interest";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.interests)]
    }
}

/// References.
pub struct References;

impl Section for References {
    type Element = Item<Reference>;
    const NOUN: &'static str = "reference";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.references)]
    }
}

/// Highlights; they belong to a position, a project or volunteering.
pub struct Highlights;

impl Section for Highlights {
    type Element = Item<Line>;
    const NOUN: &'static str = "highlight";
    const OWNER: &'static str = "position, project or volunteering";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        let positions = content.experience.iter_mut().flat_map(|employer| &mut employer.positions);
        let mut lists: Vec<_> = positions.map(|item| under(&item.id, &mut item.value.highlights)).collect();
        lists.extend(content.projects.iter_mut().map(|item| under(&item.id, &mut item.value.highlights)));
        lists.extend(content.volunteering.iter_mut().map(|item| under(&item.id, &mut item.value.highlights)));
        lists
    }
}

/// Courses; they belong to an education.
pub struct Courses;

impl Section for Courses {
    type Element = Item<Line>;
    const NOUN: &'static str = "course";
    const OWNER: &'static str = "education";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        content.education.iter_mut().map(|item| under(&item.id, &mut item.value.courses)).collect()
    }
}

/// Skills; they belong to a group.
pub struct Skills;

impl Section for Skills {
    type Element = Item<Line>;
    const NOUN: &'static str = "skill";
    const OWNER: &'static str = "skill group";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        content.skills.iter_mut().map(|item| under(&item.id, &mut item.value.skills)).collect()
    }
}

/// Sections of the person's own; their own field is the title.
pub struct CustomSections;

impl Section for CustomSections {
    type Element = CustomSection;
    const NOUN: &'static str = "section";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        vec![top(&mut content.sections)]
    }
}

/// Lines of an own section; they belong to it.
pub struct CustomItems;

impl Section for CustomItems {
    type Element = Item<Line>;
    const NOUN: &'static str = "section item";
    const OWNER: &'static str = "section";

    fn lists(content: &mut ProfileContent) -> Vec<List<'_, Self::Element>> {
        content.sections.iter_mut().map(|section| under(&section.id, &mut section.items)).collect()
    }
}

/// Visits every fact of a profile in the order of its fields, the photograph included.
pub fn for_each_fact(content: &mut ProfileContent, visit: &mut dyn FnMut(Mark)) {
    let basics = &mut content.basics;
    let lines = [
        &mut basics.name,
        &mut basics.label,
        &mut basics.email,
        &mut basics.phone,
        &mut basics.url,
        &mut basics.image,
        &mut basics.summary,
    ];
    for item in lines.into_iter().flatten() {
        item.for_each_fact(visit);
    }
    if let Some(item) = &mut basics.location {
        item.for_each_fact(visit);
    }
    for_each::<NetworkProfiles>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Experience>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Projects>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Education>(content, &mut |element| element.for_each_fact(visit));
    for_each::<SkillGroups>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Certificates>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Languages>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Publications>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Awards>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Volunteering>(content, &mut |element| element.for_each_fact(visit));
    for_each::<Interests>(content, &mut |element| element.for_each_fact(visit));
    for_each::<References>(content, &mut |element| element.for_each_fact(visit));
    for_each::<CustomSections>(content, &mut |element| element.for_each_fact(visit));
}

/// Visits every id of a profile: those of facts, employers and own sections.
pub(super) fn for_each_id(content: &mut ProfileContent, visit: &mut dyn FnMut(&FactId)) {
    for_each_fact(content, &mut |mark| visit(mark.id));
    content.experience.iter().for_each(|employer| visit(&employer.id));
    content.sections.iter().for_each(|section| visit(&section.id));
}

fn for_each<S: Section>(content: &mut ProfileContent, visit: &mut dyn FnMut(&mut S::Element)) {
    for list in S::lists(content) {
        list.items.iter_mut().for_each(&mut *visit);
    }
}

fn top<E>(items: &mut Vec<E>) -> List<'_, E> {
    List { owner: None, items }
}

fn under<'c, E>(owner: &FactId, items: &'c mut Vec<E>) -> List<'c, E> {
    List { owner: Some(owner.clone()), items }
}
