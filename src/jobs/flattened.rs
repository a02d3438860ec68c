//! Gives a posting back the line ends it lost on its way through a web page or a spreadsheet:
//! "… of growthTechnical leadership …", "Required:4+ years …", "teams• Own and deliver". Before
//! a posting is read, so that everything behind can go by its lines.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::jobs::patterns::Pattern;
use crate::language::headings::PostingHeading;
use crate::language::inline_headings::find_inline_headings;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;

/// Only a longer line may hold several, in bytes.
const LONG_LINE_BYTES: usize = 240;

/// Joints that show that a line has lost its ends; one may be a slip of the pen.
const LEAST_JOINTS: usize = 2;

/// Words with which the items of a posting's lists begin.
macro_rules! opener {
    () => {
        concat!(
            r"(?:(?:Ability|Able|Additional|Advanced|Analytical|Basic [Qq]|Demonstrated|Excellent|Experienced? (?:in|with|using|working)|",
            r"Expertise|Exposure to|Familiar(?:ity)?|Fluen(?:t|cy)|Good|Hands-on|Knowledge|Minimum|Must|Outstanding|",
            r"Passion(?:ate)?|Preferred|Prior|Proficien(?:t|cy)|Proven|Required|Self-starter|Solid|Strong|Understanding|",
            r"Bachelor(?:'s|’s|s)|Master(?:'s|’s|s)|Working knowledge|We (?:offer|provide|pay|are|value|believe)|Benefits include)\b|B[AS]/[BM]|\d{1,2}\+ years\b)",
        )
    };
}

/// Places at which a line end was lost. The new line begins with group `next`.
static JOINT: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::compile(concat!(
        // "strategiesBuild": a small word runs into a capital one; names such as JavaScript
        // begin with a capital, and iPhone has one small letter.
        r"(?-u:\b)\p{Ll}{4,}(?P<glued>\p{Lu}\p{Ll}{2,})",
        // "partners.Video", "skills;Great", "(ITIL)Demonstrated"
        r"|\p{Ll}{3}[.;!?)](?P<stopped>\p{Lu}\p{Ll}{2}|[BM][AS](?-u:\b))",
        // "Required:4+ years", "Qualifications:BS/MS"
        r"|\p{Ll}{4}:(?P<labelled>\p{Lu}|\d{1,2}\+|\d{1,2} years)",
        // "field1+ years"
        r"|\p{Ll}{3}(?P<counted>\d{1,2}\+? (?:years?|yrs)\b)",
        // "include: • Own", "models- Work"
        r"|(?P<bullet>[•·▪●◦‣] ?)|[\p{Ll}.:;)](?P<dash>- \p{Lu})",
        // "ScriptingPreferred", "teams Demonstrated experience in", "field BA/BS"
        r"|\p{Ll}{3}(?P<run_on>",
        opener!(),
        r")|(?:\b(?P<before>\p{L}{3,})|\)) (?P<opener>",
        opener!(),
        r")",
    ))
});

/// The text with a line end at each lost one, and each heading within a line on a line of its
/// own. Texts that have their line ends come back as they are.
pub fn restore<'t>(text: &'t str, lexicon: &Lexicon) -> Cow<'t, str> {
    if !text.lines().any(|line| line.len() > LONG_LINE_BYTES) {
        return Cow::Borrowed(text);
    }
    // Where headings have lines of their own, the same words within a sentence are none.
    let has_headings = text.lines().any(|line| lexicon.posting_heading(line).is_some_and(is_demand));
    let headings_in =
        |part: &str| if has_headings { Vec::new() } else { find_inline_headings(part, lexicon) };
    let mut restored = String::with_capacity(text.len() + text.len() / 50);
    for line in text.split_inclusive('\n') {
        let joints = if line.len() > LONG_LINE_BYTES { joints(line, lexicon) } else { Vec::new() };
        if line.len() <= LONG_LINE_BYTES || joints.len() + headings_in(line).len() < LEAST_JOINTS {
            restored.push_str(line);
            continue;
        }
        let mut start = 0;
        for at in joints.into_iter().chain([line.len()]) {
            let part = &line[start..at];
            push_part(&mut restored, part, &headings_in(part));
            start = at;
        }
    }
    Cow::Owned(restored)
}

fn is_demand(heading: PostingHeading) -> bool {
    matches!(heading, PostingHeading::Required | PostingHeading::Responsibilities)
}

/// The places in the line at which another begins.
fn joints(line: &str, lexicon: &Lexicon) -> Vec<usize> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(found) = JOINT.captures_at(line, from) {
        let Some(next) = found.groups().last() else { break };
        // "the Experience", "Customer Experience": such words end no item, nor do names.
        let goes_on = found.name("before").is_some_and(|before| {
            let word = before.as_str();
            lexicon.is_function_word(word)
                || word.starts_with(char::is_uppercase)
                || matches!(word, "have" | "hold" | "possess" | "minimum" | "least" | "including")
        });
        // A bullet at the very front belongs to this line.
        if !goes_on && !line[..next.start()].trim().is_empty() {
            places.push(next.start());
        }
        from = next.start().max(from + 1);
        while !line.is_char_boundary(from) {
            from += 1;
        }
        if found.name("bullet").is_some() {
            from = next.end();
        }
    }
    places
}

/// Adds a line, with a line for each heading in it.
fn push_part(restored: &mut String, part: &str, headings: &[(Span, PostingHeading)]) {
    let mut start = 0;
    for (heading, _) in headings {
        push_line(restored, &part[start..heading.start]);
        let after = &part[heading.end..];
        start = heading.end + usize::from(after.starts_with(':'));
        push_line(restored, &part[heading.start..start]);
    }
    push_line(restored, &part[start..]);
}

fn push_line(restored: &mut String, words: &str) {
    let ends = words.ends_with('\n');
    let words = words.trim();
    if words.is_empty() {
        return;
    }
    if !restored.is_empty() && !restored.ends_with('\n') {
        restored.push('\n');
    }
    restored.push_str(words);
    if ends {
        restored.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let filler = " and this goes on about the work and the team for a good while, as such lines do when a page \
                      has been pasted without its line ends, until it is long enough to be taken for one, which takes \
                      more than two hundred bytes in all.";
        let text = format!("{text}{filler}");
        let restored = restore(&text, Lexicon::built_in());
        let lines: Vec<&str> = restored.lines().collect();
        let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        let (last, before) = expected.split_last().expect("a line");
        assert_eq!(lines[..lines.len() - 1], *before, "{restored}");
        assert_eq!(lines[lines.len() - 1], format!("{last}{filler}"));
    }

    #[test]
    fn lost_line_ends_come_back() {
        check(
            "Set the product strategiesBuild roadmaps with partners.Drive alignment",
            &["Set the product strategies", "Build roadmaps with partners.", "Drive alignment"],
        );
        check(
            "Work in teams. Qualifications Required:4+ years of welding or a related field1+ years of leadPreferred:Own tools",
            &[
                "Work in teams.",
                "Qualifications",
                "Required:",
                "4+ years of welding or a related field",
                "1+ years of lead",
                "Preferred:",
                "Own tools",
            ],
        );
        check("You will: • Lead a team• Own a shop", &["You will:", "• Lead a team", "• Own a shop"]);
        check(
            "Building systems (BAS) Demonstrated experience in audits Strong collaboration",
            &["Building systems (BAS)", "Demonstrated experience in audits", "Strong collaboration"],
        );
    }

    #[test]
    fn honest_text_stays_as_it_is() {
        let long =
            "We build with JavaScript, TypeScript, PowerShell, GitHub and iPhone apps, and we like it. "
                .repeat(6);
        for text in
            ["short strategiesBuild teamsOwn", &long, "A line.\n\nAnother line, shorter than those.\n"]
        {
            assert!(
                matches!(restore(text, Lexicon::built_in()), Cow::Borrowed(_))
                    || restore(text, Lexicon::built_in()) == text
            );
        }
    }
}
