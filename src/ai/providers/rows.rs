//! The providers, one row each. A compatible server is a row, not a file.

use super::models::Structured;
use super::wires::Wire;

/// Whether a provider wants a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyNeed {
    /// Without one nothing is answered.
    Required,
    /// A server of one's own may want one.
    Optional,
    /// There is none.
    None,
}

/// One provider.
#[derive(Debug, Clone, Copy)]
pub struct ProviderRow {
    /// Its name in settings, SQL and logs.
    pub name: &'static str,
    /// Its name for a person.
    pub title: &'static str,
    /// What it speaks.
    pub wire: Wire,
    /// Where it is; empty where the operator has to say.
    pub base_url: &'static str,
    /// The variable that holds its key; the conventional name, so that it is often set already.
    pub key_variable: &'static str,
    /// Whether that has to be set.
    pub key_need: KeyNeed,
    /// The strictest way it holds models to JSON; a model may know less.
    pub structured: Structured,
    /// Whether its streams have to be asked to end with their usage.
    pub takes_stream_options: bool,
    /// Whether tokens are free, as on one's own machine.
    pub is_free: bool,
    /// The model that is asked with a key of one's own whose owner names none; empty where there
    /// is none that everybody has.
    pub usual_model: &'static str,
}

const fn compatible(
    name: &'static str,
    title: &'static str,
    base_url: &'static str,
    key_variable: &'static str,
    structured: Structured,
    usual_model: &'static str,
) -> ProviderRow {
    ProviderRow {
        name,
        title,
        wire: Wire::OpenAiChat,
        base_url,
        key_variable,
        key_need: KeyNeed::Required,
        structured,
        takes_stream_options: true,
        is_free: false,
        usual_model,
    }
}

/// Every provider. Base URLs and variables are those of the providers' own pages, read 2026-11.
pub const ALL: &[ProviderRow] = &[
    compatible(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        "OPENAI_API_KEY",
        Structured::Schema,
        "gpt-4.1-mini",
    ),
    ProviderRow {
        wire: Wire::OpenAiResponses,
        ..compatible(
            "openai-responses",
            "OpenAI",
            "https://api.openai.com/v1",
            "OPENAI_API_KEY",
            Structured::Schema,
            "gpt-4.1-mini",
        )
    },
    ProviderRow {
        wire: Wire::Anthropic,
        ..compatible(
            "anthropic",
            "Anthropic",
            "https://api.anthropic.com/v1",
            "ANTHROPIC_API_KEY",
            Structured::Schema,
            "claude-haiku-4-5",
        )
    },
    ProviderRow {
        wire: Wire::Ollama,
        key_need: KeyNeed::None,
        is_free: true,
        ..compatible("ollama", "Ollama", "http://127.0.0.1:11434", "", Structured::Schema, "")
    },
    ProviderRow {
        key_need: KeyNeed::Optional,
        ..compatible(
            "compatible",
            "the compatible server",
            "",
            "AI_COMPATIBLE_API_KEY",
            Structured::JsonMode,
            "",
        )
    },
    compatible(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        "OPENROUTER_API_KEY",
        Structured::Schema,
        "openai/gpt-4.1-mini",
    ),
    compatible(
        "groq",
        "Groq",
        "https://api.groq.com/openai/v1",
        "GROQ_API_KEY",
        Structured::JsonMode,
        "llama-3.3-70b-versatile",
    ),
    ProviderRow {
        takes_stream_options: false,
        ..compatible(
            "mistral",
            "Mistral",
            "https://api.mistral.ai/v1",
            "MISTRAL_API_KEY",
            Structured::JsonMode,
            "mistral-small-latest",
        )
    },
    compatible(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com",
        "DEEPSEEK_API_KEY",
        Structured::JsonMode,
        "deepseek-chat",
    ),
    compatible(
        "together",
        "Together",
        "https://api.together.xyz/v1",
        "TOGETHER_API_KEY",
        Structured::JsonMode,
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
    ),
    compatible("xai", "xAI", "https://api.x.ai/v1", "XAI_API_KEY", Structured::JsonMode, "grok-3-mini"),
    compatible(
        "gemini",
        "Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "GEMINI_API_KEY",
        Structured::JsonMode,
        "gemini-2.5-flash",
    ),
];

/// The provider of that name.
pub fn find(name: &str) -> Option<&'static ProviderRow> {
    ALL.iter().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_can_be_asked_for_and_says_where_it_is() {
        let mut names = HashSet::new();
        for row in ALL {
            assert!(names.insert(row.name), "{} stands twice", row.name);
            assert!(row.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", row.name);
            assert_eq!(row.key_need == KeyNeed::None, row.key_variable.is_empty(), "{}", row.name);
            let is_given = row.base_url.is_empty() && row.name == "compatible";
            let is_local = row.is_free && row.base_url.starts_with("http://127.0.0.1:");
            assert!(is_given || is_local || row.base_url.starts_with("https://"), "{}", row.name);
            assert!(!row.base_url.ends_with('/'), "paths are put behind it: {}", row.name);
        }
        assert!(find("openai").is_some() && find("nobody").is_none());
    }
}
