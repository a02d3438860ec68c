//! How long a start takes with Postgres running and its tables made.

use std::process::{Command, Stdio};
use std::time::Instant;

use super::load::http::{Client, post_json};
use super::load::served::{cpu_ns, program};
use super::postgres::Postgres;
use super::tell;

const STARTS: usize = 15;
const BUDGET_MS: f64 = 150.0;

/// Prints the time from the start of the process to its first answer.
pub async fn measure(postgres: &Postgres) {
    // The tables are made by the first start.
    drop(postgres.serve());
    let request = post_json(None, br#"{"query":"{ __typename }"}"#);
    let (mut waited, mut spent) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let mut command = Command::new(program());
        command
            .arg("serve")
            .envs(postgres.environment())
            .env("PORT", port.to_string())
            .env("JOBWISE_LOG", "error");
        let began = Instant::now();
        let mut child = command.stdout(Stdio::null()).spawn().expect("the program");
        let mut client = Client::new(&format!("127.0.0.1:{port}"));
        // Nobody listens at first.
        while !client.ask(&request).await.is_ok_and(|answer| answer.status == 200) {
            tokio::task::yield_now().await;
        }
        waited.push(began.elapsed().as_secs_f64() * 1e3);
        spent.push(cpu_ns(child.id()) as f64 / 1e6);
        child.kill().expect("to end it");
        child.wait().expect("its end");
    }
    for times in [&mut waited, &mut spent] {
        times.sort_by(f64::total_cmp);
    }
    tell(&format!("start to first answer, middle of {STARTS}"), waited[STARTS / 2], BUDGET_MS, "ms");
    println!("{:<58} {:>9.3} ms", "  processor time of it", spent[STARTS / 2]);
}
