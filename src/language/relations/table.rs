//! Rows of `assets/lexicon/word_relations.tsv`, which `scripts/make-word-relations` makes and
//! explains.

use crate::language::sorted_rows::find_row;

/// Word · parts of speech · tags, in the order of the words' bytes.
const FILE: &str = include_str!("../../../assets/lexicon/word_relations.tsv");

/// What the table says of one word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Some of `n`, `v`, `a`, `r`, and of a noun `t`, `p`, `q`, which the script explains.
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

/// The row of a word in its one spelling.
pub(super) fn find(word: &str) -> Option<Row> {
    let mut columns = find_row(FILE, word)?.split('\t');
    Some(Row {
        parts_of_speech: columns.next().unwrap_or_default(),
        tags: columns.next().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::spelling::spelling;
    use super::*;
    use crate::language::sorted_rows::keys;

    #[test]
    fn every_row_is_found_in_order_and_in_the_one_spelling() {
        assert!(FILE.is_ascii());
        let mut last = "";
        let mut rows = 0;
        for word in keys(FILE) {
            assert!(last < word, "{word} stands behind {last}");
            assert_eq!(spelling(word), word, "another spelling is looked up");
            assert!(find(word).is_some(), "{word}");
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
