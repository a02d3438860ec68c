//! How complete a profile is, and what would help most. In the profiles room; pure.

use super::model::{Item, Line, Position, ProfileContent};

/// How complete a profile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// 0 to 100: the points of [`RULES`] earned.
    pub score: u8,
    /// What would raise it, the largest gain first.
    pub next_steps: Vec<NextStep>,
}

/// Something to add to a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextStep {
    /// The rule's stable name.
    pub code: &'static str,
    /// What to add.
    pub what: &'static str,
    /// Why it helps.
    pub why: &'static str,
    /// Points the score would gain.
    pub gain: u8,
}

/// Something a complete profile has.
pub struct Rule {
    /// A stable name to switch on.
    pub code: &'static str,
    /// What to add where it is missing.
    pub what: &'static str,
    /// Why it helps.
    pub why: &'static str,
    /// Its part of the 100 points.
    pub points: u8,
    /// How much of it is there, 0 to 1. Only facts that may be published count.
    share: fn(&ProfileContent) -> f32,
}

/// All rules; their points sum to 100. The weights are this house's own judgement: what every
/// screening asks for first, then what a tailored résumé is made of.
pub const RULES: &[Rule] = &[
    Rule {
        code: "experience",
        what: "Add a position you have held, or a project or volunteering if you have held none yet.",
        why: "A résumé without experience of any kind has nothing to tailor.",
        points: 14,
        share: |content| {
            let has_other =
                content.projects.iter().any(is_usable) || content.volunteering.iter().any(is_usable);
            at_least(1, positions(content).count() + usize::from(has_other))
        },
    },
    Rule {
        code: "highlights",
        what: "Write three or more highlights for each of your last two positions or projects.",
        why: "Highlights are what a résumé is chosen from; more of them means a better fit to each job.",
        points: 12,
        share: |content| {
            let lists: Vec<usize> =
                highlight_lists(content).take(2).map(|lines| usable(lines).count()).collect();
            if lists.is_empty() {
                return 0.0;
            }
            average(lists.into_iter().map(|count| at_least(3, count)))
        },
    },
    Rule {
        code: "numbers",
        what: "Put a number into at least a third of your highlights: how many, how much, how fast.",
        why: "A number tells the size of what you did, and can be checked.",
        points: 10,
        share: |content| {
            let lines: Vec<&Item<Line>> = highlight_lists(content).flat_map(usable).collect();
            let with_number =
                lines.iter().filter(|line| line.value.text.contains(|c: char| c.is_ascii_digit()));
            at_least(lines.len().div_ceil(3).max(1), with_number.count())
        },
    },
    Rule {
        code: "summary",
        what: "Write a summary of two or three sentences, at least 20 words.",
        why: "It is read first, and tells what the rest is about.",
        points: 10,
        share: |content| {
            let words = line(&content.basics.summary).map_or(0, |text| text.split_whitespace().count());
            at_least(20, words)
        },
    },
    Rule {
        code: "skills",
        what: "List at least eight skills.",
        why: "Screening programs look for skills by name.",
        points: 9,
        share: |content| {
            let groups = content.skills.iter().filter(|group| is_usable(group));
            at_least(8, groups.map(|group| usable(&group.value.skills).count().max(1)).sum())
        },
    },
    Rule {
        code: "name",
        what: "Add your full name.",
        why: "It heads every document.",
        points: 6,
        share: |content| yes(line(&content.basics.name).is_some()),
    },
    Rule {
        code: "email",
        what: "Add an e-mail address.",
        why: "It is how most employers answer.",
        points: 6,
        share: |content| yes(line(&content.basics.email).is_some()),
    },
    Rule {
        code: "dates",
        what: "Give each position a title and a start date.",
        why: "Years of experience are counted from dates; without them they count as none.",
        points: 6,
        share: |content| {
            let is_dated = |position: &Position| position.title.is_some() && position.period.start.is_some();
            match positions(content).count() {
                // Nobody loses points for positions not yet held.
                0 => yes(!content.projects.is_empty() || !content.volunteering.is_empty()),
                _ => average(positions(content).map(|position| yes(is_dated(position)))),
            }
        },
    },
    Rule {
        code: "education",
        what: "Add a school, degree or apprenticeship.",
        why: "Many postings require one, and it can only be claimed if it is here.",
        points: 6,
        share: |content| yes(content.education.iter().any(is_usable)),
    },
    Rule {
        code: "label",
        what: "Add a professional headline, such as “Registered Nurse”.",
        why: "It says in one line what you are.",
        points: 5,
        share: |content| yes(line(&content.basics.label).is_some()),
    },
    Rule {
        code: "phone",
        what: "Add a telephone number.",
        why: "Recruiters call.",
        points: 4,
        share: |content| yes(line(&content.basics.phone).is_some()),
    },
    Rule {
        code: "location",
        what: "Add your city and region.",
        why: "Postings are filtered by place.",
        points: 4,
        share: |content| {
            let location = content.basics.location.as_ref().filter(|item| is_usable(item));
            yes(location.is_some_and(|item| item.value.city.is_some() || item.value.region.is_some()))
        },
    },
    Rule {
        code: "link",
        what: "Add a link: LinkedIn, a portfolio or your own site.",
        why: "It shows more than a page can hold.",
        points: 4,
        share: |content| {
            yes(line(&content.basics.url).is_some() || content.basics.profiles.iter().any(is_usable))
        },
    },
    Rule {
        code: "credentials",
        what: "Add a certificate, a licence or a language you speak.",
        why: "Each is asked for by name, and often required.",
        points: 4,
        share: |content| {
            yes(content.certificates.iter().any(is_usable) || content.languages.iter().any(is_usable))
        },
    },
];

/// Scores a profile by [`RULES`]. Steps of equal gain keep the order of the rules.
pub fn completeness(content: &ProfileContent) -> Completeness {
    let mut score = 0;
    let mut next_steps = Vec::new();
    for rule in RULES {
        let earned = earned(rule, content);
        score += earned;
        if earned < rule.points {
            let Rule { code, what, why, points, .. } = *rule;
            next_steps.push(NextStep { code, what, why, gain: points - earned });
        }
    }
    next_steps.sort_by_key(|step| std::cmp::Reverse(step.gain));
    Completeness { score, next_steps }
}

/// Points earned, rounded down, so that only what is complete earns all.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of 0 to 1 of at most 100 points"
)]
fn earned(rule: &Rule, content: &ProfileContent) -> u8 {
    let share = (rule.share)(content).clamp(0.0, 1.0);
    (share * f32::from(rule.points) + f32::EPSILON * 100.0).floor() as u8
}

fn positions(content: &ProfileContent) -> impl Iterator<Item = &Position> {
    let items = content.experience.iter().flat_map(|employer| &employer.positions);
    items.filter(|item| is_usable(item)).map(|item| &item.value)
}

/// The highlights of positions, then of projects, then of volunteering; the last two only where
/// there are no positions to judge by.
fn highlight_lists(content: &ProfileContent) -> impl Iterator<Item = &[Item<Line>]> {
    let has_positions = positions(content).next().is_some();
    let others = content
        .projects
        .iter()
        .filter(|item| is_usable(item))
        .map(|item| item.value.highlights.as_slice())
        .chain(
            content
                .volunteering
                .iter()
                .filter(|item| is_usable(item))
                .map(|item| item.value.highlights.as_slice()),
        )
        .filter(move |_| !has_positions);
    positions(content).map(|position| position.highlights.as_slice()).chain(others)
}

fn line(item: &Option<Item<Line>>) -> Option<&str> {
    let item = item.as_ref().filter(|item| is_usable(item))?;
    Some(item.value.text.trim()).filter(|text| !text.is_empty())
}

fn usable(lines: &[Item<Line>]) -> impl Iterator<Item = &Item<Line>> {
    lines.iter().filter(|line| is_usable(line))
}

fn is_usable<T>(item: &Item<T>) -> bool {
    item.standing.is_publishable()
}

fn yes(is_there: bool) -> f32 {
    f32::from(u8::from(is_there))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a profile are far below the digits of an f32")]
fn at_least(wanted: usize, count: usize) -> f32 {
    (count as f32 / wanted as f32).min(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a profile are far below the digits of an f32")]
fn average(shares: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = shares.fold((0.0, 0_usize), |(sum, count), share| (sum + share, count + 1));
    sum / count.max(1) as f32
}
