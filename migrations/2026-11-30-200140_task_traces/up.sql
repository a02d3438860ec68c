ALTER TABLE tasks ADD COLUMN IF NOT EXISTS traceparent text;
COMMENT ON COLUMN tasks.traceparent IS 'The trace the task was queued in, as W3C Trace Context writes it, so that its runs are a part of it. Nothing rests on it.';
