//! A document as the fact check reads it as a whole: every line it prints, with what each rests
//! on. Between the content and [`check_document`](crate::factcheck::check_document).
//!
//! Headings of sections, and the frame of a letter, say nothing of the person and are no lines.

use super::model::{Block, BlockKind, Copied, DocumentContent, Entry, EntryHeader, Identity};
use super::printed::{clean, print_detail};
use crate::factcheck::document::{Backing, PrintedDocument, PrintedField, PrintedLine, PrintedSection};
use crate::factcheck::model::Claim;
use crate::profiles::facts::period_text;
use crate::profiles::model::FactKind;

/// The document with what it rests on. `draft` is what it was before lines were left out: the
/// sections that never go as a whole must still be there.
pub fn printed_document(content: &DocumentContent, draft: &DocumentContent) -> PrintedDocument {
    let stays = |block: &&Block| matches!(block.kind, BlockKind::Experience | BlockKind::Body);
    PrintedDocument {
        language: content.language.clone(),
        identity: identity(&content.identity),
        expected_sections: draft
            .blocks
            .iter()
            .filter(stays)
            .map(|block| block.kind.word().to_owned())
            .collect(),
        sections: content.blocks.iter().enumerate().map(|(index, block)| section(index, block)).collect(),
    }
}

fn identity(identity: &Identity) -> Vec<PrintedField> {
    let Identity { name, label, email, phone, location, links } = identity;
    let links = links.iter().map(|link| (FactKind::Link, link));
    let fields = [
        (FactKind::Name, name),
        (FactKind::Label, label),
        (FactKind::Email, email),
        (FactKind::Phone, phone),
        (FactKind::Location, location),
    ];
    let fields = fields.into_iter().filter_map(|(kind, field)| field.as_ref().map(|field| (kind, field)));
    let field = |(kind, Copied { text, .. }): (FactKind, &Copied)| PrintedField { kind, text: text.clone() };
    fields.chain(links).map(field).collect()
}

fn section(index: usize, block: &Block) -> PrintedSection {
    let name = match block.kind {
        // A person may have two sections of one title.
        BlockKind::Custom => format!("{} {index}", block.kind.word()),
        kind => kind.word().to_owned(),
    };
    PrintedSection { name, lines: block.entries.iter().flat_map(|entry| lines(block.kind, entry)).collect() }
}

fn lines(kind: BlockKind, entry: &Entry) -> impl Iterator<Item = PrintedLine> {
    entry.header.iter().map(move |header| head(kind, header)).chain(entry.claims.iter().map(line))
}

/// The fields of a header as one line, the time as facts write it. Its address is no statement.
fn head(kind: BlockKind, header: &EntryHeader) -> PrintedLine {
    let EntryHeader { fact, title, organisation, location, period, detail, .. } = header;
    let period = period_text(period);
    let detail = print_detail(kind, detail);
    let fields = [title, organisation, location, &period, &detail].map(|field| clean(field));
    let fields: Vec<String> = fields.into_iter().filter(|field| !field.is_empty()).collect();
    PrintedLine { text: fields.join(", "), backing: Backing::Copied(fact.clone()) }
}

fn line(claim: &Claim) -> PrintedLine {
    let text = clean(&claim.text);
    PrintedLine { text: text.clone(), backing: Backing::Claim(Box::new(Claim { text, ..claim.clone() })) }
}
