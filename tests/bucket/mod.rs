//! A store of objects on the loopback interface that speaks S3: it proves the signature of each
//! request (AWS Signature Version 4, written from its documentation) and the hash of each body, and
//! fails when told to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub const BUCKET: &str = "papers";
pub const REGION: &str = "eu-central-1";
pub const USER: &str = "AKIDEXAMPLE";
pub const KEY: &str = "a-key-that-opens-nothing-elsewhere";

/// The store. Cheap to clone; clones are the same store.
#[derive(Clone, Default)]
pub struct FakeBucket {
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    objects: BTreeMap<String, Bytes>,
    /// Requests still to be answered 503.
    failing: usize,
    refused: Vec<String>,
    asked: usize,
}

impl FakeBucket {
    /// Starts it on a free port.
    pub async fn start() -> (Self, SocketAddr) {
        let bucket = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let routes = Router::new().fallback(answer).with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (bucket, address)
    }

    pub fn keys(&self) -> Vec<String> {
        self.inside().objects.keys().cloned().collect()
    }

    pub fn damage(&self, key: &str) {
        self.inside().objects.insert(key.to_owned(), Bytes::from_static(b"other"));
    }

    /// Answers the next requests 503.
    pub fn fail(&self, requests: usize) {
        self.inside().failing = requests;
    }

    /// Why requests were refused.
    pub fn refused(&self) -> Vec<String> {
        self.inside().refused.clone()
    }

    pub fn asked(&self) -> usize {
        self.inside().asked
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("no other panic")
    }
}

async fn answer(
    State(bucket): State<FakeBucket>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut inside = bucket.inside();
    inside.asked += 1;
    if let Err(reason) = prove(&method, &uri, &headers, &body) {
        inside.refused.push(reason.clone());
        return xml(StatusCode::FORBIDDEN, &error("SignatureDoesNotMatch", &reason));
    }
    if inside.failing > 0 {
        inside.failing -= 1;
        return xml(StatusCode::SERVICE_UNAVAILABLE, &error("SlowDown", "later"));
    }
    let query = uri.query().unwrap_or_default();
    let Some(key) = uri.path().strip_prefix(&format!("/{BUCKET}")) else {
        return xml(StatusCode::NOT_FOUND, &error("NoSuchBucket", "no such bucket"));
    };
    let key = key.trim_start_matches('/').to_owned();
    match method {
        Method::GET if query.contains("list-type=2") => list(&inside, query),
        Method::POST if query.starts_with("delete") => {
            let text = String::from_utf8_lossy(&body).into_owned();
            let keys: Vec<&str> =
                text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()).collect();
            keys.iter().for_each(|key| {
                inside.objects.remove(*key);
            });
            let told: String =
                keys.iter().map(|key| format!("<Deleted><Key>{key}</Key></Deleted>")).collect();
            xml(StatusCode::OK, &format!("<DeleteResult>{told}</DeleteResult>"))
        }
        Method::PUT => {
            inside.objects.insert(key, body);
            reply(StatusCode::OK).header("etag", "\"e\"").body(Body::empty()).expect("an answer")
        }
        Method::DELETE => {
            inside.objects.remove(&key);
            reply(StatusCode::NO_CONTENT).body(Body::empty()).expect("an answer")
        }
        Method::GET | Method::HEAD => match inside.objects.get(&key) {
            None => xml(StatusCode::NOT_FOUND, &error("NoSuchKey", "no such key")),
            Some(bytes) => reply(StatusCode::OK)
                .header("content-length", bytes.len())
                .header("last-modified", "Mon, 30 Nov 2026 10:00:00 GMT")
                .header("etag", "\"e\"")
                .body(if method == Method::HEAD { Body::empty() } else { Body::from(bytes.clone()) })
                .expect("an answer"),
        },
        _ => xml(StatusCode::METHOD_NOT_ALLOWED, &error("MethodNotAllowed", "not here")),
    }
}

fn list(inside: &Inside, query: &str) -> Response {
    let prefix = query.split('&').find_map(|part| part.strip_prefix("prefix=")).unwrap_or_default();
    let prefix = prefix.replace("%2F", "/");
    let found: String = inside
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(&prefix))
        .map(|(key, bytes)| {
            let size = bytes.len();
            let when = "2026-11-30T10:00:00.000Z";
            format!(
                "<Contents><Key>{key}</Key><Size>{size}</Size><LastModified>{when}</LastModified></Contents>"
            )
        })
        .collect();
    xml(
        StatusCode::OK,
        &format!("<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"),
    )
}

/// Proves a request's signature; the reason when it is none.
fn prove(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<(), String> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let authorization = header("authorization");
    let field = |name: &str| {
        let from = authorization.split_once(&format!("{name}="))?.1;
        from.split(',').next().map(str::trim)
    };
    let credential = field("Credential").ok_or("no credential")?;
    let signed = field("SignedHeaders").ok_or("no signed headers")?;
    let signature = field("Signature").ok_or("no signature")?;
    let (user, scope) = credential.split_once('/').ok_or("no scope")?;
    let date = scope.split('/').next().unwrap_or_default();
    if user != USER || scope != format!("{date}/{REGION}/s3/aws4_request") {
        return Err(format!("not the credential: {credential}"));
    }
    let payload = header("x-amz-content-sha256");
    if payload != hex(&Sha256::digest(body)) {
        return Err("not the body's hash".to_owned());
    }
    let mut query: Vec<&str> =
        uri.query().unwrap_or_default().split('&').filter(|part| !part.is_empty()).collect();
    query.sort_unstable();
    let query: Vec<String> = query
        .iter()
        .map(|part| if part.contains('=') { (*part).to_owned() } else { format!("{part}=") })
        .collect();
    let canonical_headers: String =
        signed.split(';').map(|name| format!("{name}:{}\n", header(name).trim())).collect();
    if !["host", "x-amz-content-sha256", "x-amz-date"]
        .iter()
        .all(|name| signed.split(';').any(|own| own == *name))
    {
        return Err(format!("too little is signed: {signed}"));
    }
    let request =
        format!("{method}\n{}\n{}\n{canonical_headers}\n{signed}\n{payload}", uri.path(), query.join("&"));
    let moment = header("x-amz-date");
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{moment}\n{scope}\n{}", hex(&Sha256::digest(request.as_bytes())));
    let key = ["s3", "aws4_request"].iter().fold(
        keyed(&keyed(format!("AWS4{KEY}").as_bytes(), date.as_bytes()), REGION.as_bytes()),
        |key, part| keyed(&key, part.as_bytes()),
    );
    if hex(&keyed(&key, to_sign.as_bytes())) == signature {
        Ok(())
    } else {
        Err("not the signature".to_owned())
    }
}

fn keyed(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn reply(status: StatusCode) -> axum::http::response::Builder {
    Response::builder().status(status)
}

fn xml(status: StatusCode, text: &str) -> Response {
    reply(status)
        .header("content-type", "application/xml")
        .body(Body::from(text.to_owned()))
        .expect("an answer")
}

fn error(code: &str, message: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>")
}
