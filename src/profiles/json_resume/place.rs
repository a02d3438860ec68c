//! Where the reader stands in a file: an RFC 9535 singular query for fact ids, a dotted path
//! for violations. Under [`super::read`].

/// A place in a JSON Resume file. Only known keys are walked, and those are plain names, so no
/// step needs quoting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// The file itself.
    pub fn root() -> Self {
        Self("$".to_owned())
    }

    /// The value of a key.
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}.{key}", self.0))
    }

    /// An element of a list.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    /// `$.work[3].highlights[2]`.
    pub fn json_path(&self) -> &str {
        &self.0
    }

    /// `work.3.highlights.2`.
    pub fn dotted(&self) -> String {
        self.0.trim_start_matches(['$', '.']).replace('[', ".").replace(']', "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_both_ways() {
        let place = Place::root().key("work").index(3).key("highlights").index(2);
        assert_eq!(place.json_path(), "$.work[3].highlights[2]");
        assert_eq!(place.dotted(), "work.3.highlights.2");
        assert_eq!(Place::root().dotted(), "");
    }
}
