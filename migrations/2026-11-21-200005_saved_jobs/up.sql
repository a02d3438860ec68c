CREATE TABLE IF NOT EXISTS saved_jobs (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    job_id uuid NOT NULL,
    job_title text NOT NULL,
    company text NOT NULL,
    status text NOT NULL CHECK (
        status IN ('saved', 'applied', 'interviewing', 'offer', 'accepted', 'rejected', 'withdrawn')
    ),
    is_favourite boolean NOT NULL DEFAULT false,
    is_hidden boolean NOT NULL DEFAULT false,
    notes text,
    tags text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (account_id, job_id)
);
COMMENT ON TABLE saved_jobs IS 'Jobs their owner tracks. Title and company stay when the job is withdrawn.';
COMMENT ON COLUMN saved_jobs.job_id IS 'No foreign key: the saved job outlives its posting.';
CREATE INDEX IF NOT EXISTS saved_jobs_by_status ON saved_jobs (account_id, status, id DESC);
CREATE INDEX IF NOT EXISTS saved_jobs_by_account ON saved_jobs (account_id, id DESC);

CREATE TABLE IF NOT EXISTS saved_job_events (
    id uuid PRIMARY KEY,
    saved_job_id uuid NOT NULL REFERENCES saved_jobs (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_status text,
    to_status text NOT NULL,
    reason text,
    changed_by uuid NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE saved_job_events IS 'Every move of an application: who, when and why.';
CREATE INDEX IF NOT EXISTS saved_job_events_by_saved_job ON saved_job_events (saved_job_id, id);
CREATE INDEX IF NOT EXISTS saved_job_events_by_account ON saved_job_events (account_id);

CREATE TABLE IF NOT EXISTS saved_job_documents (
    saved_job_id uuid NOT NULL REFERENCES saved_jobs (id) ON DELETE CASCADE,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    attached_at timestamptz NOT NULL,
    PRIMARY KEY (saved_job_id, document_id)
);
COMMENT ON TABLE saved_job_documents IS 'The documents that were, or will be, sent with an application.';
CREATE INDEX IF NOT EXISTS saved_job_documents_by_document ON saved_job_documents (document_id);
CREATE INDEX IF NOT EXISTS saved_job_documents_by_account ON saved_job_documents (account_id);
