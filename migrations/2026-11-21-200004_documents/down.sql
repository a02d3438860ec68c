DROP TABLE IF EXISTS document_files;
DROP TABLE IF EXISTS document_versions;
DROP TABLE IF EXISTS documents;
