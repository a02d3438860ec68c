//! Takes out of a text what tells who somebody is, and keys. Part of the debug store.
//!
//! What is known of the person is taken out wherever it stands, whole or by its words; mail
//! addresses, telephone numbers and keys are known by their form.

use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex_automata::meta::Regex;

/// The shortest word of a name that is taken out by itself.
const MIN_NAME_CHARS: usize = 2;

/// The fewest digits of a telephone number: shorter ones are years, counts and sums.
const MIN_PHONE_DIGITS: usize = 8;

/// What stands in place of a name.
const NAME: &str = "[name]";

/// The forms, each with what stands in its place. Telephone numbers are looked at once more.
static FORMS: LazyLock<[(Regex, &'static str); 3]> = LazyLock::new(|| {
    let form = |pattern: &str| Regex::new(pattern).unwrap_or_else(|cause| panic!("{pattern}: {cause}"));
    [
        (form(r"(?i)[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[email]"),
        (form(r"(?i)\b(?:(?:sk|pk|rk|gsk|xai|key|tok)[-_]|AIza)[a-z0-9_-]{16,}"), "[key]"),
        (form(r"\+?\(?\d[\d\s().\-/]{6,}\d"), "[phone]"),
    ]
});

/// A redactor for one person. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Redactor {
    names: Option<Arc<AhoCorasick>>,
}

impl Redactor {
    /// Takes out what is given, such as name, mail address and street, whole and by its words.
    pub fn new<'t>(told: impl IntoIterator<Item = &'t str>) -> Self {
        let mut names: Vec<String> = Vec::new();
        for text in told {
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-');
            let parts = std::iter::once(text.trim()).chain(words);
            names.extend(parts.filter(|part| part.chars().count() >= MIN_NAME_CHARS).map(str::to_lowercase));
        }
        names.sort();
        names.dedup();
        let found = AhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(&names);
        Self { names: found.ok().filter(|_| !names.is_empty()).map(Arc::new) }
    }

    /// The text without what tells who somebody is.
    pub fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (form, word) in FORMS.iter() {
            text = replaced(&text, form, word);
        }
        self.without_names(&text)
    }

    /// Names stand between the ends of words: Ann is not in "annual".
    fn without_names(&self, text: &str) -> String {
        let Some(names) = &self.names else { return text.to_owned() };
        // Small letters may take another number of bytes, so each is remembered with its place.
        let mut small = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            for lower in c.to_lowercase() {
                small.push(lower);
                places.resize(small.len(), at);
            }
        }
        places.push(text.len());
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut kept = String::with_capacity(text.len());
        let mut done = 0;
        for found in names.find_iter(&small) {
            let is_inside = is_part(small[..found.start()].chars().next_back())
                || is_part(small[found.end()..].chars().next());
            let (begin, end) = (places[found.start()], places[found.end()]);
            if is_inside || begin < done {
                continue;
            }
            kept.push_str(&text[done..begin]);
            kept.push_str(NAME);
            done = end;
        }
        kept.push_str(&text[done..]);
        kept
    }
}

fn replaced(text: &str, form: &Regex, word: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut done = 0;
    for found in form.find_iter(text) {
        let what = &text[found.range()];
        if word == "[phone]" && !is_phone(what) {
            continue;
        }
        kept.push_str(&text[done..found.start()]);
        kept.push_str(word);
        done = found.end();
    }
    kept.push_str(&text[done..]);
    kept
}

/// Whether digits are a telephone number: enough of them, and not only years, months and days.
fn is_phone(text: &str) -> bool {
    let mut groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let is_of_a_date = |group: &str| {
        group.len() <= 2 || (group.len() == 4 && (group.starts_with("19") || group.starts_with("20")))
    };
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= MIN_PHONE_DIGITS && !groups.all(is_of_a_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_somebody_is_and_keys_are_taken_out() {
        let redactor =
            Redactor::new(["Ann-Marie Müller", "ann@example.com", "+44 20 7946 0958", "4 Larch Row"]);
        let check = |text: &str, expected: &str| assert_eq!(redactor.redact(text), expected, "{text}");
        check("Ann-Marie Müller led it", "[name] led it");
        check("ANN-MARIE MÜLLER's team; Müller's own", "[name]'s team; [name]'s own");
        check("write to ann.m+jobs@mail.example.co.uk, please", "write to [email], please");
        check("call +44 20 7946 0958 or (020) 7946-0958", "call [phone] or [phone]");
        check("key sk-proj-0123456789abcdefXYZ and gsk_0123456789abcdef01", "key [key] and [key]");
        check("lives at 4 Larch Row", "lives at [name]");
    }

    #[test]
    fn everything_else_stays() {
        let redactor = Redactor::new(["Ann Lee", "An"]);
        for text in [
            "Annual leave of 25 days, bleeding edge",
            "Cut costs by 23% from 2019-01 to 2021-06, saving $1,200,000",
            "2015 - 2019, 40 letters a day; ISO 27001; asked on 12/2024",
            "Managed 1 000 000 rows @ scale",
            "",
        ] {
            assert_eq!(redactor.redact(text), text);
        }
        assert_eq!(Redactor::new([]).redact("Ann Lee"), "Ann Lee");
    }

    #[test]
    fn letters_that_change_their_length_in_small_do_not_shift_the_cut() {
        let redactor = Redactor::new(["Işık"]);
        assert_eq!(redactor.redact("İİİ IŞıK x Işık y"), "İİİ [name] x [name] y");
    }
}
