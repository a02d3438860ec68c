ALTER TABLE document_files ADD COLUMN IF NOT EXISTS standard text CHECK (standard IN ('ua_1', 'a_2a_ua_1'));
COMMENT ON COLUMN document_files.standard IS 'The standard somebody asked a PDF to be held to; null for that of its engine.';
DROP INDEX IF EXISTS document_files_by_variant;
CREATE UNIQUE INDEX IF NOT EXISTS document_files_by_variant ON document_files
    (document_id, version, format, COALESCE(engine, ''), COALESCE(paper, ''), COALESCE(standard, ''));
