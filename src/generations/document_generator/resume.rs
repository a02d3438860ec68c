//! The résumé: identity copied, a summary, and the chosen facts in the order a reader expects.

use super::drop_order::{DropOrder, drop_order};
use super::material::{Material, Pen};
use super::{sections, skills, summary};
use crate::documents::model::{Block, BlockKind, DocumentContent, DocumentKind};
use crate::documents::templates;
use crate::generations::model::{Draft, Note};

/// With less paid experience than this, in months, education is told before experience.
pub const EARLY_CAREER_MONTHS: u32 = 24;

/// Writes the résumé.
pub fn write(material: &Material) -> Draft {
    let mut pen = Pen::default();
    let mut blocks = Vec::new();
    blocks.extend(summary::block(material, &mut pen));
    blocks.extend(skills::block(material, &mut pen));
    let experience = sections::experience(material, &mut pen);
    let projects = sections::projects(material, &mut pen);
    let education = sections::education(material, &mut pen);
    if material.compiled.experience_months < EARLY_CAREER_MONTHS {
        blocks.extend([education, experience, projects].into_iter().flatten());
    } else {
        blocks.extend([experience, projects, education].into_iter().flatten());
    }
    blocks.extend(sections::certificates(material));
    blocks.extend(sections::languages(material));
    blocks.extend(sections::publications(material, &mut pen));
    blocks.extend(sections::awards(material, &mut pen));
    blocks.extend(sections::volunteering(material, &mut pen));
    blocks.extend(sections::custom(material, &mut pen));
    let options = &material.run.options;
    let look = &options.resume_look;
    for block in blocks.iter_mut().filter(|block| block.kind != BlockKind::Custom) {
        block.heading = look.heading(block.kind);
    }
    let usual = templates::find(&options.resume_template).map_or(&[][..], |template| template.sections);
    look.arrange(&mut blocks, usual, |block| block.kind);
    let content = DocumentContent {
        kind: DocumentKind::Resume,
        language: "en".to_owned(),
        identity: material.identity(),
        letter: None,
        look: look.clone(),
        blocks,
    };
    let DropOrder { spare, rest } = drop_order(&content, material);
    Draft { notes: notes(&content), content, spare, drop_order: rest }
}

fn notes(content: &DocumentContent) -> Vec<Note> {
    let has = |kind: BlockKind| content.blocks.iter().any(|block: &Block| block.kind == kind);
    let mut notes = Vec::new();
    let mut note = |code: &str, message: &str| {
        notes.push(Note { code: code.to_owned(), message: message.to_owned() });
    };
    if !has(BlockKind::Experience) {
        note(
            "no_experience",
            "The profile has no position. Paid work, internships or longer voluntary work with two or three \
             lines each would make the résumé far stronger.",
        );
    }
    if content.identity.email.is_none() && content.identity.phone.is_none() {
        note("no_contact", "The profile has neither an e-mail address nor a telephone number.");
    }
    if content.identity.name.is_none() {
        note("no_name", "The profile has no name.");
    }
    notes
}
