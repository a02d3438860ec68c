//! Headings of postings and résumés: which part of the text a line opens. The phrases come
//! from the lexicon, which stands above; this file knows how headings are written.

use std::collections::HashMap;

use crate::language::tokens::{Token, TokenKind, fold, folded};

/// What a part of a posting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostingHeading {
    /// The title, place and facts at the head.
    Overview,
    /// What the person would do.
    Responsibilities,
    /// What is demanded.
    Required,
    /// What would be welcome.
    Preferred,
    /// What is paid and offered.
    Benefits,
    /// Who the employer is.
    Company,
    /// How to apply, and how the choice is made.
    Process,
    /// Equal-opportunity and other standing text.
    Legal,
}

impl PostingHeading {
    /// The kind of that name in `posting_headings.tsv`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "overview" => Self::Overview,
            "responsibilities" => Self::Responsibilities,
            "required" => Self::Required,
            "preferred" => Self::Preferred,
            "benefits" => Self::Benefits,
            "company" => Self::Company,
            "process" => Self::Process,
            "legal" => Self::Legal,
            _ => return None,
        })
    }
}

/// What a part of a résumé is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResumeHeading {
    /// Name and ways to reach the person.
    Contact,
    /// Who the person is, in short.
    Summary,
    /// Positions held.
    Experience,
    /// Schools and degrees.
    Education,
    /// Skills.
    Skills,
    /// Projects.
    Projects,
    /// Certificates and licences.
    Certificates,
    /// Human languages.
    Languages,
    /// Publications.
    Publications,
    /// Awards.
    Awards,
    /// Unpaid work.
    Volunteering,
    /// Interests.
    Interests,
    /// People who speak for the person.
    References,
    /// Memberships of societies.
    Memberships,
    /// Courses and training.
    Courses,
    /// A known part of no other kind.
    Other,
}

impl ResumeHeading {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 16] = [
        Self::Contact,
        Self::Summary,
        Self::Experience,
        Self::Education,
        Self::Skills,
        Self::Projects,
        Self::Certificates,
        Self::Languages,
        Self::Publications,
        Self::Awards,
        Self::Volunteering,
        Self::Interests,
        Self::References,
        Self::Memberships,
        Self::Courses,
        Self::Other,
    ];

    /// The kind's name in `resume_headings.tsv` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Summary => "summary",
            Self::Experience => "experience",
            Self::Education => "education",
            Self::Skills => "skills",
            Self::Projects => "projects",
            Self::Certificates => "certificates",
            Self::Languages => "languages",
            Self::Publications => "publications",
            Self::Awards => "awards",
            Self::Volunteering => "volunteering",
            Self::Interests => "interests",
            Self::References => "references",
            Self::Memberships => "memberships",
            Self::Courses => "courses",
            Self::Other => "other",
        }
    }

    /// The kind of that name in `resume_headings.tsv`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The phrases of headings, found by their words.
#[derive(Debug)]
pub struct HeadingTable<K> {
    by_phrase: HashMap<String, K>,
    longest_words: usize,
}

/// A heading has at most this many words; a longer line is a sentence.
const MAX_HEADING_WORDS: usize = 9;

/// The same in bytes.
const MAX_HEADING_BYTES: usize = 120;

/// The heading a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening<'l, K> {
    /// The kind of part it opens.
    pub kind: K,
    /// What stands behind the heading: `CISSP` of `Certifications: CISSP`; mostly nothing.
    pub content: &'l str,
    /// Whether the rest of the line is known headings; else its other words are taken for a part
    /// of the heading by their looks alone.
    pub is_whole: bool,
}

impl<K: Copy> HeadingTable<K> {
    pub(super) fn new(phrases: &[(&str, K)]) -> Self {
        let by_phrase: HashMap<String, K> =
            phrases.iter().map(|(phrase, kind)| (plain_words(phrase), *kind)).collect();
        let longest_words = by_phrase.keys().map(|phrase| phrase.split(' ').count()).max().unwrap_or(0);
        Self { by_phrase, longest_words }
    }

    /// The kind of part that the line opens, if it is a heading: in any case, with or without
    /// colon, number, Markdown marks or underline.
    pub fn classify(&self, line: &str) -> Option<K> {
        let line = line.trim();
        // Only short lines are worth the reading.
        if line.is_empty() || line.len() > MAX_HEADING_BYTES {
            return None;
        }
        let words = plain_words(line);
        if words.is_empty() || words.split(' ').count() > MAX_HEADING_WORDS {
            return None;
        }
        if let Some(kind) = self.by_phrase.get(&words) {
            return Some(*kind);
        }
        self.by_part(line)
    }

    /// "Requirements/Minimum Qualifications", "Education & Experience (required)": the first
    /// part that is a heading by itself, provided that the line is written as a heading.
    fn by_part(&self, line: &str) -> Option<K> {
        if !is_written_as_heading(line) {
            return None;
        }
        let parts = heading_parts(line);
        let whole = || parts.iter().find_map(|part| self.by_phrase.get(part));
        // "Requirements for this position".
        let led = || {
            let first = parts.first()?;
            [" for ", " of ", " at ", " in ", " to ", " with "]
                .iter()
                .find_map(|word| self.by_phrase.get(first.split_once(word)?.0))
        };
        whole().or_else(led).copied()
    }

    /// The heading a line of a document begins with, and what the line says besides. Other than
    /// in [`classify`](Self::classify), no word that is not of a heading is passed over.
    pub fn open<'l>(&self, line: &'l str) -> Option<Opening<'l, K>> {
        let line = line.trim();
        if let Some(kind) = self.all_headings(line) {
            return Some(Opening { kind, content: "", is_whole: true });
        }
        if let Some((label, content)) = split_label(line)
            && let Some(kind) = self.all_headings(label)
        {
            return Some(Opening { kind, content, is_whole: true });
        }
        // "Experience & Leadership" opens its part, though nobody listed it.
        let has_more = line.contains(['.', ',', ';', ':', '|', '(']) || line.chars().any(char::is_numeric);
        if has_more || line.len() > MAX_HEADING_BYTES || !is_written_as_heading(line) {
            return None;
        }
        let first = heading_parts(line).into_iter().next()?;
        let kind = self.by_phrase.get(&first).copied()?;
        Some(Opening { kind, content: "", is_whole: false })
    }

    /// The kind of the first part, if the line is a heading or several and nothing else.
    fn all_headings(&self, line: &str) -> Option<K> {
        if line.is_empty() || line.len() > MAX_HEADING_BYTES {
            return None;
        }
        if let Some(kind) = self.by_phrase.get(&plain_words(line)) {
            return Some(*kind);
        }
        let parts = heading_parts(line);
        let mut kinds = parts.iter().map(|part| self.by_phrase.get(part).copied());
        let first = kinds.next()??;
        // "Experience (continued)".
        let goes_on = |part: &String| matches!(part.as_str(), "continued" | "cont" | "contd");
        (kinds.zip(&parts[1..]).all(|(kind, part)| kind.is_some() || goes_on(part))).then_some(first)
    }

    /// The longest phrase that begins at the token, with the number of tokens it takes.
    pub(super) fn begins_at(&self, tokens: &[Token<'_>]) -> Option<(K, usize)> {
        let mut phrase = String::new();
        let mut best = None;
        let mut words = 0;
        for (index, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Word | TokenKind::Number => {
                    if !phrase.is_empty() {
                        phrase.push(' ');
                    }
                    phrase.push_str(&folded(token.text).replace('\'', ""));
                    words += 1;
                    if words > self.longest_words {
                        break;
                    }
                    if let Some(kind) = self.by_phrase.get(&phrase) {
                        best = Some((*kind, index + 1));
                    }
                }
                TokenKind::Symbol if matches!(token.text, "-" | "/" | "&" | "–" | ",") => {}
                TokenKind::Symbol => break,
            }
        }
        best
    }
}

/// The parts of a heading, in plain words.
fn heading_parts(line: &str) -> Vec<String> {
    let lower = fold(line);
    let parts = lower.split(['/', '&', '|', '(', ')', ':', ';', ',']).flat_map(|part| part.split(" and "));
    parts.map(plain_words).filter(|part| !part.is_empty()).collect()
}

/// A line before and behind what parts a label from its content: "Tools: Ansible", "Tools – Ansible",
/// "Tools (Ansible)".
fn split_label(line: &str) -> Option<(&str, &str)> {
    let is_parting = |(at, c): &(usize, char)| {
        matches!(c, ':' | '|' | '–' | '—' | '(' | '·' | '•' | '\t' | '=')
            || (*c == '-' && line[..*at].ends_with(' ') && line[at + 1..].starts_with(' '))
    };
    let (at, mark) = line.char_indices().find(is_parting)?;
    let (label, content) = (&line[..at], line[at + mark.len_utf8()..].trim());
    let content = match mark {
        '(' => content.strip_suffix(')')?,
        _ => content,
    };
    content.chars().any(char::is_alphanumeric).then_some((label.trim(), content))
}

/// Whether a short line is written as headings are: it ends in a colon, is marked, or each
/// word of weight has a capital; and it is no sentence.
fn is_written_as_heading(line: &str) -> bool {
    let bare = line.trim_matches(['*', '_', '#', ' ', '=']);
    if bare.ends_with(['.', '!', ',', ';']) {
        return false;
    }
    if bare.ends_with(':') || line.starts_with('#') || (line.starts_with("**") && line.ends_with("**")) {
        return true;
    }
    let mut words = bare.split_whitespace().filter(|word| word.len() > 3).peekable();
    words.peek().is_some() && words.all(|word| !word.starts_with(char::is_lowercase))
}

/// The words of a heading, folded, one space between, without its number and marks.
fn plain_words(line: &str) -> String {
    let line = fold(line);
    let mut rest = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "1.", "IV)", "A."
    if let Some((number, after)) = rest.split_once(['.', ')'])
        && !number.is_empty()
        && number.len() <= 3
        && (number.bytes().all(|byte| byte.is_ascii_digit() || b"ivx".contains(&byte)) || number.len() == 1)
        && after.starts_with(' ')
    {
        rest = after;
    }
    let mut words = String::with_capacity(rest.len());
    for word in rest.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let word = word.replace('\'', "");
        if !word.is_empty() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;

    fn check_line(line: &str, expected: Option<PostingHeading>) {
        assert_eq!(Lexicon::built_in().posting_heading(line), expected, "{line}");
    }

    #[test]
    fn headings_are_known_however_they_are_written() {
        for line in [
            "Responsibilities",
            "RESPONSIBILITIES:",
            "## Responsibilities",
            "**Responsibilities:**",
            "2. Responsibilities",
            "II) Responsibilities",
            "What You’ll Do:",
            "What youll do",
            "__Duties__",
            "Duties / What You'll Do",
        ] {
            check_line(line, Some(PostingHeading::Responsibilities));
        }
        check_line("REQUIREMENTS/MINIMUM QUALIFICATIONS", Some(PostingHeading::Required));
        check_line("Requirements for This Position", Some(PostingHeading::Required));
        check_line("Preferred Qualifications", Some(PostingHeading::Preferred));
    }

    #[test]
    fn sentences_are_no_headings() {
        for line in [
            "The requirements of our customers change.",
            "You take on responsibilities and duties, and grow with them over many years with us.",
            "responsibilities and tasks of many kinds",
            "",
            "---",
        ] {
            check_line(line, None);
        }
    }

    #[test]
    fn resume_headings_have_their_own_table_and_keep_what_stands_behind_them() {
        use ResumeHeading::{Awards, Certificates, Education, Experience, Languages, References, Skills};
        let check = |line: &str, expected: Option<(ResumeHeading, &str, bool)>| {
            let opened = Lexicon::built_in().resume_heading(line);
            let opened = opened.map(|Opening { kind, content, is_whole }| (kind, content, is_whole));
            assert_eq!(opened, expected, "{line}");
        };
        let alone = |kind| Some((kind, "", true));
        check("WORK EXPERIENCE", alone(Experience));
        check("Education:", alone(Education));
        check("3. Education & Certifications", alone(Education));
        check("Experience (continued)", alone(Experience));
        check("Skills / Tools | Languages", alone(Skills));
        check("References: available upon request", alone(References));
        let with = |kind, content| Some((kind, content, true));
        check("Certifications: CISSP", with(Certificates, "CISSP"));
        check("Languages: SQL, Python", with(Languages, "SQL, Python"));
        check("Programming Languages:Rust", with(Skills, "Rust"));
        check("Skills & Tools: Ansible: 5 years", with(Skills, "Ansible: 5 years"));
        check("Awards – Nobel Prize 2019", with(Awards, "Nobel Prize 2019"));
        check("Tools | Ansible | Jenkins", with(Skills, "Ansible | Jenkins"));
        check("Tools (Ansible, Jenkins)", with(Skills, "Ansible, Jenkins"));
        // Only the looks of a heading.
        check("Experience & Leadership", Some((Experience, "", false)));
        for line in [
            "Acme Ltd",
            "Experience in Kubernetes",
            "Training of Thirty Nurses",
            "Work at Acme",
            "Tools, Ansible, Jenkins",
            "Education and Nobel Prize 2019",
            "Cloud Tools: Ansible",
            "Self-employed: Tools",
            "",
            ":",
        ] {
            check(line, None);
        }
    }
}
