//! The words job titles end in, so that a title can be told from other short lines. Used by
//! `head` and by the analysis.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::jobs::patterns::{Pattern, pattern};

/// Nouns for a person at work. Endings that always name one (`-ist`, `-ician` …) are rules of
/// [`is_role_word`] and left out.
static ROLE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "accountant actuary adjuster administrator adviser advisor advocate agent aide ambassador analyst apprentice \
     appraiser architect assembler assistant associate attendant attorney auditor author baker banker barber \
     barista bartender bookkeeper bricklayer broker builder butcher buyer captain caregiver carer caretaker \
     carpenter cashier chef chief cleaner clerk closer coach collector commander commissioner conductor \
     consultant controller cook coordinator copywriter counsel counsellor counselor courier curator custodian \
     deputy designer detective developer director dispatcher diver doctor drafter driver editor educator \
     engineer estimator evaluator examiner executive expert fabricator farmer fellow firefighter fitter \
     foreman founder gardener generalist glazier groomer groundskeeper guard guide handler handyman head \
     hostess housekeeper hygienist inspector installer instructor intern interpreter interviewer investigator \
     janitor judge laborer labourer landscaper lawyer lead leader lecturer lieutenant lifeguard loader locksmith \
     machinist maintainer manager marketer marshal mason mechanic mentor merchandiser midwife millwright nanny \
     negotiator nurse officer operative operator organizer orderly owner packer painter paralegal paramedic partner \
     pharmacist photographer physician picker pilot pipefitter planner plasterer plumber porter practitioner \
     preparer president presser principal producer professor programmer promoter purchaser ranger \
     receptionist recruiter repairer repairman reporter representative researcher retoucher rigger roofer \
     sailor salesperson scheduler scientist secretary seller sergeant server setter sheriff shipper singer \
     solicitor specialist sprayer stagehand staffer steward stocker strategist stylist superintendent supervisor \
     surgeon surveyor sweeper tailor teacher technician technologist teller tester trader trainee trainer \
     translator treasurer tuner tutor undersecretary underwriter upholsterer valet veterinarian videographer \
     volunteer waiter waitress warden welder worker writer \
     sre sdet swe sdr bdr ceo cto cfo coo cmo ciso cio vp avp svp evp \
     entwickler ingenieur leiter pfleger krankenpfleger kaufmann kauffrau techniker mechaniker mechatroniker \
     elektriker elektroniker berater mitarbeiter sachbearbeiter fachkraft arzt lehrer erzieher koch verkäufer \
     buchhalter referent assistent werkstudent praktikant"
        .split_whitespace()
        .collect()
});

/// Whether the word names a person at work, in the singular or plural: "engineer", "Nurses".
pub fn is_role_word(word: &str) -> bool {
    let word = word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    if ROLE_WORDS.contains(word.as_str()) {
        return true;
    }
    let singular = word
        .strip_suffix("innen")
        .or_else(|| word.strip_suffix("in"))
        .or_else(|| word.strip_suffix('s'))
        .map(|stem| stem.trim_end_matches([':', '*', '_', '/']));
    if singular.is_some_and(|singular| ROLE_WORDS.contains(singular)) {
        return true;
    }
    let singular = word.strip_suffix('s').unwrap_or(&word);
    let stem_chars = |ending: &str| singular.strip_suffix(ending).map(|stem| stem.chars().count());
    ["ician", "keeper", "worker", "maker", "workman", "repairman", "smith"]
        .iter()
        .any(|ending| stem_chars(ending).is_some_and(|stem| stem >= 2))
        || stem_chars("ologist").is_some_and(|stem| stem >= 2)
        || stem_chars("grapher").is_some_and(|stem| stem >= 3)
}

/// Whether a short piece of text reads as a job title: up to twelve words, one of which names
/// a person at work outside any brackets, and no sentence.
pub fn is_title(piece: &str) -> bool {
    let piece = piece.trim();
    let words = piece.split_whitespace().count();
    if words == 0 || words > 12 || piece.chars().count() > 100 || piece.ends_with(['.', '!', '?', ':', ';']) {
        return false;
    }
    if has_gender_mark(piece) {
        return true;
    }
    if speaks(piece) {
        return false;
    }
    let before_brackets = piece.split('(').next().unwrap_or(piece);
    before_brackets
        .split(|character: char| !character.is_alphanumeric() && !":*_".contains(character))
        .any(is_role_word)
}

/// Whether the words speak of somebody, as a sentence does and a title or a name does not: "my
/// team", "whose founder I am".
pub fn speaks(words: &str) -> bool {
    const SPEAKING: &[&str] = &[
        "my", "mine", "me", "myself", "we", "we're", "our", "ours", "you", "you're", "your", "yours", "who",
        "whose", "whom", "which", "he", "she", "they", "their", "am", "are", "was", "were", "i'm", "i've",
        "i'll",
    ];
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).replace('’', "'"))
        .collect();
    let is_spoken = |(at, word): (usize, &String)| {
        // "Engineer I" has a numeral, "I already held" does not.
        let next = words.get(at + 1).map_or("", String::as_str);
        let goes_on = next.starts_with(char::is_lowercase) && !matches!(next, "or" | "and" | "to");
        SPEAKING.contains(&word.to_lowercase().as_str()) || (word == "I" && goes_on)
    };
    words.iter().enumerate().any(is_spoken)
}

/// Whether the piece carries the mark that German postings put behind a title: "(m/w/d)".
pub fn has_gender_mark(piece: &str) -> bool {
    gender_mark(piece).is_some()
}

/// The title without the mark "(m/w/d)" or "(f/m/d)" and what follows it in the brackets.
pub fn without_gender_mark(title: &str) -> &str {
    gender_mark(title).map_or(title, |at| title[..at].trim_end())
}

/// Where such a mark begins.
fn gender_mark(piece: &str) -> Option<usize> {
    piece.match_indices('(').map(|(at, _)| at).find(|&at| {
        let inside: String = piece[at + 1..]
            .chars()
            .take_while(|character| *character != ')')
            .filter(|character| !character.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        let parts: Vec<&str> = inside.split(['/', '|', ',']).collect();
        parts.len() >= 2
            && parts
                .iter()
                .all(|part| matches!(*part, "m" | "f" | "w" | "d" | "x" | "i" | "div" | "h" | "gn" | "all"))
    })
}

/// The title without rank, place and brackets: "Senior Backend Engineer, Platform" is looked
/// for as "Backend Engineer".
pub fn core_title(title: &str) -> &str {
    static RANK: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:(?:senior|sr|junior|jr|lead|principal|staff|entry[- ]level|mid[- ]level|associate|assistant to the|founding|chief|head|first|experienced|intermediate|trainee|graduate)\b\.?[ /&-]*(?:and |of )?)+",
        )
    });
    static AFTER: LazyLock<Pattern> = LazyLock::new(|| pattern(r"(?i)[ ,]+(?:I{1,3}|IV|V|VI|[1-6])$"));
    let end = title
        .find([',', '(', '|', '–', '—', '+'])
        .into_iter()
        .chain(title.find(" - "))
        .min()
        .unwrap_or(title.len());
    let core = title[..end].trim();
    let core = AFTER.find(core).map_or(core, |rank| &core[..rank.start()]);
    let bare = RANK.find(core).map_or(core, |rank| &core[rank.end()..]).trim();
    // "Staff Engineer" is an engineer, but "Chief of Police" without its rank is no title.
    if is_title(bare) { bare } else { core }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_told_from_other_lines() {
        for title in [
            "Senior Backend Engineer, Platform",
            "ROOFER",
            "Registered Nurses",
            "Krankenpflegerin (m/w/d)",
            "Softwareentwickler:in (m/w/d)",
            "Director of Housing",
            "Sheet Metal Worker",
            "Leiterin Einkauf",
        ] {
            assert!(is_title(title), "{title}");
        }
        for other in [
            "About us",
            "What you will do",
            "We are looking for an engineer.",
            "Pittsburgh, PA",
            "Design",
            "",
        ] {
            assert!(!is_title(other), "{other}");
        }
    }

    #[test]
    fn gender_marks_are_cut() {
        let check = |title: &str, cut: &str| assert_eq!(without_gender_mark(title), cut);
        check("Entwickler (m/w/d)", "Entwickler");
        check("Representative (f/m/d) - Berlin", "Representative");
        check("Engineer (Web / Backend)", "Engineer (Web / Backend)");
    }

    #[test]
    fn core_titles_lose_rank_and_place() {
        let check = |title: &str, core: &str| assert_eq!(core_title(title), core);
        check("Senior Backend Engineer, Platform", "Backend Engineer");
        check("Sr. Staff Accountant II", "Accountant");
        check("Staff Nurse", "Nurse");
        check("Principal Tax Compliance Officer", "Tax Compliance Officer");
        check("Chief of Police", "Chief of Police");
        check("Lead", "Lead");
        check("Roofer", "Roofer");
    }
}
