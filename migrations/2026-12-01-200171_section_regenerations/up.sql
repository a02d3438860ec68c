CREATE TABLE IF NOT EXISTS section_regenerations (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    generation_id uuid NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    version integer NOT NULL,
    place jsonb NOT NULL,
    instruction text NOT NULL,
    status text NOT NULL CHECK (status IN (
        'queued', 'running', 'saved', 'not_followed', 'stale', 'blocked', 'does_not_fit', 'profile_gone', 'failed',
        'cancelled')),
    outcome jsonb NOT NULL DEFAULT '{}',
    made_version integer,
    idempotency_key text,
    request_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);
COMMENT ON TABLE section_regenerations IS 'Sections of documents somebody asked to have written anew, and what came of it.';
COMMENT ON COLUMN section_regenerations.generation_id IS 'The run the document rests on, whose events tell of it.';
COMMENT ON COLUMN section_regenerations.version IS 'The version of the document as it was read.';
COMMENT ON COLUMN section_regenerations.instruction IS 'What was asked, in the owner''s words.';
COMMENT ON COLUMN section_regenerations.outcome IS 'Who wrote, what it cost, and what could not be followed; empty until it has ended.';
COMMENT ON COLUMN section_regenerations.made_version IS 'The version it made; null where it made none.';
COMMENT ON COLUMN section_regenerations.request_hash IS 'SHA-256 of what was asked; tells a repeated request from another one under the same key.';
CREATE UNIQUE INDEX IF NOT EXISTS section_regenerations_one_open ON section_regenerations (document_id)
    WHERE status IN ('queued', 'running');
CREATE UNIQUE INDEX IF NOT EXISTS section_regenerations_by_key ON section_regenerations (account_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS section_regenerations_by_account ON section_regenerations (account_id);
CREATE INDEX IF NOT EXISTS section_regenerations_by_document ON section_regenerations (document_id);
CREATE INDEX IF NOT EXISTS section_regenerations_by_generation ON section_regenerations (generation_id);

ALTER TABLE document_versions DROP CONSTRAINT IF EXISTS document_versions_change_check;
ALTER TABLE document_versions ADD CONSTRAINT document_versions_change_check CHECK (change IN (
    'generated', 'claim_accepted', 'claim_removed', 'claim_restored', 'claim_edited', 'claim_stated',
    'claim_added', 'fact_restored', 'fact_pinned', 'fact_unpinned', 'claim_moved', 'entry_moved',
    'section_moved', 'fitted', 'edited', 'reverted', 'duplicated', 'section_regenerated'));

ALTER TABLE ai_calls DROP CONSTRAINT IF EXISTS ai_calls_stage_check;
ALTER TABLE ai_calls ADD CONSTRAINT ai_calls_stage_check CHECK (stage IN (
    'job_analyzer', 'profile_compiler', 'document_generator', 'quality_validator', 'pdf_exporter', 'key_test',
    'section_regeneration'));
