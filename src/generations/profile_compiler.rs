//! Stage 2: profile and analysis → every publishable fact scored, the best chosen for the
//! length asked.
//!
//! Scores come from the scoring room; what is decided here is how much room each part of a
//! career gets, so that a recent, relevant position is told at length and an old one briefly.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::chronology::positions_newest_first;
use super::model::{CompiledProfile, GenerationInput, KeywordSupport, ScoreParts, ScoredFact, StageName};
use super::stage::{Stage, StageContext};
use crate::error::Result;
use crate::jobs::model::{JobAnalysis, Method};
use crate::language::dates::{Period, months_covered};
use crate::language::lexicon::Lexicon;
use crate::profiles::facts::list_facts;
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};
use crate::scoring::coverage::{FactsRead, Supportable, near_gaps, support};
use crate::scoring::relevance::score_facts;

/// Scores and chooses the facts of a profile.
pub struct ProfileCompiler;

/// What stage 2 reads.
pub struct Input {
    /// What the run was asked.
    pub run: Arc<GenerationInput>,
    /// What the posting asks for.
    pub analysis: Arc<JobAnalysis>,
}

impl Stage for ProfileCompiler {
    type Input = Input;
    type Output = CompiledProfile;
    const NAME: StageName = StageName::ProfileCompiler;

    async fn run(&self, ctx: &StageContext, input: Input) -> Result<CompiledProfile> {
        ctx.compute(move |ctx| Ok(compile(&input.run, &input.analysis, ctx.lexicon))).await
    }
}

/// A position counts as near to the posting's from this share of the full experience score.
const NEAR_POSITION: f32 = 50.0;

/// How many facts of each sort a résumé of a given length starts with. The layout has the
/// last word: what does not fit is dropped there, the least worthy first, so these lean to
/// the generous side.
struct Room {
    /// Bullets of a position, the newest position first; the last number holds for all older.
    bullets: &'static [usize],
    /// Bullets of all positions together.
    all_bullets: usize,
    skills: usize,
    projects: usize,
    project_bullets: usize,
    certificates: usize,
    publications: usize,
    awards: usize,
    volunteering: usize,
    courses: usize,
    /// Lines beyond these, for what the pages have room left: more than a page can hold.
    spare: usize,
}

impl Room {
    fn of(pages: u8) -> &'static Self {
        match pages {
            0 | 1 => &ONE_PAGE,
            2 => &TWO_PAGES,
            _ => &MANY_PAGES,
        }
    }
}

const ONE_PAGE: Room = Room {
    bullets: &[6, 5, 4, 3, 2, 1],
    all_bullets: 16,
    skills: 28,
    projects: 2,
    project_bullets: 2,
    certificates: 6,
    publications: 2,
    awards: 2,
    volunteering: 1,
    courses: 4,
    spare: 40,
};

const TWO_PAGES: Room = Room {
    bullets: &[9, 8, 6, 5, 4, 3],
    all_bullets: 36,
    skills: 48,
    projects: 4,
    project_bullets: 4,
    certificates: 12,
    publications: 8,
    awards: 5,
    volunteering: 3,
    courses: 8,
    spare: 80,
};

/// Everything there is: such pages are asked for to tell all.
const MANY_PAGES: Room = Room {
    bullets: &[usize::MAX],
    all_bullets: usize::MAX,
    skills: usize::MAX,
    projects: usize::MAX,
    project_bullets: usize::MAX,
    certificates: usize::MAX,
    publications: usize::MAX,
    awards: usize::MAX,
    volunteering: usize::MAX,
    courses: usize::MAX,
    spare: 0,
};

/// Sees a profile through a posting.
pub fn compile(run: &GenerationInput, analysis: &JobAnalysis, lexicon: &Lexicon) -> CompiledProfile {
    let facts: Vec<Fact> =
        list_facts(&run.profile).into_iter().filter(|fact| fact.standing.is_publishable()).collect();
    let pinned: HashSet<&FactId> = run.options.pinned.iter().chain(&run.options.chosen_projects).collect();
    let read = FactsRead::new(&facts, &analysis.keywords, lexicon);
    let mut scored: Vec<ScoredFact> = score_facts(&read, &run.profile, analysis, run.today, lexicon)
        .into_iter()
        .map(|fact| ScoredFact {
            is_pinned: pinned.contains(&fact.fact),
            fact: fact.fact,
            score: fact.score,
            parts: ScoreParts {
                keywords: fact.parts.keywords,
                skills: fact.parts.skills,
                experience: fact.parts.experience,
                role: fact.parts.role,
            },
            keywords: fact.keywords,
            is_chosen: false,
            is_spare: false,
        })
        .collect();
    let support = support(&read);
    let scores: HashMap<&FactId, f32> = scored.iter().map(|fact| (&fact.fact, fact.score)).collect();
    let worth = |id: &FactId| scores.get(id).copied().unwrap_or_default();
    let by_worth = |backed: Supportable<'_>| {
        let mut facts = backed.facts;
        facts.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        KeywordSupport { term: backed.keyword.term.clone(), facts }
    };
    let near_gaps = near_gaps(&read, &support.gaps, lexicon).into_iter().map(by_worth).collect();
    let supported: Vec<KeywordSupport> = support.supportable.into_iter().map(by_worth).collect();
    let gaps = support.gaps.into_iter().map(|gap| gap.term.clone()).collect();
    let choice = Choice::new(&run.profile, &facts, &scored, run.options.pages);
    let chosen = choice.choose(&supported);
    let spare = choice.spare(&chosen);
    for fact in &mut scored {
        fact.is_chosen = fact.is_pinned || chosen.contains(&fact.fact);
        fact.is_spare = !fact.is_chosen && spare.contains(&fact.fact);
    }
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.fact.cmp(&b.fact)));

    let is_near: HashSet<&FactId> =
        scored.iter().filter(|fact| fact.parts.experience >= NEAR_POSITION).map(|fact| &fact.fact).collect();
    let positions = || facts.iter().filter(|fact| fact.kind == FactKind::Position);
    let periods: Vec<Period> = positions().map(|fact| fact.period).collect();
    let near: Vec<Period> =
        positions().filter(|fact| is_near.contains(&fact.id)).map(|fact| fact.period).collect();
    CompiledProfile {
        experience_months: months_covered(&periods, run.today),
        relevant_months: months_covered(&near, run.today),
        facts: scored,
        supported,
        gaps,
        near: near_gaps,
        periods,
        method: Method::Rules,
    }
}

/// The choice of facts for a length.
struct Choice<'a> {
    profile: &'a ProfileContent,
    facts: &'a [Fact],
    scores: HashMap<&'a FactId, &'a ScoredFact>,
    room: &'static Room,
}

impl<'a> Choice<'a> {
    fn new(profile: &'a ProfileContent, facts: &'a [Fact], scored: &'a [ScoredFact], pages: u8) -> Self {
        let scores = scored.iter().map(|fact| (&fact.fact, fact)).collect();
        Self { profile, facts, scores, room: Room::of(pages) }
    }

    fn choose(&self, supported: &[KeywordSupport]) -> HashSet<FactId> {
        let mut chosen: HashSet<FactId> = HashSet::new();
        chosen.extend(self.bullets());
        chosen.extend(self.projects());
        for (kind, limit) in [
            (FactKind::Skill, self.room.skills),
            (FactKind::SkillGroup, self.room.skills),
            (FactKind::Certificate, self.room.certificates),
            (FactKind::Publication, self.room.publications),
            (FactKind::Award, self.room.awards),
            (FactKind::Volunteering, self.room.volunteering),
            (FactKind::Course, self.room.courses),
            (FactKind::Custom, self.room.courses),
        ] {
            chosen.extend(self.best(kind).take(limit).cloned());
        }
        // Who the person is, where they worked and what they studied is never selected away.
        chosen.extend(
            self.facts
                .iter()
                .filter(|fact| {
                    matches!(
                        fact.kind,
                        FactKind::Name
                            | FactKind::Label
                            | FactKind::Email
                            | FactKind::Phone
                            | FactKind::Link
                            | FactKind::Location
                            | FactKind::Summary
                            | FactKind::Position
                            | FactKind::Education
                            | FactKind::Language
                    )
                })
                .map(|fact| fact.id.clone()),
        );
        // A keyword that could be said is said: its best carrier comes along.
        for support in supported {
            if !support.facts.iter().any(|fact| chosen.contains(fact)) {
                chosen.extend(support.facts.first().cloned());
            }
        }
        self.with_entries(chosen)
    }

    /// What comes after the chosen, the worthiest first: lines of positions and projects, and
    /// entries that may be left out. Skills and courses run on in lines, which more of them would
    /// only make harder to read.
    fn spare(&self, chosen: &HashSet<FactId>) -> HashSet<FactId> {
        use FactKind::{Award, Certificate, Highlight, Position, Project, Publication, Volunteering};
        let kinds: HashMap<&FactId, FactKind> = self.facts.iter().map(|fact| (&fact.id, fact.kind)).collect();
        let stands_under = |entry: &FactId| matches!(kinds.get(entry), Some(Position | Project));
        let is_line = |fact: &Fact| match fact.kind {
            Highlight => fact.entry.as_ref().is_some_and(stands_under),
            kind => matches!(kind, Project | Certificate | Publication | Award | Volunteering),
        };
        let rest = self.facts.iter().filter(|fact| !chosen.contains(&fact.id) && is_line(fact));
        let mut ids: Vec<&FactId> = rest.map(|fact| &fact.id).collect();
        ids.sort_by(|a, b| self.by_worth(a, b));
        self.with_entries(ids.into_iter().take(self.room.spare).cloned().collect())
    }

    /// A chosen highlight brings the entry it stands under.
    fn with_entries(&self, mut chosen: HashSet<FactId>) -> HashSet<FactId> {
        let entries: Vec<FactId> = self
            .facts
            .iter()
            .filter(|fact| chosen.contains(&fact.id) || self.is_pinned(&fact.id))
            .filter_map(|fact| fact.entry.clone())
            .collect();
        chosen.extend(entries);
        chosen
    }

    fn is_pinned(&self, id: &FactId) -> bool {
        self.scores.get(id).is_some_and(|scored| scored.is_pinned)
    }

    fn score(&self, id: &FactId) -> f32 {
        self.scores.get(id).map_or(0.0, |scored| scored.score)
    }

    /// The worthier first, equals in the owner's order.
    fn by_worth(&self, a: &FactId, b: &FactId) -> Ordering {
        self.score(b).total_cmp(&self.score(a))
    }

    fn best(&self, kind: FactKind) -> impl Iterator<Item = &'a FactId> {
        let mut ids: Vec<&FactId> =
            self.facts.iter().filter(|fact| fact.kind == kind).map(|fact| &fact.id).collect();
        ids.sort_by(|a, b| self.by_worth(a, b));
        ids.into_iter()
    }

    /// Every position tells at least its best line; what room is left goes to the worthiest.
    fn bullets(&self) -> Vec<FactId> {
        let mut first = Vec::new();
        let mut more = Vec::new();
        for (rank, (_, position)) in positions_newest_first(self.profile).into_iter().enumerate() {
            let last = self.room.bullets.len() - 1;
            let limit = self.room.bullets[rank.min(last)];
            let mut lines: Vec<&FactId> = position.value.highlights.iter().map(|line| &line.id).collect();
            lines.sort_by(|a, b| self.by_worth(a, b));
            lines.truncate(limit);
            let mut lines = lines.into_iter();
            first.extend(lines.next());
            more.extend(lines);
        }
        more.sort_by(|a, b| self.by_worth(a, b));
        let room = self.room.all_bullets.saturating_sub(first.len());
        first.into_iter().chain(more.into_iter().take(room)).cloned().collect()
    }

    /// The owner's featured projects, then the worthiest, each with its best lines; a chosen
    /// project brings its lines whatever its worth.
    fn projects(&self) -> Vec<FactId> {
        let mut projects: Vec<_> = self.profile.projects.iter().collect();
        let worth = |project: &crate::profiles::model::Item<crate::profiles::model::Project>| {
            let lines = project.value.highlights.iter().map(|line| self.score(&line.id));
            lines.fold(self.score(&project.id), f32::max)
        };
        projects.sort_by(|a, b| {
            self.is_pinned(&b.id)
                .cmp(&self.is_pinned(&a.id))
                .then(b.value.featured.cmp(&a.value.featured))
                .then_with(|| worth(b).total_cmp(&worth(a)))
        });
        let pinned = projects.iter().filter(|project| self.is_pinned(&project.id)).count();
        let mut chosen = Vec::new();
        for project in projects.into_iter().take(self.room.projects.max(pinned)) {
            chosen.push(project.id.clone());
            let mut lines: Vec<&FactId> = project.value.highlights.iter().map(|line| &line.id).collect();
            lines.sort_by(|a, b| self.by_worth(a, b));
            chosen.extend(lines.into_iter().take(self.room.project_bullets).cloned());
        }
        chosen
    }
}
