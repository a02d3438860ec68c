//! Which models may be asked. Part of the configuration: what the names stand for is known to
//! `ai::setup`.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use super::secret::Secret;
use super::{VARIABLES, Values, list, web_address, wrong};
use crate::error::Result;

/// How the names of keys end.
const KEY: &str = "_API_KEY";

/// What was told of AI.
#[derive(Debug, Clone, Default)]
pub struct AiConfig {
    /// `AI_PROVIDERS`: the models, the first preferred; none for rules alone.
    pub models: Vec<AiModel>,
    /// `AI_COMPATIBLE_URL`: where the compatible server is.
    pub compatible_url: Option<Url>,
    /// `OLLAMA_URL`: where Ollama is.
    pub ollama_url: Option<Url>,
    /// `AI_TIMEOUT_SECONDS`: how long a call may take.
    pub total: Duration,
    /// `AI_FIRST_TOKEN_SECONDS`: until the first word.
    pub first_token: Duration,
    /// `AI_IDLE_SECONDS`: from one word to the next.
    pub idle: Duration,
    /// `AI_JUDGE`: who gives a second opinion.
    pub judge: AiJudge,
    /// `AI_TOKENS_PER_DAY…`: what an account may spend a day, by role.
    pub tokens_per_day: TokensPerDay,
    /// `AI_CACHE_ANALYSIS_MINUTES`: how long analyses are given again.
    pub cache_analysis: Duration,
    /// `AI_CACHE_CONTENT_MINUTES`: how long content is given again.
    pub cache_content: Duration,
    /// `AI_DEBUG_STORE`: how long redacted words of calls are kept; none for not at all.
    pub debug_store: Option<Duration>,
    keys: HashMap<&'static str, Secret>,
}

/// Who gives a second opinion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AiJudge {
    /// The first of the models that comes from another house than the writer.
    #[default]
    OfModels,
    /// Nobody.
    Nobody,
    /// This one.
    Named(AiModel),
}

/// Tokens an account may spend on models a day, by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokensPerDay {
    /// `AI_TOKENS_PER_DAY`
    pub user: u64,
    /// `AI_TOKENS_PER_DAY_PREMIUM`
    pub premium: u64,
    /// `AI_TOKENS_PER_DAY_ADMIN`
    pub admin: u64,
}

/// One model as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiModel {
    /// The provider's name.
    pub provider: String,
    /// The model, by the provider's name for it.
    pub model: String,
}

impl AiModel {
    fn read(text: &str) -> Option<Self> {
        let (provider, model) = text.split_once(':')?;
        let is_whole = !provider.is_empty() && !model.is_empty();
        is_whole.then(|| Self { provider: provider.to_owned(), model: model.to_owned() })
    }
}

impl AiConfig {
    pub(super) fn read(values: &Values<impl Fn(&str) -> Option<String>>) -> Result<Self> {
        let models = list(&values.text("AI_PROVIDERS"))
            .map(|text| {
                let model = AiModel::read(text);
                model.ok_or_else(|| wrong("AI_PROVIDERS", "models as provider:model, separated by commas"))
            })
            .collect::<Result<_>>()?;
        let judge = match values.text("AI_JUDGE").as_str() {
            "" => AiJudge::OfModels,
            "none" => AiJudge::Nobody,
            text => AiModel::read(text)
                .map(AiJudge::Named)
                .ok_or_else(|| wrong("AI_JUDGE", "a model as provider:model, or `none`"))?,
        };
        let address = |name: &str| match values.text(name) {
            text if text.is_empty() => Ok(None),
            text => web_address(&text)
                .map(Some)
                .ok_or_else(|| wrong(name, "an address such as http://127.0.0.1:8000/v1")),
        };
        let seconds =
            |name: &str| values.within(name, 1, 600).map(|seconds| Duration::from_secs(seconds as u64));
        let most = 1_000_000_000;
        let tokens = |name: &str| values.within(name, 0, most).map(|tokens| tokens as u64);
        let minutes = |name: &str| {
            values.within(name, 0, 43_200).map(|minutes| Duration::from_secs(minutes as u64 * 60))
        };
        let debug_hours = values.within("AI_DEBUG_STORE", 0, 720)? as u64;
        let keys = VARIABLES.iter().filter(|variable| variable.name.ends_with(KEY));
        Ok(Self {
            models,
            compatible_url: address("AI_COMPATIBLE_URL")?,
            ollama_url: address("OLLAMA_URL")?,
            total: seconds("AI_TIMEOUT_SECONDS")?,
            first_token: seconds("AI_FIRST_TOKEN_SECONDS")?,
            idle: seconds("AI_IDLE_SECONDS")?,
            judge,
            tokens_per_day: TokensPerDay {
                user: tokens("AI_TOKENS_PER_DAY")?,
                premium: tokens("AI_TOKENS_PER_DAY_PREMIUM")?,
                admin: tokens("AI_TOKENS_PER_DAY_ADMIN")?,
            },
            cache_analysis: minutes("AI_CACHE_ANALYSIS_MINUTES")?,
            cache_content: minutes("AI_CACHE_CONTENT_MINUTES")?,
            debug_store: (debug_hours > 0).then(|| Duration::from_secs(debug_hours * 60 * 60)),
            keys: keys
                .filter_map(|variable| Some((variable.name, Secret::new(values.given(variable.name)?))))
                .collect(),
        })
    }

    /// The key that a variable holds.
    pub fn key(&self, variable: &str) -> Option<&Secret> {
        self.keys.get(variable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(values: &[(&str, &str)]) -> AiConfig {
        let values: HashMap<&str, &str> = values.iter().copied().collect();
        let config = Config::from_values(|name| values.get(name).map(|value| (*value).to_owned()));
        config.expect("good values").ai
    }

    #[test]
    fn models_keep_their_order_and_may_have_colons() {
        let config = read(&[("AI_PROVIDERS", " openai:gpt-4.1-mini , ollama:llama3.1:8b,")]);
        let named: Vec<(&str, &str)> =
            config.models.iter().map(|model| (model.provider.as_str(), model.model.as_str())).collect();
        assert_eq!(named, [("openai", "gpt-4.1-mini"), ("ollama", "llama3.1:8b")]);
        assert!(read(&[]).models.is_empty(), "nobody is asked unless somebody is named");
    }

    #[test]
    fn a_judge_may_be_named_chosen_or_none() {
        assert_eq!(read(&[]).judge, AiJudge::OfModels);
        assert_eq!(read(&[("AI_JUDGE", "none")]).judge, AiJudge::Nobody);
        let named = AiModel { provider: "ollama".to_owned(), model: "qwen3:8b".to_owned() };
        assert_eq!(read(&[("AI_JUDGE", "ollama:qwen3:8b")]).judge, AiJudge::Named(named));
    }

    #[test]
    fn what_is_kept_for_no_time_is_off() {
        assert_eq!(read(&[]).debug_store, None, "words are kept only where somebody asks for it");
        assert_eq!(read(&[("AI_DEBUG_STORE", "2")]).debug_store, Some(Duration::from_secs(7_200)));
        assert_eq!(read(&[]).cache_analysis, Duration::from_secs(24 * 60 * 60));
        assert_eq!(read(&[("AI_CACHE_CONTENT_MINUTES", "0")]).cache_content, Duration::ZERO);
    }

    #[test]
    fn keys_are_found_by_the_names_of_their_variables() {
        let config = read(&[("OPENAI_API_KEY", "sk-1"), ("AI_IDLE_SECONDS", "7")]);
        assert_eq!(config.key("OPENAI_API_KEY").map(Secret::expose), Some("sk-1"));
        assert!(config.key("GROQ_API_KEY").is_none() && config.key("").is_none());
        assert_eq!(config.idle, Duration::from_secs(7));
    }
}
