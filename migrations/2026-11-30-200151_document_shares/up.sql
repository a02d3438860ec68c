CREATE TABLE IF NOT EXISTS document_shares (
    id uuid PRIMARY KEY,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    secret_hash bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    version integer,
    formats text[] NOT NULL,
    is_counted boolean NOT NULL,
    opened_count bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE document_shares IS 'Links by which anybody can read a document until they end. Nothing is kept of who does.';
COMMENT ON COLUMN document_shares.secret_hash IS 'SHA-256 of the secret in the link; the secret itself is nowhere.';
COMMENT ON COLUMN document_shares.version IS 'The version that is shown; null for the current one.';
COMMENT ON COLUMN document_shares.opened_count IS 'How often it was opened, where its owner asked for that to be counted.';
CREATE INDEX IF NOT EXISTS document_shares_by_document ON document_shares (document_id);
CREATE INDEX IF NOT EXISTS document_shares_by_account ON document_shares (account_id);
