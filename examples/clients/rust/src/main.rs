//! A first visit from end to end: an account, a profile, a job, both documents, their files.
//!
//! `cargo run -- http://127.0.0.1:8080 [folder for the files]`

mod connection;

#[cynic::schema("jobwise")]
mod schema {}

/// An operation may write a date as a text.
impl cynic::coercions::CoercesTo<schema::PartialDate> for str {}

/// The types of every operation of `examples/queries`, which `build.rs` generates.
#[allow(dead_code, reason = "this visit asks for some of the operations, and reads some fields")]
mod operations {
    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs};

use connection::Connection;
use cynic::{Id, MutationBuilder, QueryBuilder, SubscriptionBuilder};
use operations::generations::GenerationEvent2 as Event;
use operations::{accounts, documents, generations, jobs, profiles, saved_jobs};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let out = PathBuf::from(arguments.next().unwrap_or_else(|| "out".to_owned()));

    let mut connection = Connection::new(&address);
    sign_in(&mut connection)?;
    let generation = prepare(&connection)?;
    follow(&connection, &generation)?;
    fetch(&connection, &out)
}

fn sign_in(connection: &mut Connection) -> Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos();
    let (email, password) = (format!("rust-{now}@example.com"), "correct horse battery");
    let up = accounts::SignUp::build(accounts::SignUpVariables { email: &email, password });
    println!("sign up: {:?}", connection.ask(&up)?.sign_up.status);
    let variables = accounts::SignInVariables { email: &email, password };
    let answer = connection.ask(&accounts::SignIn::build(variables))?.sign_in;
    connection.access_token = Some(answer.access_token.ok_or("nobody could sign in")?);
    let viewer = connection.ask(&accounts::Viewer::build(()))?.viewer.ok_or("nobody is signed in")?;
    println!("viewer: {}", viewer.email);
    Ok(())
}

/// Everything up to a generation, whose id it answers.
fn prepare(connection: &Connection) -> Result<Id> {
    let resume =
        serde_json::from_str(&fs::read_to_string(format!("{DATA}/profile-software-engineer.json"))?)?;
    let variables = profiles::ImportProfileVariables { resume: profiles::Json(resume) };
    let imported = connection.ask(&profiles::ImportProfile::build(variables))?.import_profile;
    println!("import profile: {:?}", imported.status);
    let profile = imported.profile.ok_or("no profile was made")?;

    let text = fs::read_to_string(format!("{DATA}/job-software-engineer.txt"))?;
    let variables = jobs::CreateJobVariables { text: &text };
    let created = connection.ask(&jobs::CreateJob::build(variables))?.create_job;
    let job = created.job.ok_or("no job was made")?;
    println!("create job: {:?} {} at {}", created.status, job.title, job.company);

    let variables = saved_jobs::SaveJobVariables { job_id: &job.id };
    let saved = connection.ask(&saved_jobs::SaveJob::build(variables))?.save_job;
    println!("save job: {:?} {:?}", saved.status, saved.saved_job.ok_or("no job was saved")?.tags);

    let (profile_id, job_id) = (&profile.id, &job.id);
    let variables = generations::GenerateVariables { profile_id, job_id, idempotency_key: None };
    let started = connection.ask(&generations::Generate::build(variables))?.generate;
    println!("generate: {:?}", started.status);
    Ok(started.generation.ok_or("no generation was begun")?.id)
}

/// Hears every event, in order, to the end.
fn follow(connection: &Connection, generation_id: &Id) -> Result<()> {
    let (mut last, mut is_finished) = (0, false);
    let variables = generations::WatchGenerationVariables { generation_id, after: None };
    connection.watch(&generations::WatchGeneration::build(variables), |answer| {
        let event = answer.generation_events;
        // The words of a model while it writes have no number; none has to be heard.
        let Some(number) = event.number else { return Ok(()) };
        if number != last + 1 {
            return Err(format!("event {} is missing", last + 1).into());
        }
        last = number;
        match event.generation_event2 {
            Event::StageFinished(stage) => {
                println!("  {number}: {:?} took {} ms", stage.stage, stage.elapsed_ms)
            }
            Event::GenerationFinished(end) => {
                is_finished = true;
                println!("  {number}: {:?} with {} documents", end.status, end.generation.documents.len());
            }
            Event::GenerationFailed(end) => return Err(end.failure.message.into()),
            Event::StageStarted(_) | Event::StageProgressed(_) | Event::Unknown => {}
        }
        Ok(())
    })?;
    if is_finished { Ok(()) } else { Err("the subscription ended before the generation".into()) }
}

fn fetch(connection: &Connection, out: &Path) -> Result<()> {
    let variables = documents::ListDocumentsVariables { filter: None, after: None };
    let list = connection.ask(&documents::ListDocuments::build(variables))?.documents;
    for document in list.edges.into_iter().map(|edge| edge.node) {
        let variables = documents::ReadDocumentVariables { document_id: &document.id };
        let read =
            connection.ask(&documents::ReadDocument::build(variables))?.document.ok_or("no document")?;
        let claims: Vec<_> =
            read.blocks.iter().flat_map(|block| &block.entries).flat_map(|entry| &entry.claims).collect();
        let first = claims.first().map_or("", |claim| claim.text.as_str());
        println!(
            "{:?} for {} has {} claims; the first: {first}",
            document.kind,
            document.company.as_deref().unwrap_or("an employer"),
            claims.len()
        );

        let variables = documents::DownloadDocumentVariables { document_id: &document.id };
        let links =
            connection.ask(&documents::DownloadDocument::build(variables))?.document.ok_or("no document")?;
        for file in links.files {
            let bytes = ureq::get(&file.download_url.0).call()?.body_mut().read_to_vec()?;
            if usize::try_from(file.size_bytes)? != bytes.len() {
                return Err(format!("{} is not whole", file.file_name).into());
            }
            fs::create_dir_all(out)?;
            let path = out.join(&file.file_name);
            println!("wrote {} ({} bytes)", path.display(), bytes.len());
            fs::write(path, bytes)?;
        }
    }
    Ok(())
}
