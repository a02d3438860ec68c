//! The demo's account: of an example address, kept between runs, its password never printed.

use std::fs;
use std::io::{ErrorKind as IoErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{self, Client};
use crate::error::{Error, Result};
use crate::ids;

/// The file's name in the data folder.
pub const FILE_NAME: &str = "demo-account.json";

/// An account, and where it is kept.
pub struct DemoAccount {
    kept: Kept,
    path: PathBuf,
}

/// What the file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    email: String,
    password: String,
}

impl DemoAccount {
    /// The account of an earlier run, or a new one.
    ///
    /// # Errors
    /// `Invalid` when the file holds none; `Internal` when it cannot be read or written.
    pub fn open(data_dir: &Path) -> Result<Self> {
        let path = data_dir.join(FILE_NAME);
        match fs::read(&path) {
            Ok(bytes) => {
                let kept = serde_json::from_slice(&bytes).map_err(|cause| {
                    let message =
                        format!("{} holds no account; remove it and run the demo again.", path.display());
                    Error::invalid(message).caused_by(cause)
                })?;
                Ok(Self { kept, path })
            }
            Err(cause) if cause.kind() == IoErrorKind::NotFound => Self::new(data_dir),
            Err(cause) => {
                Err(Error::internal(format!("{} cannot be read; remove it.", path.display()), cause))
            }
        }
    }

    /// A new account with a drawn address and password, kept in the data folder, readable by its
    /// owner alone.
    ///
    /// # Errors
    /// `Internal` when the file cannot be written.
    pub fn new(data_dir: &Path) -> Result<Self> {
        let drawn: String = ids::new_secret().iter().map(|byte| format!("{byte:02x}")).collect();
        let (name, password) = drawn.split_at(12);
        let kept = Kept { email: format!("demo-{name}@example.com"), password: password.to_owned() };
        let path = data_dir.join(FILE_NAME);
        let failed = |cause: std::io::Error| {
            Error::internal(format!("{} cannot be written; make its folder writable.", path.display()), cause)
        };
        let text = serde_json::to_vec_pretty(&kept)
            .map_err(|cause| Error::internal("The account has no JSON form.", cause))?;
        fs::create_dir_all(data_dir).map_err(failed)?;
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        file.write_all(&text).map_err(failed)?;
        Ok(Self { kept, path })
    }

    /// Its address.
    pub fn email(&self) -> &str {
        &self.kept.email
    }

    /// Signs up, which leaves an account that is there as it is, and signs in.
    ///
    /// # Errors
    /// `Invalid` when the address has another password here; those of [`Client::ask`].
    pub async fn sign_in(&self, client: &mut Client) -> Result<()> {
        let input = json!({ "input": { "email": self.kept.email, "password": self.kept.password } });
        let document = "mutation SignUp($input: SignUpInput!) {
            signUp(input: $input) { status violations { path message } }
        }";
        let payload = client.ask("signUp", document, input.clone()).await?;
        client::expect("signUp", &payload, &["ACCEPTED"])?;
        let document = "mutation SignIn($input: SignInInput!) {
            signIn(input: $input) { status accessToken }
        }";
        let payload = client.ask("signIn", document, input).await?;
        if payload["status"] == "REFUSED" {
            let message = format!(
                "The account of {} has another password in this database; remove the file and run the demo again.",
                self.path.display()
            );
            return Err(Error::invalid(message));
        }
        client::expect("signIn", &payload, &["SIGNED_IN"])?;
        client.bear(payload["accessToken"].as_str().unwrap_or_default());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_kept_for_its_owner_and_found_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let first = DemoAccount::open(&data).expect("a new account");
        let mode = fs::metadata(&first.path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = DemoAccount::open(&data).expect("the kept account");
        assert_eq!((again.email(), &again.kept.password), (first.email(), &first.kept.password));
        assert_ne!(DemoAccount::new(&data).expect("another").email(), first.email());
    }

    #[test]
    fn a_file_that_holds_no_account_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FILE_NAME), "{}").expect("a file");
        let error = DemoAccount::open(folder.path()).err().expect("no account");
        assert!(error.message().contains(FILE_NAME), "{error}");
    }
}
