//! Parts of a file by the header `Range` (RFC 9110, 14). Pure; under the downloads.

use std::ops::Range;

/// What a request asks of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// All of it: no range, one that is not understood, or several, which may be passed over.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes it does not have.
    Unsatisfiable,
}

/// Reads the value of `Range` for a file of that many bytes. Only one range of bytes is answered.
pub fn read(header: Option<&str>, size: usize) -> Asked {
    let Some(spec) = header.and_then(|value| value.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = spec.split_once('-').filter(|_| !spec.contains(',')) else {
        return Asked::Whole;
    };
    // Beyond what a file can have is as good as its end.
    let number = |text: &str| match text.trim() {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(Some(digits.parse().unwrap_or(usize::MAX)))
        }
        _ => None,
    };
    let range = match (number(first), number(last)) {
        (Some(Some(first)), Some(Some(last))) if first > last => return Asked::Whole,
        (Some(Some(first)), Some(last)) => {
            first..last.map_or(size, |last: usize| last.saturating_add(1).min(size))
        }
        (Some(None), Some(Some(count))) => size.saturating_sub(count)..size,
        _ => return Asked::Whole,
    };
    if range.start < range.end { Asked::Part(range) } else { Asked::Unsatisfiable }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_of_bytes_is_read_and_others_are_passed_over() {
        let check = |header: &str, asked: Asked| assert_eq!(read(Some(header), 100), asked, "{header}");
        check("bytes=0-9", Asked::Part(0..10));
        check("bytes=90-", Asked::Part(90..100));
        check("bytes=90-1000", Asked::Part(90..100));
        check("bytes=-10", Asked::Part(90..100));
        check("bytes=-1000", Asked::Part(0..100));
        check("bytes=0-99999999999999999999999", Asked::Part(0..100));
        check("bytes=100-", Asked::Unsatisfiable);
        check("bytes=-0", Asked::Unsatisfiable);
        for passed_over in ["bytes=9-0", "bytes=0-1,5-6", "bytes=a-b", "bytes=-", "lines=0-9", "bytes=5"] {
            check(passed_over, Asked::Whole);
        }
        assert_eq!(read(None, 100), Asked::Whole);
        assert_eq!(read(Some("bytes=0-0"), 0), Asked::Unsatisfiable);
    }
}
