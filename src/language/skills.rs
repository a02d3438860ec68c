//! The dictionary of skills: finds them in a text by name and alias, as whole words, the
//! longest first.
//!
//! Entries are kept by their words, not their letters, so that a match cannot begin or end
//! within a word, "back-end" meets "backend", and a plural its singular.

use std::collections::HashMap;

use crate::language::span::Span;
use crate::language::units::{Joint, Unit, singular, units};

/// A skill of one dictionary, by its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkillId(u32);

/// What sort of skill it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkillKind {
    /// Software, a machine, an instrument, a programming language.
    Tool,
    /// A way of working.
    Method,
    /// A certificate or licence.
    Certificate,
    /// A human language.
    Language,
    /// A way of dealing with people and work.
    Soft,
    /// A field of knowledge.
    Domain,
}

/// An entry of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// As it is best printed.
    pub name: String,
    /// Other names for the same thing.
    pub aliases: Vec<String>,
    /// What sort of skill it is.
    pub kind: SkillKind,
    /// The trade it belongs to.
    pub field: String,
    /// Wider terms that this is an instance of.
    pub related: Vec<String>,
    /// Whether its plain one-word names count only in their own case, as "Excel" does.
    pub is_case_sensitive: bool,
    /// Whether its plain one-word names count only among words of skills, as "R" does.
    pub needs_context: bool,
}

impl Skill {
    /// The name, then the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    fn has_guard(&self) -> bool {
        self.is_case_sensitive || self.needs_context
    }
}

/// A skill named in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkillMention {
    /// Which skill.
    pub skill: SkillId,
    /// Where it stands.
    pub span: Span,
}

/// All known skills.
#[derive(Debug)]
pub struct SkillDictionary {
    skills: Vec<Skill>,
    /// By the keys of their words with one space between.
    forms: HashMap<String, Form>,
    /// For the first word of each form of several, how many words the longest such form has.
    longest_by_head: HashMap<String, u8>,
}

/// One way to write a skill.
#[derive(Debug, Clone, Copy)]
struct Form {
    skill: u32,
    /// 0 is the name, others the alias before it.
    name: u16,
    is_guarded: bool,
    /// Whether the name itself holds a comma or bracket, as "Governance, risk and compliance".
    has_break: bool,
}

/// A form seen in a text, from unit `start` to before `end`.
#[derive(Clone, Copy)]
struct Candidate {
    form: Form,
    start: usize,
    end: usize,
    is_sure: bool,
}

impl SkillDictionary {
    /// Makes the dictionary of `skills`, over which each of `extra` takes the names it uses.
    pub(super) fn new(skills: Vec<Skill>, extra: Vec<Skill>) -> Self {
        let extra_from = skills.len();
        let mut dictionary = Self {
            forms: HashMap::with_capacity(skills.len() * 5),
            longest_by_head: HashMap::with_capacity(skills.len()),
            skills: skills.into_iter().chain(extra).collect(),
        };
        let mut variants = Vec::new();
        for (index, skill) in dictionary.skills.iter().enumerate() {
            for (place, name) in skill.names().enumerate() {
                let words = units(name);
                let key = joined(&words);
                if key.is_empty() {
                    continue;
                }
                let form = Form {
                    skill: u32::try_from(index).unwrap_or(u32::MAX),
                    name: u16::try_from(place).unwrap_or(u16::MAX),
                    is_guarded: skill.has_guard() && is_plain_word(name),
                    has_break: words.iter().skip(1).any(|word| word.joint == Joint::Break),
                };
                if !form.is_guarded {
                    variants.extend(variants_of(&words, &key).map(|variant| (variant, form)));
                }
                // Names differ when folded, yet two may share a key; the first keeps it, save
                // that the user's own rows come before all.
                let is_extra = index >= extra_from;
                let entry = dictionary.forms.entry(key);
                let holder_is_extra = |form: &Form| form.skill as usize >= extra_from;
                match entry {
                    std::collections::hash_map::Entry::Vacant(vacant) => {
                        vacant.insert(form);
                    }
                    std::collections::hash_map::Entry::Occupied(mut held) => {
                        if is_extra && !holder_is_extra(held.get()) {
                            held.insert(form);
                        }
                    }
                }
            }
        }
        for (variant, form) in variants {
            dictionary.forms.entry(variant).or_insert(form);
        }
        for key in dictionary.forms.keys() {
            let Some((head, _)) = key.split_once(' ') else { continue };
            let words = u8::try_from(key.split(' ').count()).unwrap_or(u8::MAX);
            match dictionary.longest_by_head.get_mut(head) {
                Some(longest) => *longest = words.max(*longest),
                None => {
                    dictionary.longest_by_head.insert(head.to_owned(), words);
                }
            }
        }
        dictionary
    }

    /// The skill of that name or alias, in any case and with hyphens, spaces and plural as
    /// they come.
    pub fn lookup(&self, name: &str) -> Option<SkillId> {
        let words = units(name);
        let key = joined(&words);
        let find = |key: &str| self.forms.get(key).map(|form| SkillId(form.skill));
        find(&key)
            .or_else(|| singular(&key).and_then(|key| find(&key)))
            .or_else(|| (words.len() == 2).then(|| find(&key.replace(' ', ""))).flatten())
    }

    /// The entry. The id must come from this dictionary.
    pub fn get(&self, id: SkillId) -> &Skill {
        &self.skills[id.0 as usize]
    }

    /// All entries, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Skill> {
        self.skills.iter()
    }

    /// The skills named in the text, in order, none overlapping another.
    pub fn find(&self, text: &str) -> Vec<SkillMention> {
        self.find_in(text, &units(text))
    }

    /// [`Self::find`], where the units of the text are at hand.
    pub(super) fn find_in(&self, text: &str, units: &[Unit<'_>]) -> Vec<SkillMention> {
        let mut candidates = Vec::new();
        let mut at = 0;
        let mut key = String::new();
        while at < units.len() {
            match self.longest_at(units, at, &mut key) {
                Some(candidate) => {
                    at = candidate.end;
                    candidates.push(candidate);
                }
                None => at += 1,
            }
        }
        let stands = |index: &usize| {
            let candidate = &candidates[*index];
            candidate.is_sure || self.has_context(text, units, &candidates, *index)
        };
        let mention = |index: usize| {
            let Candidate { form, start, end, .. } = candidates[index];
            let span = Span::new(units[start].span.start, units[end - 1].span.end);
            SkillMention { skill: SkillId(form.skill), span }
        };
        (0..candidates.len()).filter(stands).map(mention).collect()
    }

    /// The longest form that begins at unit `at`. `key` is scratch space.
    fn longest_at(&self, units: &[Unit<'_>], at: usize, key: &mut String) -> Option<Candidate> {
        let is_hyphenated = units.get(at + 1).is_some_and(|next| next.joint == Joint::Hyphen);
        key.clear();
        key.push_str(&units[at].key);
        let apart = self.longest_from(units, at, at + 1, key);
        if !is_hyphenated {
            return apart;
        }
        // "e-mail" is also looked for as "email".
        key.clear();
        key.push_str(&units[at].key);
        key.push_str(&units[at + 1].key);
        let closed = self.longest_from(units, at, at + 2, key);
        match (apart, closed) {
            (Some(apart), Some(closed)) => Some(if closed.end > apart.end { closed } else { apart }),
            (apart, closed) => apart.or(closed),
        }
    }

    /// The longest form whose first word is `key`, which stands for the units from `start`
    /// to before `end`.
    fn longest_from(
        &self,
        units: &[Unit<'_>],
        start: usize,
        mut end: usize,
        key: &mut String,
    ) -> Option<Candidate> {
        let longest = self.longest_by_head.get(key.as_str()).copied().unwrap_or(1);
        let mut best = None;
        let mut words = 1;
        let mut has_break = false;
        loop {
            let form = self.forms.get(key.as_str()).or_else(|| self.forms.get(singular(key)?.as_ref()));
            if let Some(&form) = form
                && (form.has_break || !has_break)
                && let Some(is_sure) = self.admits(form, units, start, end)
            {
                best = Some(Candidate { form, start, end, is_sure });
            }
            let Some(next) = units.get(end).filter(|_| words < longest) else { return best };
            if next.joint == Joint::Break {
                // Only a mark and its spaces may stand within a name; a dash takes three bytes.
                if next.span.start - units[end - 1].span.end > 5 {
                    return best;
                }
                has_break = true;
            }
            key.push(' ');
            key.push_str(&units[end].key);
            end += 1;
            words += 1;
        }
    }

    /// Whether the form may stand here by its case: none if not, else whether it needs no
    /// further proof.
    fn admits(&self, form: Form, units: &[Unit<'_>], start: usize, end: usize) -> Option<bool> {
        if !form.is_guarded {
            return Some(true);
        }
        let unit = &units[start];
        let skill = &self.skills[form.skill as usize];
        let name = skill.names().nth(usize::from(form.name))?;
        let is_hyphenated = |unit: &Unit<'_>| unit.joint == Joint::Hyphen;
        if end != start + 1 || is_hyphenated(unit) || units.get(end).is_some_and(is_hyphenated) {
            return None;
        }
        let is_loud = unit.text.len() >= 4 && unit.text.chars().all(char::is_uppercase);
        let is_small = name.chars().all(|c| !c.is_uppercase());
        let has_case = unit.text == name || is_loud || is_small;
        (has_case || !skill.is_case_sensitive).then_some(!skill.needs_context)
    }

    /// Whether an unsure candidate stands among words of skills.
    fn has_context(&self, text: &str, units: &[Unit<'_>], all: &[Candidate], index: usize) -> bool {
        let candidate = &all[index];
        let unit = &units[candidate.start];
        let before = &text[..unit.span.start];
        let after = &text[unit.span.end..];
        let is_list_mark = |c: char| matches!(c, ',' | '/' | '|' | ';' | '•' | '·' | '(' | ')' | '*' | '&');
        let mark_before = before.trim_end_matches([' ', '\t', '\u{a0}']).chars().next_back();
        let mark_after = after.trim_start_matches([' ', '\t', '\u{a0}']).chars().next();
        let is_line_end = |mark: Option<char>| mark.is_none_or(|c| matches!(c, '\n' | '\r'));
        let opens_line = is_line_end(mark_before) || matches!(mark_before, Some('•' | '*' | '-' | '·' | '–'));
        if opens_line && is_line_end(mark_after) {
            return true;
        }
        let is_letter = unit.text.chars().count() == 1;
        let start = candidate.start;
        let is_letter_pair = |mark: Option<char>, other: Option<&Unit<'_>>| {
            is_letter && mark == Some('&') && other.is_some_and(|unit| unit.text.chars().count() == 1)
        };
        let skip_and = |steps: usize| start.checked_sub(steps).and_then(|at| units.get(at));
        if is_letter_pair(mark_after, units.get(start + 2).or(units.get(start + 1)))
            || is_letter_pair(mark_before, skip_and(2).or_else(|| skip_and(1)))
        {
            return false;
        }
        // A word such as "programming" beside it.
        let near = |unit: &Unit<'_>| SKILL_CUES.contains(&unit.key.as_ref());
        let behind = units[start + 1..].iter().take_while(|unit| unit.joint != Joint::Break).take(2);
        let ahead = (start.saturating_sub(3)..start).rev();
        let ahead = ahead.take_while(|&at| units[at + 1].joint != Joint::Break).map(|at| &units[at]);
        if behind.chain(ahead).any(near) {
            return true;
        }
        // An item of a list with a tool close by.
        let is_and =
            |unit: Option<&Unit<'_>>| unit.is_some_and(|unit| matches!(unit.key.as_ref(), "and" | "or"));
        let is_item = mark_before.is_some_and(is_list_mark)
            || mark_after.is_some_and(is_list_mark)
            || is_and(units.get(start + 1))
            || is_and(start.checked_sub(1).and_then(|at| units.get(at)));
        let is_tool = |other: &Candidate| self.skills[other.form.skill as usize].kind == SkillKind::Tool;
        let is_close = |other: &Candidate| {
            let between = if other.start > start { start + 1..other.start } else { other.end..start };
            let (from, to) = if other.start > start {
                (unit.span.end, units[other.start].span.start)
            } else {
                (units[other.end - 1].span.end, unit.span.start)
            };
            between.len() <= 1 && !text[from..to].contains(['\n', '.'])
        };
        let neighbours =
            [index.checked_sub(1), Some(index + 1)].into_iter().flatten().filter_map(|at| all.get(at));
        if is_item && neighbours.into_iter().any(|other| is_tool(other) && is_close(other)) {
            return true;
        }
        // A capital within a sentence names something.
        let previous = start.checked_sub(1).map(|at| &units[at]);
        !is_letter
            && unit.joint == Joint::Space
            && unit.text.starts_with(char::is_uppercase)
            && previous.is_some_and(|word| word.key != "to" && (starts_lower(word) || is_past(&word.key)))
    }
}

fn starts_lower(word: &Unit<'_>) -> bool {
    word.text.starts_with(char::is_lowercase)
}

/// Whether the word is a deed, as highlights begin: "Built Excel models".
fn is_past(key: &str) -> bool {
    (key.len() > 4 && (key.ends_with("ed") || key.ends_with("ing")))
        || matches!(key, "built" | "used" | "wrote" | "led" | "ran" | "taught" | "kept" | "made")
}

/// Words beside which a short or common word means the skill of that name.
const SKILL_CUES: [&str; 44] = [
    "programming",
    "programmer",
    "language",
    "languages",
    "developer",
    "developers",
    "development",
    "developing",
    "code",
    "codebase",
    "coding",
    "scripting",
    "script",
    "scripts",
    "proficient",
    "proficiency",
    "fluent",
    "knowledge",
    "framework",
    "frameworks",
    "library",
    "libraries",
    "package",
    "packages",
    "software",
    "tool",
    "tools",
    "tooling",
    "stack",
    "backend",
    "frontend",
    "microservice",
    "microservices",
    "service",
    "services",
    "engineer",
    "engineers",
    "experience",
    "skills",
    "server",
    "compiler",
    "microsoft",
    "ms",
    "written",
];

fn joined(units: &[Unit<'_>]) -> String {
    let mut key = String::new();
    for unit in units {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&unit.key);
    }
    key
}

/// Whether the name is a single word as ordinary text may hold it: letters (and digits)
/// alone, capitals only at the front or throughout. "NodeJS" and "C++" can be nothing else.
fn is_plain_word(name: &str) -> bool {
    let is_letters = name.chars().all(char::is_alphanumeric);
    let has_inner_capital = name.chars().skip(1).any(char::is_uppercase);
    is_letters && (!has_inner_capital || !name.chars().any(char::is_lowercase))
}

/// Other keys for an unguarded form: its singular, and its words closed up.
fn variants_of<'u>(words: &'u [Unit<'_>], key: &'u str) -> impl Iterator<Item = String> + use<'u> {
    /// Shorter words closed up, such as "inc" from "in C", may be other words.
    const MIN_CLOSED_LENGTH: usize = 6;
    let closed: String = key.chars().filter(|&c| c != ' ').collect();
    let is_closable = (2..=3).contains(&words.len()) && closed.len() >= MIN_CLOSED_LENGTH;
    let is_whole = words.iter().skip(1).all(|word| word.joint != Joint::Break && word.joint != Joint::Slash);
    let closed = (is_closable && is_whole).then_some(closed);
    singular(key).map(|key| key.into_owned()).into_iter().chain(closed)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use crate::language::lexicon::Lexicon;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        // Rows of the tests' own, so that the word lists may change.
        Lexicon::with_skills(
            "Go\tGolang\ttool\tsoftware\tprogramming languages\tcase,context\n\
             R\t\ttool\tsoftware\t\tcase,context\n\
             C\t\ttool\tsoftware\t\tcase,context\n\
             C++\tCpp\ttool\tsoftware\t\t\n\
             C#\tC Sharp\ttool\tsoftware\t\t\n\
             Java\t\ttool\tsoftware\t\tcase\n\
             JavaScript\tJS\ttool\tsoftware\t\t\n\
             Node.js\tNodeJS\ttool\tsoftware\tJavaScript\t\n\
             .NET\t\ttool\tsoftware\t\t\n\
             SQL\t\ttool\tsoftware\tdatabases\t\n\
             SQL Server\tMS SQL\ttool\tsoftware\tSQL\t\n\
             Microsoft Excel\tExcel\ttool\toffice\t\tcase,context\n\
             CI/CD\tcontinuous integration\tmethod\tsoftware\t\t\n\
             Gem API\t\tmethod\tsoftware\t\t\n\
             Risk, ruin and ropes\t\tmethod\tfinance\t\t\n\
             email gemming\te-mail gems\tmethod\tmarketing\t\t\n",
        )
        .expect("good rows")
    });

    fn check(text: &str, expected: &[&str]) {
        let lexicon = &*LEXICON;
        let found: Vec<&str> = lexicon
            .skills
            .find(text)
            .iter()
            .map(|mention| lexicon.skills.get(mention.skill).name.as_str())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_are_found_longest_first() {
        check("JavaScript, not Java.", &["JavaScript", "Java"]);
        check("Javascripts of java", &["JavaScript"]);
        check("C++, C# and Node.js/.NET", &["C++", "C#", "Node.js", ".NET"]);
        check("SQL Server and SQL", &["SQL Server", "SQL"]);
        check("SQLish", &[]);
        check("CI/CD", &["CI/CD"]);
        check("SQL, server", &["SQL"]);
        check("risk, ruin and ropes", &["Risk, ruin and ropes"]);
    }

    #[test]
    fn hyphen_space_and_plural_do_not_matter() {
        for text in ["Gem APIs", "gem-api", "gemapi"] {
            check(text, &["Gem API"]);
        }
        for text in ["e-mail gemming", "email-gemming", "Email\ngemming"] {
            check(text, &["email gemming"]);
        }
    }

    #[test]
    fn common_words_are_skills_only_in_context() {
        check("Wrote services in Go.", &["Go"]);
        check("Go", &["Go"]);
        check("Skills: Go, SQL, R", &["Go", "SQL", "R"]);
        check("R programming", &["R"]);
        check("• C\n• R", &["C", "R"]);
        check("Built Excel models", &["Microsoft Excel"]);
        check("MS Excel", &["Microsoft Excel"]);
        for text in [
            "Go to the shop, go far",
            "Q&R in our Q & R team",
            "Vitamin C for all",
            "A C-suite go-getter",
            "Excel at your work",
            "you excel in this",
            "the java coast",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn names_are_looked_up_as_they_come() {
        let lexicon = &*LEXICON;
        let name = |text: &str| lexicon.skills.lookup(text).map(|id| lexicon.skills.get(id).name.as_str());
        for (text, expected) in [
            ("golang", Some("Go")),
            ("nodejs", Some("Node.js")),
            ("Gem Apis", Some("Gem API")),
            ("ms-sql", Some("SQL Server")),
            ("", None),
            ("no such thing", None),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn the_built_in_dictionary_finds_each_of_its_names() {
        let skills = &Lexicon::built_in().skills;
        for (place, skill) in skills.iter().enumerate() {
            let id = skills.lookup(&skill.name).unwrap_or_else(|| panic!("{}", skill.name));
            assert_eq!(id.0 as usize, place, "{} is also {}", skill.name, skills.get(id).name);
            let found = skills.find(&skill.name);
            assert!(found.iter().any(|mention| mention.skill == id), "{} is not found in itself", skill.name);
        }
    }
}
