DROP TABLE IF EXISTS task_schedules, task_kinds;
DROP INDEX IF EXISTS tasks_due_idx, tasks_lanes_idx, tasks_running_idx, tasks_dead_idx;
CREATE INDEX IF NOT EXISTS tasks_waiting_idx ON tasks (priority DESC, run_at, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS tasks_lease_until_idx ON tasks (lease_until) WHERE state = 'running';
ALTER TABLE tasks DROP COLUMN IF EXISTS losses, DROP COLUMN IF EXISTS started_at, DROP COLUMN IF EXISTS is_rerun;
