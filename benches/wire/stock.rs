//! The least a request can ask for, beside the stock handler of async-graphql with a schema of
//! one field, served by this program itself when it is called to.

use std::env;
use std::process::Command;

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use async_graphql_axum::GraphQL;
use axum::Router;
use axum::routing::post_service;

use super::load::http::post_json;
use super::load::served::Served;
use super::postgres::Postgres;
use super::{cost_us, tell};

/// The argument that makes this program the stock server.
pub const SERVE: &str = "--serve-stock-handler";

const REQUESTS: usize = 20_000;
const BUDGET_US: f64 = 40.0;

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "hello"
    }
}

/// Serves the stock handler until it is ended.
pub fn serve() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let router = Router::new().route("/graphql", post_service(GraphQL::new(schema)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("ready at http://{}", listener.local_addr().expect("an address"));
        axum::serve(listener, router).await.expect("a server");
    });
}

/// Prints what `{ __typename }` costs here and there.
pub async fn measure(postgres: &Postgres) {
    let request = post_json(None, br#"{"query":"{ __typename }"}"#);
    let ours = cost_us(&postgres.serve(), &request, REQUESTS).await;
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.arg(SERVE);
    let stock = cost_us(&Served::of(command), &request, REQUESTS).await;
    tell("{ __typename } over HTTP, processor time", ours, BUDGET_US, "µs");
    println!(
        "{:<58} {stock:>9.3} µs  (ours is {:.2} times it)",
        "  the stock handler, a schema of one field",
        ours / stock
    );
}
