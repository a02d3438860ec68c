//! The tables as diesel sees them. Kept equal to the migrated database by a test in
//! `tests/database/schema.rs`, in the format of `diesel print-schema`.

diesel::table! {
    accounts (id) {
        id -> Uuid,
        email -> Text,
        password_hash -> Text,
        display_name -> Text,
        role -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    event_streams (id) {
        id -> Uuid,
        account_id -> Uuid,
        last_number -> Int8,
    }
}

diesel::table! {
    events (stream_id, number) {
        stream_id -> Uuid,
        number -> Int8,
        account_id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    files (account_id, sha256) {
        account_id -> Uuid,
        sha256 -> Bytea,
        size_bytes -> Int8,
        media_type -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    refresh_tokens (id) {
        id -> Uuid,
        session_id -> Uuid,
        token_hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        account_id -> Uuid,
        user_agent -> Nullable<Text>,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sign_in_attempts (key) {
        key -> Bytea,
        attempts -> Int4,
        window_ends_at -> Timestamptz,
    }
}

diesel::table! {
    task_attempts (lease_token) {
        lease_token -> Int8,
        task_id -> Uuid,
        started_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        message -> Nullable<Text>,
    }
}

diesel::table! {
    tasks (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        account_id -> Nullable<Uuid>,
        unique_key -> Nullable<Text>,
        priority -> Int2,
        state -> Text,
        run_at -> Timestamptz,
        attempts -> Int4,
        max_attempts -> Int4,
        lease_token -> Nullable<Int8>,
        lease_until -> Nullable<Timestamptz>,
        is_cancel_requested -> Bool,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(event_streams -> accounts (account_id));
diesel::joinable!(events -> event_streams (stream_id));
diesel::joinable!(files -> accounts (account_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(task_attempts -> tasks (task_id));
diesel::joinable!(tasks -> accounts (account_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    event_streams,
    events,
    files,
    refresh_tokens,
    sessions,
    sign_in_attempts,
    task_attempts,
    tasks,
);
