//! GraphiQL, wholly from the program: no other host is asked for anything, and the page's
//! content policy holds it to that.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// The queries in the tabs, in the order a newcomer needs them: file name and text.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("accounts", include_str!("../../examples/queries/accounts.graphql")),
    ("profiles", include_str!("../../examples/queries/profiles.graphql")),
    ("jobs", include_str!("../../examples/queries/jobs.graphql")),
    ("generations", include_str!("../../examples/queries/generations.graphql")),
    ("documents", include_str!("../../examples/queries/documents.graphql")),
    ("file_checks", include_str!("../../examples/queries/file_checks.graphql")),
    ("saved_jobs", include_str!("../../examples/queries/saved_jobs.graphql")),
    ("tasks", include_str!("../../examples/queries/tasks.graphql")),
];

const PAGE: &str = include_str!("../../assets/graphiql/index.html");

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// The files beside the page: name, type, bytes.
const ASSETS: &[(&str, &str, &[u8])] = &[
    ("page.js", SCRIPT, include_bytes!("../../assets/graphiql/page.js")),
    ("page.css", STYLE, include_bytes!("../../assets/graphiql/page.css")),
    ("react.production.min.js", SCRIPT, include_bytes!("../../assets/graphiql/react.production.min.js")),
    (
        "react-dom.production.min.js",
        SCRIPT,
        include_bytes!("../../assets/graphiql/react-dom.production.min.js"),
    ),
    ("graphql-ws.min.js", SCRIPT, include_bytes!("../../assets/graphiql/graphql-ws.min.js")),
    ("graphiql.min.js", SCRIPT, include_bytes!("../../assets/graphiql/graphiql.min.js")),
    ("graphiql.min.css", STYLE, include_bytes!("../../assets/graphiql/graphiql.min.css")),
];

/// Nothing from other hosts, no inline script; the editor sets styles of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      font-src 'self' data:; img-src 'self' data:; connect-src 'self' ws: wss:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The examples as a script, because the policy allows no inline one.
static EXAMPLES_SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let tabs: Vec<_> = EXAMPLES.iter().map(|(name, query)| json!({ "name": name, "query": query })).collect();
    format!("window.JOBWISE_EXAMPLES = {};\n", json!(tabs))
});

/// The page itself.
pub async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

/// A file of the page.
pub async fn asset(Path(name): Path<String>) -> Response {
    // The files change only with the program; an hour is short enough for an update to show.
    let cached =
        |kind: &'static str| [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")];
    if name == "examples.js" {
        return (cached(SCRIPT), EXAMPLES_SCRIPT.as_str()).into_response();
    }
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, bytes)) => (cached(kind), *bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
