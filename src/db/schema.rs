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
    ai_answers (key) {
        key -> Bytea,
        account_id -> Nullable<Uuid>,
        prompt -> Text,
        model -> Text,
        answer -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    ai_parts (generation_id, stage, part, input_hash) {
        generation_id -> Uuid,
        stage -> Text,
        part -> Text,
        input_hash -> Bytea,
        account_id -> Uuid,
        result -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    ai_purses (account_id, purse) {
        account_id -> Uuid,
        purse -> Text,
        committed -> Int8,
        spent -> Int8,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    ai_reservations (id) {
        id -> Uuid,
        account_id -> Uuid,
        purses -> Array<Text>,
        tokens -> Int8,
        lease_until -> Timestamptz,
        is_lapsed -> Bool,
        generation_id -> Nullable<Uuid>,
        input_hash -> Nullable<Bytea>,
        idempotency_key -> Nullable<Uuid>,
        call -> Nullable<Jsonb>,
    }
}

diesel::table! {
    ai_words (id) {
        id -> Uuid,
        account_id -> Uuid,
        generation_id -> Nullable<Uuid>,
        stage -> Text,
        provider -> Text,
        model -> Text,
        prompt -> Text,
        asked -> Text,
        answered -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    document_copies (document_id) {
        document_id -> Uuid,
        account_id -> Uuid,
        ground_id -> Uuid,
    }
}

diesel::table! {
    document_files (id) {
        id -> Uuid,
        document_id -> Uuid,
        version -> Int4,
        account_id -> Uuid,
        format -> Text,
        file_name -> Text,
        sha256 -> Text,
        size_bytes -> Int8,
        pages -> Nullable<Int4>,
        read_back -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        engine -> Nullable<Text>,
        paper -> Nullable<Text>,
        standard -> Nullable<Text>,
    }
}

diesel::table! {
    document_shares (id) {
        id -> Uuid,
        document_id -> Uuid,
        account_id -> Uuid,
        secret_hash -> Bytea,
        version -> Nullable<Int4>,
        formats -> Array<Text>,
        is_counted -> Bool,
        opened_count -> Int8,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    document_versions (document_id, version) {
        document_id -> Uuid,
        version -> Int4,
        account_id -> Uuid,
        content -> Jsonb,
        quality -> Jsonb,
        facts -> Jsonb,
        created_at -> Timestamptz,
        change -> Text,
        changed_by -> Nullable<Uuid>,
        claim_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        accepted -> Jsonb,
        files_status -> Text,
        files_failure -> Nullable<Jsonb>,
        pinned -> Jsonb,
        reverted_to -> Nullable<Int4>,
    }
}

diesel::table! {
    documents (id) {
        id -> Uuid,
        account_id -> Uuid,
        generation_id -> Nullable<Uuid>,
        profile_id -> Nullable<Uuid>,
        job_id -> Nullable<Uuid>,
        kind -> Text,
        version -> Int4,
        template -> Text,
        profile_title -> Text,
        job_title -> Nullable<Text>,
        company -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        title -> Nullable<Text>,
        archived_at -> Nullable<Timestamptz>,
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
    generation_inputs (generation_id) {
        generation_id -> Uuid,
        account_id -> Uuid,
        input -> Jsonb,
        accepted_at -> Timestamptz,
    }
}

diesel::table! {
    generation_stages (generation_id, stage) {
        generation_id -> Uuid,
        account_id -> Uuid,
        stage -> Text,
        status -> Text,
        method -> Text,
        result -> Nullable<Jsonb>,
        tokens_in -> Int4,
        tokens_out -> Int4,
        elapsed_ms -> Nullable<Float8>,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        charged_tokens -> Int8,
        cost_micros -> Nullable<Int8>,
        model -> Nullable<Text>,
    }
}

diesel::table! {
    generations (id) {
        id -> Uuid,
        account_id -> Uuid,
        profile_id -> Uuid,
        profile_version -> Int4,
        job_id -> Uuid,
        profile_title -> Text,
        job_title -> Text,
        company -> Text,
        status -> Text,
        kinds -> Array<Text>,
        idempotency_key -> Nullable<Text>,
        request_hash -> Text,
        failure -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    job_texts (job_id) {
        job_id -> Uuid,
        description -> Text,
        analysis -> Jsonb,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        account_id -> Nullable<Uuid>,
        title -> Text,
        company -> Text,
        location -> Nullable<Text>,
        remote -> Nullable<Text>,
        employment_type -> Nullable<Text>,
        seniority -> Nullable<Text>,
        salary_min -> Nullable<Int8>,
        salary_max -> Nullable<Int8>,
        salary_currency -> Nullable<Text>,
        salary_period -> Nullable<Text>,
        posted_at -> Timestamptz,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    limit_windows (key) {
        key -> Bytea,
        taken -> Int4,
        granted -> Int4,
        ends_at -> Timestamptz,
    }
}

diesel::table! {
    notifications (id) {
        id -> Uuid,
        account_id -> Uuid,
        number -> Int8,
        kind -> Text,
        message -> Text,
        generation_id -> Nullable<Uuid>,
        document_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    profile_versions (profile_id, version) {
        profile_id -> Uuid,
        version -> Int4,
        account_id -> Uuid,
        title -> Text,
        content -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    profiles (id) {
        id -> Uuid,
        account_id -> Uuid,
        title -> Text,
        version -> Int4,
        content -> Jsonb,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    provider_keys (id) {
        id -> Uuid,
        account_id -> Uuid,
        provider -> Text,
        model -> Text,
        sealed -> Bytea,
        last_four -> Text,
        created_at -> Timestamptz,
        tested_at -> Timestamptz,
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
    saved_job_documents (saved_job_id, document_id) {
        saved_job_id -> Uuid,
        document_id -> Uuid,
        account_id -> Uuid,
        attached_at -> Timestamptz,
    }
}

diesel::table! {
    saved_job_events (id) {
        id -> Uuid,
        saved_job_id -> Uuid,
        account_id -> Uuid,
        from_status -> Nullable<Text>,
        to_status -> Text,
        reason -> Nullable<Text>,
        changed_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    saved_job_files (id) {
        id -> Uuid,
        saved_job_id -> Uuid,
        account_id -> Uuid,
        document_id -> Uuid,
        version -> Int4,
        kind -> Text,
        format -> Text,
        file_name -> Text,
        sha256 -> Bytea,
        size_bytes -> Int8,
        attached_at -> Timestamptz,
        detached_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    saved_jobs (id) {
        id -> Uuid,
        account_id -> Uuid,
        job_id -> Uuid,
        job_title -> Text,
        company -> Text,
        status -> Text,
        is_favourite -> Bool,
        is_hidden -> Bool,
        notes -> Nullable<Text>,
        tags -> Array<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    section_regenerations (id) {
        id -> Uuid,
        account_id -> Uuid,
        document_id -> Uuid,
        generation_id -> Uuid,
        version -> Int4,
        place -> Jsonb,
        instruction -> Text,
        status -> Text,
        outcome -> Jsonb,
        made_version -> Nullable<Int4>,
        idempotency_key -> Nullable<Text>,
        request_hash -> Text,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
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
    task_kinds (kind) {
        kind -> Text,
        is_paused -> Bool,
        max_running -> Nullable<Int4>,
        max_running_per_account -> Nullable<Int4>,
        last_lane -> Nullable<Uuid>,
    }
}

diesel::table! {
    task_schedules (kind) {
        kind -> Text,
        cron -> Text,
        next_at -> Timestamptz,
        last_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(ai_answers -> accounts (account_id));
diesel::joinable!(ai_parts -> accounts (account_id));
diesel::joinable!(ai_parts -> generations (generation_id));
diesel::joinable!(ai_purses -> accounts (account_id));
diesel::joinable!(ai_reservations -> accounts (account_id));
diesel::joinable!(ai_words -> accounts (account_id));
diesel::joinable!(document_copies -> accounts (account_id));
diesel::joinable!(document_copies -> documents (document_id));
diesel::joinable!(document_files -> accounts (account_id));
diesel::joinable!(document_files -> documents (document_id));
diesel::joinable!(document_shares -> accounts (account_id));
diesel::joinable!(document_shares -> documents (document_id));
diesel::joinable!(document_versions -> accounts (account_id));
diesel::joinable!(documents -> accounts (account_id));
diesel::joinable!(documents -> generations (generation_id));
diesel::joinable!(event_streams -> accounts (account_id));
diesel::joinable!(events -> event_streams (stream_id));
diesel::joinable!(files -> accounts (account_id));
diesel::joinable!(generation_inputs -> accounts (account_id));
diesel::joinable!(generation_inputs -> generations (generation_id));
diesel::joinable!(generation_stages -> accounts (account_id));
diesel::joinable!(generation_stages -> generations (generation_id));
diesel::joinable!(generations -> accounts (account_id));
diesel::joinable!(job_texts -> jobs (job_id));
diesel::joinable!(jobs -> accounts (account_id));
diesel::joinable!(notifications -> accounts (account_id));
diesel::joinable!(profile_versions -> accounts (account_id));
diesel::joinable!(profile_versions -> profiles (profile_id));
diesel::joinable!(profiles -> accounts (account_id));
diesel::joinable!(provider_keys -> accounts (account_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(saved_job_documents -> accounts (account_id));
diesel::joinable!(saved_job_documents -> documents (document_id));
diesel::joinable!(saved_job_documents -> saved_jobs (saved_job_id));
diesel::joinable!(saved_job_events -> accounts (account_id));
diesel::joinable!(saved_job_events -> saved_jobs (saved_job_id));
diesel::joinable!(saved_job_files -> accounts (account_id));
diesel::joinable!(saved_job_files -> saved_jobs (saved_job_id));
diesel::joinable!(saved_jobs -> accounts (account_id));
diesel::joinable!(section_regenerations -> accounts (account_id));
diesel::joinable!(section_regenerations -> documents (document_id));
diesel::joinable!(section_regenerations -> generations (generation_id));
diesel::joinable!(sessions -> accounts (account_id));

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    ai_answers,
    ai_parts,
    ai_purses,
    ai_reservations,
    ai_words,
    document_copies,
    document_files,
    document_shares,
    document_versions,
    documents,
    event_streams,
    events,
    files,
    generation_inputs,
    generation_stages,
    generations,
    job_texts,
    jobs,
    limit_windows,
    notifications,
    profile_versions,
    profiles,
    provider_keys,
    refresh_tokens,
    saved_job_documents,
    saved_job_events,
    saved_job_files,
    saved_jobs,
    section_regenerations,
    sessions,
    sign_in_attempts,
    task_attempts,
    task_kinds,
    task_schedules,
);
