//! Files that came with an operation, and the scalar `Upload` that names them. Part of the
//! GraphQL face; the transport streams them to disk and hands them over as [`Uploads`].

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use async_graphql::{Context, InputValueError, InputValueResult, Scalar, ScalarType, Value};

use super::error::{ApiError, ErrorCode, Result};
use crate::error::Error;

/// What the transport writes in the place of a file, before its index.
const MARK: &str = "\u{1}upload:";

/// One file, whole on disk. It has no name there: it is gone with the last who holds it.
#[derive(Debug)]
pub struct UploadedFile {
    /// Its name on the client's machine; a hint for people, never a path here.
    pub file_name: String,
    /// The media type the client says it has.
    pub media_type: Option<String>,
    /// Its size.
    pub size_bytes: u64,
    /// Its bytes.
    pub content: File,
}

impl UploadedFile {
    /// Reads all of it, off the async threads.
    ///
    /// # Errors
    /// `INTERNAL` when the disk cannot be read.
    pub async fn read(self: Arc<Self>) -> Result<Vec<u8>> {
        let reading = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; usize::try_from(self.size_bytes).map_err(std::io::Error::other)?];
            self.content.read_exact_at(&mut bytes, 0).map(|()| bytes)
        });
        let unreadable =
            |cause: std::io::Error| ApiError::from(Error::internal("An upload cannot be read.", cause));
        reading.await.map_err(|cause| unreadable(cause.into()))?.map_err(unreadable)
    }
}

/// The files that came with a request. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Uploads(Arc<[Arc<UploadedFile>]>);

impl Uploads {
    /// The files in the order of their indices.
    pub fn new(files: Vec<UploadedFile>) -> Self {
        Self(files.into_iter().map(Arc::new).collect())
    }
}

/// The scalar `Upload`: the index of a file among those of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upload(usize);

impl Upload {
    /// What stands in the variables for the file of that index.
    pub fn mark(index: usize) -> String {
        format!("{MARK}{index}")
    }

    /// The file.
    ///
    /// # Errors
    /// `INVALID_INPUT` when no file came with the request.
    pub fn file(self, ctx: &Context<'_>) -> Result<Arc<UploadedFile>> {
        let uploads = ctx.data_opt::<Uploads>();
        let file = uploads.and_then(|uploads| uploads.0.get(self.0)).cloned();
        file.ok_or_else(|| ApiError::new(ErrorCode::InvalidInput, HOW))
    }
}

const HOW: &str = "Send the file in a multipart request, and null in its place in the variables.";

/// A file sent with the operation as multipart/form-data. In the variables stands null, and the
/// part `map` of the request names the place.
#[Scalar(name = "Upload", specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::custom(HOW)) };
        let index = text.strip_prefix(MARK).and_then(|index| index.parse().ok());
        index.map(Self).ok_or_else(|| InputValueError::custom(HOW))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Upload> {
        Upload::parse(Value::from(text)).ok()
    }

    #[test]
    fn a_mark_names_its_file_and_nothing_else_names_one() {
        assert_eq!(parse(&Upload::mark(3)), Some(Upload(3)));
        for other in ["", "resume.pdf", "upload:3", "\u{1}upload:", "\u{1}upload:x", "\u{1}upload:-1"] {
            assert_eq!(parse(other), None, "{other:?}");
        }
        assert!(Upload::parse(Value::Null).is_err());
    }

    #[tokio::test]
    async fn a_file_is_read_whole_however_often() {
        let content = tempfile::tempfile().unwrap();
        content.write_all_at(b"all of it", 0).unwrap();
        let file = UploadedFile { file_name: "a.txt".to_owned(), media_type: None, size_bytes: 9, content };
        let file = Arc::new(file);
        assert_eq!(file.clone().read().await.unwrap(), b"all of it");
        assert_eq!(file.read().await.unwrap(), b"all of it");
    }
}
