DROP TABLE IF EXISTS saved_job_files;
