//! Who a file is from, as a machine finds it: by the looks of words, without knowing the person.
//! Part of the [file checks](super).

use crate::documents::readback::foreign::{ForeignLine, Part};
use crate::language::lexicon::Lexicon;
use crate::language::tokens::fold;
use crate::scoring::rules::rule::Seen;

/// A name stands within so many lines from the top.
const NAME_WITHIN: usize = 8;

/// Or it stands in this share of the first page from its top, in type larger than that of other
/// lines by so much.
const NAME_TOP: f64 = 1.0 / 3.0;
const NAME_LARGER: f64 = 1.3;

/// A telephone number without its mark stands within so many lines of a mail address, or so many from
/// the top.
const NEAR_MAIL: usize = 3;
const PHONE_WITHIN: usize = 25;

/// A place of living stands within so many.
const LOCATION_WITHIN: usize = 14;

/// Digits of a telephone number (ITU-T E.164 allows 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// What parts the details of a line.
const SEPARATORS: [char; 8] = ['|', '•', '·', '∙', '⋄', '◦', '\t', ';'];

/// Sites that people point to.
const SITES: [&str; 6] = ["linkedin.com/", "github.com/", "gitlab.com/", "http://", "https://", "www."];

/// What stands at the top of some documents and is nobody's name; folded.
const TITLES: [&str; 6] =
    ["curriculum vitae", "resume", "résumé", "lebenslauf", "cover letter", "personal details"];

/// A contact detail, and where in the document it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// Its words, and their line's place.
    pub seen: Seen,
    /// The part it stands in.
    pub part: Part,
}

/// Who a file is from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contact {
    /// The name.
    pub name: Option<Detail>,
    /// The e-mail address.
    pub email: Option<Detail>,
    /// The telephone number.
    pub phone: Option<Detail>,
    /// Where the person lives.
    pub location: Option<Detail>,
    /// Addresses of sites, each once.
    pub links: Vec<String>,
}

impl Contact {
    /// Finds the details; those of the body go before those beside it.
    pub fn find(lines: &[ForeignLine], lexicon: &Lexicon) -> Self {
        let body: Vec<&ForeignLine> = lines.iter().filter(|line| !line.part.is_aside()).collect();
        let aside: Vec<&ForeignLine> = lines.iter().filter(|line| line.part.is_aside()).collect();
        let mut contact = Self::of(&body, lexicon);
        let beside = Self::of(&aside, lexicon);
        contact.name = contact.name.or(beside.name);
        contact.email = contact.email.or(beside.email);
        contact.phone = contact.phone.or(beside.phone);
        contact.location = contact.location.or(beside.location);
        let new = beside.links.into_iter().filter(|link| !contact.links.contains(link));
        let new: Vec<String> = new.collect();
        contact.links.extend(new);
        contact
    }

    fn of(lines: &[&ForeignLine], lexicon: &Lexicon) -> Self {
        // Further down numbers are mostly none to call, but for those that begin as such.
        let is_near_mail = |at: usize| {
            let near = lines.iter().skip(at.saturating_sub(NEAR_MAIL)).take(2 * NEAR_MAIL + 1);
            near.into_iter().any(|line| line.text.contains('@'))
        };
        let phone = |(at, line): (usize, &str)| {
            phone(line)
                .filter(|number| at < PHONE_WITHIN || number.starts_with(['+', '(']) || is_near_mail(at))
        };
        let phone = lines.iter().enumerate().find_map(|(at, line)| detail(line, phone((at, &line.text))?));
        let first = |within: usize, find: &dyn Fn(&str) -> Option<String>| {
            let lines = lines.iter().filter(|line| !line.text.is_empty()).take(within);
            lines.filter_map(|line| detail(line, find(&line.text)?)).next()
        };
        let mut links: Vec<String> = Vec::new();
        for link in lines.iter().flat_map(|line| line.text.split_whitespace()).filter_map(link) {
            if links.len() < 20 && !links.contains(&link) {
                links.push(link);
            }
        }
        Self {
            name: find_name(lines, lexicon),
            email: first(usize::MAX, &email),
            phone,
            location: first(LOCATION_WITHIN, &|line| location(line, lexicon)),
            links,
        }
    }

    /// The details that stand beside the body alone, in words, with their places.
    pub fn aside(&self) -> Vec<Seen> {
        let details =
            [("name", &self.name), ("e-mail address", &self.email), ("telephone number", &self.phone)];
        let aside = details.into_iter().filter_map(|(what, detail)| Some((what, detail.as_ref()?)));
        aside
            .filter(|(_, detail)| detail.part.is_aside())
            .map(|(what, detail)| Seen::new(format!("{what} {}", detail.part.told()), detail.seen.place))
            .collect()
    }
}

/// The name: the first that is read, unless another stands out. Where columns are read one after the
/// other, the name may be read late and what looks like one early; it is what a page is headed by.
fn find_name(lines: &[&ForeignLine], lexicon: &Lexicon) -> Option<Detail> {
    let with_words = || lines.iter().filter(|line| !line.text.is_empty());
    let early = with_words().take(NAME_WITHIN).find_map(|line| Some((line, name(&line.text, lexicon)?)));
    let usual = match &early {
        Some((line, _)) => line.size,
        None => median(lines.iter().filter_map(|line| line.size).collect()),
    };
    let at_top = |line: &&&ForeignLine| {
        line.place.is_some_and(|place| place.page == 1 && place.y <= NAME_TOP * foot(lines))
            && !line.is_turned
    };
    let sized = with_words().filter(at_top).filter_map(|line| Some((line.size?, line)));
    let outstanding = sized
        .filter(|(size, _)| usual.is_some_and(|usual| *size >= NAME_LARGER * usual))
        .filter_map(|(size, line)| Some((size, line, name(&line.text, lexicon)?)))
        // The first of the largest.
        .reduce(|largest, other| if other.0 > largest.0 { other } else { largest });
    let (line, words) = outstanding.map(|(_, line, words)| (line, words)).or(early)?;
    detail(line, words)
}

/// Where the first page ends, from its top.
fn foot(lines: &[&ForeignLine]) -> f64 {
    let first_page = lines.iter().filter_map(|line| line.place).filter(|place| place.page == 1);
    first_page.map(|place| place.y + place.height).fold(0.0, f64::max)
}

fn median(mut sizes: Vec<f64>) -> Option<f64> {
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied()
}

fn detail(line: &ForeignLine, words: String) -> Option<Detail> {
    (!words.is_empty()).then(|| Detail { seen: Seen::new(words, line.place), part: line.part })
}

/// The parts of a line that stand for themselves.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    line.split(SEPARATORS)
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
}

/// A name: two to five words of letters, each with a capital, that are no heading and no title of a
/// job.
fn name(line: &str, lexicon: &Lexicon) -> Option<String> {
    let line = TITLES.iter().find_map(|title| strip_title(line, title)).unwrap_or(line);
    let part = parts(line).find(|part| !part.is_empty())?;
    let part = part.split([',', '(']).next()?.trim();
    let part = TITLES.iter().find_map(|title| strip_title_behind(part, title)).unwrap_or(part);
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '‐' | ' ');
    let words: Vec<&str> = part.split_whitespace().collect();
    let has_capital = |word: &&str| word.chars().next().is_some_and(|c| !c.is_lowercase());
    // "van", "de la" and their like are written small.
    let capitals = words.iter().filter(|word| has_capital(word)).count();
    let is_name = (2..=6).contains(&words.len())
        && part.chars().all(is_letter)
        && part.chars().count() <= 60
        && has_capital(words.first()?)
        && has_capital(words.last()?)
        && capitals * 2 >= words.len()
        && !TITLES.contains(&part.to_lowercase().as_str())
        && lexicon.resume_heading(part).is_none()
        && !is_title(part, lexicon);
    is_name.then(|| part.to_owned())
}

/// What follows a title such as "Curriculum Vitae" in its line.
fn strip_title<'l>(line: &'l str, title: &str) -> Option<&'l str> {
    let (start, rest) = line.trim().split_at_checked(title.len())?;
    let rest = rest.trim_start_matches([' ', '–', '-', ':', '|']);
    (start.to_lowercase() == title && rest.contains(' ')).then_some(rest)
}

/// What stands before a title such as "Resume" at the end of a name.
fn strip_title_behind<'l>(part: &'l str, title: &str) -> Option<&'l str> {
    let (start, end) = part.split_at_checked(part.len().checked_sub(title.len())?)?;
    (end.to_lowercase() == title && start.ends_with(' ')).then(|| start.trim_end())
}

/// The first address of the form that mail takes.
fn email(line: &str) -> Option<String> {
    let words = line.split(|c: char| c.is_whitespace() || "|•·,;<>()[]:".contains(c));
    let found = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).find(|word| {
        let Some((local, domain)) = word.split_once('@') else { return false };
        let is_plain = |part: &str| part.chars().all(|c| c.is_alphanumeric() || "._%+-'".contains(c));
        let top = domain.rsplit_once('.').map(|(_, top)| top);
        !local.is_empty()
            && is_plain(local)
            && is_plain(domain)
            && !domain.starts_with(['.', '-'])
            && top.is_some_and(|top| top.chars().count() >= 2 && top.chars().all(char::is_alphabetic))
    });
    found.map(str::to_owned)
}

/// The first run of digits that a telephone could be called by, and no date.
fn phone(line: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || "+()-./ \u{a0}‐‑\u{2011}".contains(c);
    let mut start = None;
    let ends = line.char_indices().chain([(line.len(), '\n')]);
    for (at, c) in ends {
        match (start, is_part(c) && at < line.len()) {
            (None, true) if c == '+' || c == '(' || c.is_ascii_digit() => {
                // Digits within a word are no number.
                let before = line[..at].chars().next_back();
                if !before.is_some_and(|before| before.is_alphanumeric() || "/@=_".contains(before)) {
                    start = Some(at);
                }
            }
            (Some(from), false) => {
                let run = line[from..at].trim_end_matches(|c: char| !c.is_ascii_digit());
                let goes_on = c.is_alphabetic() && run.len() == at - from;
                if is_phone(run) && !goes_on {
                    return Some(run.to_owned());
                }
                start = None;
            }
            _ => {}
        }
    }
    None
}

fn is_phone(run: &str) -> bool {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let groups: Vec<&str> =
        run.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let is_year = |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    // "2019 - 2021", "01/2019 - 05/2021", "2019-03-04".
    let years = groups.iter().filter(|group| is_year(group)).count();
    let is_date = years > 0 && groups.iter().all(|group| is_year(group) || group.len() <= 2);
    // "1.250.000" and "10 000 000" are amounts.
    let is_amount = groups.len() > 1
        && groups[1..].iter().all(|group| group.len() == 3)
        && !run.contains(['+', '(', '-']);
    PHONE_DIGITS.contains(&digits) && !is_date && (!is_amount || groups.len() == 3 && groups[0].len() == 3)
}

/// An address of a site, if the word is one.
fn link(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| "()[]<>,;|•·".contains(c)).trim_end_matches('.');
    let folded = word.to_lowercase();
    let is_link = SITES.iter().any(|site| folded.contains(site)) && word.len() > 8 && !word.contains('@');
    is_link.then(|| word.chars().take(200).collect())
}

/// "City, Region" and its like.
fn location(line: &str, lexicon: &Lexicon) -> Option<String> {
    let found = parts(line).find(|part| {
        let Some((city, region)) = part.split_once(',') else { return false };
        let is_place = |words: &str, most: usize| {
            let words = words.trim();
            let count = words.split_whitespace().count();
            (1..=most).contains(&count)
                && words.starts_with(|c: char| c.is_uppercase())
                && words.chars().all(|c| c.is_alphabetic() || ".'’- ".contains(c))
        };
        let region = region.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '-');
        is_place(city, 3)
            && region.split(',').all(|region| is_place(region, 3))
            && region.split(',').count() <= 2
            && lexicon.skills.lookup(city.trim()).is_none()
            && !is_title(part, lexicon)
    });
    found.map(str::to_owned)
}

/// Whether the words are a title of a job, with what may stand before it; surnames that are trades
/// are none.
fn is_title(words: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(words);
    lexicon.title_family(words).is_some_and(|family| {
        let mut names = family.names().map(fold).filter(|name| name.contains(' ') || *name == folded);
        names.any(|name| folded == name || folded.strip_suffix(&name).is_some_and(|rest| rest.ends_with(' ')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::model::Place;

    #[test]
    fn details_are_found_by_their_looks() {
        let check = |line: &str, expected: Option<&str>, find: &dyn Fn(&str) -> Option<String>| {
            assert_eq!(find(line).as_deref(), expected, "{line}");
        };
        let lexicon = Lexicon::built_in();
        let is_name = |line: &str| name(line, lexicon);
        for (line, expected) in [
            ("Ada Moss", Some("Ada Moss")),
            ("ADA MOSS, RN", Some("ADA MOSS")),
            ("Renée O’Dwyer-Łukasiewicz | Baker", Some("Renée O’Dwyer-Łukasiewicz")),
            ("Ludwig van der Rohe", Some("Ludwig van der Rohe")),
            ("Curriculum Vitae", None),
            ("Curriculum Vitae – Ada Moss", Some("Ada Moss")),
            ("ADA MOSS RESUME", Some("ADA MOSS")),
            ("Ada Moss Curriculum Vitae", Some("Ada Moss")),
            ("Ada Resume", None),
            ("Work Experience", None),
            ("Software Engineer", None),
            ("Senior Software Engineer", None),
            ("Ada Baker", Some("Ada Baker")),
            ("Ada", None),
            ("12 Mill Lane", None),
            ("Baked bread for the whole town", None),
        ] {
            check(line, expected, &is_name);
        }
        for (line, expected) in [
            ("ada@example.com | 555", Some("ada@example.com")),
            ("E-mail: <ada.moss+jobs@mail.example.co.uk>", Some("ada.moss+jobs@mail.example.co.uk")),
            ("ada at example.com", None),
            ("@ada", None),
            ("ada@localhost", None),
            ("ada @ example . com", None),
        ] {
            check(line, expected, &email);
        }
        for (line, expected) in [
            ("Phone: +1 (555) 010-7788", Some("+1 (555) 010-7788")),
            ("020 7946 0958 | London", Some("020 7946 0958")),
            ("555.123.4567", Some("555.123.4567")),
            ("2019 - 2021", None),
            ("01/2019 - 05/2021", None),
            ("2019-03-04", None),
            ("Saved 1.250.000 euros", None),
            ("Saved 10 000 000", None),
            ("github.com/ada/1234567890", None),
            ("Cut costs by 18 %", None),
        ] {
            check(line, expected, &phone);
        }
        let is_location = |line: &str| location(line, lexicon);
        for (line, expected) in [
            ("ada@example.com | Portland, OR", Some("Portland, OR")),
            ("São Paulo, Brazil", Some("São Paulo, Brazil")),
            ("Springfield, IL 62701", Some("Springfield, IL 62701")),
            ("Python, Rust", None),
            ("baked bread, rolls", None),
        ] {
            check(line, expected, &is_location);
        }
    }

    #[test]
    fn a_name_that_is_read_late_heads_its_page() {
        let line = |text: &str, size: f64, x: f64, y: f64| ForeignLine {
            text: text.to_owned(),
            size: Some(size),
            place: Some(Place::new(1, x, y, x + 200.0, y + size)),
            ..ForeignLine::default()
        };
        // A bar at the side is read first, and longer than a name is looked for.
        let bar = |size: f64| -> Vec<ForeignLine> {
            (0..12).map(|at| line("Web pages and forms", size, 10.0, 100.0 + 50.0 * f64::from(at))).collect()
        };
        let found = |last: ForeignLine, first: Option<ForeignLine>| {
            let lines: Vec<ForeignLine> = first.into_iter().chain(bar(10.0)).chain([last]).collect();
            Contact::find(&lines, Lexicon::built_in()).name.map(|name| name.seen.words)
        };
        let ada = |size: f64, y: f64| line("Ada Moss", size, 210.0, y);
        assert_eq!(found(ada(24.0, 20.0), None).as_deref(), Some("Ada Moss"));
        // What stands further down, is no larger than all else or no name heads no page.
        assert_eq!(found(ada(24.0, 500.0), None), None);
        assert_eq!(found(ada(11.0, 20.0), None), None);
        assert_eq!(found(line("Software Engineer", 24.0, 210.0, 20.0), None), None);
        assert_eq!(found(ForeignLine { is_turned: true, ..ada(24.0, 20.0) }, None), None);
        // Of two the larger counts when it is so by far, else the one that is read first.
        let early = |size: f64| Some(line("Orla Byrne", size, 10.0, 90.0));
        assert_eq!(found(ada(24.0, 20.0), early(10.0)).as_deref(), Some("Ada Moss"));
        assert_eq!(found(ada(24.0, 20.0), early(22.0)).as_deref(), Some("Orla Byrne"));
    }

    #[test]
    fn what_stands_beside_the_body_alone_is_told() {
        let lines = |parts: [Part; 2]| -> Vec<ForeignLine> {
            let texts = ["Ada Moss", "ada@example.com | +1 555 010 7788"];
            let each = texts.into_iter().zip(parts);
            each.map(|(text, part)| ForeignLine { text: text.to_owned(), part, ..ForeignLine::default() })
                .collect()
        };
        let aside = |parts| -> Vec<String> {
            let found = Contact::find(&lines(parts), Lexicon::built_in()).aside();
            found.into_iter().map(|seen| seen.words).collect()
        };
        assert_eq!(aside([Part::Body, Part::Body]), [""; 0]);
        assert_eq!(aside([Part::Body, Part::Table]), [""; 0], "a table is told of by itself");
        assert_eq!(
            aside([Part::Body, Part::Header]),
            ["e-mail address in the header", "telephone number in the header"]
        );
    }
}
