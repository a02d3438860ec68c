CREATE TABLE IF NOT EXISTS jobs (
    id uuid PRIMARY KEY,
    account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
    title text NOT NULL,
    company text NOT NULL,
    location text,
    remote text CHECK (remote IN ('on_site', 'hybrid', 'remote')),
    employment_type text CHECK (
        employment_type IN ('full_time', 'part_time', 'contract', 'temporary', 'internship', 'volunteer')
    ),
    seniority text CHECK (
        seniority IN ('intern', 'junior', 'mid', 'senior', 'lead', 'manager', 'director', 'executive')
    ),
    salary_min bigint,
    salary_max bigint,
    salary_currency text,
    salary_period text CHECK (salary_period IN ('hour', 'day', 'week', 'month', 'year')),
    posted_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
COMMENT ON TABLE jobs IS 'Postings: facts for lists. Deleting hides a row; generations keep their frozen copies.';
COMMENT ON COLUMN jobs.account_id IS 'Whose posting it is; null for the shared catalogue, which only administrators write.';
COMMENT ON COLUMN jobs.posted_at IS 'When it was posted, or created here where that is not known.';

CREATE TABLE IF NOT EXISTS job_texts (
    job_id uuid PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    description text NOT NULL,
    analysis jsonb NOT NULL
);
COMMENT ON TABLE job_texts IS 'The long part of a posting: its plain text, and the analysis by rules whose spans point into it.';

CREATE TABLE IF NOT EXISTS job_search (
    job_id uuid PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
    title text NOT NULL,
    company text NOT NULL,
    location text,
    remote text,
    employment_type text,
    seniority text,
    salary_year_min bigint,
    salary_year_max bigint,
    posted_at timestamptz NOT NULL,
    head tsvector NOT NULL,
    tsv tsvector NOT NULL
);
COMMENT ON TABLE job_search IS 'The narrow table lists and searches read; written in the transaction of its job, and gone when that is hidden.';
COMMENT ON COLUMN job_search.salary_year_min IS 'Salary brought to a year, for the filter.';
COMMENT ON COLUMN job_search.head IS 'Title, company and skills: short, for ranking.';
COMMENT ON COLUMN job_search.tsv IS 'The whole posting, for finding.';
CREATE INDEX IF NOT EXISTS job_search_tsv ON job_search USING gin (tsv);
CREATE INDEX IF NOT EXISTS job_search_head ON job_search USING gin (head);
CREATE INDEX IF NOT EXISTS job_search_by_date ON job_search (posted_at DESC, job_id DESC);
CREATE INDEX IF NOT EXISTS job_search_by_account ON job_search (account_id, posted_at DESC, job_id DESC);
