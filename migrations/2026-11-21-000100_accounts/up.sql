CREATE TABLE IF NOT EXISTS accounts (
    id            uuid PRIMARY KEY,
    email         text NOT NULL,
    password_hash text NOT NULL,
    display_name  text NOT NULL DEFAULT '',
    role          text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'premium', 'admin')),
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS accounts_email_key ON accounts (lower(email));

COMMENT ON TABLE accounts IS 'Who may sign in. Everything a person owns cascades from here.';
COMMENT ON COLUMN accounts.email IS 'As typed; compared without regard to case.';
COMMENT ON COLUMN accounts.password_hash IS 'argon2id in PHC string format.';

CREATE TABLE IF NOT EXISTS sessions (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_agent   text,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX IF NOT EXISTS sessions_account_id_idx ON sessions (account_id, created_at);

COMMENT ON TABLE sessions IS 'One sign-in on one device: the family of its refresh tokens.';
COMMENT ON COLUMN sessions.revoked_at IS 'Set by signing out, and when a used refresh token comes back.';

CREATE TABLE IF NOT EXISTS refresh_tokens (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL CONSTRAINT refresh_tokens_token_hash_key UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX IF NOT EXISTS refresh_tokens_session_id_idx ON refresh_tokens (session_id);

COMMENT ON TABLE refresh_tokens IS 'Each is good for one use, which makes its successor in the same session.';
COMMENT ON COLUMN refresh_tokens.token_hash IS 'SHA-256 of the token; the token itself is never stored.';
COMMENT ON COLUMN refresh_tokens.used_at IS 'A second use after this moment ends the session.';
