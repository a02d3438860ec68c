//! The paper and the day a run's documents are printed on.

use super::model::GenerationInput;
use crate::documents::formats::typst::LayoutOptions;
use crate::documents::look::{Look, Paper};
use crate::documents::pdf_standard::PdfStandard;

/// Countries that write on US Letter (CLDR supplemental data, `paperSize`, read 2026-11).
const US_LETTER: &[&str] =
    &["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

/// Layout on the paper the look asks for, else on that of the country the person lives in; dated on
/// the day of the run.
pub fn layout_options(run: &GenerationInput, look: &Look, tightness: u8) -> LayoutOptions {
    let location = run.profile.basics.location.as_ref();
    let country = location.and_then(|location| location.value.country_code.as_deref()).unwrap_or_default();
    let is_us_letter = US_LETTER.contains(&country.trim().to_uppercase().as_str());
    LayoutOptions {
        paper: look.paper.unwrap_or(if is_us_letter { Paper::UsLetter } else { Paper::A4 }),
        tightness,
        may_break: run.options.pages > 1,
        date: Some(run.today),
        standard: PdfStandard::default(),
    }
}
