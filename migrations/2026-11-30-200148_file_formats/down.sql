DELETE FROM document_files WHERE format <> 'pdf' OR engine IS NOT NULL OR paper IS NOT NULL;
DROP INDEX IF EXISTS document_files_by_variant;
ALTER TABLE document_files DROP CONSTRAINT IF EXISTS document_files_format_check;
ALTER TABLE document_files ADD CONSTRAINT document_files_format_check CHECK (format IN ('pdf'));
ALTER TABLE document_files DROP COLUMN IF EXISTS engine;
ALTER TABLE document_files DROP COLUMN IF EXISTS paper;
ALTER TABLE document_files ADD CONSTRAINT document_files_document_id_version_format_key
    UNIQUE (document_id, version, format);
