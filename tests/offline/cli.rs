//! The command line as a user meets it, as far as it needs no database.

use std::process::{Command, Output};

/// Runs the program in an empty folder, with these variables and none of the house's others.
fn jobwise(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobwise"));
    for variable in jobwise::config::VARIABLES {
        command.env_remove(variable.name);
    }
    command.args(arguments).envs(variables.iter().copied()).current_dir(&folder);
    command.output().expect("the binary runs")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_command_has_a_help_worth_reading() {
    let check = |arguments: &[&str], expected: &str| {
        let output = jobwise(arguments, &[]);
        // Lines are wrapped to the width of the terminal.
        let text = said(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(output.status.success(), "{arguments:?}: {}", said(&output.stderr));
        assert!(text.contains(expected), "{arguments:?} does not say `{expected}`:\n{text}");
    };
    check(&["--help"], "Exit codes");
    check(&["demo", "--help"], "uses nothing but its API");
    check(&["serve", "--help"], "graphql-transport-ws");
    check(&["serve", "--help"], "PORT [8080]");
    check(&["work", "--help"], "WORKERS [2]");
    check(&["tailor", "--help"], "Nothing is written unless everything succeeded");
    check(&["render", "--help"], "read back before it is written");
    check(&["check", "--help"], "singular query of JSONPath (RFC 9535)");
    check(&["check-file", "--help"], "told by its bytes, not by its name");
    check(&["jobs", "--help"], "catalogue");
    check(&["jobs", "add", "--help"], "one posting, plain text or HTML");
    check(&["admin", "--help"], "operator");
    check(&["admin", "grant", "--help"], "USER, PREMIUM, ADMIN");
    check(&["migrate", "--help"], "wait for each other");
    check(&["db", "--help"], "not reachable by network");
    check(&["db", "start", "--help"], "address");
    check(&["schema", "--help"], "schema.graphql");
    let listed = said(&jobwise(&["--help"], &[]).stdout);
    for command in [
        "demo",
        "serve",
        "work",
        "tailor",
        "render",
        "check",
        "check-file",
        "jobs",
        "admin",
        "migrate",
        "db",
        "schema",
    ] {
        assert!(listed.lines().any(|line| line.trim_start().starts_with(command)), "{command} is not listed");
    }
}

#[test]
fn the_schema_is_printed_without_settings() {
    let output = jobwise(&["schema"], &[("PORT", "not a port")]);
    assert!(output.status.success());
    assert_eq!(said(&output.stdout), jobwise::graphql::schema::print());
}

#[test]
fn wrong_settings_end_with_2_and_name_the_variable() {
    let check = |arguments: &[&str], variables: &[(&str, &str)], expected: &str| {
        let output = jobwise(arguments, variables);
        let error = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}, {variables:?}: {error}");
        assert!(error.contains(expected), "{arguments:?}, {variables:?}: {error}");
    };
    let dead = ("DATABASE_URL", "postgres://me:hush@127.0.0.1:1/x");
    check(&["serve"], &[("PORT", "80a")], "PORT must be a number");
    check(&["serve"], &[("JOBWISE_LOG", "a=b=c")], "JOBWISE_LOG must be");
    check(&["serve"], &[("JOBWISE_ENV", "production"), dead], "JWT_SECRET must be");
    check(&["serve"], &[("JWT_SECRET", "short")], "32 bytes");
    check(&["work"], &[("WORKERS", "0")], "WORKERS must be");
    check(&["migrate"], &[("DATABASE_URL", "mysql://x")], "DATABASE_URL must be");
    check(&["db", "status"], &[("DB_POOL_SIZE", "0")], "DB_POOL_SIZE must be");
    check(&["demo", "--job", "no/such/file.txt"], &[], "no such file");
    check(&["demo", "--job", "-", "--profile", "-"], &[], "standard input");
    let secret = ("JWT_SECRET", "a secret for tests that is long enough");
    check(&["demo"], &[("JOBWISE_ENV", "production"), dead, secret], "does not run in production");
    check(&["jobs", "add", "no/such/file.txt"], &[dead], "no such file");
    check(&["jobs", "add"], &[], "FILE");
    check(&["admin", "grant", "ada@example.com", "ROOT"], &[], "USER");
}

#[test]
fn an_absent_postgres_ends_with_1_and_says_what_to_do() {
    let variables = [("DATABASE_URL", "postgres://me:hush@127.0.0.1:1/x"), ("PORT", "0")];
    for arguments in [&["serve"] as &[&str], &["work"], &["migrate"], &["demo"]] {
        let output = jobwise(arguments, &variables);
        let error = said(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {error}");
        assert!(error.contains("No Postgres answers on 127.0.0.1, port 1."), "{arguments:?}: {error}");
        assert!(error.contains("correct DATABASE_URL"), "{arguments:?}: {error}");
        assert!(!error.contains("hush") && !said(&output.stdout).contains("ready"), "{arguments:?}: {error}");
    }
}

#[test]
fn a_port_that_is_taken_is_named_before_the_database_is_touched() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let output = jobwise(&["serve"], &[("PORT", &port), ("DATABASE_URL", "postgres://me@127.0.0.1:1/x")]);
    let error = said(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains(&format!("Cannot listen on 127.0.0.1:{port}")), "{error}");
}
