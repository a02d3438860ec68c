//! Rows of `assets/lexicon/word_relations.tsv`, found by binary search in the text itself, so
//! that a start costs nothing. `scripts/make-word-relations` makes the file and explains it.

/// Word · parts of speech · tags, in the order of the words' bytes.
const FILE: &str = include_str!("../../../assets/lexicon/word_relations.tsv");

/// What the table says of one word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Some of `n`, `v`, `a`, `r`.
    pub(super) parts_of_speech: &'static str,
    tags: &'static str,
}

impl Row {
    /// The values of one kind of tag: `<` base form, `=` synonyms, `~` family, `@` doer, `>` broader.
    pub(super) fn tags(&self, kind: u8) -> impl Iterator<Item = &'static str> + use<> {
        let tags = self.tags.split(' ').filter(move |tag| tag.as_bytes().first() == Some(&kind));
        tags.map(|tag| &tag[1..])
    }

    /// [`Row::tags`] as numbers.
    pub(super) fn numbers(&self, kind: u8) -> impl Iterator<Item = u32> + use<> {
        self.tags(kind).filter_map(|tag| tag.parse().ok())
    }

    /// Whether the word is of that part of speech.
    pub(super) fn is(&self, part_of_speech: char) -> bool {
        self.parts_of_speech.contains(part_of_speech)
    }
}

/// The row of a word in its one spelling, with the word as the table holds it.
pub(super) fn find(word: &str) -> Option<(&'static str, Row)> {
    let (mut low, mut high) = (0, FILE.len());
    while low < high {
        let middle = low + (high - low) / 2;
        // A probe may fall into a character only if the file is not ASCII; a test holds that it is.
        let start = FILE[low..middle].rfind('\n').map_or(low, |at| low + at + 1);
        let end = FILE[start..].find('\n').map_or(FILE.len(), |at| start + at);
        let line = &FILE[start..end];
        let key = line.find('\t').map_or(line, |at| &line[..at]);
        match key.cmp(word) {
            std::cmp::Ordering::Equal => return Some((key, row(&line[key.len()..]))),
            std::cmp::Ordering::Less => low = (end + 1).min(FILE.len()),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The columns behind the word, each with its tab before it.
fn row(rest: &'static str) -> Row {
    let mut columns = rest.split('\t').skip(1);
    Row { parts_of_speech: columns.next().unwrap_or_default(), tags: columns.next().unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::super::spelling::spelling;
    use super::*;

    #[test]
    fn every_row_is_found_in_order_and_in_the_one_spelling() {
        assert!(FILE.is_ascii());
        let mut last = "";
        let mut rows = 0;
        for line in FILE.lines().filter(|line| !line.starts_with('#')) {
            let word = line.split('\t').next().unwrap_or_default();
            assert!(last < word, "{word} stands behind {last}");
            assert_eq!(spelling(word), word, "another spelling is looked up");
            assert_eq!(find(word).map(|(key, _)| key), Some(word));
            last = word;
            rows += 1;
        }
        assert!(rows > 40_000, "{rows} rows");
    }

    #[test]
    fn what_is_no_word_is_not_found() {
        for word in ["", "#", "aaaa", "zzzzz", "train\t", "qwertz", "é", "\n"] {
            assert!(find(word).is_none(), "{word:?}");
        }
    }
}
