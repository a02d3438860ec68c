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
    keys: HashMap<&'static str, Secret>,
}

/// One model as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiModel {
    /// The provider's name.
    pub provider: String,
    /// The model, by the provider's name for it.
    pub model: String,
}

impl AiConfig {
    pub(super) fn read(values: &Values<impl Fn(&str) -> Option<String>>) -> Result<Self> {
        let models = list(&values.text("AI_PROVIDERS"))
            .map(|text| match text.split_once(':') {
                Some((provider, model)) if !provider.is_empty() && !model.is_empty() => {
                    Ok(AiModel { provider: provider.to_owned(), model: model.to_owned() })
                }
                _ => Err(wrong("AI_PROVIDERS", "models as provider:model, separated by commas")),
            })
            .collect::<Result<_>>()?;
        let address = |name: &str| match values.text(name) {
            text if text.is_empty() => Ok(None),
            text => web_address(&text)
                .map(Some)
                .ok_or_else(|| wrong(name, "an address such as http://127.0.0.1:8000/v1")),
        };
        let seconds =
            |name: &str| values.within(name, 1, 600).map(|seconds| Duration::from_secs(seconds as u64));
        let keys = VARIABLES.iter().filter(|variable| variable.name.ends_with(KEY));
        Ok(Self {
            models,
            compatible_url: address("AI_COMPATIBLE_URL")?,
            ollama_url: address("OLLAMA_URL")?,
            total: seconds("AI_TIMEOUT_SECONDS")?,
            first_token: seconds("AI_FIRST_TOKEN_SECONDS")?,
            idle: seconds("AI_IDLE_SECONDS")?,
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
    fn keys_are_found_by_the_names_of_their_variables() {
        let config = read(&[("OPENAI_API_KEY", "sk-1"), ("AI_IDLE_SECONDS", "7")]);
        assert_eq!(config.key("OPENAI_API_KEY").map(Secret::expose), Some("sk-1"));
        assert!(config.key("GROQ_API_KEY").is_none() && config.key("").is_none());
        assert_eq!(config.idle, Duration::from_secs(7));
    }
}
