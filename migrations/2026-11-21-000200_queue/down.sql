DROP TABLE IF EXISTS task_attempts, tasks;
DROP SEQUENCE IF EXISTS task_lease_tokens;
