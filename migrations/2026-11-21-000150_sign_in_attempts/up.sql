CREATE TABLE IF NOT EXISTS sign_in_attempts (
    key            bytea PRIMARY KEY,
    attempts       integer NOT NULL,
    window_ends_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS sign_in_attempts_window_ends_at_idx ON sign_in_attempts (window_ends_at);

COMMENT ON TABLE sign_in_attempts IS 'Attempts to sign in, counted in windows by Postgres''s clock. Rows of ended windows are swept by later sign-ins.';
COMMENT ON COLUMN sign_in_attempts.key IS 'SHA-256 of origin and mail address, or of the origin alone; no address of a stranger is kept.';
