DELETE FROM document_files WHERE standard IS NOT NULL;
DROP INDEX IF EXISTS document_files_by_variant;
ALTER TABLE document_files DROP COLUMN IF EXISTS standard;
CREATE UNIQUE INDEX IF NOT EXISTS document_files_by_variant
    ON document_files (document_id, version, format, COALESCE(engine, ''), COALESCE(paper, ''));
