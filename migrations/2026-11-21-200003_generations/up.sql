CREATE TABLE IF NOT EXISTS generations (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    profile_id uuid NOT NULL,
    profile_version integer NOT NULL,
    job_id uuid NOT NULL,
    profile_title text NOT NULL,
    job_title text NOT NULL,
    company text NOT NULL,
    status text NOT NULL CHECK (
        status IN ('queued', 'running', 'succeeded', 'needs_review', 'failed', 'cancelled')
    ),
    kinds text[] NOT NULL,
    idempotency_key text,
    request_hash text NOT NULL,
    failure jsonb,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);
COMMENT ON TABLE generations IS 'Runs of the five stages.';
COMMENT ON COLUMN generations.request_hash IS 'SHA-256 of what was asked, to tell a repeated request from another one under the same key.';
CREATE UNIQUE INDEX IF NOT EXISTS generations_by_key ON generations (account_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS generations_by_account ON generations (account_id, id DESC);
CREATE INDEX IF NOT EXISTS generations_by_status ON generations (account_id, status, id DESC);

CREATE TABLE IF NOT EXISTS generation_inputs (
    generation_id uuid PRIMARY KEY REFERENCES generations (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    input jsonb NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE generation_inputs IS 'Profile, posting, options and day of a run, frozen when it was accepted.';
COMMENT ON COLUMN generation_inputs.accepted_at IS 'By the clock of Postgres, which quotas are compared with.';
CREATE INDEX IF NOT EXISTS generation_inputs_by_account ON generation_inputs (account_id, accepted_at);

CREATE TABLE IF NOT EXISTS generation_stages (
    generation_id uuid NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    stage text NOT NULL CHECK (
        stage IN ('job_analyzer', 'profile_compiler', 'document_generator', 'quality_validator', 'pdf_exporter')
    ),
    status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
    method text NOT NULL DEFAULT 'rules' CHECK (method IN ('rules', 'model', 'cache')),
    result jsonb,
    tokens_in integer NOT NULL DEFAULT 0,
    tokens_out integer NOT NULL DEFAULT 0,
    elapsed_ms double precision,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (generation_id, stage)
);
COMMENT ON TABLE generation_stages IS 'Checkpoints: a stage''s result is saved once, before the next begins; a restart goes on at the first without one.';
CREATE INDEX IF NOT EXISTS generation_stages_by_account ON generation_stages (account_id);
