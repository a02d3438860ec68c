CREATE SEQUENCE IF NOT EXISTS task_lease_tokens;

CREATE TABLE IF NOT EXISTS tasks (
    id                  uuid PRIMARY KEY,
    kind                text NOT NULL,
    payload             jsonb NOT NULL,
    account_id          uuid REFERENCES accounts (id) ON DELETE CASCADE,
    unique_key          text,
    priority            smallint NOT NULL DEFAULT 0,
    state               text NOT NULL DEFAULT 'waiting'
                        CHECK (state IN ('waiting', 'running', 'finished', 'dead', 'cancelled')),
    run_at              timestamptz NOT NULL DEFAULT now(),
    attempts            integer NOT NULL DEFAULT 0,
    max_attempts        integer NOT NULL CHECK (max_attempts > 0),
    lease_token         bigint,
    lease_until         timestamptz,
    is_cancel_requested boolean NOT NULL DEFAULT false,
    created_at          timestamptz NOT NULL DEFAULT now(),
    ended_at            timestamptz,
    CHECK ((state = 'running') = (lease_token IS NOT NULL)),
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS tasks_unique_key ON tasks (kind, unique_key) WHERE state IN ('waiting', 'running');
CREATE INDEX IF NOT EXISTS tasks_waiting_idx ON tasks (priority DESC, run_at, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS tasks_lease_until_idx ON tasks (lease_until) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS tasks_account_id_idx ON tasks (account_id);

COMMENT ON TABLE tasks IS 'Background work (never a posting). Times are of Postgres''s own clock.';
COMMENT ON COLUMN tasks.unique_key IS 'While one task of the kind with this key is open, a second is not made.';
COMMENT ON COLUMN tasks.priority IS 'Higher runs first.';
COMMENT ON COLUMN tasks.lease_token IS 'The fence: whoever holds an older number may no longer write.';
COMMENT ON COLUMN tasks.lease_until IS 'After this moment any worker may take the task over.';
COMMENT ON COLUMN tasks.is_cancel_requested IS 'Seen by the running task at its next heartbeat.';

CREATE TABLE IF NOT EXISTS task_attempts (
    lease_token bigint PRIMARY KEY,
    task_id     uuid NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    outcome     text CHECK (outcome IN ('finished', 'failed', 'cancelled', 'handed_back', 'lost')),
    message     text
);
CREATE INDEX IF NOT EXISTS task_attempts_task_id_idx ON task_attempts (task_id);

COMMENT ON TABLE task_attempts IS 'Every run of a task: when, and how it ended.';
COMMENT ON COLUMN task_attempts.outcome IS 'lost: the worker died or lost its lease. handed_back: it stopped before the end and does not count.';
COMMENT ON COLUMN task_attempts.message IS 'The error''s message for a person; never its cause.';
