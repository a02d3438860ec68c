DROP TABLE IF EXISTS saved_job_documents;
DROP TABLE IF EXISTS saved_job_events;
DROP TABLE IF EXISTS saved_jobs;
