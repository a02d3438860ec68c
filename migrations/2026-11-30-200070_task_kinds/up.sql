-- Runs lost with their process are counted apart from those that failed, and begin anew with each
-- checkpoint: a machine that is unplugged a few times uses up no task's runs.
ALTER TABLE tasks ADD COLUMN IF NOT EXISTS losses integer NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN IF NOT EXISTS started_at timestamptz;
ALTER TABLE tasks ADD COLUMN IF NOT EXISTS is_rerun boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN tasks.attempts IS 'Runs that count: those that failed, and the one on its way.';
COMMENT ON COLUMN tasks.losses IS 'Runs lost with their process since the last checkpoint; they do not count as attempts.';
COMMENT ON COLUMN tasks.started_at IS 'When the run on its way began, or the last one.';
COMMENT ON COLUMN tasks.is_rerun IS 'Somebody had it run again after it was dead or cancelled.';
COMMENT ON COLUMN tasks.is_cancel_requested IS 'The running task learns of it within moments, and at its next heartbeat at the latest.';
COMMENT ON TABLE task_attempts IS 'Every run of a task that has ended: when, and how. The one on its way stands in tasks.';

CREATE TABLE IF NOT EXISTS task_kinds (
    kind                    text PRIMARY KEY,
    is_paused               boolean NOT NULL DEFAULT false,
    max_running             integer CHECK (max_running >= 0),
    max_running_per_account integer CHECK (max_running_per_account >= 0),
    last_lane               uuid
);
COMMENT ON TABLE task_kinds IS 'What the operator and the workers have said of a kind of task; a kind without a row is as the program has it.';
COMMENT ON COLUMN task_kinds.is_paused IS 'No task of the kind is begun; those that run go on.';
COMMENT ON COLUMN task_kinds.max_running IS 'Tasks of the kind that run at once, over all processes; 0 for any number, null for what the program says.';
COMMENT ON COLUMN task_kinds.max_running_per_account IS 'As max_running, of one account.';
COMMENT ON COLUMN task_kinds.last_lane IS 'The account whose turn was the last; the next ones in the order of their ids come first.';

CREATE TABLE IF NOT EXISTS task_schedules (
    kind    text PRIMARY KEY,
    cron    text NOT NULL,
    next_at timestamptz NOT NULL,
    last_at timestamptz
);
COMMENT ON TABLE task_schedules IS 'Tasks that come back by themselves. Whoever moves next_at makes the task, in one transaction.';
COMMENT ON COLUMN task_schedules.cron IS 'Five fields, read in UTC.';

-- What waits, a kind apart, so that neither a paused kind nor one that no worker knows is passed
-- over task by task.
CREATE INDEX IF NOT EXISTS tasks_due_idx ON tasks (kind, priority DESC, run_at, id) WHERE state = 'waiting';
-- And an account apart. Tasks of nobody are a lane of their own, the last.
CREATE INDEX IF NOT EXISTS tasks_lanes_idx
    ON tasks (kind, COALESCE(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), priority DESC, run_at, id)
    WHERE state = 'waiting';
-- Without lease_until, so that a heartbeat changes no index.
CREATE INDEX IF NOT EXISTS tasks_running_idx ON tasks (kind) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS tasks_dead_idx ON tasks (kind, id) WHERE state = 'dead';
DROP INDEX IF EXISTS tasks_waiting_idx;
DROP INDEX IF EXISTS tasks_lease_until_idx;

-- A queue's rows change often and its indexes are read at one end: it is swept early.
ALTER TABLE tasks SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0.1, fillfactor = 80);
