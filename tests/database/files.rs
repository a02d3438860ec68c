//! Which files an account has.

use jobwise::files::{self, FileHash, StoredFile};

use crate::harness::TestDatabase;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_known_to_its_account_alone_until_it_is_deleted() {
    let database = TestDatabase::new().await;
    let (mine, theirs) = (database.account().await, database.account().await);
    let file = StoredFile {
        hash: FileHash::of(b"bytes"),
        size_bytes: 5,
        media_type: "application/pdf".into(),
        created_at: database.clock.now(),
    };
    let mut conn = database.conn().await.expect("a connection");
    for _twice in 0..2 {
        files::record(&mut conn, mine, &file).await.expect("a record");
    }
    assert_eq!(files::find(&mut conn, mine, file.hash).await.expect("an answer"), Some(file.clone()));
    assert_eq!(files::find(&mut conn, theirs, file.hash).await.expect("an answer"), None);
    assert!(!files::delete(&mut conn, theirs, file.hash).await.expect("an answer"));
    assert!(files::delete(&mut conn, mine, file.hash).await.expect("an answer"));
    assert_eq!(files::find(&mut conn, mine, file.hash).await.expect("an answer"), None);
}
