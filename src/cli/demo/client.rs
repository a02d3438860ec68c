//! A client of the API: GraphQL over HTTP and files by link, with nothing but what any client
//! has.

use std::time::Duration;

use serde_json::{Value, json};

use crate::error::{Error, Result, Violation};

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one server.
pub struct Client {
    http: reqwest::Client,
    endpoint: String,
    access_token: Option<String>,
}

impl Client {
    /// A client that is not signed in.
    ///
    /// # Errors
    /// `Internal` when the machine gives it nothing to connect with.
    pub fn new(endpoint: String) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .no_proxy()
            .build()
            .map_err(|cause| Error::internal("The client could not be made.", cause))?;
        Ok(Self { http, endpoint, access_token: None })
    }

    /// Sends this access token from here on.
    pub fn bear(&mut self, access_token: &str) {
        self.access_token = Some(access_token.to_owned());
    }

    /// The address of the API.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What stands in the header `Authorization`, once signed in.
    pub fn authorization(&self) -> Option<String> {
        self.access_token.as_ref().map(|token| format!("Bearer {token}"))
    }

    /// Runs an operation of one root field and returns that field.
    ///
    /// # Errors
    /// `Unavailable` when the server does not answer; `Internal` when it answers with an error,
    /// in the server's words.
    pub async fn ask(&self, field: &str, document: &str, variables: Value) -> Result<Value> {
        let mut request = self.http.post(&self.endpoint);
        if let Some(token) = &self.access_token {
            request = request.bearer_auth(token);
        }
        let request = request.json(&json!({ "query": document, "variables": variables }));
        let away =
            |cause| Error::unavailable(format!("The server gave no answer to {field}; try again."), cause);
        let mut answer: Value = request.send().await.map_err(away)?.json().await.map_err(away)?;
        if let Some(error) = answer["errors"].get(0) {
            return Err(refused(field, error));
        }
        Ok(answer["data"][field].take())
    }

    /// The bytes behind a link, of which there are as many as the API has said.
    ///
    /// # Errors
    /// `Unavailable` when the server does not hand them out.
    pub async fn download(&self, url: &str, size_bytes: u64) -> Result<Vec<u8>> {
        let away = |cause| Error::unavailable("A file could not be downloaded; run the demo again.", cause);
        // No token: the link is the permit.
        let response = self.http.get(url).send().await.and_then(reqwest::Response::error_for_status);
        let bytes = response.map_err(away)?.bytes().await.map_err(away)?;
        if bytes.len() as u64 != size_bytes {
            let message = "A file did not arrive whole; run the demo again.";
            return Err(Error::internal(message, format!("{} of {size_bytes} bytes", bytes.len())));
        }
        Ok(bytes.to_vec())
    }
}

/// An error of the API in its own words, which are made for people.
pub fn refused(field: &str, error: &Value) -> Error {
    let message = error["message"].as_str().unwrap_or("no reason was given");
    let code = error["extensions"]["code"].as_str().unwrap_or("no code");
    Error::internal(format!("The API refused {field}: {message}"), code.to_owned())
}

/// Holds a payload to the statuses the story goes on with.
///
/// # Errors
/// `Invalid` with the payload's violations for any other.
pub fn expect(field: &str, payload: &Value, statuses: &[&str]) -> Result<()> {
    let status = payload["status"].as_str().unwrap_or("no status");
    if statuses.contains(&status) {
        return Ok(());
    }
    let places = payload["violations"].as_array().into_iter().flatten().map(|violation| {
        let path = violation["path"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let path: Vec<&str> = path.collect();
        Violation::new(&path.join("."), "refused", violation["message"].as_str().unwrap_or_default())
    });
    Err(Error::violations(format!("{field} answered {status}."), places.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexpected_status_is_told_with_its_places() {
        let payload = json!({ "status": "INVALID", "violations": [
            { "path": ["jsonResume", "resume", "work", "0"], "message": "There is no month 13." },
        ] });
        let error = expect("importProfile", &payload, &["SAVED"]).expect_err("not expected");
        assert_eq!(error.message(), "importProfile answered INVALID.");
        assert_eq!(error.places()[0].message, "There is no month 13.");
        assert!(expect("importProfile", &json!({ "status": "SAVED" }), &["SAVED"]).is_ok());
    }

    #[test]
    fn an_error_is_told_in_the_apis_words() {
        let error =
            json!({ "message": "The access token has ended.", "extensions": { "code": "UNAUTHENTICATED" } });
        let error = refused("generate", &error);
        assert_eq!(error.message(), "The API refused generate: The access token has ended.");
    }
}
