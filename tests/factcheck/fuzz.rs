//! Random claims about random facts, out of any Unicode and out of pieces of the labelled
//! claims, the same for the same seed. Shared by the tests and the bench.

use std::ops::Range;

use jobwise::factcheck::FactBase;
use jobwise::factcheck::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use jobwise::jobs::model::Posting;
use jobwise::language::span::Span;
use jobwise::profiles::model::{FactId, ProfileContent};
use serde_json::Value;

use super::suite::Person;

/// The longest text made, in bytes: what a line of `jobwise check` may hold.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The longest text of a fact, in characters: what a profile may hold.
const MAX_FACT_CHARS: usize = jobwise::profiles::validate::MAX_TEXT_CHARS;

/// Keys of a stored profile that hold words of the person.
const WORDS: &[&str] = &[
    "area",
    "city",
    "description",
    "employer",
    "entity",
    "fluency",
    "institution",
    "issuer",
    "language",
    "level",
    "location",
    "name",
    "organization",
    "position",
    "region",
    "study_type",
    "summary",
    "text",
    "title",
];

/// What breaks readers of text: marks that turn or hide what follows, marks that pile up, letters
/// whose case changes their length, digits and spaces that are not ASCII, pictures of several
/// characters, and the signs around numbers and quotes.
const PIECES: &[&str] = &[
    "\u{202e}",
    "\u{202a}",
    "\u{2066}",
    "\u{2069}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{0}",
    "\u{7}",
    "\u{1b}[31m",
    "\u{85}",
    "\u{2028}",
    "\u{fffd}",
    "\u{e000}",
    "\u{10ffff}",
    "\u{300}\u{301}\u{302}\u{303}",
    "\u{489}",
    "e\u{301}",
    "é",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "ŉ",
    "ﬃ",
    "ǆ",
    "Σίσυφος",
    "ﷺ",
    "漢字",
    "가",
    "ก็",
    "٣٤٥",
    "१२",
    "３",
    "Ⅻ",
    "½",
    "²",
    "①",
    "\u{a0}",
    "\u{2009}",
    "\u{3000}",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇩🇪",
    "–",
    "—",
    "−",
    "…",
    "’",
    "“",
    "„",
    "«",
    "%",
    "‰",
    "$",
    "€",
    "£",
    "US$",
    "1e309",
    "-0",
    "0.0000001",
    "1,2,3",
    "1.2.3",
    "99999999999999999999",
    "1/0",
    "0/0",
    "half a",
    "dozen",
    "million",
    "from",
    "to",
    "between",
    "and",
    "over",
    "~",
    "+",
    "×",
    "2x",
    "led",
    "helped",
    "not",
    "years",
    "of experience",
    "since",
    "2021-13",
    "31.02.2020",
    "C++",
    "C#",
    ".NET",
    "Go",
    "http://",
    "@",
    "&amp;",
    "<b>",
    "{{",
    "}}",
    "\\",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    ":",
    ".",
    "-",
    "/",
    "\n",
    "\t",
    "\r",
];

/// Makes claims and facts, the same for the same seed.
pub struct Fuzzer {
    state: u64,
    texts: Vec<String>,
    profiles: Vec<Value>,
}

impl Fuzzer {
    /// Takes the texts of these people to cut its own from.
    pub fn new(seed: u64, people: &[Person]) -> Self {
        let claims = people.iter().flat_map(|person| person.claims.iter().map(|claim| claim.text.clone()));
        let postings = people.iter().map(|person| person.posting.text.clone());
        let profiles =
            people.iter().map(|person| serde_json::to_value(&person.content).expect("a profile")).collect();
        Self { state: seed, texts: claims.chain(postings).collect(), profiles }
    }

    /// A person's profile in which most words are random, and a posting.
    pub fn facts(&mut self) -> (ProfileContent, Posting) {
        let picked = self.below(self.profiles.len());
        let mut profile = self.profiles[picked].clone();
        self.spoil(&mut profile);
        let content = serde_json::from_value(profile).expect("only words are changed");
        let posting =
            Posting { title: self.short(), company: self.short(), text: self.text(), ..Posting::default() };
        (content, posting)
    }

    /// A claim about these facts.
    pub fn claim(&mut self, base: &FactBase<'_>, ids: &[FactId]) -> Claim {
        let cites: Vec<Citation> = (0..self.below(4)).map(|_| self.citation(base, ids)).collect();
        let text = match cites.first().and_then(|citation| base.find(&citation.fact)) {
            Some(known) if self.one_in(2) => {
                let fact = known.fact.text.clone();
                if self.one_in(4) { fact } else { self.altered(&fact) }
            }
            _ => self.text(),
        };
        let slot = match self.below(4) {
            0 => Slot::Summary,
            1 => Slot::Letter,
            _ => Slot::Entry(self.citation(base, ids).fact),
        };
        let origins = [ClaimOrigin::Verbatim, ClaimOrigin::Rule, ClaimOrigin::Model, ClaimOrigin::Owner];
        let origin = origins[self.below(origins.len())];
        let quotes = if self.one_in(8) { vec![self.span_of(base.posting())] } else { Vec::new() };
        Claim {
            id: String::new(),
            text,
            slot,
            cites,
            quotes,
            origin,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        }
    }

    /// A fact of the profile with its version; one in sixteen is none, or none of that version.
    fn citation(&mut self, base: &FactBase<'_>, ids: &[FactId]) -> Citation {
        let fact =
            if self.one_in(16) { FactId::new(self.short()) } else { ids[self.below(ids.len())].clone() };
        let version = base.find(&fact).map_or(1, |known| known.fact.version);
        Citation { fact, version: if self.one_in(16) { version + 1 } else { version } }
    }

    /// Replaces most words of a stored profile.
    fn spoil(&mut self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    match value {
                        Value::String(words) if WORDS.contains(&key.as_str()) => {
                            if !self.one_in(4) {
                                *words = self.text().chars().take(MAX_FACT_CHARS).collect();
                            }
                        }
                        _ => self.spoil(value),
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.spoil(value)),
            _ => {}
        }
    }

    /// A text of any kind.
    fn text(&mut self) -> String {
        let mut text = match self.below(16) {
            0..=3 => self.picked(),
            4..=6 => self.spliced(),
            7..=8 => {
                let text = self.picked();
                self.altered(&text)
            }
            9 => (0..self.below(80)).map(|_| self.any_char()).collect(),
            10 => (0..self.below(60)).map(|_| format!("{}{}", self.piece(), self.gap())).collect(),
            11 => self.short(),
            12 => self.number(),
            13 => {
                let depth = self.length();
                let (open, close) =
                    self.any_of(&[("\"", "\""), ("(", ")"), ("“", "”"), ("«", "»"), ("[", "]")]);
                format!("{}{}{}", open.repeat(depth), self.short(), close.repeat(depth))
            }
            14 => {
                let piece = if self.one_in(2) { self.piece() } else { format!("{} ", self.piece()) };
                piece.repeat(self.length())
            }
            _ => (0..self.below(6)).map(|_| self.spliced() + " ").collect(),
        };
        if text.len() > MAX_TEXT_BYTES {
            text.truncate(text.floor_char_boundary(MAX_TEXT_BYTES));
        }
        text
    }

    /// A few pieces, such as a name would be.
    fn short(&mut self) -> String {
        (0..self.below(5)).map(|_| self.piece() + " ").collect()
    }

    /// A text of the suite.
    fn picked(&mut self) -> String {
        let picked = self.below(self.texts.len());
        self.texts[picked].clone()
    }

    /// The head of a text of the suite with the tail of another.
    fn spliced(&mut self) -> String {
        let (one, other) = (self.picked(), self.picked());
        let (head, tail) = (self.boundary(&one), self.boundary(&other));
        format!("{}{}", &one[..head], &other[tail..])
    }

    /// A text with a few places cut out, doubled, or with pieces put in.
    fn altered(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..=self.below(4) {
            let Range { start, end } = self.range(&text);
            match self.below(4) {
                0 => text.replace_range(start..end, ""),
                1 => {
                    let part = text[start..end].to_owned();
                    text.insert_str(start, &part);
                }
                2 => text.insert(start, self.any_char()),
                _ => text.insert_str(start, &self.piece()),
            }
        }
        text
    }

    /// A number as nobody writes it.
    fn number(&mut self) -> String {
        let length = self.length();
        let digit = char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default());
        let body = match self.below(4) {
            0 => digit.to_string().repeat(length),
            1 => format!("{digit},").repeat(length),
            2 => "twenty-".repeat(length),
            _ => "one hundred ".repeat(length),
        };
        format!("{}{body}{}", self.piece(), self.piece())
    }

    /// Mostly a few, at times very many.
    fn length(&mut self) -> usize {
        match self.below(1_000) {
            0 => self.below(MAX_TEXT_BYTES),
            1..=20 => self.below(2_000),
            _ => self.below(40),
        }
    }

    fn piece(&mut self) -> String {
        if self.one_in(3) {
            let text = self.picked();
            let words: Vec<&str> = text.split_whitespace().collect();
            return words[self.below(words.len())].to_owned();
        }
        self.any_of(PIECES).to_owned()
    }

    fn gap(&mut self) -> &'static str {
        self.any_of(&["", " ", " ", "\u{a0}", "\n"])
    }

    fn any_char(&mut self) -> char {
        loop {
            let most = [0x80, 0x3000, 0x11_0000][self.below(3)];
            let point = u32::try_from(self.below(most)).expect("below 0x110000");
            if let Some(c) = char::from_u32(point) {
                return c;
            }
        }
    }

    fn range(&mut self, text: &str) -> Range<usize> {
        let (one, other) = (self.boundary(text), self.boundary(text));
        one.min(other)..one.max(other)
    }

    fn span_of(&mut self, text: &str) -> Span {
        let range = self.range(text);
        Span::new(range.start, range.end)
    }

    fn boundary(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }

    fn any_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// A number below `most`, or 0 when that is 0 (SplitMix64; Steele, Lea and Flood, 2014).
    fn below(&mut self, most: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = mixed ^ (mixed >> 31);
        usize::try_from(mixed % u64::try_from(most.max(1)).expect("a length")).expect("below a length")
    }
}
