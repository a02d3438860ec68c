//! Which of a posting's keywords a profile can support, and which of those a document says.
//! One rule decides both: [`TextIndex::names`]. The keywords are compiled once for a posting.

use crate::jobs::model::{JobAnalysis, Keyword, KeywordKind};
use crate::language::lexicon::Lexicon;
use crate::language::terms::{Term, TextIndex};
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

    /// The keywords, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a Keyword> + '_ {
        self.keywords.iter().map(|compiled| compiled.keyword)
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

/// Sorts the keywords into those that a publishable fact names and those that none does.
pub fn supportable<'a>(keywords: &'a [Keyword], facts: &[Fact], lexicon: &Lexicon) -> Support<'a> {
    support(&CompiledKeywords::new(keywords, lexicon), facts, lexicon)
}

/// [`supportable`] for keywords that are compiled already.
pub fn support<'a>(keywords: &CompiledKeywords<'a>, facts: &[Fact], lexicon: &Lexicon) -> Support<'a> {
    let mut backing: Vec<Vec<FactId>> = vec![Vec::new(); keywords.keywords.len()];
    for fact in facts.iter().filter(|fact| fact.standing.is_publishable()) {
        let text = TextIndex::new(&fact.text, lexicon);
        for (facts, (_, is_backed)) in backing.iter_mut().zip(keywords.backed_by(fact.kind, &text)) {
            if is_backed {
                facts.push(fact.id.clone());
            }
        }
    }
    let mut support = Support::default();
    for (keyword, facts) in keywords.iter().zip(backing) {
        if facts.is_empty() {
            support.gaps.push(keyword);
        } else {
            support.supportable.push(Supportable { keyword, facts });
        }
    }
    support
}

/// How much of what the facts could say for the posting the document says.
///
/// `facts` are those of the profile, of which only publishable ones count; `document_text` is
/// the document's text in print order.
pub fn coverage(analysis: &JobAnalysis, facts: &[Fact], document_text: &str, lexicon: &Lexicon) -> Coverage {
    let keywords = CompiledKeywords::new(&analysis.keywords, lexicon);
    coverage_of(&keywords, &support(&keywords, facts, lexicon), document_text, lexicon)
}

/// [`coverage`] where keywords and support are at hand, as for the second document of a run.
pub fn coverage_of(
    keywords: &CompiledKeywords<'_>,
    support: &Support<'_>,
    document_text: &str,
    lexicon: &Lexicon,
) -> Coverage {
    let document = TextIndex::new(document_text, lexicon);
    let is_supportable = |keyword: &Keyword| {
        support.supportable.iter().any(|supportable| supportable.keyword.term == keyword.term)
    };
    let covered: Vec<String> = keywords
        .named_in(&document)
        .filter(|(keyword, is_named)| *is_named && is_supportable(keyword))
        .map(|(keyword, _)| keyword.term.clone())
        .collect();
    let supportable: Vec<String> =
        support.supportable.iter().map(|supportable| supportable.keyword.term.clone()).collect();
    Coverage {
        ratio: share(covered.len(), supportable.len()),
        ratio_of_all: share(covered.len(), keywords.keywords.len()),
        gaps: support.gaps.iter().map(|&keyword| keyword.clone()).collect(),
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
