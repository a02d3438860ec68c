-- Old events are swept by it. It is a few kilobytes whatever the table, and made in one pass over it.
-- Not concurrently: the processes that wait for the lock of migrations would wait for each other.
CREATE INDEX IF NOT EXISTS events_created_at_idx ON events USING brin (created_at);
