//! The content of a document, independent of any format.
//!
//! What a document says of identity, employers, titles, dates and degrees is copied
//! from facts by id into [`Identity`] and [`EntryHeader`]; there is no slot for free
//! text there. Everything else is a [`Claim`].

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::look::Look;
use crate::factcheck::model::Claim;
use crate::language::dates::Period;
use crate::profiles::model::FactId;
use crate::scoring::model::Place;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A résumé.
    Resume,
    /// A cover letter.
    CoverLetter,
}

impl DocumentKind {
    /// Every kind, in print order.
    pub const ALL: [Self; 2] = [Self::Resume, Self::CoverLetter];

    /// The kind's name in SQL and logs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::CoverLetter => "cover_letter",
        }
    }

    /// The kind of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind's name in file names and on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::CoverLetter => "cover-letter",
        }
    }
}

/// A printed field and the fact it was copied from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// The words as printed.
    pub text: String,
    /// The fact they were copied from.
    pub fact: FactId,
}

/// Who the document is from, copied from the profile's basics.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// Full name.
    pub name: Option<Copied>,
    /// Professional headline.
    pub label: Option<Copied>,
    /// E-mail address.
    pub email: Option<Copied>,
    /// Telephone number.
    pub phone: Option<Copied>,
    /// City and region.
    pub location: Option<Copied>,
    /// Personal site and profiles elsewhere, in print order.
    pub links: Vec<Copied>,
}

/// A document's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentContent {
    /// What it is.
    pub kind: DocumentKind,
    /// BCP 47 language of its words.
    pub language: String,
    /// Who it is from.
    pub identity: Identity,
    /// For a letter: whom it is to, and when it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<LetterFrame>,
    /// How it is to look.
    #[serde(default, skip_serializing_if = "Look::is_usual")]
    pub look: Look,
    /// The sections in print order.
    pub blocks: Vec<Block>,
}

/// The parts of a letter around its paragraphs. Taken from the posting and the clock; none
/// speaks of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterFrame {
    /// The day it is dated, as printed.
    pub date: String,
    /// The employer, as the posting prints it; empty when unknown.
    pub company: String,
    /// The position, as the posting prints it; empty when unknown.
    pub position: String,
    /// Such as "Dear Hiring Team,".
    pub salutation: String,
    /// Such as "Sincerely,".
    pub closing: String,
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Summary sentences.
    Summary,
    /// Skills in groups.
    Skills,
    /// Positions.
    Experience,
    /// Projects.
    Projects,
    /// Degrees.
    Education,
    /// Certificates.
    Certificates,
    /// Languages.
    Languages,
    /// Publications.
    Publications,
    /// Awards.
    Awards,
    /// Volunteering.
    Volunteering,
    /// A section of the person's own.
    Custom,
    /// The paragraphs of a letter.
    Body,
}

impl BlockKind {
    /// Every kind, in the order of a résumé.
    pub const ALL: [Self; 12] = [
        Self::Summary,
        Self::Skills,
        Self::Experience,
        Self::Projects,
        Self::Education,
        Self::Certificates,
        Self::Languages,
        Self::Publications,
        Self::Awards,
        Self::Volunteering,
        Self::Custom,
        Self::Body,
    ];

    /// The kind's name on the command line and in paths.
    pub fn word(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Skills => "skills",
            Self::Experience => "experience",
            Self::Projects => "projects",
            Self::Education => "education",
            Self::Certificates => "certificates",
            Self::Languages => "languages",
            Self::Publications => "publications",
            Self::Awards => "awards",
            Self::Volunteering => "volunteering",
            Self::Custom => "custom",
            Self::Body => "body",
        }
    }

    /// The kind of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it holds.
    pub kind: BlockKind,
    /// The heading as printed; empty for a letter's body.
    pub heading: String,
    /// Its entries in print order. A summary or a paragraph is an entry without header.
    pub entries: Vec<Entry>,
}

/// One entry of a section: a position with its bullets, a group of skills, a paragraph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The fields copied from its fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<EntryHeader>,
    /// Its bullets, skills or sentences, in print order.
    pub claims: Vec<Claim>,
}

/// The fields of an entry, copied by id. Empty ones are not printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryHeader {
    /// The fact they were copied from.
    pub fact: FactId,
    /// Job title, degree with field, name of the project, certificate, language or skill group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Employer, school, issuer, publisher.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    /// Place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// When; for a single date only the end is set and `is_single_date` is true.
    #[serde(default)]
    pub period: Period,
    /// Whether `period.end` is a date by itself, such as that of a certificate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_single_date: bool,
    /// Grade, level or fluency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Address of its page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
}

impl DocumentContent {
    /// Every claim in print order.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.blocks.iter().flat_map(|block| &block.entries).flat_map(|entry| &entry.claims)
    }

    /// Every fact that is printed: those of headers and of who it is from, and those claims cite.
    pub fn printed_facts(&self) -> HashSet<&FactId> {
        let Identity { name, label, email, phone, location, links } = &self.identity;
        let identity = [name, label, email, phone, location].into_iter().flatten().chain(links);
        let entries = self.blocks.iter().flat_map(|block| &block.entries);
        let headers = entries.filter_map(|entry| entry.header.as_ref()).map(|header| &header.fact);
        let cited = self.claims().flat_map(|claim| &claim.cites).map(|citation| &citation.fact);
        identity.map(|copied| &copied.fact).chain(headers).chain(cited).collect()
    }

    /// Every claim in print order, to be changed in place.
    pub fn claims_mut(&mut self) -> impl Iterator<Item = &mut Claim> {
        self.blocks.iter_mut().flat_map(|block| &mut block.entries).flat_map(|entry| &mut entry.claims)
    }
}

/// How the printed length met the one asked for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PageFit {
    /// Pages asked for.
    pub pages_asked: u8,
    /// Pages printed.
    pub pages: u8,
    /// How tightly it was set so that it fits: 0 not at all, up to
    /// [`MAX_TIGHTNESS`](crate::documents::formats::typst::MAX_TIGHTNESS).
    #[serde(default)]
    pub tightness: u8,
    /// Facts that are not printed. A résumé's are all of the profile's that could be, the
    /// worthiest for the posting first; a letter's are those it had to go without, the first
    /// dropped first.
    pub left_out: Vec<LeftOut>,
}

/// A fact that is not printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredLeftOut")]
pub struct LeftOut {
    /// The fact.
    pub fact: FactId,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why a fact is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// Others tell more to this posting, and what room the pages had left went to these.
    Selection,
    /// Chosen, and dropped so that the document fits its pages.
    Fit,
    /// Another line of its section says the same.
    Repeated,
    /// The fact check stopped what was written of it.
    Stopped,
    /// A person took out what was written of it.
    Removed,
}

/// A fact left out as it may be stored: before 0.2 by its id alone, and always for the fit.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredLeftOut {
    Fact(FactId),
    Reasoned { fact: FactId, reason: LeftOutReason },
}

impl From<StoredLeftOut> for LeftOut {
    fn from(stored: StoredLeftOut) -> Self {
        match stored {
            StoredLeftOut::Fact(fact) => Self { fact, reason: LeftOutReason::Fit },
            StoredLeftOut::Reasoned { fact, reason } => Self { fact, reason },
        }
    }
}

/// One printed field looked for in the text read back from a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadBackField {
    /// Which field, such as `name`, `email`, `employer`, `title`, `date`, `degree`, `claim`.
    pub field: String,
    /// The words that were printed.
    pub expected: String,
    /// Whether they were found.
    pub is_found: bool,
    /// Where they stand; of words on two pages, those on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// Text of a file that a machine reads and nobody sees; it counts for nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HiddenText {
    /// In what way, to follow "text that is".
    pub how: String,
    /// How it begins.
    pub words: String,
    /// How many words are hidden in this way.
    pub count: u32,
    /// Where the first of them stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// Something that a file shows and does not spell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredGlyphProblem")]
pub struct GlyphProblem {
    /// What, in words.
    pub told: String,
    /// Where it is first seen; none for what is not read anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A glyph problem as it may be stored: before 0.2 by its words alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredGlyphProblem {
    Words(String),
    Placed {
        told: String,
        #[serde(default)]
        place: Option<Place>,
    },
}

impl From<StoredGlyphProblem> for GlyphProblem {
    fn from(stored: StoredGlyphProblem) -> Self {
        match stored {
            StoredGlyphProblem::Words(told) => Self { told, place: None },
            StoredGlyphProblem::Placed { told, place } => Self { told, place },
        }
    }
}

/// What a machine reads in an exported file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReadBack {
    /// Every field looked for, in print order.
    pub fields: Vec<ReadBackField>,
    /// Whether all that was found stands in print order.
    pub is_in_order: bool,
    /// Characters the file shows but does not spell, as replacement characters or missing.
    pub glyph_problems: Vec<GlyphProblem>,
    /// Fonts the file names and does not hold.
    #[serde(default)]
    pub fonts_missing: u32,
    /// Pages of the file.
    pub pages: u8,
    /// Size of the file.
    pub size_bytes: u64,
    /// Whether words stand in columns, told by their places.
    #[serde(default)]
    pub has_columns: bool,
    /// The first column that stands beside another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns_at: Option<Place>,
    /// What is read and not seen, by the way it is hidden. No field is looked for in it.
    #[serde(default)]
    pub hidden_text: Vec<HiddenText>,
    /// The text as a machine reads it, apart from what is hidden.
    #[serde(skip)]
    pub text: String,
}

impl ReadBack {
    /// Whether everything was found, in order and cleanly spelt.
    pub fn is_perfect(&self) -> bool {
        self.is_in_order && self.glyph_problems.is_empty() && self.fields.iter().all(|field| field.is_found)
    }
}
