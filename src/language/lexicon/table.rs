//! Reads the lexicon's files: tab-separated columns, lists parted by `|`, comments after
//! `#`. A line that does not fit is refused by its number, so that a slip in a word list is
//! found when it is made.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::words::{
    AcademicLevel, Degree, Industry, LanguageName, SeniorityLevel, SenseId, Synonyms, TitleFamily, Verb,
    VerbLevel, VerbTable,
};
use crate::language::headings::HeadingTable;
use crate::language::skills::{Skill, SkillKind};
use crate::language::tokens::fold;

/// Why a lexicon file cannot be read: the file, the line counted from 1, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.problem)
    }
}

impl std::error::Error for LexiconError {}

/// A file by its name and text.
pub(super) struct File<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    /// Whether a name that is listed twice is looked for. The files of the program have been
    /// searched by a test, and are not each time the program starts.
    pub(super) is_searched: bool,
}

/// What sort of stop word a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StopGroup {
    /// Ties other words together.
    Function,
    /// Says nothing in a posting or résumé.
    Filler,
}

/// A line with its columns.
struct Row<'t> {
    file: &'t str,
    line: usize,
    columns: Vec<&'t str>,
    is_searched: bool,
}

impl<'t> File<'t> {
    /// The rows of the file, each of `least` to `most` columns.
    fn rows(&self, least: usize, most: usize) -> impl Iterator<Item = Result<Row<'t>, LexiconError>> {
        let (file, is_searched) = (self.name, self.is_searched);
        let lines = self
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        lines.map(move |(index, line)| {
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            let row = Row { file, line: index + 1, columns, is_searched };
            if !(least..=most).contains(&row.columns.len()) {
                let found = row.columns.len();
                return Err(row.refuse(format!("{found} columns where {least} to {most} are needed")));
            }
            if row.columns[0].is_empty() {
                return Err(row.refuse("the first column is empty"));
            }
            Ok(row)
        })
    }
}

impl<'t> Row<'t> {
    fn refuse(&self, problem: impl Into<String>) -> LexiconError {
        LexiconError { file: self.file.to_owned(), line: self.line, problem: problem.into() }
    }

    fn text(&self, column: usize) -> &'t str {
        self.columns.get(column).copied().unwrap_or_default()
    }

    /// The items of a column; an item that is empty is a slip.
    fn list(&self, column: usize) -> Result<Vec<&'t str>, LexiconError> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let items: Vec<&str> = text.split('|').map(str::trim).collect();
        match items.iter().any(|item| item.is_empty()) {
            true => Err(self.refuse(format!("an empty item in column {}", column + 1))),
            false => Ok(items),
        }
    }

    fn owned_list(&self, column: usize) -> Result<Vec<String>, LexiconError> {
        Ok(self.list(column)?.into_iter().map(str::to_owned).collect())
    }

    fn folded_list(&self, column: usize) -> Result<Vec<String>, LexiconError> {
        Ok(self.list(column)?.into_iter().map(fold).collect())
    }

    /// The value that the column's word stands for.
    fn one_of<T: Copy>(&self, column: usize, values: &[(&str, T)]) -> Result<T, LexiconError> {
        let word = self.text(column);
        values.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
            self.refuse(format!("`{word}` is none of {}", names.join(", ")))
        })
    }

    /// Refuses the row if one of its names has been seen in an earlier place.
    fn note(&self, seen: &mut HashSet<String>, name: &str) -> Result<(), LexiconError> {
        match !self.is_searched || seen.insert(fold(name)) {
            true => Ok(()),
            false => Err(self.refuse(format!("`{name}` is already listed"))),
        }
    }
}

const SKILL_KINDS: [(&str, SkillKind); 6] = [
    ("tool", SkillKind::Tool),
    ("method", SkillKind::Method),
    ("certificate", SkillKind::Certificate),
    ("language", SkillKind::Language),
    ("soft", SkillKind::Soft),
    ("domain", SkillKind::Domain),
];

/// name · aliases · kind · field · related · flags
pub(super) fn skills(file: &File<'_>) -> Result<Vec<Skill>, LexiconError> {
    // Grown once: this file is by far the largest.
    let lines = file.text.len() / 80;
    let mut seen = HashSet::new();
    let mut skills = Vec::with_capacity(lines);
    for row in file.rows(4, 6) {
        let row = row?;
        let aliases = row.owned_list(1)?;
        row.note(&mut seen, row.text(0))?;
        for alias in &aliases {
            row.note(&mut seen, alias)?;
        }
        let (mut is_case_sensitive, mut needs_context) = (false, false);
        for flag in row.text(5).split(',').map(str::trim).filter(|flag| !flag.is_empty()) {
            match flag {
                "case" => is_case_sensitive = true,
                "context" => needs_context = true,
                _ => return Err(row.refuse(format!("`{flag}` is no flag; there are case and context"))),
            }
        }
        skills.push(Skill {
            name: row.text(0).to_owned(),
            aliases,
            kind: row.one_of(2, &SKILL_KINDS)?,
            field: row.text(3).to_owned(),
            related: row.owned_list(4)?,
            is_case_sensitive,
            needs_context,
        });
    }
    Ok(skills)
}

/// kind · phrases
pub(super) fn headings<K: Copy>(
    file: &File<'_>,
    kind_of: fn(&str) -> Option<K>,
) -> Result<HeadingTable<K>, LexiconError> {
    let mut seen = HashSet::new();
    let mut phrases = Vec::new();
    for row in file.rows(2, 2) {
        let row = row?;
        let kind = kind_of(row.text(0)).ok_or_else(|| row.refuse(format!("`{}` is no kind", row.text(0))))?;
        for phrase in row.list(1)? {
            row.note(&mut seen, phrase)?;
            phrases.push((phrase, kind));
        }
    }
    Ok(HeadingTable::new(&phrases))
}

/// level · phrases
pub(super) fn degrees(file: &File<'_>) -> Result<Vec<Degree>, LexiconError> {
    use AcademicLevel::{Associate, Bachelor, Doctorate, HighSchool, Master};
    let levels = [
        ("high_school", HighSchool),
        ("associate", Associate),
        ("bachelor", Bachelor),
        ("master", Master),
        ("doctorate", Doctorate),
    ];
    let rows = levelled(file, &levels)?;
    Ok(rows.into_iter().map(|(level, phrases)| Degree { level, phrases }).collect())
}

/// level · phrases
pub(super) fn seniority(file: &File<'_>) -> Result<Vec<(SeniorityLevel, Vec<String>)>, LexiconError> {
    use SeniorityLevel::{Director, Executive, Intern, Junior, Lead, Manager, Mid, Senior};
    let levels = [
        ("intern", Intern),
        ("junior", Junior),
        ("mid", Mid),
        ("senior", Senior),
        ("lead", Lead),
        ("manager", Manager),
        ("director", Director),
        ("executive", Executive),
    ];
    levelled(file, &levels)
}

/// rank · phrases
pub(super) fn language_levels(file: &File<'_>) -> Result<Vec<(u8, Vec<String>)>, LexiconError> {
    levelled(file, &[("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5), ("6", 6)])
}

/// Rows of a level and its phrases, in the order of the levels, one entry a level.
fn levelled<L: Copy + Ord>(
    file: &File<'_>,
    levels: &[(&str, L)],
) -> Result<Vec<(L, Vec<String>)>, LexiconError> {
    let mut seen = HashSet::new();
    let mut entries: Vec<(L, Vec<String>)> = levels.iter().map(|(_, level)| (*level, Vec::new())).collect();
    for row in file.rows(2, 2) {
        let row = row?;
        let level = row.one_of(0, levels)?;
        for phrase in row.folded_list(1)? {
            row.note(&mut seen, &phrase)?;
            entries
                .iter_mut()
                .filter(|(entry, _)| *entry == level)
                .for_each(|(_, phrases)| phrases.push(phrase.clone()));
        }
    }
    entries.retain(|(_, phrases)| !phrases.is_empty());
    Ok(entries)
}

/// One phrase a line.
pub(super) fn phrases(file: &File<'_>) -> Result<Vec<String>, LexiconError> {
    let mut seen = HashSet::new();
    let mut phrases = Vec::new();
    for row in file.rows(1, 1) {
        let row = row?;
        row.note(&mut seen, row.text(0))?;
        phrases.push(fold(row.text(0)));
    }
    Ok(phrases)
}

/// name · other names
pub(super) fn languages(file: &File<'_>) -> Result<Vec<LanguageName>, LexiconError> {
    let mut seen = HashSet::new();
    let mut languages = Vec::new();
    for row in file.rows(1, 2) {
        let row = row?;
        let other_names = row.owned_list(1)?;
        row.note(&mut seen, row.text(0))?;
        for name in &other_names {
            row.note(&mut seen, name)?;
        }
        languages.push(LanguageName { name: row.text(0).to_owned(), other_names });
    }
    Ok(languages)
}

/// name · cues · near
pub(super) fn industries(file: &File<'_>) -> Result<Vec<Industry>, LexiconError> {
    let mut seen = HashSet::new();
    let mut industries = Vec::new();
    for row in file.rows(2, 3) {
        let row = row?;
        row.note(&mut seen, row.text(0))?;
        industries.push(Industry {
            name: row.text(0).to_owned(),
            cues: row.folded_list(1)?,
            near: row.owned_list(2)?,
        });
    }
    Ok(industries)
}

/// family · titles · near
pub(super) fn titles(file: &File<'_>) -> Result<Vec<TitleFamily>, LexiconError> {
    let mut seen = HashSet::new();
    let mut families = Vec::new();
    for row in file.rows(2, 3) {
        let row = row?;
        let titles = row.owned_list(1)?;
        row.note(&mut seen, row.text(0))?;
        for title in &titles {
            row.note(&mut seen, title)?;
        }
        families.push(TitleFamily { name: row.text(0).to_owned(), titles, near: row.owned_list(2)? });
    }
    Ok(families)
}

/// One group a line.
pub(super) fn synonyms(file: &File<'_>) -> Result<Synonyms, LexiconError> {
    let mut synonyms = Synonyms::default();
    let mut seen = HashSet::new();
    for (group, row) in (0_u32..).zip(file.rows(1, 1)) {
        let row = row?;
        let words = row.folded_list(0)?;
        for word in &words {
            row.note(&mut seen, word)?;
            synonyms.by_word.insert(word.clone(), group);
        }
        synonyms.groups.push(words);
    }
    Ok(synonyms)
}

/// One word a line, below `# group: function` or `# group: filler`.
pub(super) fn stop_words(file: &File<'_>) -> Result<HashMap<String, StopGroup>, LexiconError> {
    let mut words = HashMap::new();
    let mut group = None;
    for (index, line) in file.text.lines().enumerate() {
        let refuse = |problem: String| LexiconError { file: file.name.to_owned(), line: index + 1, problem };
        let line = line.trim();
        if let Some(name) = line.strip_prefix("# group:") {
            group = Some(match name.trim() {
                "function" => StopGroup::Function,
                "filler" => StopGroup::Filler,
                name => return Err(refuse(format!("`{name}` is no group; there are function and filler"))),
            });
        } else if !line.is_empty() && !line.starts_with('#') {
            let group = group.ok_or_else(|| refuse("a word before the first `# group:`".to_owned()))?;
            if words.insert(fold(line), group).is_some() {
                return Err(refuse(format!("`{line}` is already listed")));
            }
        }
    }
    Ok(words)
}

/// lemma · past · third person · gerund · level · senses · participle
pub(super) fn verbs(file: &File<'_>) -> Result<VerbTable, LexiconError> {
    let levels = [
        ("assist", VerbLevel::Assist),
        ("contribute", VerbLevel::Contribute),
        ("do", VerbLevel::Do),
        ("build", VerbLevel::Build),
        ("own", VerbLevel::Own),
        ("lead", VerbLevel::Lead),
    ];
    // Grown once: the file has some two thousand rows.
    let lines = file.text.len() / 45;
    let mut seen = HashSet::new();
    let mut senses: HashMap<&str, u32> = HashMap::with_capacity(lines);
    let mut verbs = Vec::with_capacity(lines);
    for row in file.rows(6, 7) {
        let row = row?;
        row.note(&mut seen, row.text(0))?;
        if let Some(column) = (1..4).find(|&column| row.text(column).is_empty()) {
            return Err(row.refuse(format!("column {} is empty", column + 1)));
        }
        let mut ids = Vec::new();
        for sense in row.list(5)? {
            let next = u32::try_from(senses.len()).unwrap_or(u32::MAX);
            ids.push(SenseId(*senses.entry(sense).or_insert(next)));
        }
        let past = fold(row.text(1));
        verbs.push(Verb {
            lemma: fold(row.text(0)),
            participle: if row.text(6).is_empty() { past.clone() } else { fold(row.text(6)) },
            past,
            third: fold(row.text(2)),
            gerund: fold(row.text(3)),
            level: row.one_of(4, &levels)?,
            senses: ids,
        });
    }
    Ok(VerbTable::new(verbs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T>(read: Result<T, LexiconError>, line: usize, part: &str) {
        let error = read.err().unwrap_or_else(|| panic!("a slip went unseen: {part}"));
        assert!(error.line == line && error.problem.contains(part), "{error} is not line {line}: {part}");
        assert!(error.to_string().starts_with("test, line "));
    }

    fn file(text: &str) -> File<'_> {
        File { name: "test", text, is_searched: true }
    }

    #[test]
    fn slips_are_refused_by_line() {
        check(skills(&file("# c\n\nA\tB\n")), 3, "2 columns");
        check(skills(&file("A\t\ttool\tx\t\t\nB\ta\ttool\tx\t\t\n")), 2, "`a` is already listed");
        check(skills(&file("A\tB|\ttool\tx\t\t")), 1, "empty item");
        check(skills(&file("A\t\twand\tx\t\t")), 1, "`wand` is none of tool");
        check(skills(&file("A\t\ttool\tx\t\tcaps")), 1, "`caps` is no flag");
        check(skills(&file("\t\ttool\tx\t\t")), 1, "first column");
        check(headings(&file("odd\tx"), |_| None::<u8>), 1, "`odd` is no kind");
        check(degrees(&file("master\tma|MA")), 1, "already listed");
        check(seniority(&file("boss\tx")), 1, "`boss` is none of intern");
        check(language_levels(&file("7\tx")), 1, "`7` is none of 1");
        check(phrases(&file("a\nA")), 2, "already listed");
        check(languages(&file("A\tB\nB\t")), 2, "already listed");
        check(industries(&file("A")), 1, "1 columns");
        check(titles(&file("A\tb\nB\tc")), 2, "already listed");
        check(synonyms(&file("a|b\nb|c")), 2, "already listed");
        check(stop_words(&file("the")), 1, "before the first");
        check(stop_words(&file("# group: odd")), 1, "no group");
        check(stop_words(&file("# group: filler\na\nA")), 3, "already listed");
        check(verbs(&file("go\twent\t\tgoing\tdo\tmove")), 1, "column 3");
    }

    #[test]
    fn a_good_row_is_read_whole() {
        let skills = skills(&file("Go\tGolang\ttool\tsoftware\ta|b\tcase, context\n")).expect("a good row");
        let expected = Skill {
            name: "Go".to_owned(),
            aliases: vec!["Golang".to_owned()],
            kind: SkillKind::Tool,
            field: "software".to_owned(),
            related: vec!["a".to_owned(), "b".to_owned()],
            is_case_sensitive: true,
            needs_context: true,
        };
        assert_eq!(skills, [expected]);
    }
}
