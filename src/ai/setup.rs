//! The chain of models that the configuration names.

use std::sync::Arc;

use super::budget::tokens::prepare;
use super::prompts::Prompts;
use super::providers::Model;
use super::providers::endpoint::{Endpoint, Setup};
use super::providers::rows::{self, KeyNeed, ProviderRow};
use super::providers::transport::Transport;
use super::providers::transport::deadlines::Deadlines;
use super::routing::breaker::BreakerRule;
use super::routing::pace::MachinePace;
use super::routing::{Policy, Router};
use crate::clock::Clock;
use crate::config::{AiConfig, AiModel};
use crate::error::{Error, Result};

/// Models to ask and the words to ask with. Cheap to clone; clones share their breakers.
#[derive(Clone)]
pub struct Ai {
    /// Who is asked.
    pub router: Router,
    /// What models are told.
    pub prompts: Arc<Prompts>,
}

impl Ai {
    /// What the configuration names; none where it names nobody, and everything is done by rules.
    /// The prompts are checked either way, so that a wrong one never starts.
    ///
    /// # Errors
    /// Those of [`router`] and of [`Prompts::try_new`].
    pub fn from_config(config: &AiConfig, clock: &Clock) -> Result<Option<Self>> {
        let prompts = Arc::new(Prompts::try_new()?);
        let router = router(config, clock)?;
        Ok((!router.is_empty()).then_some(Self { router, prompts }))
    }
}

/// Makes the chain; with nobody named it is empty. Nothing is asked yet.
///
/// # Errors
/// `Invalid` naming the variable that is missing or wrong; `Internal` where no client can be made.
pub fn router(config: &AiConfig, clock: &Clock) -> Result<Router> {
    let deadlines = Deadlines {
        total: config.total,
        first_token: config.first_token,
        idle: config.idle,
        ..Deadlines::default()
    };
    let setups: Vec<Setup> =
        config.models.iter().map(|model| setup(model, config, deadlines)).collect::<Result<_>>()?;
    let mut models: Vec<Arc<dyn Model>> = Vec::new();
    if !setups.is_empty() {
        let transport = Transport::try_new(deadlines.connect)?;
        for setup in setups {
            let endpoint = Endpoint::new(setup, transport.clone(), clock.clone());
            prepare(endpoint.capabilities().tokeniser);
            models.push(Arc::new(endpoint));
        }
    }
    Ok(Router::new(models, Arc::new(MachinePace::begin()), Policy::default(), BreakerRule::default()))
}

fn setup(named: &AiModel, config: &AiConfig, deadlines: Deadlines) -> Result<Setup> {
    let row = rows::find(&named.provider).ok_or_else(|| {
        let known: Vec<&str> = rows::ALL.iter().map(|row| row.name).collect();
        Error::invalid(format!(
            "AI_PROVIDERS names a provider that is not known. Known: {}.",
            known.join(", ")
        ))
    })?;
    let key = config.key(row.key_variable).cloned();
    if key.is_none() && row.key_need == KeyNeed::Required {
        return Err(Error::invalid(format!(
            "AI_PROVIDERS names {}; set its key in {}.",
            row.name, row.key_variable
        )));
    }
    Ok(Setup { row, base_url: base_url(row, config)?, model: named.model.clone(), key, deadlines })
}

fn base_url(row: &ProviderRow, config: &AiConfig) -> Result<String> {
    let given = match row.name {
        "compatible" => Some(config.compatible_url.as_ref().ok_or_else(|| {
            Error::invalid("AI_PROVIDERS names compatible; set where its server is in AI_COMPATIBLE_URL.")
        })?),
        "ollama" => config.ollama_url.as_ref(),
        _ => None,
    };
    Ok(given.map_or(row.base_url, url::Url::as_str).trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::config::{Config, VARIABLES};
    use crate::error::ErrorKind;

    fn made(values: &[(&str, &str)]) -> Result<Router> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let values: HashMap<&str, &str> = values.iter().copied().collect();
        let config = Config::from_values(|name| values.get(name).map(|value| (*value).to_owned()))?;
        router(&config.ai, &Clock::System)
    }

    #[test]
    fn every_provider_can_be_configured_and_is_told_of() {
        let told =
            VARIABLES.iter().find(|variable| variable.name == "AI_PROVIDERS").expect("the variable").meaning;
        for row in rows::ALL {
            assert!(told.contains(row.name), "{} is not told of", row.name);
            let named = format!("{}:larch-1", row.name);
            let mut values =
                vec![("AI_PROVIDERS", named.as_str()), ("AI_COMPATIBLE_URL", "http://127.0.0.1:1/v1")];
            if row.key_need == KeyNeed::Required {
                let error = made(&values).err().expect("a missing key");
                assert!(error.message().contains(row.key_variable), "{error}");
                values.push((row.key_variable, "sk-1"));
            }
            assert!(!made(&values).expect(row.name).is_empty());
        }
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let check = |values: &[(&str, &str)], said: &str| {
            let error = made(values).err().expect(said);
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(error.message().contains(said), "{said}: {error}");
        };
        check(&[("AI_PROVIDERS", "larch:larch-1")], "Known: openai");
        check(&[("AI_PROVIDERS", "compatible:larch-1")], "AI_COMPATIBLE_URL");
        assert!(made(&[]).expect("nobody").is_empty());
    }
}
