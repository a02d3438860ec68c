//! What is known of words: the files of `assets/lexicon`, read once into typed tables.
//! The rooms ask here; none of them keeps a word list of its own.

mod table;
mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use table::LexiconError;
pub use words::{
    AcademicLevel, Degree, Industry, LanguageName, SeniorityLevel, SenseId, Synonyms, TitleFamily, Verb,
    VerbForm, VerbLevel,
};

use crate::language::headings::{HeadingTable, Opening, PostingHeading, ResumeHeading};
use crate::language::skills::{Skill, SkillDictionary, SkillId, SkillKind};
use crate::language::sorted_rows::find_row;
use crate::language::stems::stem_folded;
use crate::language::tokens::{fold, folded};
use table::{File, StopGroup};
use words::VerbTable;

/// Everything read from `assets/lexicon`.
#[derive(Debug)]
pub struct Lexicon {
    /// Skills, tools, methods and certificates.
    pub skills: SkillDictionary,
    /// Headings of postings.
    pub posting_headings: HeadingTable<PostingHeading>,
    /// Headings of résumés.
    pub resume_headings: HeadingTable<ResumeHeading>,
    /// Degrees with their phrases, the lowest level first.
    pub degrees: Vec<Degree>,
    /// Fields of study, folded.
    pub fields_of_study: Vec<String>,
    /// Human languages.
    pub languages: Vec<LanguageName>,
    /// How well a language is known: rank 1 (A1) to 6 (native), with the folded phrases.
    pub language_levels: Vec<(u8, Vec<String>)>,
    /// Industries with their cues.
    pub industries: Vec<Industry>,
    /// Families of titles.
    pub titles: Vec<TitleFamily>,
    /// Title words by seniority, the lowest level first.
    pub seniority: Vec<(SeniorityLevel, Vec<String>)>,
    /// Phrases, folded, by which a text speaks to an automated reader.
    pub instruction_cues: Vec<String>,
    /// Work phrases, folded, that a screener looks for and that are no skills.
    pub phrase_keywords: Vec<String>,
    /// Words that mean the same in careers.
    pub synonyms: Synonyms,
    stop_words: HashMap<String, StopGroup>,
    verbs: VerbTable,
}

/// name · year
const RELEASE_YEARS: &str = include_str!("../../../assets/lexicon/release_years.tsv");

macro_rules! built_in_file {
    ($name:literal, $is_searched:expr) => {
        File {
            name: $name,
            text: include_str!(concat!("../../../assets/lexicon/", $name)),
            is_searched: $is_searched,
        }
    };
}

static BUILT_IN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(None, false).expect("a test reads the built-in lexicon"));

impl Lexicon {
    /// The lexicon within the program.
    pub fn built_in() -> &'static Lexicon {
        &BUILT_IN
    }

    /// The lexicon with further skills, in the columns of `assets/lexicon/skills.tsv`. A
    /// further row takes the names it uses away from the built-in rows.
    ///
    /// # Errors
    /// The first line that cannot be read, or that names a skill twice.
    pub fn with_skills(extra_tsv: &str) -> Result<Lexicon, LexiconError> {
        Self::read(Some(extra_tsv), false)
    }

    fn read(extra_skills: Option<&str>, is_searched: bool) -> Result<Lexicon, LexiconError> {
        let skills = table::skills(&built_in_file!("skills.tsv", is_searched))?;
        let extra = match extra_skills {
            Some(text) => table::skills(&File { name: "the skills file", text, is_searched: true })?,
            None => Vec::new(),
        };
        Ok(Lexicon {
            skills: SkillDictionary::new(skills, extra),
            posting_headings: table::headings(
                &built_in_file!("posting_headings.tsv", is_searched),
                PostingHeading::from_name,
            )?,
            resume_headings: table::headings(
                &built_in_file!("resume_headings.tsv", is_searched),
                ResumeHeading::from_name,
            )?,
            degrees: table::degrees(&built_in_file!("degrees.tsv", is_searched))?,
            fields_of_study: table::phrases(&built_in_file!("fields_of_study.txt", is_searched))?,
            languages: table::languages(&built_in_file!("languages.tsv", is_searched))?,
            language_levels: table::language_levels(&built_in_file!("language_levels.tsv", is_searched))?,
            industries: table::industries(&built_in_file!("industries.tsv", is_searched))?,
            titles: table::titles(&built_in_file!("titles.tsv", is_searched))?,
            seniority: table::seniority(&built_in_file!("seniority.tsv", is_searched))?,
            instruction_cues: table::phrases(&built_in_file!("instruction_cues.txt", is_searched))?,
            phrase_keywords: table::phrases(&built_in_file!("phrase_keywords.txt", is_searched))?,
            synonyms: table::synonyms(&built_in_file!("synonyms.tsv", is_searched))?,
            stop_words: table::stop_words(&built_in_file!("stop_words.txt", is_searched))?,
            verbs: table::verbs(&built_in_file!("verbs.tsv", is_searched))?,
        })
    }

    /// Whether the word, in any case, carries no matter of its own: "the", "strong".
    pub fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains_key(folded(word).as_ref())
    }

    /// Whether the word, in any case, only ties others together: "the", "of".
    pub fn is_function_word(&self, word: &str) -> bool {
        self.stop_words.get(folded(word).as_ref()) == Some(&StopGroup::Function)
    }

    /// What part of a posting the line opens, if it is a heading.
    pub fn posting_heading(&self, line: &str) -> Option<PostingHeading> {
        self.posting_headings.classify(line)
    }

    /// What part of a résumé the line opens, if it begins with a heading, and what it says besides.
    pub fn resume_heading<'l>(&self, line: &'l str) -> Option<Opening<'l, ResumeHeading>> {
        self.resume_headings.open(line)
    }

    /// The action verb of which the word, in any case, is a form.
    pub fn verb(&self, word: &str) -> Option<&Verb> {
        self.verbs.find(word)
    }

    /// Every action verb of which the folded word is a form, the likelier first: "found" is
    /// of found and of find.
    pub fn verb_readings(&self, folded: &str) -> impl Iterator<Item = &Verb> {
        self.verbs.readings(folded)
    }

    /// The action verb of several words that the folded words begin with, such as "rolled
    /// out", and of how many.
    pub fn verb_phrase<'w>(
        &self,
        first: &str,
        rest: impl Iterator<Item = &'w str> + Clone,
    ) -> Option<(&Verb, usize)> {
        self.verbs.find_phrase(first, rest)
    }

    /// All action verbs.
    pub fn verbs(&self) -> &[Verb] {
        self.verbs.all()
    }

    /// The year in which a thing could first be had in public, by the words that name it, in
    /// any case: a tool, a standard, a certificate, or one of them with its version ("Java
    /// 17"). None if it is not known; then nothing follows.
    pub fn release_year(&self, name: &str) -> Option<u16> {
        find_row(RELEASE_YEARS, &folded(name))?.parse().ok()
    }

    /// [`Lexicon::release_year`] of a skill mentioned by the given words: by these, for an alias
    /// may be a thing of its own, and else by the name of the skill.
    pub fn release_year_of_skill(&self, skill: SkillId, words: &str) -> Option<u16> {
        self.release_year(words).or_else(|| self.release_year(&self.skills.get(skill).name))
    }

    /// The certificates and licences among the skills.
    pub fn certificates(&self) -> impl Iterator<Item = &Skill> {
        self.skills.iter().filter(|skill| skill.kind == SkillKind::Certificate)
    }

    /// The family of a title: the one that has a title of which all words stand in the given
    /// one, the longest such title winning.
    pub fn title_family(&self, title: &str) -> Option<&TitleFamily> {
        let words = stems_of(title);
        let families = self.titles.iter().filter_map(|family| {
            let near = family.names().filter(|name| may_stand_among(name, &words)).map(stems_of);
            let longest = near.filter(|stems| stems.iter().all(|stem| words.contains(stem)));
            longest.map(|stems| stems.len()).max().map(|length| (length, family))
        });
        // Of equals the first listed wins, so that the answer does not depend on the search.
        families
            .fold(None, |best: Option<(usize, &TitleFamily)>, next| match best {
                Some(best) if best.0 >= next.0 => Some(best),
                _ => Some(next),
            })
            .map(|(_, family)| family)
    }

    /// Titles that mean about the same work as the given one: those of its family, then the
    /// names of the families near it. Empty for an unknown title.
    pub fn related_titles(&self, title: &str) -> Vec<&str> {
        let Some(family) = self.title_family(title) else { return Vec::new() };
        let names = std::iter::once(&family.name).chain(&family.titles).chain(&family.near);
        names.map(String::as_str).collect()
    }

    /// The industry of that name, in any case.
    pub fn industry(&self, name: &str) -> Option<&Industry> {
        let name = fold(name);
        self.industries.iter().find(|industry| fold(&industry.name) == name)
    }

    /// How well a language is known by the words said of it, 1 (A1) to 6 (native): the rank
    /// of the longest phrase that stands in the text as whole words.
    pub fn language_rank(&self, text: &str) -> Option<u8> {
        let text = words_of(text);
        let phrases = self
            .language_levels
            .iter()
            .flat_map(|(rank, phrases)| phrases.iter().map(move |phrase| (words_of(phrase), *rank)));
        phrases
            .filter(|(phrase, _)| text.windows(phrase.len().max(1)).any(|window| window == phrase.as_slice()))
            .max_by_key(|(phrase, _)| phrase.len())
            .map(|(_, rank)| rank)
    }
}

/// The words of a text, folded, without marks.
fn words_of(text: &str) -> Vec<String> {
    let text = fold(text);
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The stems of a text's words. They are few, so a list is searched quicker than a set.
fn stems_of(text: &str) -> Vec<String> {
    words_of(text).iter().map(|word| stem_folded(word)).collect()
}

/// Whether each word of the name begins as one of the stems does. A stem keeps the first letter
/// of its word, so most names are told apart without their stems.
fn may_stand_among(name: &str, stems: &[String]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'\'';
    let starts = |first: u8| stems.iter().any(|stem| stem.as_bytes().first() == Some(&first));
    let mut before = b' ';
    !name.is_ascii()
        || name.bytes().all(|byte| {
            let is_first = is_part(&byte) && !is_part(&before);
            before = byte;
            !is_first || byte == b'\'' || starts(byte.to_ascii_lowercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_files_are_well_formed() {
        let lexicon = Lexicon::read(None, true).unwrap_or_else(|error| panic!("{error}"));
        assert!(lexicon.skills.iter().count() > 0 && !lexicon.verbs().is_empty());
    }

    #[test]
    fn stop_words_are_of_two_groups() {
        let lexicon = Lexicon::built_in();
        assert!(lexicon.is_stop_word("The") && lexicon.is_function_word("THE"));
        assert!(lexicon.is_stop_word("strong") && !lexicon.is_function_word("strong"));
        assert!(!lexicon.is_stop_word("welding"));
    }

    #[test]
    fn every_form_leads_to_its_verb() {
        let verb = |word: &str| Lexicon::built_in().verb(word).map(|verb| verb.lemma.as_str());
        for word in ["build", "Built", "builds", "BUILDING"] {
            assert_eq!(verb(word), Some("build"), "{word}");
        }
        assert_eq!(verb("blue"), None);
        assert!(VerbLevel::Assist < VerbLevel::Lead);
    }

    #[test]
    fn titles_find_their_family() {
        let family = |title: &str| Lexicon::built_in().title_family(title).map(|family| family.name.as_str());
        assert_eq!(family("Senior Software Engineer, Payments"), Some("software engineer"));
        assert_eq!(family("Keeper of the Flame"), None);
        assert!(Lexicon::built_in().related_titles("Programmer").contains(&"software developer"));
    }

    #[test]
    fn every_title_is_found_in_itself() {
        for family in &Lexicon::built_in().titles {
            for name in family.names() {
                assert!(may_stand_among(name, &stems_of(name)), "{name}");
                assert!(Lexicon::built_in().title_family(name).is_some(), "{name}");
            }
        }
        assert!(!may_stand_among("night porter", &stems_of("night nurse")));
    }

    #[test]
    fn languages_are_ranked_by_what_is_said_of_them() {
        let rank = |text: &str| Lexicon::built_in().language_rank(text);
        for (text, expected) in
            [("Native speaker", Some(6)), ("B1", Some(3)), ("fluent", Some(5)), ("b12", None)]
        {
            assert_eq!(rank(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_older_than_its_release() {
        let lexicon = Lexicon::built_in();
        let year = |words: &str| {
            let skill = lexicon.skills.lookup(words).expect("a skill");
            lexicon.release_year_of_skill(skill, words)
        };
        for (words, expected) in [
            ("Kubernetes", Some(2014)),
            ("k8s", Some(2014)),
            ("Docker", Some(2013)),
            ("YouTube", Some(2005)),
            ("TikTok", Some(2016)),
            ("ChatGPT", Some(2022)),
            ("AngularJS", Some(2010)),
            ("QuickBooks", Some(1983)),
            ("welding", None),
        ] {
            assert_eq!(year(words), expected, "{words}");
        }
        assert_eq!(lexicon.release_year("Java 17"), Some(2021));
        assert_eq!(lexicon.release_year("Hammer"), None);
    }

    #[test]
    fn release_years_are_in_order_and_of_known_tools() {
        let keys: Vec<&str> = crate::language::sorted_rows::keys(RELEASE_YEARS).collect();
        assert!(keys.is_sorted() && keys.len() > 1_000, "{}", keys.len());
        for key in &keys {
            let year = Lexicon::built_in().release_year(key).unwrap_or_default();
            assert!((1900..=2026).contains(&year), "{key} {year}");
        }
        let tools =
            Lexicon::built_in().skills.iter().filter(|skill| keys.contains(&fold(&skill.name).as_str()));
        assert!(tools.count() > 900);
    }

    #[test]
    fn a_users_row_takes_a_built_in_alias() {
        let lexicon = Lexicon::with_skills("Tamping\tPostgres\ttool\ttrades\t\t\n").expect("a good row");
        let name = |alias: &str| lexicon.skills.lookup(alias).map(|id| lexicon.skills.get(id).name.as_str());
        assert_eq!(name("postgres"), Some("Tamping"));
        assert_eq!(name("PostgreSQL"), Some("PostgreSQL"));
    }
}
