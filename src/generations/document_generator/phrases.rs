//! Small pieces of English both documents are joined with.

use crate::language::lexicon::Lexicon;
use crate::language::relations::Word;
use crate::language::skills::SkillKind;
use crate::language::tokens::fold;

/// `A`, `A and B`, `A, B and C`; a list whose items hold commas is parted by semicolons:
/// `A, B; C; and D`.
pub fn join_list(items: &[&str]) -> String {
    let has_commas = items.iter().any(|item| item.contains(','));
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] if has_commas => format!("{}; and {last}", rest.join("; ")),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `1 year`, `9 years`.
pub fn years(count: u32) -> String {
    if count == 1 { "1 year".to_owned() } else { format!("{count} years") }
}

/// `one year`, `nine years`, `12 years`: in running prose small numbers are words.
pub fn years_in_words(count: u32) -> String {
    const WORDS: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = count.checked_sub(1).and_then(|at| WORDS.get(usize::try_from(at).ok()?));
    word.map_or_else(|| years(count), |word| format!("{word} year{}", if count == 1 { "" } else { "s" }))
}

/// The indefinite article for the word that follows, by its sound as far as letters show it.
pub fn article(next: &str) -> &'static str {
    let first = next.split_whitespace().next().unwrap_or_default();
    let letters: String = first.chars().take_while(|c| c.is_alphabetic()).collect();
    // Spelled letter by letter: "an HVAC Technician", "an X-ray Technician", "a UX Designer".
    let is_spelled = !letters.is_empty()
        && letters.chars().all(char::is_uppercase)
        && (letters.len() > 1 || letters.len() < first.len());
    let lower = first.to_lowercase();
    let begins_with = |sounds: &[&str]| sounds.iter().any(|sound| lower.starts_with(sound));
    let begins_with_vowel = if is_spelled {
        letters.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X'])
    } else if first.starts_with(|c: char| c.is_ascii_digit()) {
        begins_with(&["8", "11-", "18-"])
    } else {
        lower.starts_with(['a', 'e', 'i', 'o', 'u', 'é', 'ö', 'ü', 'ä']) && !begins_with(SOUNDED_CONSONANTS)
            || begins_with(&["hour", "honour", "honor", "honest", "heir"])
    };
    if begins_with_vowel { "an" } else { "a" }
}

/// Beginnings written with a vowel and spoken with a consonant: "user", "utility", "European".
const SOUNDED_CONSONANTS: &[&str] =
    &["uni", "use", "usa", "usu", "uti", "uro", "ura", "ubi", "eu", "ewe", "one", "once"];

/// A job title as it stands within a sentence: without what stands in brackets ("Service
/// Technician (Service Tech)"), without shouting ("STORE MANAGER" is "Store Manager"), and in
/// small letters where only the first word has a capital ("Shift coordinator").
pub fn role(title: &str, lexicon: &Lexicon) -> String {
    let calm = calm_title(&without_brackets(title));
    let Some((head, rest)) = calm.split_once(' ') else { return calm };
    let is_sentence_case = !rest.chars().any(char::is_uppercase)
        && head.chars().skip(1).all(char::is_lowercase)
        && is_common(head, lexicon);
    if is_sentence_case { format!("{} {rest}", head.to_lowercase()) } else { calm }
}

/// A title without what stands in brackets; the whole of it where nothing else is left.
pub fn without_brackets(title: &str) -> String {
    let mut depth = 0u32;
    let mut bare = String::new();
    for c in title.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",");
    let bare = bare
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '|' | '.'));
    if bare.is_empty() {
        return title.trim().to_owned();
    }
    bare.to_owned()
}

/// A title without shouting, its small words in small letters: "Head Of Sales And Service".
pub fn calm_title(title: &str) -> String {
    let title = title.trim();
    let is_shouted = !title.chars().any(char::is_lowercase) && title.chars().count() > MAX_ACRONYM;
    let title = if is_shouted { calmed(title) } else { title.to_owned() };
    let mut words: Vec<String> = title.split(' ').map(str::to_owned).collect();
    for word in words.iter_mut().skip(1) {
        if matches!(word.as_str(), "Of" | "And" | "For" | "The" | "In" | "At" | "To" | "With" | "Or") {
            *word = word.to_lowercase();
        }
    }
    words.join(" ")
}

/// Whether a word at the head of a name is an English one and not somebody's: "Data", but not
/// "Adobe", "Epic" or "Spanish".
fn is_common(head: &str, lexicon: &Lexicon) -> bool {
    let is_name = lexicon.skills.lookup(head).is_some_and(|id| !is_way(lexicon.skills.get(id).kind));
    let languages = lexicon.languages.iter();
    let is_language = languages
        .flat_map(|language| std::iter::once(&language.name).chain(&language.other_names))
        .any(|name| name.eq_ignore_ascii_case(head));
    !is_name && !is_language && Word::new(head).is_known()
}

fn is_way(kind: SkillKind) -> bool {
    matches!(kind, SkillKind::Method | SkillKind::Soft | SkillKind::Domain)
}

/// An employer's or school's name in the middle of a sentence: "the City of …".
pub fn named(organisation: &str) -> String {
    const TAKE_ARTICLE: [&str; 7] = [
        "City of ",
        "County of ",
        "State of ",
        "University of ",
        "Department of ",
        "Ministry of ",
        "Port of ",
    ];
    let organisation = organisation.trim();
    if TAKE_ARTICLE.iter().any(|start| organisation.starts_with(start)) {
        format!("the {organisation}")
    } else {
        organisation.to_owned()
    }
}

/// A title with a comma in it is closed by one, so that the sentence can go on.
pub fn aside(title: &str) -> String {
    if title.contains(',') { format!("{title},") } else { title.to_owned() }
}

/// Letters of an acronym in a shouted title at most: "RN, ICU".
const MAX_ACRONYM: usize = 3;

/// A shouted title with the capitals of a title.
fn calmed(title: &str) -> String {
    let mut calm = String::new();
    for part in title.split_inclusive(|c: char| !c.is_alphabetic()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
        let lower = part.to_lowercase();
        if !calm.is_empty()
            && matches!(word, "OF" | "AND" | "FOR" | "IN" | "AT" | "TO" | "THE" | "WITH" | "OR")
        {
            calm.push_str(&lower);
        } else if word.chars().count() <= MAX_ACRONYM {
            calm.push_str(part);
        } else {
            let mut chars = lower.chars();
            calm.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            calm.push_str(chars.as_str());
        }
    }
    calm
}

/// A role as one holds it: "a Software Engineer", "an Electrician", but "Head of Marketing" and
/// "Director, Research": of such there is one.
pub fn held_role(title: &str, lexicon: &Lexicon) -> String {
    let role = role(title, lexicon);
    let first = fold(role.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default());
    let is_office = SINGLE_OFFICES.contains(&first.as_str())
        || role.contains(" of ")
            && SINGLE_OFFICES.iter().any(|office| fold(&role).contains(&format!("{office} of ")));
    if is_office { role } else { format!("{} {role}", article(&role)) }
}

/// Offices of which an employer has one, so that no article stands before them.
const SINGLE_OFFICES: &[&str] = &[
    "head",
    "director",
    "president",
    "vice",
    "chief",
    "dean",
    "chair",
    "founder",
    "co-founder",
    "cofounder",
    "owner",
    "ceo",
    "cto",
    "cfo",
    "coo",
    "cio",
    "ciso",
    "cmo",
    "chairperson",
    "treasurer",
];

/// The text with a full stop, however it ended.
pub fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', ';', ',', ' ']);
    if text.ends_with(['!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// Endings of the nouns that name what people do and know, which a sentence does not capitalise.
const COMMON_ENDINGS: &[&str] = &[
    "ing", "tion", "ment", "tics", "ices", "try", "ance", "ence", "ity", "logy", "ship", "care", "controls",
];

/// A skill as it stands within a sentence: "Budget management" loses its capital, "HubSpot",
/// "Scrum" and "National Electrical Code" keep theirs.
pub fn within_sentence(text: &str, lexicon: &Lexicon) -> String {
    let is_lower = |word: &str| !word.chars().any(char::is_uppercase);
    // "Structured query language SQL": the acronym behind a name spelled out stands for it.
    let spelled_out = match text.rsplit_once(' ') {
        Some((words, last)) if words.contains(' ') && !last.chars().any(char::is_lowercase) => words,
        _ => text,
    };
    let mut chars = text.chars();
    let Some(first) = chars.next().filter(|first| first.is_uppercase()) else { return text.to_owned() };
    if !is_lower(&spelled_out[first.len_utf8()..]) {
        return text.to_owned();
    }
    let skill = lexicon.skills.lookup(text).map(|id| lexicon.skills.get(id));
    let ends_common = COMMON_ENDINGS.iter().any(|ending| text.ends_with(ending));
    let is_plain = match (text.split_once(' '), skill) {
        // The dictionary prints names of several words as they should be, but for ways of working
        // and for what it knows by an acronym.
        (Some((head, _)), Some(skill)) => {
            let is_acronym = skill.name.chars().all(char::is_uppercase);
            skill.name.chars().skip(1).all(|c| !c.is_uppercase())
                || (is_way(skill.kind) || is_acronym) && is_common(head, lexicon)
        }
        (None, Some(skill)) => is_way(skill.kind) && (ends_common || text.contains('/')),
        // Unknown: "Wire pulling" is lowered, "Adobe retouching" is somebody's name.
        (Some((head, _)), None) => is_common(head, lexicon),
        (None, None) => false,
    };
    if is_plain { first.to_lowercase().chain(chars).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_joined_as_english_does() {
        let check = |items: &[&str], expected: &str| assert_eq!(join_list(items), expected);
        check(&[], "");
        check(&["Go"], "Go");
        check(&["Go", "Rust"], "Go and Rust");
        check(&["Go", "Rust", "C"], "Go, Rust and C");
        check(&["Nurse License, Arizona", "BLS", "ACLS"], "Nurse License, Arizona; BLS; and ACLS");
    }

    #[test]
    fn skills_keep_the_capitals_of_names_only() {
        let check = |skill: &str, expected: &str| {
            assert_eq!(within_sentence(skill, Lexicon::built_in()), expected, "{skill}");
        };
        check("Budget management", "budget management");
        check("Microservices", "microservices");
        check("Wire pulling", "wire pulling");
        check("Lockout/tagout", "lockout/tagout");
        check("Wound care", "wound care");
        check("Electronic health records", "electronic health records");
        check("Structured query language SQL", "structured query language SQL");
        check("Spanish translation", "Spanish translation");
        check("Google Ads", "Google Ads");
        check("HubSpot", "HubSpot");
        check("Tableau", "Tableau");
        check("Scrum", "Scrum");
        check("National Electrical Code", "National Electrical Code");
        check("R", "R");
        check("pandas", "pandas");
        check("", "");
    }

    #[test]
    fn the_article_follows_the_sound() {
        let check = |word: &str, expected: &str| assert_eq!(article(word), expected, "{word}");
        check("Bachelor of Arts", "a");
        check("Associate Degree", "an");
        check("MBA", "an");
        check("BSc", "a");
        check("University Diploma", "a");
        check("Honours Degree", "an");
        check("Utility Worker", "a");
        check("Upholsterer", "an");
        check("HVAC Technician", "an");
        check("UX Designer", "a");
        check("X-ray Technician", "an");
        check("European Sales Manager", "a");
    }

    #[test]
    fn a_role_is_told_without_brackets_and_without_shouting() {
        let check =
            |title: &str, expected: &str| assert_eq!(role(title, Lexicon::built_in()), expected, "{title}");
        check("Service Technician (Service Tech)", "Service Technician");
        check("Nurse (RN), Telemetry", "Nurse, Telemetry");
        check("STORE MANAGER", "Store Manager");
        check("HEAD OF HR AND PAYROLL", "Head of HR and Payroll");
        check("RN", "RN");
        check("software engineer", "software engineer");
        check("Shift coordinator", "shift coordinator");
        check("Python developer", "Python developer");
        check("Heating And Refrigeration Inspector", "Heating and Refrigeration Inspector");
        check("(interim)", "(interim)");
    }

    #[test]
    fn a_role_is_held_with_its_article() {
        let check = |title: &str, expected: &str| {
            assert_eq!(held_role(title, Lexicon::built_in()), expected, "{title}")
        };
        check("Refrigeration Engineer", "a Refrigeration Engineer");
        check("Electrician", "an Electrician");
        check("UI Engineer", "a UI Engineer");
        check("Head of Marketing", "Head of Marketing");
        check("Deputy Director of Nursing", "Deputy Director of Nursing");
        check("Director, Research", "Director, Research");
        check("Creative Director", "a Creative Director");
        check("SENIOR NURSE", "a Senior Nurse");
    }

    #[test]
    fn names_take_their_article() {
        let check = |name: &str, expected: &str| assert_eq!(named(name), expected);
        check("University of Eastmere", "the University of Eastmere");
        check("Eastmere University", "Eastmere University");
    }

    #[test]
    fn small_numbers_are_words_in_prose() {
        let check = |count: u32, expected: &str| assert_eq!(years_in_words(count), expected);
        check(1, "one year");
        check(9, "nine years");
        check(10, "10 years");
    }

    #[test]
    fn a_sentence_ends_once() {
        let check = |text: &str, expected: &str| assert_eq!(sentence(text), expected);
        check("Cut costs", "Cut costs.");
        check("Cut costs. ", "Cut costs.");
        check("Cut costs;", "Cut costs.");
    }
}
