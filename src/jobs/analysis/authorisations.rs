//! What somebody must be allowed to do: work in the country, see secrets, drive. Postings say so
//! among their demands, but as often in their notes and standing text, so every sentence is read.

use std::sync::LazyLock;

use super::items::Item;
use super::priority::{self, WELCOME};
use super::{item_at, pattern};
use crate::jobs::model::{AuthorisationAsked, AuthorisationKind, Priority, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::language::span::Span;
use crate::language::tokens;

static SIGNS: LazyLock<Vec<(Pattern, AuthorisationKind)>> = LazyLock::new(|| {
    use AuthorisationKind::*;
    [
        (
            concat!(
                r"(?i)\b(?:legally )?(?:authori[sz]ed|eligible|permitted|entitled|right|eligibility|authori[sz]ation|permission) to work(?: (?:in|within) (?:the )?[\w.]+(?: [A-Z]\w+)?)?",
                r"|\b(?:valid )?work (?:permit|authori[sz]ation)\b",
                r"|\b(?:without|not|unable to|cannot|can['’]t|won['’]t|no|n['’]t)\b[^.;\n]*\bsponsor(?:s|ship|ing)?\b(?:[^.;\n]*\b(?:visas?|permits?))?",
                r"|\barbeitserlaubnis\b",
            ),
            WorkPermit,
        ),
        (
            r"\b(?:U\.?S\.?|United States|UK|British|EU|German|Canadian|Australian|Commonwealth) (?i:citizen(?:ship|s)?|persons?|nationals?)\b|(?i)\bcitizenship (?:is )?required|\bproof of citizenship",
            Citizenship,
        ),
        (
            r"\bTS/SCI(?:(?: with)?(?: (?i:ci|full[- ]scope|lifestyle))? (?i:poly(?:graph)?))?(?: (?i:clearance))?|\b(?:(?i:active|current|interim) )?(?:(?i:top[ -]secret(?:/SCI)?|secret|public trust|security|government)|SC|DV|BPSS|NATO|DOE [QL])(?: \w+)? (?i:clearances?)\b|\b(?i:security[- ]cleared)\b|\b(?:SC|DV)[ -](?i:cleared)\b|\b(?i:sicherheitsüberprüfung)\b",
            Clearance,
        ),
        (
            r"(?i)\b(?:valid |current |full |clean |uk |eu |state )*(?:(?-i:[A-Z])\w+ )?(?:class [a-e](?: or [a-e])? )?driv(?:er(?:['’]?s|s['’])?|ing)[ -]licen[cs]es?\b|\bCDL\b(?:[ -]?(?:class )?[abc]\b)?|\bclass [abc] (?:CDL|commercial|licen[cs]e)|\bcommercial driver|\bführerschein(?: (?:der )?klasse \w+)?",
            DrivingLicence,
        ),
    ]
    .map(|(signs, kind)| (pattern(signs), kind))
    .into()
});

/// Promises, and what only speaks of the matter.
static NOT_ASKED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\bsponsorship (?:is )?(?:available|offered|provided|possible|considered)|\b(?:we|can|will|do|may|happy to|able to) (?:also )?(?:offer|provide|sponsor|consider|support)\b[^.;\n]*\b(?:visa|sponsor)|\b(?:regardless|without regard|discriminat|irrespective)\w*[^.;\n]*\bcitizenship|\b(?:national origin|marital status|veteran)\b|\bcitizenship status\b|\b(?:process|issue|verify|check|renew)\w* [^.;\n]*licen[cs]e",
    )
});

/// A sentence that asks of some what others need not have.
static CONDITIONAL: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:some|certain|selected) (?:positions?|roles?|assignments?|jobs?|projects?)\b|\bmay (?:be )?(?:require|need)|\bif (?:you|the|applicable|needed)",
    )
});

/// The authorisations asked for, in order, of each kind the most demanding.
pub(super) fn find(text: &str, items: &[Item]) -> Vec<AuthorisationAsked> {
    let mut asked: Vec<AuthorisationAsked> = Vec::new();
    for sentence in tokens::sentences(text) {
        let words = sentence.of(text);
        if priority::is_needless(words) || NOT_ASKED.is_match(words) {
            continue;
        }
        for (signs, kind) in SIGNS.iter() {
            let Some(found) = signs.find(words) else { continue };
            let span = Span::new(sentence.start + found.start(), sentence.start + found.end());
            let Some(span) = tokens::trimmed(text, without_stop(text, span)) else { continue };
            let Some(priority) = priority_of(words, *kind, item_at(items, span.start)) else { continue };
            match asked.iter_mut().find(|other| other.kind == *kind) {
                Some(other) if other.priority < priority => {
                    *other = AuthorisationAsked { kind: *kind, span, priority }
                }
                Some(_) => {}
                None => asked.push(AuthorisationAsked { kind: *kind, span, priority }),
            }
        }
    }
    asked.sort_by_key(|asked| asked.span);
    asked
}

/// The span without the full stop of its sentence; "U.S." keeps its own.
fn without_stop(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let is_stop = words.strip_suffix('.').is_some_and(|rest| {
        rest.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(|word| word.chars().count() > 1)
    });
    Span::new(span.start, span.end - usize::from(is_stop))
}

/// How much it matters; none where it is only spoken of.
fn priority_of(words: &str, kind: AuthorisationKind, item: Option<&Item>) -> Option<Priority> {
    if let Some(item) = item.filter(|item| item.priority > Priority::Mentioned) {
        return Some(item.priority);
    }
    if CONDITIONAL.is_match(words) {
        return Some(Priority::Mentioned);
    }
    if WELCOME.is_match(words) {
        return Some(Priority::Preferred);
    }
    match (kind, priority::of(words, SectionKind::Overview, false)) {
        (_, Priority::Mentioned) if item.is_some_and(|item| item.is_duty) => None,
        // Nobody speaks of a permit to work, but to ask for it.
        (AuthorisationKind::WorkPermit | AuthorisationKind::Clearance, _) => Some(Priority::Required),
        (_, Priority::Mentioned) => None,
        (_, priority) => Some(priority),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(AuthorisationKind, Priority, &str)]) {
        let found = find(text, &[]);
        let found: Vec<(AuthorisationKind, Priority, &str)> =
            found.iter().map(|asked| (asked.kind, asked.priority, asked.span.of(text))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn authorisations_are_read_in_their_many_words() {
        use AuthorisationKind::*;
        use Priority::*;
        check(
            "You must be legally authorized to work in the United States.",
            &[(WorkPermit, Required, "legally authorized to work in the United States")],
        );
        check("We are unable to sponsor visas.", &[(WorkPermit, Required, "unable to sponsor visas")]);
        check("U.S. citizenship is required.", &[(Citizenship, Required, "U.S. citizenship")]);
        check(
            "An active Secret clearance is preferred.",
            &[(Clearance, Preferred, "active Secret clearance")],
        );
        check("You are eligible to work in Spain.", &[(WorkPermit, Required, "eligible to work in Spain")]);
        check(
            "You are authorized to work in the U.S.",
            &[(WorkPermit, Required, "authorized to work in the U.S.")],
        );
        check("SC cleared", &[(Clearance, Required, "SC cleared")]);
        check(
            "A valid driver's license is required.",
            &[(DrivingLicence, Required, "valid driver's license")],
        );
        check(
            "Some positions may require a driver's license.",
            &[(DrivingLicence, Mentioned, "driver's license")],
        );
        check("You must have a CDL Class A.", &[(DrivingLicence, Required, "CDL Class A")]);
    }

    #[test]
    fn other_words_ask_for_no_authorisation() {
        for text in [
            "Visa sponsorship is available.",
            "We will sponsor your visa.",
            "We hire regardless of age, race or citizenship.",
            "You process driver's license applications at the counter.",
            "Handle customs clearance and clearance sales.",
            "Find an executive sponsor for each project.",
            "No driver's license is required.",
        ] {
            check(text, &[]);
        }
    }
}
