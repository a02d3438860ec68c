//! What a document prints, string by string: dates written out, addresses shortened,
//! whitespace and unprintable characters gone.
//!
//! It stands between the content and everything that shows or looks for its words: the
//! templates are given it as data, the plain text is its strings in order, and the
//! read-back looks for these very strings.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::documents::locale::Locale;
use crate::documents::model::{Block, BlockKind, DocumentContent, Entry, EntryHeader, Identity, LetterFrame};
use crate::language::dates::Period;
use crate::profiles::facts::grade_text;

/// The longest address that is printed in full, in characters; a longer one is printed as its
/// host and linked in full.
const LONGEST_PRINTED_ADDRESS: usize = 44;

/// The longest item, in characters, that may run on with others in one line.
const LONGEST_RUN_ON_ITEM: usize = 50;

/// A document as strings in print order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Printed {
    /// BCP 47 language of its words.
    pub language: String,
    /// The title in the file's metadata, such as "Ada Lovelace – Résumé".
    pub title: String,
    /// Full name; empty when unknown.
    pub name: String,
    /// Professional headline; empty when unknown.
    pub label: String,
    /// Telephone, e-mail, place and links, in print order.
    pub contacts: Vec<Contact>,
    /// The frame of a letter.
    pub letter: Option<LetterFrame>,
    /// Sections that hold anything, in print order.
    pub sections: Vec<PrintedSection>,
}

/// One way to reach the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contact {
    /// What it is: `email`, `phone`, `location` or `link`.
    pub kind: &'static str,
    /// The words printed.
    pub text: String,
    /// What a click opens; empty when it is no link.
    pub target: String,
}

/// How the entries of a section are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Claims run on as sentences of one paragraph an entry.
    Prose,
    /// A header of one or two lines, then claims as bullets.
    Entries,
    /// A header of one line with its date at the end, then claims as bullets.
    Lines,
    /// One line an entry: its title, a colon, its claims with commas.
    Groups,
    /// All entries on one line.
    Inline,
    /// Claims as bullets without a header.
    Bullets,
}

/// A section that holds something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrintedSection {
    /// Heading; empty for a letter's body.
    pub heading: String,
    /// What it holds.
    pub kind: BlockKind,
    /// How its entries are set.
    pub style: Style,
    /// Its entries, in print order.
    pub entries: Vec<PrintedEntry>,
}

/// One entry. Empty strings are not printed.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PrintedEntry {
    /// Job title, degree, name of a project, group of skills …
    pub title: String,
    /// Employer, school, issuer.
    pub organisation: String,
    /// Place.
    pub location: String,
    /// When, such as "Apr 2022 – Present".
    pub dates: String,
    /// The same as dates, for formats that hold them as such; a single date is its end.
    #[serde(skip)]
    pub period: Period,
    /// Grade, level or fluency.
    pub detail: String,
    /// Short form of its address; empty when too long to print.
    pub address: String,
    /// What a click on the title opens; empty when nothing.
    pub target: String,
    /// Bullets, skills or sentences.
    pub claims: Vec<String>,
    /// Whether the claims are short items, such as courses, set as one line with commas.
    pub runs_on: bool,
}

impl Printed {
    /// Writes out a document.
    pub fn new(content: &DocumentContent) -> Self {
        let name = content.identity.name.as_ref().map(|name| clean(&name.text)).unwrap_or_default();
        let locale = content.look.locale;
        Self {
            language: content.language.clone(),
            title: title(locale.document(content.kind), &name),
            label: content.identity.label.as_ref().map(|label| clean(&label.text)).unwrap_or_default(),
            contacts: contacts(&content.identity),
            letter: content.letter.as_ref().map(clean_frame),
            sections: content.blocks.iter().filter_map(|block| section(block, locale)).collect(),
            name,
        }
    }

    /// Every string in the order it is printed, each with what it is.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![("name", self.name.as_str()), ("label", &self.label)];
        fields.extend(self.contacts.iter().map(|contact| (contact.kind, contact.text.as_str())));
        if let Some(letter) = &self.letter {
            fields.push(("date", &letter.date));
            fields.push(("company", &letter.company));
            fields.push(("position", &letter.position));
            fields.push(("salutation", &letter.salutation));
        }
        for section in &self.sections {
            fields.push(("heading", &section.heading));
            section.entries.iter().for_each(|entry| entry.push_fields(section, &mut fields));
        }
        if let Some(letter) = &self.letter {
            fields.push(("closing", &letter.closing));
            fields.push(("signature", &self.name));
        }
        fields.retain(|(_, text)| !text.is_empty());
        fields
    }
}

impl PrintedEntry {
    fn push_fields<'p>(&'p self, section: &PrintedSection, fields: &mut Vec<(&'static str, &'p str)>) {
        let (title, organisation) = match section.kind {
            BlockKind::Experience => ("title", "employer"),
            BlockKind::Education => ("degree", "school"),
            BlockKind::Skills => ("skill_group", "organisation"),
            _ => ("title", "organisation"),
        };
        fields.push((title, &self.title));
        fields.push((organisation, &self.organisation));
        fields.push(("location", &self.location));
        fields.push(("detail", &self.detail));
        fields.push(("link", &self.address));
        fields.push(("date", &self.dates));
        fields.extend(self.claims.iter().map(|claim| ("claim", claim.as_str())));
    }

    fn keep_name_and_level(&mut self) {
        for text in [&mut self.organisation, &mut self.location, &mut self.dates, &mut self.address] {
            text.clear();
        }
        self.period = Period::default();
    }

    fn is_empty(&self) -> bool {
        self.claims.is_empty()
            && [&self.title, &self.organisation, &self.location, &self.dates, &self.detail]
                .iter()
                .all(|text| text.is_empty())
    }
}

/// Text as it can be printed: composed (NFC), runs of whitespace as one space, and without
/// characters that show nothing or mean nothing outside the font they came from.
pub fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() {
            if !cleaned.ends_with(' ') && !cleaned.is_empty() {
                cleaned.push(' ');
            }
        } else if is_printable(c) {
            cleaned.push(c);
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Whether a text is of printable ASCII with single spaces between, as most are; it needs no
/// look at each character's properties.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|byte| (b' '..=b'~').contains(byte))
        && !bytes.starts_with(b" ")
        && !bytes.ends_with(b" ")
        && !text.contains("  ")
}

/// Whether a character can be shown. Joiners are kept, since scripts and emoji need them.
fn is_printable(c: char) -> bool {
    !matches!(
        c,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{10ffff}'
    )
}

fn title(kind: &str, name: &str) -> String {
    if name.is_empty() { kind.to_owned() } else { format!("{name} – {kind}") }
}

fn contacts(identity: &Identity) -> Vec<Contact> {
    let mut contacts = Vec::new();
    let mut push = |kind, text: String, target: String| {
        if !text.is_empty() {
            contacts.push(Contact { kind, text, target });
        }
    };
    if let Some(email) = &identity.email {
        let email = clean(&email.text);
        let target = if is_mail_address(&email) { format!("mailto:{email}") } else { String::new() };
        push("email", email, target);
    }
    if let Some(phone) = &identity.phone {
        push("phone", clean(&phone.text), String::new());
    }
    if let Some(location) = &identity.location {
        push("location", clean(&location.text), String::new());
    }
    for link in &identity.links {
        let (text, target) = address(&link.text);
        let text = if text.is_empty() { host(&target) } else { text };
        push("link", text, target);
    }
    contacts
}

fn section(block: &Block, locale: Locale) -> Option<PrintedSection> {
    let style = match block.kind {
        BlockKind::Certificates | BlockKind::Awards | BlockKind::Publications => Style::Lines,
        BlockKind::Summary | BlockKind::Body => Style::Prose,
        BlockKind::Skills => Style::Groups,
        BlockKind::Languages => Style::Inline,
        BlockKind::Custom if block.entries.iter().all(|entry| entry.header.is_none()) => Style::Bullets,
        _ => Style::Entries,
    };
    let mut entries: Vec<PrintedEntry> = block
        .entries
        .iter()
        .map(|entry| printed_entry(block.kind, entry, locale))
        .filter(|entry| !entry.is_empty())
        .collect();
    if matches!(style, Style::Groups | Style::Inline) {
        // These print a name and a level only.
        entries.iter_mut().for_each(PrintedEntry::keep_name_and_level);
    }
    if block.kind == BlockKind::Education {
        entries.iter_mut().for_each(|entry| entry.runs_on = are_short(&entry.claims));
    }
    (!entries.is_empty()).then(|| PrintedSection {
        heading: clean(&block.heading),
        kind: block.kind,
        style,
        entries,
    })
}

/// Whether the claims are items without a sentence's end, short enough for one line.
fn are_short(claims: &[String]) -> bool {
    let is_short = |claim: &String| claim.chars().count() <= LONGEST_RUN_ON_ITEM && !claim.ends_with('.');
    !claims.is_empty() && claims.iter().all(is_short)
}

fn printed_entry(kind: BlockKind, entry: &Entry, locale: Locale) -> PrintedEntry {
    let claims =
        entry.claims.iter().map(|claim| clean(&claim.text)).filter(|text| !text.is_empty()).collect();
    match &entry.header {
        None => PrintedEntry { claims, ..PrintedEntry::default() },
        Some(header) => PrintedEntry { claims, ..printed_header(kind, header, locale) },
    }
}

fn printed_header(kind: BlockKind, header: &EntryHeader, locale: Locale) -> PrintedEntry {
    // A degree with no beginning was awarded at its end, it did not last until then.
    let is_award = kind == BlockKind::Education && header.period.start.is_none();
    let (address, target) = address(&header.url);
    PrintedEntry {
        title: clean(&header.title),
        organisation: clean(&header.organisation),
        location: clean(&header.location),
        dates: locale.print_period(&header.period, header.is_single_date || is_award),
        period: header.period,
        detail: print_detail(kind, &header.detail),
        address,
        target,
        claims: Vec::new(),
        runs_on: false,
    }
}

/// The detail of a header as printed: the grade of a degree, or a level as it is.
pub fn print_detail(kind: BlockKind, detail: &str) -> String {
    clean(&if kind == BlockKind::Education { grade_text(detail) } else { detail.to_owned() })
}

fn clean_frame(frame: &LetterFrame) -> LetterFrame {
    LetterFrame {
        date: clean(&frame.date),
        company: clean(&frame.company),
        position: clean(&frame.position),
        salutation: clean(&frame.salutation),
        closing: clean(&frame.closing),
    }
}

/// The short form of a web address and what a click opens. Only http and https are opened;
/// anything else is printed as it stands. The short form is empty when it would be too long.
fn address(text: &str) -> (String, String) {
    let text = clean(text);
    let with_scheme = if text.contains("://") { text.clone() } else { format!("https://{text}") };
    let target = Url::parse(&with_scheme)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .filter(|url| url.host_str().is_some_and(|host| host.contains('.')) && !text.contains(' '))
        .map(|url| url.to_string())
        .unwrap_or_default();
    let short = if target.is_empty() {
        text
    } else {
        let short = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(&text);
        short.strip_prefix("www.").unwrap_or(short).trim_end_matches('/').to_owned()
    };
    let fits = short.chars().count() <= LONGEST_PRINTED_ADDRESS;
    (if fits || target.is_empty() { short } else { String::new() }, target)
}

fn host(target: &str) -> String {
    let url = Url::parse(target).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Whether a text can stand behind `mailto:`.
fn is_mail_address(text: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=^_`{|}~-".contains(c))
    };
    text.split_once('@').is_some_and(|(local, domain)| is_plain(local) && is_plain(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unprintable_characters_and_runs_of_whitespace_go() {
        let check = |text: &str, cleaned: &str| assert_eq!(clean(text), cleaned, "{text:?}");
        check("  Led\u{a0}a \n team\t", "Led a team");
        check("co\u{ad}operate\u{200b}", "cooperate");
        check("\u{f0b7} Built it", " Built it".trim());
        check("Rene\u{301}e", "Renée");
        check("\u{0}\u{7}", "");
        check("नमस्\u{200d}ते", "नमस्\u{200d}ते");
    }

    #[test]
    fn only_web_addresses_become_links_and_long_ones_are_not_printed_raw() {
        let check = |text: &str, short: &str, target: &str| {
            assert_eq!(address(text), (short.to_owned(), target.to_owned()), "{text}");
        };
        check("https://www.linkedin.com/in/ada/", "linkedin.com/in/ada", "https://www.linkedin.com/in/ada/");
        check("ada.dev", "ada.dev", "https://ada.dev/");
        check("javascript://alert(1)", "javascript://alert(1)", "");
        check("not an address", "not an address", "");
        let long = format!("https://example.com/{}", "a".repeat(60));
        check(&long, "", &long);
        check("", "", "");
    }
}
