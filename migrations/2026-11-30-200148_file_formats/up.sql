ALTER TABLE document_files DROP CONSTRAINT IF EXISTS document_files_format_check;
ALTER TABLE document_files ADD CONSTRAINT document_files_format_check
    CHECK (format IN ('pdf', 'docx', 'html', 'md', 'txt', 'json'));
ALTER TABLE document_files ADD COLUMN IF NOT EXISTS engine text CHECK (engine IN ('typst', 'wkhtmltopdf'));
ALTER TABLE document_files ADD COLUMN IF NOT EXISTS paper text CHECK (paper IN ('a4', 'us_letter'));
COMMENT ON COLUMN document_files.engine IS 'What printed it, where somebody asked for one; null for the one of the run.';
COMMENT ON COLUMN document_files.paper IS 'The paper somebody asked for; null for that of the run.';
ALTER TABLE document_files DROP CONSTRAINT IF EXISTS document_files_document_id_version_format_key;
CREATE UNIQUE INDEX IF NOT EXISTS document_files_by_variant
    ON document_files (document_id, version, format, COALESCE(engine, ''), COALESCE(paper, ''));
