//! The sections of a profile, one file each: the type a client reads, the fields it sends, and
//! the mutations that add and change an item. Part of the GraphQL face.
//!
//! Adding a section: one file here, its line in [`SectionsMutation`] and
//! [`places::ALL`](super::places::ALL), and its field on the profile.

mod awards;
mod basics;
mod certificates;
mod custom;
mod education;
mod experience;
mod interests;
mod languages;
mod lines;
mod projects;
mod publications;
mod references;
mod skills;
mod volunteering;

use async_graphql::MergedObject;

pub use awards::Award;
pub use basics::{Basics, BasicsInput};
pub use certificates::Certificate;
pub use custom::CustomSection;
pub use education::Education;
pub use experience::Experience;
pub use interests::Interest;
pub use languages::LanguageSkill;
pub use projects::Project;
pub use publications::Publication;
pub use references::Reference;
pub use skills::SkillGroup;
pub use volunteering::Volunteering;

/// The mutations of all sections.
#[derive(MergedObject, Default)]
pub struct SectionsMutation(
    basics::LinksMutation,
    experience::ExperienceMutation,
    experience::PositionsMutation,
    lines::HighlightsMutation,
    projects::ProjectsMutation,
    education::EducationMutation,
    lines::CoursesMutation,
    skills::SkillGroupsMutation,
    lines::SkillsMutation,
    certificates::CertificatesMutation,
    languages::LanguagesMutation,
    publications::PublicationsMutation,
    awards::AwardsMutation,
    volunteering::VolunteeringMutation,
    interests::InterestsMutation,
    references::ReferencesMutation,
    custom::CustomSectionsMutation,
    lines::SectionItemsMutation,
);
