//! Departments that a posting names as whom one works with: "partner with sales, marketing and
//! finance" asks for none of the three. In stage 1's reading of keywords.

use std::sync::LazyLock;

use super::pattern;
use crate::jobs::patterns::Pattern;
use crate::language::span::Span;

/// Most bytes from the verb to the last department of its list.
const MOST_BYTES: usize = 140;

/// What one does with other departments. "Work with" alone is also said of tools and matters.
static WITH: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:partner(?:s|ed|ing)?|collaborat(?:e|es|ed|ing|ion)|liais(?:e|es|ed|ing|on)|cooperat(?:e|es|ed|ing|ion)|co-operat(?:e|es|ing|ion)|interfac(?:e|es|ing)|align(?:s|ing)?|work(?:s|ing)? (?:closely|hand in hand|cross-functionally|side by side))(?: (?:closely|cross-functionally|effectively|directly))?(?: with| between| across)\b|\b(?:alongside|counterparts in)\b",
    )
});

/// "Work with" before people of departments, who have to be named then.
static AMONG: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:work(?:s|ing)?|communicat(?:e|es|ing)|coordinat(?:e|es|ing)|engag(?:e|es|ing)) (?:with|across)\b",
    )
});

/// Who stands behind the names of departments.
static PEOPLE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\w ,&/-]{0,60}?\b(?:teams?|departments?|functions?|colleagues|counterparts|stakeholders|leaders|managers|leads|groups|partners|staff)\b",
    )
});

/// Where a list of departments ends.
static BREAK: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"(?i)[.;:()\n]|\b(?:to|on|in|using|through|by|for|that|who|which|while|so)\b"));

/// Whether the words at `mention` of a statement are one of the departments in such a list.
pub(super) fn is_partner(statement: Span, mention: Span, text: &str) -> bool {
    let before = &text[statement.start..mention.start];
    let reaches = |found: usize| {
        let list = &before[found..];
        list.len() <= MOST_BYTES && !BREAK.is_match(list)
    };
    if WITH.find_iter(before).last().is_some_and(|with| reaches(with.end())) {
        return true;
    }
    AMONG.find_iter(before).last().is_some_and(|with| reaches(with.end()))
        && PEOPLE.is_match(&text[mention.end..statement.end.max(mention.end)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statement: &str, words: &str, expected: bool) {
        let start = statement.find(words).expect(words);
        let mention = Span::new(start, start + words.len());
        assert_eq!(
            is_partner(Span::new(0, statement.len()), mention, statement),
            expected,
            "{words}: {statement}"
        );
    }

    #[test]
    fn departments_worked_with_are_known() {
        let list = "Partner closely with sales, marketing and finance to plan launches";
        for department in ["sales", "marketing", "finance"] {
            check(list, department, true);
        }
        check("Collaborate with Engineering and Product Management", "Product Management", true);
        check("Work with legal and human resources teams", "legal", true);
        check("You work closely with data science", "data science", true);
        check("Alongside design, you shape the product", "design", true);
    }

    #[test]
    fn what_is_asked_for_is_not() {
        check("Experience working with machine learning", "machine learning", false);
        check("Partner with teams to build machine learning", "machine learning", false);
        check("Partner with finance on budget planning", "budget planning", false);
        check("Own marketing and partner with sales", "marketing", false);
        check("Work with patients and their families. Knowledge of nutrition", "nutrition", false);
    }
}
