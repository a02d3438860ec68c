//! How much a single statement matters: by the part it stands in, and by its own words ("is a
//! plus", "must"). Part of [`items`](super::items).

use std::sync::LazyLock;

use super::pattern;
use crate::jobs::model::{Priority, SectionKind};
use crate::jobs::patterns::Pattern;

pub(super) static WELCOME: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:preferred|preferably|prefer|nice[ -]to[ -]have|good to have|(?:a|big|huge|strong|definite|real|distinct) (?:plus|bonus|advantage)|plus\b[.)]?$|bonus(?:$|[ :]+(?:points|if|for))|desirable|desired|an advantage|advantageous|helpful|ideally|an asset|beneficial|(?:is|are|very) useful|(?:is|are) (?:very )?welcome|welcome but|would be (?:great|good|nice|ideal|a)|optional|not (?:strictly )?(?:required|needed|essential|necessary)|von vorteil|wünschenswert|idealerweise|pluspunkt|gern gesehen)\b",
    )
});

static DEMANDED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:must|required|requires?|requiring|mandatory|essential|you(?:'ll|’ll)? (?:have|bring|need)|we (?:expect|need|require)|minimum of|at least|years? of|years(?:'|’)|proficien(?:t|cy)|fluent|needs? to have|you(?:'re|’re| are) (?:probably |likely )?an? (?:good |great |strong )?(?:fit|match)\b|erforderlich|zwingend|voraussetzung|(?:proven|strong|solid|prior|previous|demonstrated|hands-on|relevant) experience|experience (?:with|in|as|of|using|building)|track record|background in|expertise in|degree in|minimum\b|knowledge of|familiar(?:ity)? with|comfortable with|certified|licen[cs]ed|(?:successful|ideal|right) (?:candidate|applicant|person) (?:will|must|should|is|has)|you(?:[’\']ll| will) (?:be|hold|possess|need)\b[^.;]*\b(?:licen|certif|register|qualif|clear)|(?:needs?|looking for|seeks?|seeking|wants?) (?:an? |someone|somebody|people)[^.;]*\b(?:who|with|that) |(?:valid|current|active) [\w' ’-]*(?:driv|licen|certif|registration))\b",
    )
});

/// Surer than [`WELCOME`]: a wish wherever it stands. Ideas and applicants are welcome, too.
static WISHED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:nice|good) to have|(?:extra|super|especially) nice|(?:is|are|be|also|strong|big|definite|real|distinct) (?:a |an )?(?:strong |big |definite |real |distinct )?(?:plus|bonus|asset|advantage)|is (?:preferred|desirable|desired|advantageous)|would be (?:a plus|nice|an? \w+|helpful|ideal)|(?:experience|certifi\w+|licen[cs]e|degree|knowledge|skills?) (?:preferred|desirable|desired|a plus|is helpful)|helps if you)\b",
    )
});

/// Surer than [`DEMANDED`]: raises an item of a list of wishes.
static MUST: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:[\w-]+ )?requirements?:|\b(?:must(?:[ -]have| be| hold| possess| speak| pass)?|(?:is|are) (?:strictly |also )?(?:required|mandatory|essential|a must)|mandatory|zwingend)\b|\brequired(?:\)|[.!]?$)",
    )
});

/// What is said not to be needed is asked of nobody.
static NEEDLESS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\bno (?:[\w'’-]+ ){0,3}(?:experience|degree|qualifications?|training|licen[cs]e|certificat\w+|knowledge|skills?|education)(?:\W+\w+){0,6}?\W+(?:required|necessary|needed|expected)|\bno (?:prior |previous )?experience\b[.!]?$|\b(?:experience|degree|qualifications?|certificat\w+|licen[cs]e|education) (?:is|are)(?: not|n't|n’t) (?:required|necessary|needed|essential)|\b(?:don't|don’t|do not) (?:need|require)\b|\bnot a requirement\b",
    )
});

/// What counts in place of something else is not asked for besides.
static SUBSTITUTE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:may|can|will|could) (?:be )?(?:substitut|(?:be )?(?:accepted|considered|used) (?:in lieu|in place|instead))|^(?:substitut|in lieu)",
    )
});

/// The employer speaks of itself, its house or its rules, and not of whom it seeks.
static OF_EMPLOYER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"^(?:(?i:we|our|the (?:company|firm|team|group|department|organi[sz]ation|agency|salary)|the (?:post|position|role|job) (?:involves|offers|is (?:based|offered|subject|open|full|part|perm|temp|fixed|paid)))\b|(?:[A-Z][\w&.'’-]* ){1,4}(?:is|are|was|has|have|provides?|serves?|offers?|operates?|builds?|makes?|reviews?|will never|delivers?|develops?|helps?)\b)",
    )
});

/// … unless it says whom it seeks.
static SEEKS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:you|your|we (?:expect|need|require|ask|want|seek|prefer)|(?:looking|searching) for|seeking|hiring|candidates?|applicants?|incumbent|successful|experience|degree|diploma|certificate|licen[cs]e|ability|able to|knowledge|skills?)\b",
    )
});

/// The employer calls or praises, wherever it stands: a flattened text loses where a list ends.
static CALLS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:for more information|(?:come |so )?(?:and )?join (?:us|our)\b|(?:to )?learn more|find out more|click (?:here|on|the)|apply (?:now|today|online|here)|check out)|\bwww\.|https?://|\bemployees (?:worldwide|around the (?:world|globe))\b|\bits mission to\b|[’']s mission to\b",
    )
});

/// … but for what names something to have.
static HAS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:experience|degree|diploma|certifi\w+|licen[cs]\w+|knowledge|skills?|ability|required|must|portfolio)\b",
    )
});

/// How much the statement matters. `has_demands` tells whether the posting has a part for its
/// demands, so that other parts need not be searched for them.
pub(super) fn of(words: &str, section: SectionKind, has_demands: bool) -> Priority {
    if NEEDLESS.is_match(words) {
        // "not required but a plus" is a wish still.
        let rest = NEEDLESS.without(words);
        return if WELCOME.is_match(&rest) { Priority::Preferred } else { Priority::Mentioned };
    }
    if SUBSTITUTE.is_match(words) || (CALLS.is_match(words) && !HAS.is_match(words)) {
        return Priority::Mentioned;
    }
    let is_welcome = WELCOME.is_match(words);
    let is_must = MUST.is_match(words);
    let is_of_employer = OF_EMPLOYER.is_match(words) && !SEEKS.is_match(words);
    match section {
        SectionKind::Required if is_welcome && !is_must => Priority::Preferred,
        SectionKind::Required if is_of_employer && !is_must => Priority::Mentioned,
        SectionKind::Required => Priority::Required,
        SectionKind::Preferred if is_must && !is_welcome => Priority::Required,
        SectionKind::Preferred if is_of_employer => Priority::Mentioned,
        SectionKind::Preferred => Priority::Preferred,
        _ if WISHED.is_match(words) && !is_must => Priority::Preferred,
        _ if is_of_employer && !words.starts_with("Must") => Priority::Mentioned,
        _ if is_welcome && DEMANDED.is_match(words) => Priority::Preferred,
        _ if is_must || (!has_demands && DEMANDED.is_match(words)) => Priority::Required,
        _ => Priority::Mentioned,
    }
}

/// Whether words by themselves show that a statement matters so much. What a statement is read as
/// may rest on its place instead; another reading has to rest on its words.
pub(super) fn is_shown(words: &str, priority: Priority) -> bool {
    match priority {
        Priority::Required => (MUST.is_match(words) || DEMANDED.is_match(words)) && !NEEDLESS.is_match(words),
        Priority::Preferred => WELCOME.is_match(words) || WISHED.is_match(words),
        Priority::Mentioned => {
            NEEDLESS.is_match(words)
                || SUBSTITUTE.is_match(words)
                || (OF_EMPLOYER.is_match(words) && !SEEKS.is_match(words))
        }
    }
}

/// Whether the statement says that something is not needed.
pub(super) fn is_needless(words: &str) -> bool {
    NEEDLESS.is_match(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_matters_by_its_place_and_its_words() {
        use Priority::{Mentioned, Preferred, Required};
        use SectionKind::{Overview, Responsibilities};
        let check = |words: &str, section: SectionKind, expected: Priority| {
            assert_eq!(of(words, section, section != Overview), expected, "{words}");
        };
        check("Two years of welding", SectionKind::Required, Required);
        check("Welding is a plus", SectionKind::Required, Preferred);
        check("A licence is required", SectionKind::Preferred, Required);
        check("Forklift licence", SectionKind::Preferred, Preferred);
        check("No experience required, we train you", SectionKind::Required, Mentioned);
        check("A degree is not required but is a plus", SectionKind::Required, Preferred);
        check("You must hold a valid licence", Responsibilities, Required);
        check("Knowledge of welding", Overview, Required);
        check("Portuguese is a plus, and so is chess", Overview, Preferred);
        check("Ideas are more than welcome", Overview, Mentioned);
        check("French is required for this job", SectionKind::Required, Required);
        check("Larkfield Freight is required reading for at least 40 carriers", Overview, Mentioned);
        check("Two years of college may be substituted for one year", SectionKind::Required, Mentioned);
        check("We run at least 40 vans", Overview, Mentioned);
        check("Our vans run at night", SectionKind::Required, Mentioned);
        check("Proficiency in welding required.", SectionKind::Preferred, Required);
        check("Join us and be one of those who weld", SectionKind::Required, Mentioned);
        check("For more information, visit www.example.com.", SectionKind::Required, Mentioned);
        check("A portfolio at https://example.com of your own", SectionKind::Required, Required);
        check("Hard requirements: fluent German", Responsibilities, Required);
        check("We need at least 2 years of experience", Overview, Required);
    }
}
