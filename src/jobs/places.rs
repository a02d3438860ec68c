//! Places as postings print them at the end of a head line: "Tucson, Arizona", "Leeds, UK",
//! "Remote (EU)". No gazetteer: a place is told by the state or country that closes it.

use std::sync::LazyLock;

use crate::jobs::patterns::Pattern;
use crate::language::span::Span;

/// States of the USA and provinces of Canada, long and short, and the countries that postings
/// in English and German name most.
const REGIONS: &str = "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|British Columbia|Alberta|A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|ON|QC|BC|AB|USA|US|UK|U\\.S\\.A?\\.?|U\\.K\\.|United States|United Kingdom|England|Scotland|Wales|Ireland|Germany|Deutschland|Austria|Österreich|Switzerland|Schweiz|France|Spain|Portugal|Italy|Netherlands|Belgium|Denmark|Sweden|Norway|Finland|Poland|Czechia|Estonia|India|Canada|Australia|New Zealand|Singapore|Japan|Israel|Brazil|Mexico|South Africa|Europe|EU|EMEA";

static PLACE: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::compile(&format!(
        r"(?:\p{{Lu}}[\w.'’-]*(?: \p{{Lu}}[\w.'’-]*){{0,2}}, )(?:{REGIONS})\b(?: \d{{5}})?(?:, (?:USA|US))?"
    ))
});

/// What may follow "remote" without brackets.
static WORDS: LazyLock<Pattern> = LazyLock::new(|| Pattern::compile(r"^[\w ,]*$"));

/// "Cheltenham, hybrid (three days in the office)": a place and how much of the work is done there.
static PLACE_AND_POLICY: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::compile(
        r"^(?P<place>\p{Lu}[\w.'’-]*(?: \p{Lu}[\w.'’-]*){0,2})(?:, | \()(?i:hybrid|remote|on-?site)",
    )
});

/// The place that stands in a piece of a head, relative to its start.
pub fn find_place(piece: &str) -> Option<Span> {
    if let Some(found) = PLACE.find_iter(piece).last() {
        return Some(Span::new(found.start(), found.end()));
    }
    if let Some(place) = PLACE_AND_POLICY.captures(piece).and_then(|found| found.name("place")) {
        return Some(Span::new(place.start(), place.end()));
    }
    is_remote(piece).then(|| Span::new(0, piece.len()))
}

/// "Fully remote", "Remote (EU)", "remote - US only": the word with a few others behind it. By
/// hand, for a pattern that counts characters of any language takes long to compile.
fn is_remote(piece: &str) -> bool {
    /// The most characters within brackets.
    const MAX_IN_BRACKETS: usize = 40;
    /// The most characters behind what parts them from the word.
    const MAX_BEHIND: usize = 30;
    let without = |start: &str| {
        let head = piece.get(..start.len()).filter(|head| head.eq_ignore_ascii_case(start));
        head.map(|head| &piece[head.len()..])
    };
    let rest = without("fully ").or_else(|| without("100% ")).unwrap_or(piece);
    let Some(word) = rest.get(.."remote".len()).filter(|word| word.eq_ignore_ascii_case("remote")) else {
        return false;
    };
    let behind = &rest[word.len()..];
    let bracket = behind.strip_prefix(" (").and_then(|inner| inner.strip_suffix(')'));
    if bracket
        .is_some_and(|inner| !inner.contains(')') && (1..=MAX_IN_BRACKETS).contains(&inner.chars().count()))
    {
        return true;
    }
    // What parts them may be as long as it likes, and its spaces and commas count for either.
    let words = behind.trim_start_matches([' ', ',', '-']);
    let gap = &behind[..behind.len() - words.len()];
    let must_part = gap.rfind('-').map_or(1, |dash| dash + 1);
    let length = gap.len() + words.chars().count();
    let least = must_part.max(length.saturating_sub(MAX_BEHIND));
    behind.is_empty() || !gap.is_empty() && least <= gap.len() && least < length && WORDS.is_match(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_their_region() {
        let check = |piece: &str, place: Option<&str>| {
            assert_eq!(find_place(piece).map(|span| span.of(piece)), place, "{piece}");
        };
        check("Tucson, Arizona", Some("Tucson, Arizona"));
        check("Los Angeles, CA, US", Some("Los Angeles, CA, US"));
        check("Birch Hill, Leeds, UK", Some("Leeds, UK"));
        check("Waukesha, Wisconsin and around", Some("Waukesha, Wisconsin"));
        check("Cheltenham, hybrid (three days)", Some("Cheltenham"));
        check("Remote (EU)", Some("Remote (EU)"));
        check("100% REMOTE - US, or Canada", Some("100% REMOTE - US, or Canada"));
        check("fully remote", Some("fully remote"));
        check("remote,", None);
        check("remote, ", Some("remote, "));
        check("remote -", None);
        check("remotely", None);
        check("remote – EU", None);
        check("remote, 123456789 123456789 123456789 ", Some("remote, 123456789 123456789 123456789 "));
        check("remote, 123456789 123456789 123456789 1", None);
        check("Remote work is welcome here, always and everywhere", None);
        check("Senior Engineer, Platform", None);
    }
}
