CREATE TABLE IF NOT EXISTS saved_job_files (
    id uuid PRIMARY KEY,
    saved_job_id uuid NOT NULL REFERENCES saved_jobs (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    format text NOT NULL,
    file_name text NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    size_bytes bigint NOT NULL,
    attached_at timestamptz NOT NULL,
    detached_at timestamptz,
    UNIQUE (saved_job_id, document_id, version, format),
    FOREIGN KEY (account_id, sha256) REFERENCES files (account_id, sha256)
);
COMMENT ON TABLE saved_job_files IS 'The very files that were attached to saved jobs. They outlive the documents they are of: the foreign key to files keeps whatever removes files from removing these.';
COMMENT ON COLUMN saved_job_files.document_id IS 'No foreign key: the file outlives its document.';
CREATE INDEX IF NOT EXISTS saved_job_files_by_account ON saved_job_files (account_id, sha256);

INSERT INTO saved_job_files (id, saved_job_id, account_id, document_id, version, kind, format, file_name, sha256,
    size_bytes, attached_at)
SELECT gen_random_uuid(), attached.saved_job_id, attached.account_id, documents.id, document_files.version,
    documents.kind, document_files.format, document_files.file_name, decode(document_files.sha256, 'hex'),
    document_files.size_bytes, attached.attached_at
FROM saved_job_documents AS attached
JOIN documents ON documents.id = attached.document_id
JOIN document_files ON document_files.document_id = documents.id AND document_files.version = documents.version
ON CONFLICT DO NOTHING;
