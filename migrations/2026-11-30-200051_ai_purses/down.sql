DROP TABLE IF EXISTS ai_reservations;
DROP TABLE IF EXISTS ai_purses;
