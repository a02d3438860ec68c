CREATE TABLE IF NOT EXISTS files (
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    sha256     bytea NOT NULL CHECK (length(sha256) = 32),
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    media_type text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, sha256)
);

COMMENT ON TABLE files IS 'The bytes of documents by content; the bytes themselves lie in the file store. Kept until their owner deletes them.';
