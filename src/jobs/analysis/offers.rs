//! Statements that ask for nothing wherever they stand: what is offered, and how to apply. Part
//! of [`items`](super::items), which leaves them out.

use std::sync::LazyLock;

use super::pattern;
use crate::jobs::model::SectionKind;
use crate::jobs::patterns::Pattern;

/// The employer promises something.
static PROMISED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:we(?:'ll|’ll| will| also| can)?|the (?:company|role|position|job)|you(?:'ll|’ll| will| also| can)?|employees?|staff|[A-Z]\w+) (?:also |gladly )?(?:offers?|provides?|receives?|enjoys?|gets?|earns?|pays?|(?:be |are |is )?(?:eligible for|entitled to|paid))\b[^.\n]*",
        r"\b(?:benefits?|insurance|vacation|holidays?|pto|401|pension|retirement|bonus(?:es)?|equity|stock|salary|wages?|pay|leave|perks?|discounts?|budget|allowance|reimbursement|lunch(?:es)?|gym|compensation|package|an hour|per hour|overtime pay)\b",
    ))
});

/// What only an offer names.
static OFFERED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b401 ?\(?k\)?|\bpaid (?:time off|vacation|holidays?|leave|parental|sick|training days)|\b(?:unlimited|generous) (?:pto|vacation|leave|holiday)",
        r"|\b(?:medical|health|dental)(?:,| and| &|/) ?(?:medical|health|dental|vision)|\b(?:health|life|dental|medical|private) insurance\b[^.\n]*\b(?:for you|from day|included|after|plan|paid|401|dental|vision|pension)",
        r"|\bcompetitive (?:salary|pay|wages?|compensation|benefits|package|remuneration)|\b(?:stock options|equity (?:package|grant|stake)|signing bonus|sign-on bonus|annual bonus|performance bonus)",
        r"|\b(?:gym|fitness) (?:membership|allowance)|\bfree (?:lunch|lunches|snacks|coffee|parking|meals|drinks|fruit)|\b\d+ (?:working )?days?(?:['’])? (?:of )?(?:paid )?(?:holiday|vacation|annual leave|leave)",
        r"|\b(?:parental|maternity|paternity) leave|\b(?:tuition|education|childcare) (?:reimbursement|assistance|allowance|support)|\brelocation (?:assistance|package|support)|\b(?:salary|pay|hourly) (?:range|rate)s?\b|\bemployee (?:discount|assistance)",
        r"|\b(?:betriebliche altersvorsorge|urlaubstage|weihnachtsgeld|jobticket)",
    ))
});

/// How to apply, and what happens then.
static APPLYING: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^\W*(?:to apply\b|apply (?:now|today|online|via|at|by|through|here|with|on)\b|please (?:send|submit|apply|e-?mail|include|attach|forward|note that applications|visit|click|contact|call)\b|(?:send|e-?mail|submit|forward|attach) (?:us |me )?(?:your|an?|the) [^.\n]*(?:résumé|(?:resume|cv|cover letter|application|portfolio|work samples?|references)\b)",
        r"|if (?:this (?:sounds|is)|you(?:'re|’re| are) interested|interested)\b|interested\?|(?:mail|e-mail|email|write to|contact|reach out|drop us|tell us|ping|message|call) (?:us|me|our|[\w.+-]+@|[A-Z]\w+ at)|(?:only )?(?:shortlisted|selected|successful) candidates will be (?:contacted|invited|asked|notified)|applications? (?:close|are reviewed|will be|must be (?:received|submitted)|deadline|received)|(?:closing|application) (?:date|deadline)|deadline(?: for applications)?:|bewerb|bitte (?:senden|schicken))",
        r"|\b(?:applicants?|candidates?)\b[^.\n]*\b(?:must|should|are asked to|need to|may) (?:also )?(?:include|submit|list|provide|complete|indicate|attach|upload|file|register|expect|apply)\b",
        r"|\b(?:applicants?|candidates?) (?:will|may|can) (?:only )?be (?:notified|contacted|invited|scheduled|considered|evaluated|disqualified|asked to (?:submit|provide|complete))",
        r"|\b(?:your|the|a) (?:resume|résumé|cv|cover letter|application)(?: and (?:resume|résumé|cv|cover letter))? (?:to|via|by|at|through) [\w.+-]+@",
    ))
});

/// Whether the statement asks for nothing. Among demands and duties only a promise counts, since
/// the work may itself be about insurance or pay.
pub(super) fn asks_for_nothing(words: &str, section: SectionKind) -> bool {
    match section {
        SectionKind::Overview => {
            PROMISED.is_match(words) || OFFERED.is_match(words) || APPLYING.is_match(words)
        }
        _ => is_promise_to_reader(words) || APPLYING.is_match(words),
    }
}

/// "We offer a competitive salary": in a list of demands the employer must be the one who gives.
fn is_promise_to_reader(words: &str) -> bool {
    static GIVES: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"(?i)^\W*(?:we(?:'ll|’ll| will| also| can)? (?:also )?(?:offer|provide|pay)|you(?:'ll|’ll| will)? (?:receive|get|enjoy|earn|be paid))\b",
        )
    });
    GIVES.is_match(words) && PROMISED.is_match(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_and_instructions_to_apply_ask_for_nothing() {
        for words in [
            "We offer health insurance, a pension and 28 days of leave.",
            "Employees receive a 401(k) and dental insurance",
            "Competitive salary and a gym membership",
            "To apply, send your CV and cover letter to jobs@example.org.",
            "Please include a portfolio.",
            "Send your résumé to the shop.",
            "28 days of holiday",
        ] {
            assert!(asks_for_nothing(words, SectionKind::Overview), "{words}");
        }
    }

    #[test]
    fn work_about_insurance_or_pay_is_work() {
        for words in [
            "Process 401(k) contributions and medical, dental and vision claims",
            "Experience with employee discount programmes and pay ranges",
            "Sell life insurance to private clients",
            "You will provide leave advice to managers",
        ] {
            assert!(!asks_for_nothing(words, SectionKind::Responsibilities), "{words}");
        }
        assert!(asks_for_nothing("We offer a competitive salary", SectionKind::Required));
        assert!(!asks_for_nothing("We build software for insurance companies", SectionKind::Overview));
    }
}
