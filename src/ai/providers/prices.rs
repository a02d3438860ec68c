//! What tokens cost, as dated data. A model without a row costs an amount nobody knows, which is
//! another thing than nothing.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::super::call::Usage;
use super::rows::ProviderRow;

/// A price from a day on.
#[derive(Debug, Clone, Copy)]
pub struct PriceRow {
    /// The provider that asks it, by its name among the rows.
    pub provider: &'static str,
    /// How the names of its models begin.
    pub prefix: &'static str,
    /// The first day it is asked: year, month, day.
    pub since: (i32, u32, u32),
    /// A million tokens read, in millionths of a US dollar.
    pub input_per_million: u64,
    /// A million tokens written, in millionths of a US dollar.
    pub output_per_million: u64,
}

const fn price(
    provider: &'static str,
    prefix: &'static str,
    since: (i32, u32, u32),
    input_per_million: u64,
    output_per_million: u64,
) -> PriceRow {
    PriceRow { provider, prefix, since, input_per_million, output_per_million }
}

/// Every price. Sources: the providers' pages of prices, read 2026-11; the days are those on which
/// the models, or their new prices, came out. Discounts for cached input are left out, so that
/// what is told is never less than what is billed.
pub const ALL: &[PriceRow] = &[
    price("openai", "gpt-4o", (2024, 10, 2), 2_500_000, 10_000_000),
    price("openai", "gpt-4o-mini", (2024, 7, 18), 150_000, 600_000),
    price("openai", "gpt-4.1", (2025, 4, 14), 2_000_000, 8_000_000),
    price("openai", "gpt-4.1-mini", (2025, 4, 14), 400_000, 1_600_000),
    price("openai", "gpt-4.1-nano", (2025, 4, 14), 100_000, 400_000),
    price("openai", "gpt-5", (2025, 8, 7), 1_250_000, 10_000_000),
    price("openai", "gpt-5-mini", (2025, 8, 7), 250_000, 2_000_000),
    price("openai", "gpt-5-nano", (2025, 8, 7), 50_000, 400_000),
    price("openai", "gpt-5.4-mini", (2026, 3, 18), 750_000, 4_500_000),
    price("openai", "gpt-5.4-nano", (2026, 3, 18), 200_000, 1_250_000),
    price("openai", "o3", (2025, 4, 16), 10_000_000, 40_000_000),
    price("openai", "o3", (2025, 6, 10), 2_000_000, 8_000_000),
    price("openai", "o4-mini", (2025, 4, 16), 1_100_000, 4_400_000),
    price("anthropic", "claude-haiku-4-5", (2025, 10, 15), 1_000_000, 5_000_000),
    price("anthropic", "claude-sonnet-4-5", (2025, 9, 29), 3_000_000, 15_000_000),
    price("anthropic", "claude-sonnet-4-6", (2026, 2, 17), 3_000_000, 15_000_000),
    price("anthropic", "claude-sonnet-5", (2026, 6, 30), 2_000_000, 10_000_000),
    price("anthropic", "claude-opus-4-5", (2025, 11, 24), 5_000_000, 25_000_000),
];

/// What a call cost, in millionths of a US dollar, rounded up; none where no row tells. `model`
/// is the one that answered.
pub fn cost_micros(row: &ProviderRow, model: &str, day: NaiveDate, usage: Usage) -> Option<u64> {
    if row.is_free {
        return Some(0);
    }
    // Both of OpenAI's wires are the same house with the same prices.
    let provider = row.name.strip_suffix("-responses").unwrap_or(row.name);
    let mut asked: Vec<(&PriceRow, NaiveDate)> = ALL
        .iter()
        .filter(|price| price.provider == provider && is_named(model, price.prefix))
        .filter_map(|price| Some((price, first_day(price)?)))
        .filter(|(_, since)| *since <= day)
        .collect();
    asked.sort_by_key(|(price, since)| Reverse((price.prefix.len(), *since)));
    let (price, _) = asked.first()?;
    let parts = u64::from(usage.input_tokens) * price.input_per_million
        + u64::from(usage.output_tokens) * price.output_per_million;
    Some(parts.div_ceil(1_000_000))
}

/// Whether a model is the one of a row, or a dated edition of it: `gpt-4o-2024-08-06` is `gpt-4o`,
/// `gpt-4o-audio` is not.
fn is_named(model: &str, prefix: &str) -> bool {
    model.strip_prefix(prefix).is_some_and(|rest| {
        rest.is_empty()
            || rest.strip_prefix('-').is_some_and(|edition| {
                edition == "latest" || edition.chars().all(|c| c.is_ascii_digit() || c == '-')
            })
    })
}

fn first_day(price: &PriceRow) -> Option<NaiveDate> {
    let (year, month, day) = price.since;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ai::providers::rows;

    fn cost(provider: &str, model: &str, day: (i32, u32, u32), usage: (u32, u32)) -> Option<u64> {
        let row = rows::find(provider).expect("a row");
        let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).expect("a day");
        cost_micros(row, model, day, Usage { input_tokens: usage.0, output_tokens: usage.1 })
    }

    #[test]
    fn the_price_is_that_of_the_day_and_of_the_model_that_answered() {
        let today = (2026, 11, 30);
        let million = (1_000_000, 1_000_000);
        assert_eq!(cost("openai", "gpt-4o-mini-2024-07-18", today, million), Some(750_000));
        assert_eq!(cost("openai-responses", "gpt-4.1", today, million), Some(10_000_000));
        assert_eq!(cost("openai", "o3", (2025, 5, 1), million), Some(50_000_000));
        assert_eq!(cost("openai", "o3-2025-04-16", (2025, 6, 10), million), Some(10_000_000));
        assert_eq!(cost("openai", "o3", (2025, 4, 15), million), None, "before it came out");
        assert_eq!(cost("anthropic", "claude-haiku-4-5-20251001", today, (1, 0)), Some(1));
        assert_eq!(cost("openai", "gpt-4o-mini", today, (1, 1)), Some(1), "rounded up");
    }

    #[test]
    fn what_no_row_tells_is_not_free() {
        let today = (2026, 11, 30);
        assert_eq!(cost("openai", "gpt-4o-audio-preview", today, (10, 10)), None);
        assert_eq!(cost("groq", "gpt-4o", today, (10, 10)), None);
        assert_eq!(cost("ollama", "llama3.1:8b", today, (10, 10)), Some(0));
    }

    #[test]
    fn every_price_has_a_day_a_provider_and_a_described_model() {
        for price in ALL {
            assert!(first_day(price).is_some() && rows::find(price.provider).is_some(), "{}", price.prefix);
            assert_ne!(crate::ai::providers::models::capabilities_of(price.prefix).family, "unknown");
            assert!(price.output_per_million >= price.input_per_million, "{}", price.prefix);
        }
    }
}
