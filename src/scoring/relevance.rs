//! How much each fact is worth for a posting, 0 to 100: keywords 40 %, skills 30 %, relevance
//! and recency of the experience 20 %, industry and role 10 %. Every part can be shown.
//!
//! A fact is first scored by its own words. Then an entry takes something from the best of its
//! highlights, and a highlight from its entry, since either is read in the light of the other.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::jobs::model::{JobAnalysis, KeywordKind};
use crate::language::dates::Period;
use crate::language::lexicon::Lexicon;
use crate::language::span::Quoted;
use crate::language::terms::{Match, Term, TextIndex};
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};
use crate::scoring::coverage::FactsRead;

/// Weight of each part of a score; together 1.
pub const KEYWORDS_WEIGHT: f32 = 0.4;
/// See [`KEYWORDS_WEIGHT`].
pub const SKILLS_WEIGHT: f32 = 0.3;
/// See [`KEYWORDS_WEIGHT`].
pub const EXPERIENCE_WEIGHT: f32 = 0.2;
/// See [`KEYWORDS_WEIGHT`].
pub const ROLE_WEIGHT: f32 = 0.1;

/// Years after which what was done counts half. Screening guides look at the last ten to
/// fifteen years; with six, ten years ago counts a third.
pub const RECENCY_HALF_LIFE_YEARS: f32 = 6.0;

/// Keyword weight at which a fact has all the points there are for naming keywords: about two
/// required ones and a mentioned one. A bullet that names ten is a list, no better fact.
const FULL_KEYWORD_WEIGHT: f32 = 2.2;

/// How much an entry takes from its best highlight, and a highlight from its entry.
const FROM_BEST_HIGHLIGHT: f32 = 0.6;
const FROM_ENTRY: f32 = 0.25;

/// The four parts of a score, each 0 to 100 before weighting.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Parts {
    /// Keywords of the posting it names.
    pub keywords: f32,
    /// Skills of the posting it shows.
    pub skills: f32,
    /// Relevance and recency of the experience it belongs to.
    pub experience: f32,
    /// Nearness of industry and role.
    pub role: f32,
}

impl Parts {
    /// The score, 0 to 100.
    pub fn score(&self) -> f32 {
        self.keywords * KEYWORDS_WEIGHT
            + self.skills * SKILLS_WEIGHT
            + self.experience * EXPERIENCE_WEIGHT
            + self.role * ROLE_WEIGHT
    }
}

/// A fact's worth for a posting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactScore {
    /// The fact.
    pub fact: FactId,
    /// 0 to 100, to two decimals.
    pub score: f32,
    /// How it comes about.
    pub parts: Parts,
    /// The keywords it names by itself, by term, the weightiest first.
    pub keywords: Vec<String>,
}

/// Scores every fact, in the order given.
///
/// Facts of every standing are scored; which of them may be printed is the caller's matter.
/// `profile` tells what employers do, which is part of no fact's text.
pub fn score_facts(
    read: &FactsRead<'_>,
    profile: &ProfileContent,
    analysis: &JobAnalysis,
    today: NaiveDate,
    lexicon: &Lexicon,
) -> Vec<FactScore> {
    let facts = read.facts;
    let skills: Vec<(Term, f32)> = analysis
        .keywords
        .iter()
        .filter(|keyword| {
            matches!(keyword.kind, KeywordKind::Skill | KeywordKind::Certificate | KeywordKind::Language)
        })
        .map(|keyword| (Term::new(&keyword.term, lexicon), keyword.weight))
        .collect();
    let role = Role::new(analysis, lexicon);
    let employers = employers(profile);

    let mut scores: Vec<FactScore> = facts
        .iter()
        .zip(&read.texts)
        .enumerate()
        .map(|(place, (fact, text))| {
            let named: Vec<_> = read.keywords_of(place).collect();
            let weight: f32 = named.iter().map(|keyword| keyword.weight).sum();
            let employer = employers.get(&fact.id).copied().unwrap_or_default();
            let nearness = role.nearness(fact, text, employer);
            let parts = Parts {
                keywords: 100.0 * (weight / FULL_KEYWORD_WEIGHT).min(1.0),
                skills: 100.0 * skill_share(&skills, text),
                experience: 0.0,
                role: nearness,
            };
            FactScore {
                fact: fact.id.clone(),
                score: 0.0,
                parts,
                keywords: named.iter().map(|keyword| keyword.term.clone()).collect(),
            }
        })
        .collect();

    let places: HashMap<&FactId, usize> =
        facts.iter().enumerate().map(|(place, fact)| (&fact.id, place)).collect();
    let entry_of = |place: usize| facts[place].entry.as_ref().and_then(|entry| places.get(entry).copied());
    let own: Vec<Parts> = scores.iter().map(|score| score.parts).collect();

    // What an entry may take from its highlights, before highlights take from it.
    let mut best: Vec<Parts> = vec![Parts::default(); facts.len()];
    for (place, own) in own.iter().enumerate() {
        if let Some(entry) = entry_of(place) {
            best[entry].keywords = best[entry].keywords.max(own.keywords);
            best[entry].skills = best[entry].skills.max(own.skills);
        }
    }
    for place in 0..facts.len() {
        let parts = &mut scores[place].parts;
        if let Some(entry) = entry_of(place) {
            parts.keywords = mixed(own[place].keywords, own[entry].keywords, FROM_ENTRY);
            parts.skills = mixed(own[place].skills, own[entry].skills, FROM_ENTRY);
            parts.role = own[place].role.max(own[entry].role);
        } else {
            parts.keywords = mixed(own[place].keywords, best[place].keywords, FROM_BEST_HIGHLIGHT);
            parts.skills = mixed(own[place].skills, best[place].skills, FROM_BEST_HIGHLIGHT);
        }
        // Relevant is what the role or the words say; recent decides how much of it counts.
        let relevance = parts.role.max((parts.keywords + parts.skills) / 2.0).max(20.0);
        parts.experience = relevance * recency(&facts[place], today);
    }
    for score in &mut scores {
        let parts = &mut score.parts;
        for part in [&mut parts.keywords, &mut parts.skills, &mut parts.experience, &mut parts.role] {
            *part = two_decimals(*part);
        }
        score.score = two_decimals(score.parts.score());
    }
    scores
}

/// How near two titles are, 0 to 1: 1 for the same work, 0.85 for titles of one family, 0.6
/// for families that are near, and else by the words they share.
pub fn title_nearness(one: &str, other: &str, lexicon: &Lexicon) -> f32 {
    TitleMatcher::new(one, lexicon).nearness(other, lexicon)
}

/// The posting's role and industry, ready to be compared.
struct Role<'a> {
    title: Option<TitleMatcher>,
    /// Folded cues of the posting's industry, and of those near it.
    industry: Vec<Term>,
    near: Vec<Term>,
    lexicon: &'a Lexicon,
}

impl<'a> Role<'a> {
    fn new(analysis: &JobAnalysis, lexicon: &'a Lexicon) -> Self {
        let cues = |names: &mut dyn Iterator<Item = &String>| {
            let industries = names.filter_map(|name| lexicon.industry(name));
            industries
                .flat_map(|industry| industry.cues.iter().map(|cue| Term::new(cue, lexicon)))
                .collect::<Vec<_>>()
        };
        let industry = analysis.industry.as_ref().and_then(|industry| lexicon.industry(&industry.value));
        Self {
            title: analysis.title.as_ref().map(|Quoted { value, .. }| TitleMatcher::new(value, lexicon)),
            industry: cues(&mut industry.iter().map(|industry| &industry.name)),
            near: cues(&mut industry.iter().flat_map(|industry| industry.near.iter())),
            lexicon,
        }
    }

    /// 0 to 100. Titles decide where a fact has one; the industry's cues count for less.
    fn nearness(&self, fact: &Fact, text: &TextIndex, employer: &str) -> f32 {
        let title = match (&self.title, fact.kind) {
            (Some(title), FactKind::Position | FactKind::Label | FactKind::Volunteering) => {
                title.nearness(&fact.text, self.lexicon)
            }
            _ => 0.0,
        };
        let names = |cues: &[Term], index: &TextIndex| cues.iter().any(|cue| index.names(cue));
        let at_work = (!employer.is_empty()).then(|| TextIndex::new(employer, self.lexicon));
        let is_in =
            |cues: &[Term]| names(cues, text) || at_work.as_ref().is_some_and(|index| names(cues, index));
        let industry = if is_in(&self.industry) {
            0.7
        } else if is_in(&self.near) {
            0.4
        } else {
            0.0
        };
        100.0 * f32::max(title, industry).min(1.0)
    }
}

/// A title, ready to be looked for in other titles.
struct TitleMatcher {
    term: Term,
    words: Vec<Term>,
    family: Option<String>,
    near: Vec<String>,
}

impl TitleMatcher {
    fn new(title: &str, lexicon: &Lexicon) -> Self {
        let core = crate::jobs::titles::core_title(title);
        let family = lexicon.title_family(core);
        let words = core
            .split(|character: char| !character.is_alphanumeric() && character != '+' && character != '#');
        Self {
            term: Term::new(core, lexicon),
            words: words
                .filter(|word| word.chars().count() > 2 && !lexicon.is_stop_word(word))
                .map(|word| Term::new(word, lexicon))
                .collect(),
            family: family.map(|family| family.name.clone()),
            near: family.map(|family| family.near.clone()).unwrap_or_default(),
        }
    }

    fn nearness(&self, other: &str, lexicon: &Lexicon) -> f32 {
        // A position's text begins with its title; what follows is the employer and more.
        let title = other.lines().next().unwrap_or_default();
        let title = title.split([',', '(']).next().unwrap_or_default();
        let index = TextIndex::new(title, lexicon);
        if index.names(&self.term) {
            return 1.0;
        }
        let family = lexicon.title_family(title);
        if let (Some(own), Some(family)) = (&self.family, family) {
            if *own == family.name {
                return 0.85;
            }
            if self.near.contains(&family.name) || family.near.contains(own) {
                return 0.6;
            }
        }
        if self.words.is_empty() {
            return 0.0;
        }
        let shared = self.words.iter().filter(|word| index.find(word) == Some(Match::Exact)).count();
        0.7 * shared as f32 / self.words.len() as f32
    }
}

/// What the employer of each position does, in the owner's words, with its name.
fn employers(profile: &ProfileContent) -> HashMap<FactId, &str> {
    let described =
        profile.experience.iter().filter_map(|entry| Some((entry, entry.description.as_deref()?)));
    described
        .flat_map(|(entry, description)| {
            entry.positions.iter().map(move |position| (position.id.clone(), description))
        })
        .collect()
}

/// The posting's skills that the text shows: the share of their full points, 0 to 1. What is
/// only an instance or another form of a skill counts half.
fn skill_share(skills: &[(Term, f32)], text: &TextIndex) -> f32 {
    let shown: f32 = skills
        .iter()
        .map(|(skill, weight)| match text.find(skill) {
            Some(Match::Exact) => *weight,
            Some(Match::Related) => weight / 2.0,
            None => 0.0,
        })
        .sum();
    // Two required skills are all one statement can be asked to show.
    (shown / 1.8).min(1.0)
}

/// 1 for what goes on, half after [`RECENCY_HALF_LIFE_YEARS`]. What has no time is as good as
/// three years old: a skill or certificate is held today, but nobody knows since when.
fn recency(fact: &Fact, today: NaiveDate) -> f32 {
    let Period { start, end } = fact.period;
    let is_lasting = matches!(
        fact.kind,
        FactKind::Certificate | FactKind::Education | FactKind::Course | FactKind::Language
    );
    if is_lasting {
        return 0.8;
    }
    let Some(last) = end.or(start).filter(|_| end.is_some() || start.is_some()) else {
        return 0.7;
    };
    if end.is_none() && fact.period.is_current() {
        return 1.0;
    }
    let now = crate::language::dates::PartialDate::from_day(today).first_month();
    let years = ((now - last.last_month()).max(0)) as f32 / 12.0;
    0.5_f32.powf(years / RECENCY_HALF_LIFE_YEARS)
}

fn mixed(own: f32, other: f32, share: f32) -> f32 {
    own.max(other * share)
}

fn two_decimals(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}
