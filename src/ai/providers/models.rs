//! What models can do, as data: one row a family of names, the longest that fits decides.

use std::cmp::Reverse;

/// How a model is held to JSON, the loosest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Structured {
    /// By the instructions alone.
    Plain,
    /// To some JSON object; the schema is told in the instructions.
    JsonMode,
    /// By a JSON Schema, which the provider enforces.
    Schema,
}

impl Structured {
    /// The next looser way, for a provider that turns the schema down.
    pub fn looser(self) -> Option<Self> {
        match self {
            Self::Schema => Some(Self::JsonMode),
            Self::JsonMode => Some(Self::Plain),
            Self::Plain => None,
        }
    }
}

/// How tokens of a model are counted before it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tokeniser {
    /// OpenAI's o200k_base, counted exactly.
    O200k,
    /// OpenAI's cl100k_base, counted exactly.
    Cl100k,
    /// Not published: bounded by the bytes of the text in UTF-8, halved.
    Bytes,
}

/// How the bound of the answer is called on OpenAI's chat wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputLimit {
    /// `max_tokens`: the old name, which compatible servers know.
    MaxTokens,
    /// `max_completion_tokens`: the name that OpenAI's newer models insist on.
    MaxCompletionTokens,
}

/// What one model can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// How it is held to JSON.
    pub structured: Structured,
    /// Whether it answers piece by piece.
    pub can_stream: bool,
    /// Tokens it can read and write together.
    pub context_tokens: u32,
    /// How its tokens are counted.
    pub tokeniser: Tokeniser,
    /// How its bound is called.
    pub output_limit: OutputLimit,
    /// Whether it takes a temperature.
    pub takes_temperature: bool,
    /// How hard it thinks before it answers, in OpenAI's words; none for models that do not, or
    /// are not told.
    pub effort: Option<&'static str>,
    /// The house the model comes from, so that no model judges its own kin.
    pub family: &'static str,
}

/// Models whose names begin alike, and what they can do.
#[derive(Debug, Clone, Copy)]
pub struct ModelRow {
    /// How their names begin, without the vendor in front of a slash.
    pub prefix: &'static str,
    /// What they can do.
    pub capabilities: Capabilities,
}

/// What is assumed of a model nobody has described: the least.
pub const UNKNOWN: Capabilities = Capabilities {
    structured: Structured::Plain,
    can_stream: true,
    context_tokens: 8_192,
    tokeniser: Tokeniser::Bytes,
    output_limit: OutputLimit::MaxTokens,
    takes_temperature: true,
    effort: None,
    family: "unknown",
};

const GPT: Capabilities = Capabilities {
    structured: Structured::Schema,
    context_tokens: 128_000,
    tokeniser: Tokeniser::O200k,
    output_limit: OutputLimit::MaxCompletionTokens,
    family: "openai",
    ..UNKNOWN
};

/// Models that think before they answer take no temperature, and thinking counts as output.
const GPT_THINKING: Capabilities =
    Capabilities { context_tokens: 400_000, takes_temperature: false, effort: Some("low"), ..GPT };

const CLAUDE: Capabilities = Capabilities { context_tokens: 200_000, family: "anthropic", ..UNKNOWN };

const CLAUDE_SCHEMA: Capabilities = Capabilities { structured: Structured::Schema, ..CLAUDE };

/// From Claude Opus 4.7 on no temperature is taken.
const CLAUDE_THINKING: Capabilities =
    Capabilities { context_tokens: 1_000_000, takes_temperature: false, ..CLAUDE_SCHEMA };

const fn row(prefix: &'static str, capabilities: Capabilities) -> ModelRow {
    ModelRow { prefix, capabilities }
}

const fn open(family: &'static str, context_tokens: u32) -> Capabilities {
    Capabilities { structured: Structured::JsonMode, context_tokens, family, ..UNKNOWN }
}

/// Every row. Sources, read 2026-11: OpenAI's and Anthropic's pages on models and on structured
/// output; of open models the cards of their makers. What a server in between can do is the
/// least of both, for which see [`super::rows::ProviderRow::structured`].
pub const ALL: &[ModelRow] = &[
    row(
        "gpt-3.5",
        Capabilities {
            structured: Structured::JsonMode,
            context_tokens: 16_385,
            tokeniser: Tokeniser::Cl100k,
            ..GPT
        },
    ),
    row(
        "gpt-4",
        Capabilities {
            structured: Structured::JsonMode,
            context_tokens: 8_192,
            tokeniser: Tokeniser::Cl100k,
            ..GPT
        },
    ),
    row(
        "gpt-4-turbo",
        Capabilities { structured: Structured::JsonMode, tokeniser: Tokeniser::Cl100k, ..GPT },
    ),
    row("gpt-4o", GPT),
    row("gpt-4.1", Capabilities { context_tokens: 1_000_000, ..GPT }),
    row("gpt-5", Capabilities { effort: Some("minimal"), ..GPT_THINKING }),
    row("gpt-5.", GPT_THINKING),
    row("o1", GPT_THINKING),
    row("o3", GPT_THINKING),
    row("o4", GPT_THINKING),
    row(
        "gpt-oss",
        Capabilities {
            context_tokens: 131_072,
            output_limit: OutputLimit::MaxTokens,
            takes_temperature: true,
            ..GPT_THINKING
        },
    ),
    row("claude", CLAUDE),
    row("claude-haiku-4-5", CLAUDE_SCHEMA),
    row("claude-haiku-5", CLAUDE_THINKING),
    row("claude-sonnet-4-5", CLAUDE_SCHEMA),
    row("claude-sonnet-4-6", CLAUDE_SCHEMA),
    row("claude-sonnet-5", CLAUDE_THINKING),
    row("claude-opus-4-5", CLAUDE_SCHEMA),
    row("claude-opus-4-6", CLAUDE_SCHEMA),
    row("claude-opus-4-7", CLAUDE_THINKING),
    row("claude-opus-4-8", CLAUDE_THINKING),
    row("claude-opus-5", CLAUDE_THINKING),
    row("gemini", open("google", 1_000_000)),
    row("gemma", open("google", 8_192)),
    row("llama", open("meta", 8_192)),
    row("llama-3.1", open("meta", 128_000)),
    row("llama3.1", open("meta", 128_000)),
    row("llama-3.3", open("meta", 128_000)),
    row("llama3.2", open("meta", 128_000)),
    row("llama3.3", open("meta", 128_000)),
    row("mistral", open("mistral", 32_000)),
    row("ministral", open("mistral", 128_000)),
    row("mistral-small", open("mistral", 128_000)),
    row("mistral-large", open("mistral", 128_000)),
    row("mixtral", open("mistral", 32_000)),
    row("deepseek", open("deepseek", 128_000)),
    row("qwen", open("alibaba", 32_000)),
    row("phi", open("microsoft", 16_000)),
    row("grok", open("xai", 128_000)),
];

/// What a model can do, by its name: `openai/gpt-4o-mini` as well as `gpt-4o-mini-2024-07-18`.
pub fn capabilities_of(model: &str) -> Capabilities {
    let name = model.rsplit('/').next().unwrap_or(model).to_ascii_lowercase();
    let mut fitting: Vec<&ModelRow> = ALL.iter().filter(|row| name.starts_with(row.prefix)).collect();
    fitting.sort_by_key(|row| Reverse(row.prefix.len()));
    fitting.first().map_or(UNKNOWN, |row| row.capabilities)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_longest_row_that_fits_a_name_decides() {
        let check = |model: &str, structured: Structured, tokeniser: Tokeniser, family: &str| {
            let found = capabilities_of(model);
            assert_eq!(
                (found.structured, found.tokeniser, found.family),
                (structured, tokeniser, family),
                "{model}"
            );
        };
        check("gpt-4-0613", Structured::JsonMode, Tokeniser::Cl100k, "openai");
        check("gpt-4o-mini-2024-07-18", Structured::Schema, Tokeniser::O200k, "openai");
        check("openai/gpt-4.1-mini", Structured::Schema, Tokeniser::O200k, "openai");
        check("claude-3-haiku-20240307", Structured::Plain, Tokeniser::Bytes, "anthropic");
        check("anthropic/claude-sonnet-5", Structured::Schema, Tokeniser::Bytes, "anthropic");
        check("Llama3.1:8b", Structured::JsonMode, Tokeniser::Bytes, "meta");
        check("nobody-knows-me", Structured::Plain, Tokeniser::Bytes, "unknown");
        assert_eq!(capabilities_of("gpt-5-mini").effort, Some("minimal"));
        assert_eq!(capabilities_of("gpt-5.4-mini").effort, Some("low"));
        assert!(!capabilities_of("claude-opus-4-7").takes_temperature);
    }

    #[test]
    fn no_two_rows_begin_alike_and_each_can_hold_an_attempt() {
        let mut prefixes = HashSet::new();
        for ModelRow { prefix, capabilities } in ALL {
            assert!(prefixes.insert(prefix), "{prefix} stands twice");
            assert_eq!(*prefix, prefix.to_ascii_lowercase(), "names are compared in small letters");
            assert!(capabilities.context_tokens >= 8_000, "{prefix}");
        }
    }
}
