CREATE TABLE IF NOT EXISTS documents (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    generation_id uuid REFERENCES generations (id) ON DELETE SET NULL,
    profile_id uuid,
    job_id uuid,
    kind text NOT NULL CHECK (kind IN ('resume', 'cover_letter')),
    version integer NOT NULL CHECK (version >= 1),
    template text NOT NULL,
    profile_title text NOT NULL,
    job_title text,
    company text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
COMMENT ON TABLE documents IS 'Résumés and letters; the words are in document_versions, the bytes in files.';
CREATE UNIQUE INDEX IF NOT EXISTS documents_by_generation ON documents (generation_id, kind)
    WHERE generation_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_by_account ON documents (account_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS documents_by_profile ON documents (account_id, profile_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX IF NOT EXISTS documents_by_job ON documents (account_id, job_id, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE IF NOT EXISTS document_versions (
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version integer NOT NULL CHECK (version >= 1),
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    content jsonb NOT NULL,
    quality jsonb NOT NULL,
    facts jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (document_id, version)
);
COMMENT ON COLUMN document_versions.facts IS 'The facts its claims cite, as they stood then.';
CREATE INDEX IF NOT EXISTS document_versions_by_account ON document_versions (account_id);

CREATE TABLE IF NOT EXISTS document_files (
    id uuid PRIMARY KEY,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version integer NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    format text NOT NULL CHECK (format IN ('pdf')),
    file_name text NOT NULL,
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    pages integer,
    read_back jsonb,
    created_at timestamptz NOT NULL,
    UNIQUE (document_id, version, format)
);
COMMENT ON TABLE document_files IS 'The bytes of a document version in a format, by content, with the read-back of those bytes.';
CREATE INDEX IF NOT EXISTS document_files_by_account ON document_files (account_id);
