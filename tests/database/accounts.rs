//! Accounts as a client meets them: signing up and in, sessions, roles, and what is never told.

use jobwise::accounts::model::{Origin, Role};
use jobwise::error::ErrorKind;
use serde_json::{Value, json};

use crate::harness::app::{PASSWORD, TestApp};

const FIFTEEN_MINUTES_MS: i64 = 15 * 60 * 1000;
const THIRTY_DAYS_MS: i64 = 30 * 24 * 60 * 60 * 1000;

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_up_user_is_the_viewer() {
    let app = TestApp::start().await;
    let user = app.signed_up("Ada@Example.com").await;
    let answer = user.query("{ viewer { id email role createdAt } }").await;
    assert_eq!(answer.data("/viewer/email"), "ada@example.com");
    assert_eq!(answer.data("/viewer/role"), "USER");
    assert_eq!(answer.data("/viewer/createdAt"), "2026-03-02T09:00:00.000Z");
    let again = user
        .query_with(
            "query($id: ID!) { node(id: $id) { id __typename } }",
            json!({ "id": answer.data("/viewer/id") }),
        )
        .await;
    assert_eq!(again.data("/node/__typename"), "Account");
    assert_eq!(again.data("/node/id"), answer.data("/viewer/id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_the_viewer_is_null_and_guarded_fields_are_refused() {
    let app = TestApp::start().await;
    assert_eq!(*app.anonymous().query("{ viewer { email } }").await.data("/viewer"), Value::Null);
    assert_eq!(app.anonymous().query("{ node(id: \"x\") { id } }").await.code(), "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_never_tells_whether_the_address_is_known() {
    let app = TestApp::start().await;
    let first = app.anonymous().sign_up("ada@example.com").await;
    let known = app
        .anonymous()
        .query(
            "mutation { signUp(input: { email: \"ADA@example.com\",
        password: \"another password\" }) { status violations { path code message } } }",
        )
        .await;
    assert_eq!(first.body, known.body);
    // The account that was there is left as it was.
    assert_eq!(
        app.anonymous().sign_in("ada@example.com", "another password").await.data("/signIn/status"),
        "REFUSED"
    );
    assert_eq!(
        app.anonymous().sign_in("ada@example.com", PASSWORD).await.data("/signIn/status"),
        "SIGNED_IN"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_never_tells_whether_the_address_is_known() {
    let app = TestApp::start().await;
    app.signed_up("ada@example.com").await;
    let wrong = app.anonymous().sign_in("ada@example.com", "a wrong password").await;
    let unknown = app.anonymous().sign_in("bob@example.com", "a wrong password").await;
    assert_eq!(wrong.data("/signIn/status"), "REFUSED");
    assert_eq!(wrong.body, unknown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_address_and_a_bad_password_are_told_together() {
    let app = TestApp::start().await;
    let answer = app
        .anonymous()
        .query(
            "mutation { signUp(input: { email: \"ada\", password: \"short\" })
        { status violations { path code } } }",
        )
        .await;
    assert_eq!(answer.data("/signUp/status"), "INVALID");
    let expected = json!([
        { "path": ["email"], "code": "email" },
        { "path": ["password"], "code": "too_short" },
    ]);
    assert_eq!(*answer.data("/signUp/violations"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_ends_after_fifteen_minutes_and_is_renewed() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    app.database.clock.advance_ms(FIFTEEN_MINUTES_MS);
    assert_eq!(user.query("{ viewer { email } }").await.code(), "UNAUTHENTICATED");
    // The ended token may still be sent along with the exchange.
    let renewed = user.refresh(user.refresh_token.as_deref().expect("a token")).await;
    assert_eq!(renewed.data("/refreshSession/status"), "REFRESHED");
    let token = renewed.data("/refreshSession/accessToken").as_str().expect("a token");
    assert_eq!(
        app.bearing(token).query("{ viewer { email } }").await.data("/viewer/email"),
        "ada@example.com"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_and_foreign_tokens_are_refused() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let token = user.access_token.clone().expect("a token");
    let other = TestApp::start_with(&[("JWT_SECRET", "the secret of another house is long enough")]).await;
    let unsigned =
        format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", token.split('.').nth(1).expect("a payload"));
    assert_eq!(app.bearing(&token).query("{ viewer { email } }").await.code(), "");
    for (house, refused) in
        [(&app, unsigned.as_str()), (&app, "junk"), (&app, &token[..token.len() - 2]), (&other, &token)]
    {
        assert_eq!(
            house.bearing(refused).query("{ viewer { email } }").await.code(),
            "UNAUTHENTICATED",
            "{refused}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_used_twice_ends_the_whole_family() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let other_session = app.signed_in("ada@example.com").await;
    let first = user.refresh_token.as_deref().expect("a token");
    let second = user.refresh(first).await;
    let second = second.data("/refreshSession/refreshToken").as_str().expect("a token").to_owned();
    assert_eq!(user.refresh(first).await.data("/refreshSession/status"), "REFUSED");
    assert_eq!(user.refresh(&second).await.data("/refreshSession/status"), "REFUSED");
    let other = other_session.refresh_token.as_deref().expect("a token");
    assert_eq!(user.refresh(other).await.data("/refreshSession/status"), "REFRESHED");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_exchanges_at_the_same_time_exactly_one_wins() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let token = user.refresh_token.as_deref().expect("a token");
    let (one, two) = tokio::join!(user.refresh(token), user.refresh(token));
    let mut statuses =
        [one.data("/refreshSession/status").clone(), two.data("/refreshSession/status").clone()];
    statuses.sort_by_key(ToString::to_string);
    assert_eq!(statuses, ["REFRESHED", "REFUSED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_ends_after_thirty_days() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    app.database.clock.advance_ms(THIRTY_DAYS_MS);
    let answer = user.refresh(user.refresh_token.as_deref().expect("a token")).await;
    assert_eq!(answer.data("/refreshSession/status"), "REFUSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let sign_out = "mutation($input: SignOutInput) { signOut(input: $input) { status } }";
    assert_eq!(user.query(sign_out).await.data("/signOut/status"), "SIGNED_OUT");
    let token = user.refresh_token.as_deref().expect("a token");
    assert_eq!(user.refresh(token).await.data("/refreshSession/status"), "REFUSED");
    // Without an access token the refresh token names the session.
    let again = app.signed_in("ada@example.com").await;
    let token = again.refresh_token.as_deref().expect("a token");
    app.anonymous().query_with(sign_out, json!({ "input": { "refreshToken": token } })).await;
    assert_eq!(again.refresh(token).await.data("/refreshSession/status"), "REFUSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_eleventh_attempt_is_told_when_to_come_back() {
    let app = TestApp::start().await;
    app.signed_up("ada@example.com").await;
    for attempt in 1..=10 {
        let answer = app.anonymous().sign_in("ada@example.com", "a wrong password").await;
        assert_eq!(answer.data("/signIn/status"), "REFUSED", "attempt {attempt}");
    }
    // The right password does not help any more, and an unknown address is held to the same.
    let answer = app.anonymous().sign_in("ada@example.com", PASSWORD).await;
    assert_eq!(answer.data("/signIn/status"), "LIMIT_REACHED");
    assert!(answer.data("/signIn/retryAt").is_string());
    assert_eq!(
        app.anonymous().sign_in("bob@example.com", "a wrong password").await.data("/signIn/status"),
        "REFUSED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_forgives_the_attempts_before_it() {
    let app = TestApp::start().await;
    app.signed_up("ada@example.com").await;
    for _ in 0..2 {
        for _ in 1..=9 {
            app.anonymous().sign_in("ada@example.com", "a wrong password").await;
        }
        app.signed_in("ada@example.com").await;
    }
}

/// An attempt to sign in as Ada from an address: whether it succeeded; an error when there were
/// too many.
async fn attempt(app: &TestApp, password: &str, from: &str) -> Result<bool, ErrorKind> {
    let origin = Origin(Some(from.parse().expect("an address")));
    let answer = app.app.accounts.sign_in("ada@example.com", password.to_owned(), origin).await;
    answer.map(|opened| opened.is_some()).map_err(|error| error.kind())
}

const WRONG: &str = "a wrong password";

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_locks_out_nobody_but_themselves() {
    let app = TestApp::start().await;
    app.anonymous().sign_up("ada@example.com").await;
    for _ in 1..=10 {
        assert_eq!(attempt(&app, WRONG, "192.0.2.1").await, Ok(false));
    }
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await, Err(ErrorKind::LimitReached));
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.2").await, Ok(true));
    // With IPv6 whoever has one address has the others of its network.
    for host in 1..=10 {
        assert_eq!(attempt(&app, WRONG, &format!("2001:db8::{host}")).await, Ok(false));
    }
    assert_eq!(attempt(&app, WRONG, "2001:db8::11").await, Err(ErrorKind::LimitReached));
    assert_eq!(attempt(&app, PASSWORD, "2001:db8:0:1::1").await, Ok(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_strangers_guess_no_more_than_few_and_the_owner_goes_on_signing_in() {
    let app = TestApp::start().await;
    app.anonymous().sign_up("ada@example.com").await;
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await, Ok(true));
    for stranger in 1..=50 {
        assert_eq!(attempt(&app, WRONG, &format!("198.51.100.{stranger}")).await, Ok(false), "{stranger}");
    }
    // Not even the right password helps a stranger any more.
    assert_eq!(attempt(&app, PASSWORD, "198.51.100.51").await, Err(ErrorKind::LimitReached));
    assert_eq!(attempt(&app, WRONG, "192.0.2.1").await, Ok(false));
    assert_eq!(attempt(&app, PASSWORD, "192.0.2.1").await, Ok(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_tries_no_more_than_a_hundred_times_at_many_accounts() {
    let app = TestApp::start().await;
    let origin = Origin(Some("192.0.2.1".parse().expect("an address")));
    let attempt = async |number: u32| {
        let email = format!("person-{number}@example.com");
        // Too long to be hashed, which costs the test less.
        app.app.accounts.sign_in(&email, "x".repeat(300), origin).await.map_err(|error| error.kind())
    };
    for number in 1..=100 {
        assert!(attempt(number).await.expect("an answer").is_none());
    }
    assert_eq!(attempt(101).await.err(), Some(ErrorKind::LimitReached));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_attempts_are_counted_by_whom_it_names() {
    let from = async |app: &TestApp, password: &str, client: &str| {
        let query = "mutation($i: SignInInput!) { signIn(input: $i) { status } }";
        let input = json!({ "email": "ada@example.com", "password": password });
        let request = reqwest::Client::new().post(app.url("/graphql")).header("x-forwarded-for", client);
        let body = json!({ "query": query, "variables": { "i": input } });
        let answer: Value = request.json(&body).send().await.expect("an answer").json().await.expect("JSON");
        answer["data"]["signIn"]["status"].clone()
    };
    for (proxies, expected) in [("127.0.0.0/8", "SIGNED_IN"), ("", "LIMIT_REACHED")] {
        let app = TestApp::start_with(&[("TRUSTED_PROXIES", proxies)]).await;
        app.anonymous().sign_up("ada@example.com").await;
        for _ in 1..=10 {
            assert_eq!(from(&app, WRONG, "192.0.2.1").await, "REFUSED");
        }
        assert_eq!(from(&app, PASSWORD, "192.0.2.1").await, "LIMIT_REACHED");
        assert_eq!(from(&app, PASSWORD, "192.0.2.2").await, expected, "{proxies:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_in_the_account_and_in_the_token() {
    let app = TestApp::start().await;
    let admin = app.signed_up_as("root@example.com", Role::Admin).await;
    assert_eq!(admin.query("{ viewer { role } }").await.data("/viewer/role"), "ADMIN");
    let viewer = app.app.accounts.read_viewer(admin.access_token.as_deref().expect("a token"));
    assert_eq!(viewer.expect("a viewer").role, Role::Admin);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_role_shows_at_the_next_refresh() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    app.app.accounts.grant("ADA@example.com", Role::Admin).await.expect("an account");
    let renewed = user.refresh(user.refresh_token.as_deref().expect("a token")).await;
    assert_eq!(renewed.data("/refreshSession/account/role"), "ADMIN");
    let token = renewed.data("/refreshSession/accessToken").as_str().expect("a token");
    assert_eq!(app.app.accounts.read_viewer(token).expect("a viewer").role, Role::Admin);
    assert!(app.app.accounts.grant("nobody@example.com", Role::Admin).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_cookie_the_refresh_token_stays_out_of_the_answer() {
    let app =
        TestApp::start_with(&[("REFRESH_COOKIE", "true"), ("PUBLIC_URL", "https://jobs.example.com")]).await;
    app.anonymous().sign_up("ada@example.com").await;
    let answer = app.anonymous().sign_in("ada@example.com", PASSWORD).await;
    assert_eq!(*answer.data("/signIn/refreshToken"), Value::Null);
    let cookie = answer.cookie.expect("a cookie");
    for part in ["jobwise_refresh=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/graphql"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().expect("a pair");
    let response = reqwest::Client::new()
        .post(app.url("/graphql"))
        .header("cookie", pair)
        .json(&json!({ "query": "mutation { refreshSession(input: {}) { status refreshToken } }" }))
        .send()
        .await
        .expect("an answer");
    assert!(response.headers().contains_key("set-cookie"));
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body["data"]["refreshSession"], json!({ "status": "REFRESHED", "refreshToken": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_viewer_costs_one_statement_however_often_it_is_asked_for() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let count = async |document: &str| {
        let before = app.database.statement_count();
        assert_eq!(user.query(document).await.code(), "");
        app.database.statement_count() - before
    };
    assert_eq!(count("{ viewer { email } }").await, 1);
    assert_eq!(count("{ a: viewer { email } b: viewer { email } c: viewer { id role } }").await, 1);
}
