//! The chain of models that the configuration names, and whatever else is made from it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::budget::purse::Purse;
use super::budget::tokens::prepare;
use super::prompts::Prompts;
use super::providers::Model;
use super::providers::endpoint::{Endpoint, Setup};
use super::providers::models::{UNKNOWN, capabilities_of};
use super::providers::rows::{self, KeyNeed, ProviderRow};
use super::providers::transport::Transport;
use super::providers::transport::deadlines::Deadlines;
use super::routing::breaker::BreakerRule;
use super::routing::pace::MachinePace;
use super::routing::{Policy, Router};
use crate::clock::Clock;
use crate::config::{AiConfig, AiJudge, AiModel, Secret};
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

    /// Who gives a second opinion on what a model wrote, by the name the model answered under: a
    /// chain of one model from another house; none where there is none.
    pub fn judge_for(&self, writer: &str) -> Option<Router> {
        self.router.judge_for(capabilities_of(writer).family)
    }

    /// The purse of a document of this run. `name` tells it from the run's other documents.
    pub fn document_purse(&self, name: &str, limit: u64) -> Purse {
        self.router.document_purse(name, limit)
    }

    /// The same for a stage of the run, by name: its calls are counted apart.
    pub fn at_stage(&self, stage: &'static str) -> Self {
        Self { router: self.router.at_stage(stage), ..self.clone() }
    }

    /// The same for one of several things at that stage that are asked for side by side: what one
    /// of them asked is never taken for the question of another.
    pub fn apart_at_stage(&self, stage: &'static str, of: Uuid) -> Self {
        Self { router: self.router.apart_at_stage(stage, of), ..self.clone() }
    }
}

/// Makes the chain; with nobody named it is empty. Nothing is asked yet.
///
/// # Errors
/// `Invalid` naming the variable that is missing or wrong; `Internal` where no client can be made.
pub fn router(config: &AiConfig, clock: &Clock) -> Result<Router> {
    Maker::new(config.clone(), clock.clone()).router()
}

/// Makes models, of the configuration's keys or of others. All of them share one client.
pub struct Maker {
    config: AiConfig,
    deadlines: Deadlines,
    clock: Clock,
    /// Made when first needed: it reads the machine's certificates.
    transport: Mutex<Option<Transport>>,
}

impl Maker {
    /// Makes nothing yet.
    pub fn new(config: AiConfig, clock: Clock) -> Self {
        let deadlines = Deadlines {
            total: config.total,
            first_token: config.first_token,
            idle: config.idle,
            ..Deadlines::default()
        };
        Self { config, deadlines, clock, transport: Mutex::default() }
    }

    /// The chain with its judge.
    ///
    /// # Errors
    /// Those of [`router`].
    pub fn router(&self) -> Result<Router> {
        let config = &self.config;
        let models: Vec<Arc<dyn Model>> =
            config.models.iter().map(|named| self.named(named, "AI_PROVIDERS")).collect::<Result<_>>()?;
        let families = families(config);
        let pace = Arc::new(MachinePace::begin());
        let router = Router::new(models, pace, Policy::default(), BreakerRule::default());
        match &config.judge {
            AiJudge::Nobody => Ok(router.judged_by(None)),
            AiJudge::Named(judge) => {
                let judge = self.named(judge, "AI_JUDGE")?;
                let family = judge.capabilities().family;
                // Where nobody is named the writers are those people bring keys for.
                let is_kin = !config.models.is_empty() && families.iter().all(|writer| *writer == family);
                if family == UNKNOWN.family || is_kin {
                    return Err(Error::invalid(format!(
                        "AI_JUDGE has to come from another house than the models of AI_PROVIDERS; it is of \
                         the family {family}."
                    )));
                }
                Ok(router.judged_by(Some(judge)))
            }
            AiJudge::OfModels => {
                if !config.models.is_empty() && families.len() < 2 {
                    tracing::info!(
                        "all models of AI_PROVIDERS come from one house, so there is no second opinion"
                    );
                }
                Ok(router)
            }
        }
    }

    /// How long calls to it may take.
    pub fn deadlines(&self) -> Deadlines {
        self.deadlines
    }

    /// The provider of that name, if somebody may bring a key of their own for it.
    pub fn takes_own_key(&self, provider: &str) -> Option<&'static ProviderRow> {
        let is_there = |row: &&ProviderRow| !row.base_url.is_empty() || self.config.compatible_url.is_some();
        rows::find(provider).filter(|row| row.key_need != KeyNeed::None).filter(is_there)
    }

    /// The model of a provider that is asked where nobody names one: the configuration's, else the
    /// usual one.
    pub fn usual_model(&self, row: &ProviderRow) -> Option<&str> {
        let configured = self.config.models.iter().find(|named| named.provider == row.name);
        let usual = configured.map_or(row.usual_model, |named| named.model.as_str());
        Some(usual).filter(|model| !model.is_empty())
    }

    /// A model that is asked with a key of somebody's own.
    ///
    /// # Errors
    /// `Internal` where no client can be made; `Invalid` where the operator has not said where the
    /// provider is.
    pub fn own(
        &self,
        row: &'static ProviderRow,
        model: &str,
        key: Secret,
        deadlines: Deadlines,
    ) -> Result<Arc<dyn Model>> {
        let base_url = base_url(row, &self.config)?;
        self.endpoint(Setup { row, base_url, model: model.to_owned(), key: Some(key), deadlines })
    }

    /// A model as a variable names it, asked with the configuration's key.
    fn named(&self, named: &AiModel, variable: &str) -> Result<Arc<dyn Model>> {
        let row = rows::find(&named.provider).ok_or_else(|| {
            let known: Vec<&str> = rows::ALL.iter().map(|row| row.name).collect();
            Error::invalid(format!(
                "{variable} names a provider that is not known. Known: {}.",
                known.join(", ")
            ))
        })?;
        let key = self.config.key(row.key_variable).cloned();
        if key.is_none() && row.key_need == KeyNeed::Required {
            return Err(Error::invalid(format!(
                "{variable} names {}; set its key in {}.",
                row.name, row.key_variable
            )));
        }
        let base_url = base_url(row, &self.config)?;
        self.endpoint(Setup { row, base_url, model: named.model.clone(), key, deadlines: self.deadlines })
    }

    fn endpoint(&self, setup: Setup) -> Result<Arc<dyn Model>> {
        let endpoint = Endpoint::new(setup, self.transport()?, self.clock.clone());
        prepare(endpoint.capabilities().tokeniser);
        Ok(Arc::new(endpoint))
    }

    fn transport(&self) -> Result<Transport> {
        let mut made = self.transport.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(transport) = &*made {
            return Ok(transport.clone());
        }
        let transport = Transport::try_new(self.deadlines.connect)?;
        *made = Some(transport.clone());
        Ok(transport)
    }
}

/// The houses the configured models come from, as far as they are known.
fn families(config: &AiConfig) -> BTreeSet<&'static str> {
    let families = config.models.iter().map(|named| capabilities_of(&named.model).family);
    families.filter(|family| *family != UNKNOWN.family).collect()
}

fn base_url(row: &ProviderRow, config: &AiConfig) -> Result<String> {
    let given = match row.name {
        "compatible" => Some(config.compatible_url.as_ref().ok_or_else(|| {
            Error::invalid("The provider compatible is named; set where its server is in AI_COMPATIBLE_URL.")
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
        check(
            &[("AI_PROVIDERS", "ollama:qwen3:8b"), ("AI_JUDGE", "larch:larch-1")],
            "AI_JUDGE names a provider",
        );
        assert!(made(&[]).expect("nobody").is_empty());
    }

    #[test]
    fn a_judge_comes_from_another_house_than_the_writer() {
        let check = |providers: &str, judge: &str, writer: &str, expected: Option<&str>| {
            let router = made(&[("AI_PROVIDERS", providers), ("AI_JUDGE", judge)]).expect("a chain");
            let ai = Ai { router, prompts: Arc::new(Prompts::try_new().expect("prompts")) };
            let found = ai.judge_for(writer).and_then(|judge| judge.models().first().cloned());
            assert_eq!(found.as_deref(), expected, "{providers} {judge} {writer}");
        };
        let both = "ollama:llama3.1:8b,ollama:qwen3:8b";
        check(both, "", "llama3.1:8b", Some("qwen3:8b"));
        check(both, "", "qwen3:8b", Some("llama3.1:8b"));
        check(both, "", "gpt-4.1-mini-2025-04-14", Some("llama3.1:8b"));
        check(both, "none", "llama3.1:8b", None);
        check(both, "ollama:gemma3:4b", "llama3.1:8b", Some("gemma3:4b"));
        check(both, "ollama:qwen3:14b", "qwen3:8b", None);
        check("", "ollama:gemma3:4b", "llama3.1:8b", Some("gemma3:4b"));
        check("ollama:llama3.1:8b,ollama:llama3.2:3b", "", "llama3.1:8b", None);
        // Of whom nobody knows where they come from nobody knows that they come from elsewhere.
        check("ollama:llama3.1:8b,ollama:larch-1", "", "llama3.1:8b", None);
        check(both, "", "larch-1", None);
        for judge in ["ollama:llama3.2:3b", "ollama:larch-1"] {
            let kin = made(&[("AI_PROVIDERS", "ollama:llama3.1:8b"), ("AI_JUDGE", judge)]);
            assert!(kin.err().expect("kin").message().contains("another house"), "{judge}");
        }
    }
}
