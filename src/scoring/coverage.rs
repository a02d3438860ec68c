//! Which of a posting's keywords a profile can support, and which of those a document says.
//! One rule decides both: [`TextIndex::names`]. The keywords are compiled once for a posting.

use std::collections::HashSet;

use crate::jobs::model::{JobAnalysis, Keyword, KeywordKind};
use crate::language::lexicon::Lexicon;
use crate::language::terms::{Match, Term, TextIndex};
use crate::language::tokens::fold;
use crate::profiles::model::{Fact, FactId, FactKind};
use crate::scoring::model::Coverage;

/// A posting's keywords, ready to be asked for in many texts.
#[derive(Debug)]
pub struct CompiledKeywords<'a> {
    keywords: Vec<CompiledKeyword<'a>>,
}

#[derive(Debug)]
struct CompiledKeyword<'a> {
    keyword: &'a Keyword,
    /// Any one of them names the keyword.
    ways: Vec<Term>,
}

/// A keyword with the facts that name it, in the order given; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Supportable<'a> {
    /// The keyword.
    pub keyword: &'a Keyword,
    /// The facts that name it.
    pub facts: Vec<FactId>,
}

/// What facts say for a posting's keywords.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Support<'a> {
    /// Keywords that some fact names, the weightiest first.
    pub supportable: Vec<Supportable<'a>>,
    /// Keywords that none does, the weightiest first.
    pub gaps: Vec<&'a Keyword>,
}

impl<'a> CompiledKeywords<'a> {
    /// Compiles the keywords, keeping their order.
    pub fn new(keywords: &'a [Keyword], lexicon: &Lexicon) -> Self {
        let compile = |keyword| CompiledKeyword { keyword, ways: ways(keyword, lexicon) };
        Self { keywords: keywords.iter().map(compile).collect() }
    }

    /// Whether the text names each of the keywords, in their order.
    pub fn named_in<'s>(&'s self, text: &'s TextIndex) -> impl Iterator<Item = (&'a Keyword, bool)> + 's {
        self.keywords
            .iter()
            .map(|compiled| (compiled.keyword, compiled.ways.iter().any(|way| text.names(way))))
    }

    /// Whether the text, as that of a fact of the kind given, names each of the keywords. The
    /// title is backed only by what the person was or calls themselves.
    pub fn backed_by<'s>(
        &'s self,
        kind: FactKind,
        text: &'s TextIndex,
    ) -> impl Iterator<Item = (&'a Keyword, bool)> + 's {
        self.named_in(text)
            .map(move |(keyword, is_named)| (keyword, is_named && may_back(kind, keyword.kind)))
    }
}

/// Facts read for a posting: their words, and the keywords each backs. Made once for all that
/// is asked of them.
#[derive(Debug)]
pub struct FactsRead<'a> {
    /// The facts.
    pub facts: &'a [Fact],
    /// The words of each.
    pub texts: Vec<TextIndex>,
    keywords: &'a [Keyword],
    compiled: CompiledKeywords<'a>,
    /// Which keywords each fact backs, by place.
    backed: Vec<Vec<usize>>,
}

impl<'a> FactsRead<'a> {
    /// Reads facts of any standing.
    pub fn new(facts: &'a [Fact], keywords: &'a [Keyword], lexicon: &Lexicon) -> Self {
        let compiled = CompiledKeywords::new(keywords, lexicon);
        let texts: Vec<TextIndex> = facts.iter().map(|fact| TextIndex::new(&fact.text, lexicon)).collect();
        let backed = facts.iter().zip(&texts).map(|(fact, text)| {
            let backed_by = compiled.backed_by(fact.kind, text).enumerate();
            backed_by.filter(|(_, (_, is_backed))| *is_backed).map(|(place, _)| place).collect()
        });
        let backed = backed.collect();
        Self { facts, texts, keywords, compiled, backed }
    }

    /// The keywords that the fact at a place backs, in their order.
    pub fn keywords_of(&self, place: usize) -> impl Iterator<Item = &'a Keyword> {
        self.backed[place].iter().map(|keyword| &self.keywords[*keyword])
    }
}

/// Sorts the keywords into those that a publishable fact names and those that none does.
pub fn support<'a>(read: &FactsRead<'a>) -> Support<'a> {
    let mut backing: Vec<Vec<FactId>> = vec![Vec::new(); read.keywords.len()];
    for (fact, backed) in read.facts.iter().zip(&read.backed) {
        if fact.standing.is_publishable() {
            backed.iter().for_each(|keyword| backing[*keyword].push(fact.id.clone()));
        }
    }
    let mut support = Support::default();
    for (keyword, facts) in read.keywords.iter().zip(backing) {
        if facts.is_empty() {
            support.gaps.push(keyword);
        } else {
            support.supportable.push(Supportable { keyword, facts });
        }
    }
    support
}

/// Of the gaps those that some publishable fact comes near to without naming them, in their order,
/// with these facts: it has an instance of what is asked ("Epic" for "EHR"), or is the certificate
/// by the first words of its name ("Registered Nurse" for "registered nurse license"). Only the
/// owner can say whether the gap is one.
pub fn near_gaps<'a>(read: &FactsRead<'a>, gaps: &[&'a Keyword], lexicon: &Lexicon) -> Vec<Supportable<'a>> {
    let compiled = read.compiled.keywords.iter().filter(|compiled| {
        matches!(compiled.keyword.kind, KeywordKind::Skill | KeywordKind::Certificate)
            && gaps.iter().any(|gap| std::ptr::eq(*gap, compiled.keyword))
    });
    let publishable =
        || read.facts.iter().zip(&read.texts).filter(|(fact, _)| fact.standing.is_publishable());
    let near = compiled.map(|compiled| {
        let comes_near = |fact: &Fact, text: &TextIndex| {
            compiled.ways.iter().any(|way| text.find(way) == Some(Match::Related))
                || (fact.kind == FactKind::Certificate && begins_a_name(&fact.text, compiled, lexicon))
        };
        let facts = publishable().filter(|(fact, text)| comes_near(fact, text));
        Supportable { keyword: compiled.keyword, facts: facts.map(|(fact, _)| fact.id.clone()).collect() }
    });
    near.filter(|near| !near.facts.is_empty()).collect()
}

/// Whether a certificate's text begins a name of the skill that a keyword is, by two words at least.
fn begins_a_name(certificate: &str, compiled: &CompiledKeyword, lexicon: &Lexicon) -> bool {
    let certificate = fold(certificate.split(['(', ',', '\n']).next().unwrap_or_default().trim());
    let names = compiled.ways.iter().filter_map(Term::skill).flat_map(|id| lexicon.skills.get(id).names());
    certificate.contains(' ')
        && names
            .map(fold)
            .any(|name| name.strip_prefix(certificate.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// How much of what the facts could say for the posting the document says.
///
/// `supported` are the terms of the keywords that facts support, as [`support`] finds them;
/// `document_text` is the document's text in print order.
pub fn coverage<'s>(
    analysis: &JobAnalysis,
    supported: impl IntoIterator<Item = &'s str>,
    document_text: &str,
    lexicon: &Lexicon,
) -> Coverage {
    let keywords = CompiledKeywords::new(&analysis.keywords, lexicon);
    let supported: HashSet<&str> = supported.into_iter().collect();
    let document = TextIndex::new(document_text, lexicon);
    let is_supported = |keyword: &Keyword| supported.contains(keyword.term.as_str());
    let terms = |keywords: &mut dyn Iterator<Item = &Keyword>| -> Vec<String> {
        keywords.map(|keyword| keyword.term.clone()).collect()
    };
    let named = keywords.named_in(&document).filter(|(_, is_named)| *is_named).map(|(keyword, _)| keyword);
    let covered = terms(&mut named.filter(|keyword| is_supported(keyword)));
    let supportable = terms(&mut analysis.keywords.iter().filter(|keyword| is_supported(keyword)));
    Coverage {
        ratio: share(covered.len(), supportable.len()),
        ratio_of_all: share(covered.len(), analysis.keywords.len()),
        gaps: analysis.keywords.iter().filter(|keyword| !is_supported(keyword)).cloned().collect(),
        covered,
        supportable,
    }
}

/// The ways in which a keyword may be named. A degree is named by each of its written forms;
/// every other keyword by its own term, with the aliases the dictionary knows.
fn ways(keyword: &Keyword, lexicon: &Lexicon) -> Vec<Term> {
    let forms: &[&str] = match (keyword.kind, keyword.term.as_str()) {
        (KeywordKind::Degree, "High school diploma") => {
            &["High school diploma", "High school", "GED", "Abitur"]
        }
        (KeywordKind::Degree, "Associate degree") => &[
            "Associate degree",
            "Associate of Science",
            "Associate of Arts",
            "Associate of Applied Science",
            "Associate in",
            "AAS",
            "Apprenticeship",
        ],
        (KeywordKind::Degree, "Bachelor's degree") => {
            &["Bachelor", "Bachelor's", "Bachelors", "BSc", "B.Sc.", "B.S.", "B.A.", "BSN", "BEng", "BBA"]
        }
        (KeywordKind::Degree, "Master's degree") => &[
            "Master of Science",
            "Master of Arts",
            "Master of Business Administration",
            "Master of Engineering",
            "Master of Education",
            "Master of Public Health",
            "Master of Social Work",
            "Master's degree",
            "Master's",
            "MSc",
            "M.Sc.",
            "M.S.",
            "M.A.",
            "MBA",
            "MSN",
            "MPH",
            "MEng",
        ],
        (KeywordKind::Degree, "Doctorate") => &[
            "Doctorate",
            "Doctor of Philosophy",
            "PhD",
            "Ph.D.",
            "Doctor of Medicine",
            "Doctor of Nursing Practice",
        ],
        _ => return vec![Term::new(&keyword.term, lexicon)],
    };
    forms.iter().map(|form| Term::new(form, lexicon)).collect()
}

/// Whether a fact of this kind may back a keyword of that: titles need a role the person held
/// or a headline of theirs, degrees need education, and what is contact data or never printed
/// backs nothing.
fn may_back(fact: FactKind, keyword: KeywordKind) -> bool {
    use FactKind::*;
    match keyword {
        KeywordKind::Title => matches!(fact, Label | Position | Volunteering | Project),
        KeywordKind::Degree => matches!(fact, Education | Course | Certificate | Summary),
        _ => !matches!(fact, Name | Email | Phone | Link | Location | Interest | Reference),
    }
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 {
        return 1.0;
    }
    // Keywords are few; the loss of precision begins at 16 million.
    part as f32 / whole as f32
}
