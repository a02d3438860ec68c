DROP TABLE IF EXISTS generation_stages;
DROP TABLE IF EXISTS generation_inputs;
DROP TABLE IF EXISTS generations;
