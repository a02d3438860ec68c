//! Degrees asked for, with their field. A pattern rather than the lexicon's list, since short
//! forms ("BA", "MS") are words of other trades unless they stand as postings write them.

use std::sync::LazyLock;

use super::items::Item;
use super::pattern;
use super::priority::is_needless;
use crate::jobs::model::{DegreeAsked, DegreeLevel};
use crate::jobs::patterns::Pattern;
use crate::language::span::{Quoted, Span};
use crate::language::tokens;

static DEGREE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?x)
        (?P<doctorate>\b(?:Ph\.?\ ?D\b\.?|(?i:doctora(?:te|l)(?:\ degree)?|promotion\ in)|(?i:doctor\ of\ \w+)|J\.?D\.?\ degree|M\.D\.))
        |(?P<master>\b(?:(?i:master(?:['’]?s)?\ (?:of\ (?:science|arts|business|engineering|public|social|education|fine)\w*|degree|in\ \w)|master['’]s\b|(?:post)?graduate\ (?:degree|qualification)|advanced\ degree|masterabschluss)|MBA\b|M\.?Sc\b\.?|M\.S\.|M\.A\.|MSN\b|MPH\b|MSW\b|(?-i:M[AS])(?:\ [Dd]egree|\ in\ |/PhD|\ or\ Ph)|(?-i:MS,)))
        |(?P<bachelor>\b(?:(?i:bachelor(?:['’]?s)?(?:\ of\ (?:science|arts|engineering|business|fine|nursing|education)\w*|\ degree)?|undergraduate\ degree|baccalaureate|four[-\ ]year\ (?:college|university|degree)|(?:college|university)\ degree|graduation\ (?:with\ a\ [\w'\ ]*degree\ )?from\ an?\ (?:accredited\ |recognized\ )?(?:four-year\ )?(?:college|university)|hochschulabschluss|studium\b|degree\ in\ \w)|B\.?Sc\b\.?|B\.?Eng\b|B\.S\.|B\.A\.|BSN\b|B[AS](?:[/,]|\ degree|\ in\ |\ or\ )))
        |(?P<associate>\b(?i:associate(?:['’]?s)?(?:\ of\ (?:science|arts|applied)\w*|\ degree)|two[-\ ]year\ degree|completed\ apprenticeship|abgeschlossene\ (?:berufs)?ausbildung))
        |(?P<high_school>\b(?:(?i:h\.?s\.?\ diploma|high[-\ ]school(?:\ diploma|\ graduat\w+|\ education)?|secondary\ school|general\ education(?:al)?\ development)|GED\b|Abitur\b))",
    )
});

static FIELD: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:['’]?s)?(?: ?\([^)\n]+\))?(?:[/ ,]*(?:degree|or|B\.?S\.?|M\.?S\.?|Ph\.?D\.?|M\.?A\.?|MBA|bachelor'?s?|master'?s?|or higher|diploma|from an? [\w -]*?(?:college|university|institution)|with a major|or equivalent|\(or equivalent\)|level))*\s+(?:in|with a major in|majoring in)\s+(?P<field>[^.;:()\n]+)",
    )
});

static FIELD_END: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:,?\s+(?:or|and)\s+(?:an?\s+)?(?:other\s+|closely\s+|any\s+)?(?:related|similar|equivalent|comparable|relevant|other|another)\b|,?\s+(?:or|and)\s+(?:at\s+least\s+)?\d|,?\s+(?:from|with|plus|at|is|are|preferred|required|desired|and\s+(?:experience|professional)|or\s+(?:experience|industry))\b).*$",
    )
});

/// The degrees asked for in the items, in order.
pub(super) fn find(text: &str, items: &[Item]) -> Vec<DegreeAsked> {
    let mut asked: Vec<DegreeAsked> = Vec::new();
    for item in items {
        let words = item.span.of(text);
        if is_needless(words) {
            continue;
        }
        let mut from = 0;
        while let Some(found) = DEGREE.captures_at(words, from) {
            let Some(whole) = found.get(0) else { break };
            let level = if found.name("doctorate").is_some() {
                DegreeLevel::Doctorate
            } else if found.name("master").is_some() {
                DegreeLevel::Master
            } else if found.name("bachelor").is_some() {
                DegreeLevel::Bachelor
            } else if found.name("associate").is_some() {
                DegreeLevel::Associate
            } else {
                DegreeLevel::HighSchool
            };
            // A pattern that needs the next word to be sure does not quote it.
            let quoted = trim_joint(whole.as_str());
            let start = item.span.start + whole.start();
            let span = Span::new(start, start + quoted.len());
            // "MS or PhD": what told the first apart is a degree itself.
            from = span.end - item.span.start;
            if is_other_name(quoted, words) {
                continue;
            }
            // "a PhD counts for two years" asks for none.
            if words[from..].trim_start().starts_with("count") {
                continue;
            }
            asked.push(DegreeAsked {
                level,
                field: field(text, Span::new(span.end, item.span.end)),
                span,
                priority: item.priority,
            });
        }
    }
    asked
}

/// Cuts what only told the degree apart: "BS/", "Master in C".
fn trim_joint(words: &str) -> &str {
    let words = words.trim_end_matches(['/', ' ', ',']);
    let cut = [" in ", " or Ph", "/PhD", " or", " in"].iter().filter_map(|joint| words.rfind(joint)).min();
    match cut {
        Some(at)
            if at > 1
                && !words.to_lowercase().starts_with("graduation")
                && !words.to_lowercase().starts_with("promotion") =>
        {
            &words[..at]
        }
        _ => words,
    }
}

/// The words without what ties them to something behind: "Urban Planning, and".
fn without_joint(words: &str) -> &str {
    let mut words = words;
    loop {
        let bare = words.trim_end_matches([',', ' ']);
        let bare = [" and", " or"].iter().find_map(|joint| bare.strip_suffix(joint)).unwrap_or(bare);
        if bare.len() == words.len() {
            return words;
        }
        words = bare;
    }
}

/// Whether letters that name more than a degree stand alone: MSN is a web site, too.
fn is_other_name(degree: &str, words: &str) -> bool {
    static NURSING: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"(?i)\b(?:nurs\w+|degree|BSN|RN|DNP|ADN)\b"));
    degree == "MSN" && !NURSING.is_match(words)
}

fn field(text: &str, rest: Span) -> Option<Quoted<String>> {
    let found = FIELD.captures(rest.of(text))?.name("field")?;
    let mut field = found.as_str();
    if let Some(end) = FIELD_END.find(field) {
        field = &field[..end.start()];
    }
    let span = tokens::trimmed(
        text,
        Span::new(rest.start + found.start(), rest.start + found.start() + field.len()),
    )?;
    // "in a biological science"
    let words = span.of(text);
    let article =
        ["a ", "an "].iter().find(|article| words.starts_with(**article)).map_or(0, |article| article.len());
    let span = Span::new(span.start + article, span.end);
    let value = without_joint(span.of(text));
    let first = value.split([' ', ',']).next().unwrap_or_default().to_lowercase();
    if value.len() < 3
        || ["the", "any", "one", "this", "which", "lieu", "order", "addition", "progress"]
            .contains(&first.as_str())
    {
        return None;
    }
    Some(Quoted::new(
        value.split_whitespace().collect::<Vec<_>>().join(" "),
        Span::new(span.start, span.start + value.len()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::model::{Priority, SectionKind};

    fn check(text: &str, expected: &[(DegreeLevel, Option<&str>)]) {
        let items = [Item {
            span: Span::new(0, text.len()),
            section: SectionKind::Required,
            priority: Priority::Required,
            is_duty: false,
        }];
        let found = find(text, &items);
        let found: Vec<(DegreeLevel, Option<&str>)> = found
            .iter()
            .map(|degree| (degree.level, degree.field.as_ref().map(|field| field.value.as_str())))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn degrees_are_read_with_their_field() {
        use DegreeLevel::{Bachelor, Master};
        check("A graduate degree in Urban Planning, and", &[(Master, Some("Urban Planning"))]);
        check("A BS or MS Degree in Botany", &[(Bachelor, Some("Botany")), (Master, Some("Botany"))]);
        check("An MSN or MSN in progress, registered nurse", &[(Master, None), (Master, None)]);
    }

    #[test]
    fn other_letters_are_no_degree() {
        check("The team behind MSN and Outlook", &[]);
        check("Answers within 400 ms", &[]);
    }
}
