CREATE UNLOGGED TABLE IF NOT EXISTS limit_windows (
    key bytea PRIMARY KEY,
    taken integer NOT NULL,
    granted integer NOT NULL,
    ends_at timestamptz NOT NULL
);
COMMENT ON TABLE limit_windows IS 'What all processes together have taken of a limit in the window that runs. Unlogged: after a crash of Postgres windows begin anew.';
COMMENT ON COLUMN limit_windows.key IS 'SHA-256 of what is limited and for whom.';
COMMENT ON COLUMN limit_windows.granted IS 'What the process that asked last was given.';
COMMENT ON COLUMN limit_windows.ends_at IS 'By the clock of Postgres. The window begins with the first who asks.';
CREATE INDEX IF NOT EXISTS limit_windows_by_end ON limit_windows (ends_at);
