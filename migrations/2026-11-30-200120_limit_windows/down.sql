DROP TABLE IF EXISTS limit_windows;
