//! A document as JSON → its statements: a JSON Resume, or a document of our own. Under
//! [`super`].

use std::collections::HashMap;

use serde_json::Value;

use super::entries::Entries;
use super::{Content, Context, MAX_STATEMENTS, Statement, StatementKind, Unread, leaves};
use crate::documents::locale::Locale;
use crate::documents::model::{BlockKind, DocumentContent, DocumentKind, EntryHeader, LetterFrame};
use crate::documents::printed::print_detail;
use crate::error::{Error, Result};
use crate::factcheck::model::Slot;
use crate::language::lexicon::Lexicon;
use crate::language::tokens::sentences;
use crate::profiles::facts::list_facts;
use crate::profiles::json_resume;
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};

/// Reads the statements of a JSON Resume, or of a document as `jobwise tailor` writes it.
/// `profile` is what it will be held against.
///
/// # Errors
/// `Invalid` for JSON that is neither, with the places that are wrong where there are any.
pub fn read(file: &Value, entries: &Entries, profile: &ProfileContent, lexicon: &Lexicon) -> Result<Content> {
    let (statements, unread, is_letter) = if file.get("blocks").is_some() {
        let content: DocumentContent = serde_json::from_value(file.clone()).map_err(|cause| {
            Error::invalid("The document is not one that JobWise wrote, nor a JSON Resume.").caused_by(cause)
        })?;
        let is_letter = content.kind == DocumentKind::CoverLetter;
        (own_document(&content, entries, profile), around(&content, lexicon), is_letter)
    } else if file.get("basics").is_some() {
        let statements = resume(&json_resume::parse(file, &mut json_resume::path_ids())?, entries);
        let unread = leaves::unread(file, &statements);
        (statements, unread, false)
    } else {
        return Err(Error::invalid(
            "The document is neither a JSON Resume, which has basics, nor one that JobWise wrote, which has blocks.",
        ));
    };
    if statements.len() > MAX_STATEMENTS {
        let message = format!("The document makes more than {MAX_STATEMENTS} statements; shorten it.");
        return Err(Error::invalid(message));
    }
    Ok(Content { statements, unread, is_letter })
}

/// Each fact of a JSON Resume written elsewhere is a statement, or several.
fn resume(content: &ProfileContent, entries: &Entries) -> Vec<Statement> {
    let facts = list_facts(content);
    let mut places: HashMap<&FactId, Context> = HashMap::new();
    let mut statements = Vec::new();
    for fact in &facts {
        let mut push = |text: &str, kind: StatementKind, context: &Context| {
            let at = fact.id.to_string();
            statements.push(Statement {
                text: text.to_owned(),
                at,
                kind,
                context: context.clone(),
                cites: Vec::new(),
            });
        };
        match sort(fact) {
            Sort::Contact => push(&fact.text, StatementKind::Contact, &Context::Summary),
            Sort::Entry => {
                // An entry's text is its head, then its own sentences.
                let mut spans = sentences(&fact.text).into_iter();
                let head = spans.next().map_or("", |span| span.of(&fact.text));
                let context = under(head, entries);
                push(head, StatementKind::Header, &context);
                spans.for_each(|span| push(span.of(&fact.text), StatementKind::Line, &context));
                places.insert(&fact.id, context);
            }
            Sort::Line => {
                let entry = fact.entry.as_ref().and_then(|entry| places.get(entry));
                let context = entry.cloned().unwrap_or(Context::Summary);
                for span in sentences(&fact.text) {
                    push(span.of(&fact.text), StatementKind::Line, &context);
                }
            }
        }
    }
    statements
}

/// The entries of the profile that a head may stand for: what was done at an organisation is
/// told there only.
fn under(head: &str, entries: &Entries) -> Context {
    let mut named = entries.headed_by(head);
    named.retain(|id| entries.is_at(id, head));
    if named.is_empty() { Context::Nowhere } else { Context::Under(named) }
}

enum Sort {
    Contact,
    Entry,
    Line,
}

fn sort(fact: &Fact) -> Sort {
    match fact.kind {
        FactKind::Name
        | FactKind::Label
        | FactKind::Email
        | FactKind::Phone
        | FactKind::Link
        | FactKind::Location => Sort::Contact,
        FactKind::Position
        | FactKind::Project
        | FactKind::Education
        | FactKind::Volunteering
        | FactKind::Certificate
        | FactKind::Publication
        | FactKind::Award => Sort::Entry,
        FactKind::Summary
        | FactKind::Highlight
        | FactKind::Course
        | FactKind::SkillGroup
        | FactKind::Skill
        | FactKind::Language
        | FactKind::Interest
        | FactKind::Reference
        | FactKind::Custom => Sort::Line,
    }
}

/// The lines of a document of our own. Its citations are tried first, where the profile has
/// what they name; they prove nothing.
fn own_document(content: &DocumentContent, entries: &Entries, profile: &ProfileContent) -> Vec<Statement> {
    let known: HashMap<FactId, Fact> =
        list_facts(profile).into_iter().map(|fact| (fact.id.clone(), fact)).collect();
    let identity = &content.identity;
    let fields = [&identity.name, &identity.label, &identity.email, &identity.phone, &identity.location];
    let contacts = fields.into_iter().flatten().chain(&identity.links);
    let mut statements: Vec<Statement> = contacts
        .map(|field| Statement {
            text: field.text.clone(),
            at: "identity".to_owned(),
            kind: StatementKind::Contact,
            context: Context::Summary,
            cites: Vec::new(),
        })
        .collect();
    for (index, block) in content.blocks.iter().enumerate() {
        for (number, entry) in block.entries.iter().enumerate() {
            let at = format!("$.blocks[{index}].entries[{number}]");
            let text = entry.header.as_ref().map(|header| head(block.kind, header)).unwrap_or_default();
            let own = entry.header.as_ref().map(|header| &header.fact).filter(|id| known.contains_key(*id));
            let under = match own {
                Some(own) => Some(Context::Under(vec![own.clone()])),
                None if text.is_empty() => None,
                None => Some(under(&text, entries)),
            };
            if let Some(context) = &under {
                let context = context.clone();
                let (at, kind) = (format!("{at}.header"), StatementKind::Header);
                statements.push(Statement { text, at, kind, context, cites: Vec::new() });
            }
            statements.extend(entry.claims.iter().enumerate().map(|(place, claim)| Statement {
                text: claim.text.clone(),
                at: format!("{at}.claims[{place}]"),
                kind: StatementKind::Line,
                context: match &claim.slot {
                    Slot::Letter => Context::Letter,
                    Slot::Summary => Context::Summary,
                    // Lines of an own section stand under nothing else.
                    Slot::Entry(_) => under.clone().unwrap_or(Context::Summary),
                },
                cites: claim.cites.clone(),
            }));
        }
    }
    statements
}

/// The headings of a document of our own that are not known, and what stands around a letter.
fn around(content: &DocumentContent, lexicon: &Lexicon) -> Vec<Unread> {
    let is_known = |heading: &str| {
        lexicon.resume_heading(heading).is_some_and(|found| found.is_whole && found.content.is_empty())
    };
    let headings = content.blocks.iter().enumerate();
    let headings = headings.filter(|(_, block)| !is_known(&block.heading));
    let headings = headings.map(|(index, block)| (format!("$.blocks[{index}].heading"), &block.heading));
    let frame = content.letter.iter().flat_map(|letter| {
        let LetterFrame { date, company, position, salutation, closing } = letter;
        let fields = [
            ("date", date),
            ("company", company),
            ("position", position),
            ("salutation", salutation),
            ("closing", closing),
        ];
        fields.map(|(name, text)| (format!("$.letter.{name}"), text))
    });
    let words = frame.chain(headings).filter(|(_, text)| text.chars().any(char::is_alphanumeric));
    words.map(|(at, text)| Unread { text: text.clone(), at }).collect()
}

/// The fields of a header as one line.
fn head(kind: BlockKind, header: &EntryHeader) -> String {
    let dates = Locale::default().print_period(&header.period, header.is_single_date);
    let detail = print_detail(kind, &header.detail);
    let parts = [&header.title, &header.organisation, &header.location, &dates, &detail, &header.url];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
