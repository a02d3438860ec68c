ALTER TABLE documents
    ADD COLUMN IF NOT EXISTS title text,
    ADD COLUMN IF NOT EXISTS archived_at timestamptz;
COMMENT ON COLUMN documents.title IS 'A name of the owner''s own.';

CREATE TABLE IF NOT EXISTS document_copies (
    document_id uuid PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    ground_id uuid NOT NULL
);
COMMENT ON TABLE document_copies IS 'Documents that no run made: copies of others.';
COMMENT ON COLUMN document_copies.ground_id IS 'The run that made what was copied first, which changes of the copy rest on.';
CREATE INDEX IF NOT EXISTS document_copies_by_account ON document_copies (account_id);

ALTER TABLE document_versions
    ADD COLUMN IF NOT EXISTS pinned jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN IF NOT EXISTS reverted_to integer;
COMMENT ON COLUMN document_versions.pinned IS 'Ids of the facts that stay whatever is changed.';
COMMENT ON COLUMN document_versions.reverted_to IS 'The version whose words it has again.';
ALTER TABLE document_versions DROP CONSTRAINT IF EXISTS document_versions_change_check;
ALTER TABLE document_versions ADD CONSTRAINT document_versions_change_check CHECK (change IN (
    'generated', 'claim_accepted', 'claim_removed', 'claim_restored', 'claim_edited', 'claim_stated',
    'claim_added', 'fact_restored', 'fact_pinned', 'fact_unpinned', 'claim_moved', 'entry_moved',
    'section_moved', 'fitted', 'edited', 'reverted', 'duplicated'));
COMMENT ON COLUMN document_versions.change IS 'How the version came to be: by a generation, or by what was done to it.';
