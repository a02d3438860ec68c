//! The reason codes of findings: a stable word each to switch on, and what it says.

use super::model::Check;

/// Why a finding was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The check that gives it.
    pub check: Check,
    /// The code.
    pub code: &'static str,
    /// What it says of a claim, in a sentence.
    pub meaning: &'static str,
}

/// The code of a finding made because a check itself failed. Any check may give it.
pub const CHECKER_ERROR: &str = "checker_error";

/// The code of the finding for a claim too long for any check to look at; the only one it has.
pub const TOO_LONG: &str = "too_long";

/// The code of the finding for a claim written for an entry the profile does not have. It is of
/// the place alone, so no check gives it.
pub const UNKNOWN_SLOT: &str = "unknown_slot";

/// The code of the finding that a model of another house doubts a claim. No check gives it, and it
/// can only warn.
pub const SECOND_OPINION: &str = "second_opinion";

const fn reason(check: Check, code: &'static str, meaning: &'static str) -> Reason {
    Reason { check, code, meaning }
}

/// Every reason, in the order of the checks.
pub const ALL: &[Reason] = &[
    reason(Check::Structure, "not_verbatim", "Said to be a fact's own words, and is not."),
    reason(Check::Structure, "language_raised", "A language known better than the facts say."),
    reason(Check::Citation, "uncited", "Rests on no fact."),
    reason(Check::Citation, "unknown_fact", "Cites a fact the profile does not have."),
    reason(Check::Citation, "unpublishable", "Cites a fact that is not confirmed yet."),
    reason(Check::Citation, "outdated", "Cites a version of a fact that no longer stands."),
    reason(Check::Attribution, "other_entry", "Tells under one entry what belongs to another."),
    reason(Check::Attribution, "other_employer", "Names one employer for work done at another."),
    reason(Check::Attribution, "parts_of_two_facts", "Joins parts of different facts into one statement."),
    reason(Check::Literals, "number", "A number that the facts do not have."),
    reason(Check::Literals, "number_of_another", "A number that the facts have of something else."),
    reason(
        Check::Literals,
        "number_of_the_whole",
        "The whole amount where the facts give the person a part.",
    ),
    reason(Check::Literals, "hedge_lost", "A number without the \"about\" or \"up to\" of the facts."),
    reason(Check::Names, "name", "A name that the facts do not have."),
    reason(Check::Names, "name_recombined", "A name of words that no fact has together."),
    reason(Check::Scope, "involvement_raised", "Claims more of the work than the facts do."),
    reason(Check::Scope, "rank_raised", "A title without what makes it less: manager for assistant manager."),
    reason(Check::Scope, "extent_widened", "Speaks of the whole where the facts do not."),
    reason(Check::Scope, "stage_raised", "Told as farther along than the facts: launched for piloted."),
    reason(Check::Scope, "polarity_turned", "Affirms what the facts deny, or turns their direction."),
    reason(Check::Scope, "outcome_claimed", "Makes one thing the outcome of another without a fact."),
    reason(Check::Scope, "praise", "Sets the person above others in words that no fact has."),
    reason(Check::Time, "before_release", "A tool told of positions that ended before it came out."),
    reason(Check::Time, "ended", "Told as going on, of a position that has ended."),
    reason(Check::Time, "years_of_experience", "Years in the person's own words that the dates contradict."),
    reason(Check::Contamination, "of_the_posting", "A term of the posting that the facts do not have."),
    reason(Check::Support, "verb", "Another verb than the facts have, for what they tell."),
    reason(Check::Support, "plain_word", "An everyday word that the facts do not have, beside their own."),
    reason(Check::Support, "word", "A word that the facts do not back."),
    reason(Check::Document, "identity", "The identity block is not the profile's."),
    reason(Check::Document, "section_lost", "A section that has to be there is not."),
    reason(Check::Document, "section_doubled", "A section stands there twice."),
    reason(Check::Document, "orphan_line", "A printed line rests on no fact."),
    reason(Check::Document, "forbidden_character", "A character no document prints."),
    reason(Check::Document, "said_twice", "A line stands there twice."),
];

/// The reason of that code.
pub fn find(code: &str) -> Option<&'static Reason> {
    ALL.iter().find(|reason| reason.code == code)
}
