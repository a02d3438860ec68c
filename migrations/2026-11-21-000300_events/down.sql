DROP TABLE IF EXISTS events, event_streams;
