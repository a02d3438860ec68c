//! How many tokens a question may cost at most, before it is asked.

use crate::ai::call::Request;
use crate::ai::providers::models::Tokeniser;

/// Longer texts are bounded instead of counted, in bytes: no budget holds them, and counting
/// takes time.
const MAX_COUNTED_BYTES: usize = 32 * 1024;

/// What a provider adds around the two parts of a question: roles, separators and its own words
/// about the form of the answer. OpenAI documents 3 to 4 a message; the rest is room.
const OVERHEAD_TOKENS: u32 = 24;

/// The tokens of a text: counted where the tokeniser is published, else half its bytes, which no
/// tokeniser in use exceeds for running text. Letters in no order can cost more; then the provider
/// bills more than was reserved, and the purse tells so.
pub fn count(tokeniser: Tokeniser, text: &str) -> u32 {
    let encoder = match tokeniser {
        Tokeniser::O200k => tiktoken_rs::o200k_base_singleton(),
        Tokeniser::Cl100k => tiktoken_rs::cl100k_base_singleton(),
        Tokeniser::Bytes => return bound(text),
    };
    if text.len() > MAX_COUNTED_BYTES {
        return bound(text);
    }
    u32::try_from(encoder.encode_ordinary(text).len()).unwrap_or(u32::MAX)
}

/// Loads a tokeniser aside, so that the first question does not wait for its table.
pub fn prepare(tokeniser: Tokeniser) {
    if tokeniser != Tokeniser::Bytes {
        std::thread::spawn(move || count(tokeniser, ""));
    }
}

fn bound(text: &str) -> u32 {
    u32::try_from(text.len().div_ceil(2)).unwrap_or(u32::MAX)
}

/// The tokens of a question at most. The schema counts whichever way it is told.
pub fn input_bound(tokeniser: Tokeniser, request: &Request) -> u32 {
    let schema = request.wanted.as_ref().map(|schema| schema.instructions());
    let texts = [Some(request.system.as_str()), Some(&request.user), schema.as_deref()];
    texts.into_iter().flatten().fold(OVERHEAD_TOKENS, |sum, text| sum.saturating_add(count(tokeniser, text)))
}

/// The tokens of a question and its answer at most: what is reserved before it is asked.
pub fn worst_case(tokeniser: Tokeniser, request: &Request) -> u32 {
    input_bound(tokeniser, request).saturating_add(request.max_output_tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_tokenisers_are_counted_and_others_bounded() {
        let check = |text: &str, o200k: u32, cl100k: u32, bytes: u32| {
            let counts = [Tokeniser::O200k, Tokeniser::Cl100k, Tokeniser::Bytes].map(|t| count(t, text));
            assert_eq!(counts, [o200k, cl100k, bytes], "{text}");
        };
        check("", 0, 0, 0);
        check("hello world", 2, 2, 6);
        check("<|endoftext|>", 7, 7, 7);
    }

    #[test]
    fn a_text_that_no_budget_holds_is_not_counted_letter_by_letter() {
        assert_eq!(count(Tokeniser::O200k, &"a".repeat(1_000_000)), 500_000);
    }

    #[test]
    fn a_question_costs_its_parts_its_schema_and_its_answer() {
        let mut request = Request {
            system: "hello world".to_owned(),
            user: "hello world".to_owned(),
            wanted: None,
            max_output_tokens: 100,
            temperature: None,
            is_streamed: false,
            idempotency_key: None,
        };
        assert_eq!(worst_case(Tokeniser::O200k, &request), OVERHEAD_TOKENS + 4 + 100);
        let body = serde_json::json!({ "type": "object" });
        request.wanted = Some(crate::ai::call::Schema { name: "x", body });
        assert!(input_bound(Tokeniser::O200k, &request) > OVERHEAD_TOKENS + 20);
    }

    #[test]
    fn the_bound_of_running_text_is_above_its_count() {
        for text in [
            include_str!("../../../examples/data/job-registered-nurse.txt"),
            include_str!("../../../examples/data/job-electrician.txt"),
            include_str!("../../../examples/data/profile-software-engineer.json"),
            include_str!("../../../assets/prompts/improve_claims.txt"),
        ] {
            let exact = [Tokeniser::O200k, Tokeniser::Cl100k].map(|tokeniser| count(tokeniser, text));
            let bound = count(Tokeniser::Bytes, text);
            assert!(exact.iter().all(|exact| exact + exact / 4 <= bound), "{exact:?} {bound}");
        }
    }
}
