//! `jobwise demo`: the main job from sign-up to PDFs, through the API, as a client would.

mod account;
mod client;
mod progress;
mod report;
mod server;
mod watch;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use self::account::DemoAccount;
use self::client::Client;
use self::report::Made;
use self::server::Server;
use super::{files, setup};
use crate::config::{Config, Environment};
use crate::error::{Error, Result};
use crate::files::FileHash;
use crate::{http, ids};

/// Go the whole way once: sign up, import a profile and a job, generate, download both PDFs.
///
/// Starts a server of its own on a free port of this machine and then uses nothing but its API:
/// GraphQL over HTTP, and a subscription that shows each stage as it runs. Without DATABASE_URL
/// a private Postgres is started in the data folder, and goes on running for the next time. Its
/// account is kept in the data folder as demo-account.json, so that a later run, or you in
/// GraphiQL, can sign in to it. The PDFs and a short report are what remains.
#[derive(Debug, Args)]
#[command(after_help = help())]
pub struct Demo {
    /// The folder to write the PDFs into; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// A profile of your own, JSON Resume v1, in place of the example; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// A posting of your own, plain text in UTF-8, in place of the example; `-` reads standard
    /// input
    #[arg(long, value_name = "FILE")]
    job: Option<PathBuf>,
}

fn help() -> String {
    let settings = setup::settings_help(&["JOBWISE_DATA", "DATABASE_URL", "JOBWISE_LOG"]);
    format!(
        "Examples:\n  jobwise demo\n  jobwise demo --profile me.json --job posting.txt --out out\n\n{settings}\n\
         Exit codes: 0 done, 2 bad input, 1 anything else."
    )
}

/// The examples the demo uses when nothing else is given.
const PROFILE: &str = include_str!("../../../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../../../examples/data/job-software-engineer.txt");

impl Demo {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for input that cannot be read or is wrong; `Unavailable` when no Postgres is
    /// there; `Internal` when a stage failed or a file cannot be written.
    pub fn run(self) -> Result<()> {
        let input = Input::read(self.profile.as_deref(), self.job.as_deref())?;
        let config = Config::from_env()?;
        if config.environment == Environment::Production {
            let message = "The demo makes an account and documents, so it does not run in production; unset JOBWISE_ENV.";
            return Err(Error::invalid(message));
        }
        let log = config.data_dir.join("demo.log");
        setup::log_to_file(&config, &log)?;
        setup::block_on(demo(config, &input, &self.out)).inspect_err(|error| {
            if error.kind() != crate::error::ErrorKind::Invalid {
                eprintln!("The demo did not come to its end; {} has the details.", log.display());
            }
        })
    }
}

/// What goes into the run.
struct Input {
    profile: Value,
    posting: String,
}

impl Input {
    fn read(profile: Option<&Path>, job: Option<&Path>) -> Result<Self> {
        let is_stdin = |path: Option<&Path>| path.is_some_and(|path| path.as_os_str() == "-");
        if is_stdin(profile) && is_stdin(job) {
            return Err(Error::invalid(
                "Only one of --profile and --job can be standard input; give the other as a file.",
            ));
        }
        let bytes = match profile {
            Some(path) => files::read_bytes(path, files::Noun::Profile)?,
            None => PROFILE.as_bytes().to_vec(),
        };
        let profile = serde_json::from_slice(&bytes)
            .map_err(|cause| Error::invalid(format!("The profile is not JSON: {cause}.")))?;
        let posting = match job {
            Some(path) => files::read_text(path, files::Noun::Posting)?,
            None => POSTING.to_owned(),
        };
        Ok(Self { profile, posting })
    }
}

async fn demo(config: Config, input: &Input, out: &Path) -> Result<()> {
    let data_dir = config.data_dir.clone();
    match &config.database_url {
        Some(_) => println!("Opening the database of DATABASE_URL ..."),
        None => println!(
            "Starting a private Postgres in {}, which goes on running (`jobwise db stop` ends it) ...",
            data_dir.display()
        ),
    }
    let stop = http::stop_on_signal()?;
    let server = Server::start(config, stop.clone()).await?;
    println!("Serving the API at {} ...", server.endpoint());
    let story = async {
        let made = tell(&server, &data_dir, input).await?;
        let written = made.documents.iter().map(|(document, bytes)| (document.file_name(), bytes.clone()));
        files::write_all(out, written.collect())?;
        print!("{}", report::summary(&made, out, &data_dir));
        Ok(())
    };
    let told = tokio::select! {
        told = story => told,
        () = stop.cancelled() => Err(Error::invalid("The demo was stopped.")),
    };
    server.end().await;
    told
}

/// The main job, call by call.
async fn tell(server: &Server, data_dir: &Path, input: &Input) -> Result<Made> {
    let mut client = Client::new(server.endpoint())?;
    let mut account = DemoAccount::open(data_dir)?;
    account.sign_in(&mut client).await?;
    let imported = import_profile(&client, &input.profile).await?;
    let profile = match imported {
        Some(profile) => profile,
        // Many runs have filled the account; the next ones use a new one.
        None => {
            account = DemoAccount::new(data_dir)?;
            account.sign_in(&mut client).await?;
            import_profile(&client, &input.profile)
                .await?
                .ok_or_else(|| Error::invalid("The server takes no profiles of a new account."))?
        }
    };
    println!("Signed in as {}", account.email());
    println!("Imported the profile {}, {} facts", text(&profile["title"]), count(&profile["facts"]));
    let job = create_job(&client, &input.posting).await?;
    let company = text(&job["company"]);
    let at = if company.is_empty() { String::new() } else { format!(" at {company}") };
    println!("Created and saved the job {}{at}", text(&job["title"]));
    save_job(&client, text(&job["id"])).await?;
    let id = generate(&client, text(&profile["id"]), text(&job["id"])).await?;
    println!("Generating a résumé and a cover letter");
    let mut bars = progress::Progress::new();
    watch::watch(&client, &id, |event| bars.show(event)).await?;
    download(&client, &id).await
}

/// Imports the profile; none when the account holds as many as it can.
async fn import_profile(client: &Client, resume: &Value) -> Result<Option<Value>> {
    let document = "mutation ImportProfile($input: ImportProfileInput!) {
        importProfile(input: $input) {
            status
            profile { id title facts { id } }
            violations { path message }
        }
    }";
    let input = json!({ "input": { "jsonResume": { "resume": resume } } });
    let payload = client.ask("importProfile", document, input).await?;
    if payload["status"] == "LIMIT_REACHED" {
        return Ok(None);
    }
    client::expect("importProfile", &payload, &["SAVED"])?;
    Ok(Some(payload["profile"].clone()))
}

async fn create_job(client: &Client, posting: &str) -> Result<Value> {
    let document = "mutation CreateJob($input: CreateJobInput!) {
        createJob(input: $input) {
            status
            job { id title company }
            violations { path message }
        }
    }";
    let payload = client.ask("createJob", document, json!({ "input": { "text": posting } })).await?;
    client::expect("createJob", &payload, &["SAVED"])?;
    Ok(payload["job"].clone())
}

async fn save_job(client: &Client, job_id: &str) -> Result<()> {
    let document = "mutation SaveJob($input: SaveJobInput!) {
        saveJob(input: $input) { status violations { path message } }
    }";
    let payload = client.ask("saveJob", document, json!({ "input": { "jobId": job_id } })).await?;
    client::expect("saveJob", &payload, &["SAVED"])
}

/// Starts the generation and returns its id.
async fn generate(client: &Client, profile_id: &str, job_id: &str) -> Result<String> {
    let document = "mutation Generate($input: GenerateInput!) {
        generate(input: $input) { status generation { id } violations { path message } }
    }";
    let input = json!({ "input": {
        "profileId": profile_id,
        "jobId": job_id,
        "kinds": ["RESUME", "COVER_LETTER"],
        "idempotencyKey": ids::new_id(),
    } });
    let payload = client.ask("generate", document, input).await?;
    client::expect("generate", &payload, &["ACCEPTED"])?;
    Ok(text(&payload["generation"]["id"]).to_owned())
}

/// Reads what came of the generation, and its files by their links.
async fn download(client: &Client, id: &str) -> Result<Made> {
    let generation = client.ask("generation", report::GENERATION, json!({ "id": id })).await?;
    let generation: report::Generation = serde_json::from_value(generation)
        .map_err(|cause| Error::internal("The generation is not of the schema's shape.", cause))?;
    let mut documents = Vec::new();
    for document in generation.documents {
        let file = document.pdf()?;
        let bytes = client.download(&file.download_url, file.size_bytes).await?;
        if FileHash::of(&bytes).to_hex() != file.sha256 {
            let message = format!("The file {} did not arrive whole; run the demo again.", file.file_name);
            return Err(Error::internal(message, "the SHA-256 differs"));
        }
        documents.push((document, bytes));
    }
    Ok(Made { stages: generation.stages, documents })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn count(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}
