DROP TABLE IF EXISTS document_shares;
