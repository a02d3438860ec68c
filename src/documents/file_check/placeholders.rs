//! Words of a form that were never filled in. Part of the [file checks](super).

/// What is a placeholder when a part of a line says nothing else; folded.
const WHOLE: [&str; 44] = [
    "any company",
    "city",
    "city name",
    "city, st",
    "city, state",
    "city, country",
    "client 1",
    "company",
    "company 1",
    "company name",
    "date",
    "degree",
    "degree name",
    "email",
    "email address",
    "employer name",
    "end date",
    "first last",
    "first name",
    "firstname lastname",
    "full name",
    "headline",
    "institution name",
    "insert text here",
    "job title",
    "last name",
    "linkedin url",
    "location",
    "mm/yyyy",
    "mm/yyyy - mm/yyyy",
    "month year",
    "name",
    "name surname",
    "organization name",
    "phone number",
    "position title",
    "school name",
    "start date",
    "state",
    "street address",
    "university name",
    "your company",
    "your job title",
    "your title",
];

/// What is a placeholder wherever it stands; folded.
const ANYWHERE: [&str; 24] = [
    "000-000-0000",
    "123 anywhere",
    "123-456-7890",
    "(123) 456-7890",
    "anywhere, us",
    "click here to",
    "dolor sit amet",
    "email@",
    "enter your",
    "first.last@",
    "firstname.lastname@",
    "insert your",
    "lorem ipsum",
    "name@email",
    "reallygreatsite",
    "type here",
    "username@",
    "write your",
    "xxx-xxx-xxxx",
    "(xxx) xxx-xxxx",
    "your full name",
    "your name",
    "your.email",
    "youremail",
];

/// Words that make brackets around them a blank to be filled in; folded.
const BRACKETED: [&str; 14] = [
    "address",
    "city",
    "company",
    "date",
    "degree",
    "description",
    "email",
    "insert",
    "name",
    "phone",
    "position",
    "school",
    "title",
    "your",
];

/// Parts of a line are at most this long to be a placeholder as a whole, in characters.
const LONGEST_WHOLE: usize = 24;

/// The first placeholder of a line. A lone word such as "Name" may be a label or a heading, and is
/// none.
pub fn find(line: &str) -> Option<&str> {
    let folded = line.to_lowercase();
    if let Some(at) = ANYWHERE.iter().filter_map(|words| find_whole(&folded, words)).min() {
        // Folding keeps places but for a few letters that no placeholder has.
        return Some(line.get(at..).map_or(line, |rest| first_words(rest)));
    }
    bracketed(line).or_else(|| {
        let mut parts = line.split(['|', '•', '·', '\t', '–', '—']).map(str::trim);
        let whole = parts.find(|part| {
            let part = part.to_lowercase();
            part.chars().count() <= LONGEST_WHOLE
                && part.contains([' ', '/'])
                && WHOLE.contains(&part.as_str())
        });
        whole.or_else(|| WHOLE.contains(&folded.trim()).then(|| line.trim()).filter(|it| it.contains(' ')))
    })
}

/// Where the words stand as whole words.
fn find_whole(line: &str, words: &str) -> Option<usize> {
    let mut places = line.match_indices(words).map(|(at, _)| at);
    places.find(|at| {
        let before = line[..*at].chars().next_back();
        let after = line[at + words.len()..].chars().next();
        let goes_on = words.ends_with(char::is_alphabetic) && after.is_some_and(char::is_alphabetic);
        !before.is_some_and(char::is_alphanumeric) && !goes_on
    })
}

/// "[Company Name]", "<your title>".
fn bracketed(line: &str) -> Option<&str> {
    [('[', ']'), ('<', '>'), ('{', '}')].into_iter().find_map(|(open, close)| {
        let start = line.find(open)?;
        let end = start + line[start..].find(close)?;
        let inner = line[start + 1..end].to_lowercase();
        let mut words = inner.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_short = inner.split_whitespace().count() <= 5 && !inner.contains(['@', '.']);
        (is_short && words.any(|word| BRACKETED.contains(&word))).then(|| &line[start..=end])
    })
}

fn first_words(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
    text[..end].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_and_words_are_not() {
        for (line, expected) in [
            ("First Last", "First Last"),
            ("FIRSTNAME LASTNAME", "FIRSTNAME LASTNAME"),
            ("[Company Name], 2019", "[Company Name]"),
            ("Company Name | City, State", "Company Name"),
            ("hello@reallygreatsite.com", "reallygreatsite.com"),
            ("Phone: 123-456-7890", "123-456-7890"),
            ("Lorem ipsum dolor sit amet", "Lorem ipsum dolor sit amet"),
            ("Write your summary", "Write your summary"),
        ] {
            assert_eq!(find(line), Some(expected), "{line}");
        }
        for line in [
            "Name",
            "Location: Berlin",
            "Company secretary at Harrow Mill",
            "Kept the register of company names",
            "ada@example.com",
            "Led [redacted] through two audits",
            "Wrote <T> generics, {json} and [1] notes",
            "Job titles of 40 people were renamed",
            "City of Portland",
            "Worked anywhere, using what was there",
            "myemail@example.com",
        ] {
            assert_eq!(find(line), None, "{line}");
        }
    }
}
