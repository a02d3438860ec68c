//! The widths of letters, written so that the reader understands them. Part of the
//! [PDF reader](super::pdf).
//!
//! A composite font tells them one by one, or one for a range of letters (ISO 32000-2, 9.7.4.3); the
//! reader knows the first of these ways alone, and takes every other letter to have no width at all.

use pdf_extract::{Document, Object};

/// The most letters of a font.
const MAX_LETTERS: usize = 65_536;

/// Writes out every range of every composite font.
pub fn spell_out(document: &mut Document) {
    let fonts = document.objects.values().filter_map(|object| {
        let font = object.as_dict().ok()?;
        let kind = font.get(b"Subtype").and_then(Object::as_name).ok()?;
        (kind == b"CIDFontType0" || kind == b"CIDFontType2").then_some(font)
    });
    let mut spelt = Vec::new();
    for font in fonts {
        let Ok(widths) = font.get_deref(b"W", document).and_then(Object::as_array) else { continue };
        spelt.push((widths.clone(), each(widths, document)));
    }
    for object in document.objects.values_mut() {
        let place = match object {
            Object::Dictionary(font) => match font.get_mut(b"W") {
                Ok(widths) => widths,
                Err(_) => continue,
            },
            Object::Array(_) => object,
            _ => continue,
        };
        let found = spelt.iter().find(|(written, _)| place.as_array().is_ok_and(|widths| widths == written));
        if let Some((_, Some(widths))) = found {
            *place = Object::Array(widths.clone());
        }
    }
}

/// Widths with ranges written out; none where they are not written as widths are.
fn each(widths: &[Object], document: &Document) -> Option<Vec<Object>> {
    let mut spelt = Vec::new();
    let (mut rest, mut letters) = (widths, 0);
    while let [first, second, after @ ..] = rest {
        let second = document.dereference(second).ok()?.1;
        spelt.push(first.clone());
        if let Object::Array(own) = second {
            letters += own.len();
            spelt.push(second.clone());
            rest = after;
        } else {
            let (width, after) = after.split_first()?;
            let count = second.as_i64().ok()?.checked_sub(first.as_i64().ok()?)?.checked_add(1)?;
            let count = usize::try_from(count).ok()?;
            letters += count;
            if letters <= MAX_LETTERS {
                spelt.push(vec![width.clone(); count].into());
            }
            rest = after;
        }
        if letters > MAX_LETTERS {
            return None;
        }
    }
    rest.is_empty().then_some(spelt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_written_out_and_what_is_no_width_is_left() {
        let check = |widths: Vec<Object>, expected: Option<Vec<Object>>| {
            assert_eq!(each(&widths, &Document::new()), expected, "{widths:?}");
        };
        let listed = |of: [i64; 2]| -> Object { of.map(Object::Integer).to_vec().into() };
        check(vec![3.into(), listed([500, 600])], Some(vec![3.into(), listed([500, 600])]));
        check(
            vec![3.into(), 4.into(), 500.into(), 9.into(), listed([1, 2])],
            Some(vec![3.into(), listed([500, 500]), 9.into(), listed([1, 2])]),
        );
        check(Vec::new(), Some(Vec::new()));
        check(vec![3.into()], None);
        check(vec![3.into(), 4.into()], None);
        check(vec![4.into(), 3.into(), 500.into()], Some(vec![4.into(), Object::Array(Vec::new())]));
        check(vec![0.into(), i64::MAX.into(), 500.into()], None);
        check(vec![9.into(), 3.into(), 500.into()], None);
    }
}
