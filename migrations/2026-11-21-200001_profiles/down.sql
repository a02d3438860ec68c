DROP TABLE IF EXISTS profile_versions;
DROP TABLE IF EXISTS profiles;
