//! Files in a store of objects: a loopback S3 that proves signatures.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use jobwise::config::Config;
use jobwise::error::{ErrorKind, Result};
use jobwise::files::FileStore;
use jobwise::ids;

use crate::bucket::{BUCKET, FakeBucket, KEY, REGION, USER};

fn store_with(address: SocketAddr, bucket: &str, key: &str) -> Result<FileStore> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let values: HashMap<&str, String> = HashMap::from([
        ("FILES_URL", format!("s3://{bucket}/jobwise")),
        ("AWS_ENDPOINT_URL", format!("http://{address}")),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", USER.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", key.to_owned()),
    ]);
    let config = Config::from_values(|name| values.get(name).cloned())?;
    FileStore::try_new(&config.files, PathBuf::new())
}

fn store(address: SocketAddr) -> FileStore {
    store_with(address, BUCKET, KEY).expect("a client")
}

#[tokio::test]
async fn what_is_put_is_got_back_by_its_account_alone() {
    let (bucket, address) = FakeBucket::start().await;
    let store = store(address);
    let (mine, theirs) = (ids::new_id(), ids::new_id());
    let hash = store.put(mine, b"bytes".to_vec()).await.expect("a kept file");
    assert_eq!(store.put(mine, b"bytes".to_vec()).await.expect("the same file"), hash);
    let hex = hash.to_hex();
    assert_eq!(bucket.keys(), [format!("jobwise/{mine}/{}/{hex}", &hex[..2])]);
    assert_eq!(store.get(mine, hash).await.expect("the file"), b"bytes");
    assert_eq!(store.get(theirs, hash).await.expect_err("not theirs").kind(), ErrorKind::NotFound);
    assert!(store.remove(mine, hash).await.expect("a removal"));
    assert!(!store.remove(mine, hash).await.expect("nothing left"));
    assert!(bucket.refused().is_empty(), "{:?}", bucket.refused());
}

#[tokio::test]
async fn an_account_s_files_go_and_nobody_else_s() {
    let (bucket, address) = FakeBucket::start().await;
    let store = store(address);
    let (mine, theirs) = (ids::new_id(), ids::new_id());
    for at in 0..3_u8 {
        store.put(mine, vec![at]).await.expect("a kept file");
    }
    let kept = store.put(theirs, b"theirs".to_vec()).await.expect("a kept file");
    store.remove_account(mine).await.expect("an erasure");
    let hex = kept.to_hex();
    assert_eq!(bucket.keys(), [format!("jobwise/{theirs}/{}/{hex}", &hex[..2])]);
    store.remove_account(mine).await.expect("nothing left to remove");
}

#[tokio::test]
async fn changed_bytes_are_noticed_and_mended_by_putting_them_again() {
    let (bucket, address) = FakeBucket::start().await;
    let store = store(address);
    let account_id = ids::new_id();
    let hash = store.put(account_id, b"bytes".to_vec()).await.expect("a kept file");
    bucket.damage(&bucket.keys()[0]);
    assert_eq!(store.get(account_id, hash).await.expect_err("damaged").kind(), ErrorKind::Internal);
    store.put(account_id, b"bytes".to_vec()).await.expect("written anew");
    assert_eq!(store.get(account_id, hash).await.expect("whole again"), b"bytes");
}

#[tokio::test]
async fn a_store_that_fails_for_a_moment_is_asked_again_and_one_that_is_away_is_told_of() {
    let (bucket, address) = FakeBucket::start().await;
    let store = store(address);
    bucket.fail(1);
    let hash = store.put(ids::new_id(), b"bytes".to_vec()).await.expect("the second request");
    assert_eq!(hash.to_hex().len(), 64);
    assert_eq!(bucket.asked(), 2);
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = gone.local_addr().expect("an address");
    drop(gone);
    let error = self::store(nobody).check().await.expect_err("nobody answers");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_shows_in_no_error() {
    let (bucket, address) = FakeBucket::start().await;
    let store = store_with(address, BUCKET, "another-key-that-opens-nothing").expect("a client");
    let error = store.check().await.expect_err("a wrong key");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(bucket.refused(), ["not the signature"]);
    assert!(!format!("{error:?} {store:?}").contains("another-key"), "a secret shows");
}

#[tokio::test]
async fn the_check_of_a_place_leaves_nothing_behind() {
    let (bucket, address) = FakeBucket::start().await;
    store(address).check().await.expect("a good place");
    assert!(bucket.keys().is_empty());
}

#[tokio::test]
async fn a_bucket_that_does_not_exist_is_told_of() {
    let (_bucket, address) = FakeBucket::start().await;
    let store = store_with(address, "elsewhere", KEY).expect("a client");
    let error = store.check().await.expect_err("no bucket");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.message().contains("does not exist"), "{error}");
}
