//! A private Postgres whose processor time and statements are looked at.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jobwise::config::program_folders;
use jobwise::db::local::LocalPostgres;
use tempfile::TempDir;

use super::CONNECTIONS;
use super::load::served::{Served, cpu_ns};

/// What `/proc` counts in, in nanoseconds: a hundredth of a second.
const TICK_NS: u64 = 10_000_000;

/// A cluster of this run.
pub struct Postgres {
    cluster: LocalPostgres,
    /// Its database's address.
    pub url: String,
    data: TempDir,
}

/// A statement as Postgres logged it.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The text, with `$1` for its parameters.
    pub text: String,
    /// The parameters' values.
    pub parameters: Vec<Option<String>>,
}

impl Postgres {
    /// Starts one.
    pub async fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let cluster = LocalPostgres::open_throwaway(data.path()).expect("Postgres's programs");
        let url = cluster.start().await.expect("a private Postgres").expose().to_owned();
        Self { cluster, url, data }
    }

    /// Ends it and removes what it left.
    pub async fn remove(&self) {
        self.cluster.stop().await.expect("a cluster that stops");
        self.cluster.remove().expect("a cluster that goes");
    }

    /// The program on this cluster, without background work.
    pub fn serve(&self) -> Served {
        Served::start(&["--no-work"], &self.environment())
    }

    /// The program on this cluster, each of whose statements is logged.
    pub fn serve_logged(&self) -> Served {
        let url = format!("{}&options=-c%20log_statement%3Dall", self.url);
        let mut environment = self.environment();
        environment[0].1 = &url;
        Served::start(&["--no-work"], &environment)
    }

    /// What the program is started with.
    pub fn environment(&self) -> [(&str, &str); 4] {
        let data = self.data.path().to_str().expect("a path");
        let secret = "a secret for the bench that is long enough";
        [
            ("DATABASE_URL", &self.url),
            ("JOBWISE_DATA", data),
            ("JWT_SECRET", secret),
            ("GENERATIONS_PER_HOUR", "1000"),
        ]
    }

    /// The processor time of all its processes so far, those that have ended too, in nanoseconds.
    pub fn cpu_ns(&self) -> u64 {
        let postmaster = self.postmaster();
        let of_ended: u64 =
            stat(&postmaster).iter().skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        let of_children: u64 = children(&postmaster).into_iter().map(cpu_ns).sum();
        of_ended * TICK_NS + of_children
    }

    fn postmaster(&self) -> String {
        let pid_file = self.cluster.cluster_dir().join("postmaster.pid");
        let text = fs::read_to_string(pid_file).expect("a running cluster");
        text.lines().next().expect("a number").trim().to_owned()
    }

    /// How much has been logged so far.
    pub fn log_length(&self) -> usize {
        fs::metadata(self.log()).map_or(0, |metadata| metadata.len() as usize)
    }

    /// The statements logged since.
    pub fn statements_since(&self, length: usize) -> Vec<Statement> {
        let log = fs::read(self.log()).expect("a log");
        read_statements(&String::from_utf8_lossy(&log[length..]))
    }

    fn log(&self) -> PathBuf {
        self.cluster.cluster_dir().with_file_name("log")
    }

    /// The processor time of Postgres for each run of these statements under pgbench, prepared and
    /// over as many connections as the server is asked, in microseconds: as fast as it goes, or so
    /// many times a second. A process that waits between two statements pays for falling asleep
    /// and being woken.
    pub fn pgbench_us(&self, statements: &[Statement], count: usize, rate: Option<f64>) -> f64 {
        let mut script = String::new();
        let mut variables = Vec::new();
        for (at, statement) in statements.iter().enumerate() {
            let mut text = statement.text.clone();
            for (number, value) in statement.parameters.iter().enumerate().rev() {
                let name = format!("p{at}_{number}");
                let stands_for = match value {
                    Some(value) => {
                        variables.push(format!("{name}={value}"));
                        format!(":{name}")
                    }
                    None => "NULL".to_owned(),
                };
                text = text.replace(&format!("${}", number + 1), &stands_for);
            }
            script.push_str(&text.replace('\n', " "));
            script.push_str(";\n");
        }
        let clients = format!("--client={CONNECTIONS}");
        let path = self.data.path().join("statements.sql");
        fs::write(&path, script).expect("a script");
        let postmaster = self.postmaster();
        let others = children(&postmaster);
        let run = |count: usize| {
            let mut command = Command::new(pgbench());
            command.args([
                "--no-vacuum",
                "--protocol=prepared",
                &clients,
                "--transactions",
                &(count / CONNECTIONS).to_string(),
            ]);
            command.arg("--file").arg(&path);
            command.args(rate.map(|rate| format!("--rate={rate:.0}")));
            for variable in &variables {
                command.arg("--define").arg(variable);
            }
            let output = command.arg(&self.url).output().expect("pgbench");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            // Their time is the postmaster's only once it has seen them end.
            while children(&postmaster).iter().any(|child| !others.contains(child)) {
                std::thread::yield_now();
            }
        };
        run(100);
        let before = self.cpu_ns();
        run(count);
        (self.cpu_ns() - before) as f64 / 1e3 / count as f64
    }
}

/// The processes a postmaster has started.
fn children(postmaster: &str) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| stat(&id.to_string()).get(1).is_some_and(|parent| parent == postmaster)).collect()
}

/// The fields of `/proc/PID/stat` behind the name, which may hold anything.
fn stat(process: &str) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let (_, fields) = text.rsplit_once(") ").unwrap_or_default();
    fields.split_whitespace().map(str::to_owned).collect()
}

/// pgbench, which lies beside Postgres itself.
fn pgbench() -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let beside = installed.map(|version| version.path().join("bin"));
    let mut folders = program_folders().into_iter().chain(beside);
    folders.find_map(|folder| Some(folder.join("pgbench")).filter(|path| path.exists())).expect("pgbench")
}

/// Reads a log of Postgres: what was executed, and with what.
fn read_statements(log: &str) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let mut is_text = false;
    for line in log.lines() {
        if let Some((_, text)) = line.split_once("LOG:  ") {
            let text = text.strip_prefix("statement: ").or_else(|| {
                text.strip_prefix("execute ").and_then(|rest| rest.split_once(": ")).map(|(_, text)| text)
            });
            is_text = text.is_some();
            found.extend(text.map(|text| Statement { text: text.to_owned(), parameters: Vec::new() }));
        } else if let Some((_, parameters)) = line.split_once("parameters: ") {
            is_text = false;
            if let Some(last) = found.last_mut() {
                last.parameters = read_parameters(parameters);
            }
        } else if let Some(last) = found.last_mut().filter(|_| is_text && line.starts_with('\t')) {
            last.text.push('\n');
            last.text.push_str(line.trim_start());
        }
    }
    found
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn read_parameters(text: &str) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, value)) = rest.split_once(" = ") {
        if let Some(left) = value.strip_prefix("NULL") {
            found.push(None);
            rest = left;
            continue;
        }
        let mut characters = value.char_indices().skip(1).peekable();
        let mut word = String::new();
        let mut end = value.len();
        while let Some((at, character)) = characters.next() {
            if character == '\'' && characters.next_if(|(_, next)| *next == '\'').is_none() {
                end = at + 1;
                break;
            }
            word.push(character);
        }
        found.push(Some(word));
        rest = &value[end..];
    }
    found
}
