-- Runs once, as the server's superuser, when the record's data folder is first made.
-- The groups are those of store/migrations/0001 and 0009: made here, no login of ours needs to
-- be able to make roles. Passwords come from the environment and stay out of this file.
\getenv migrate_password RECORD_MIGRATE_PASSWORD
\getenv service_password RECORD_SERVICE_PASSWORD
\getenv notary_password RECORD_NOTARY_PASSWORD

CREATE ROLE tally_owner NOLOGIN;
CREATE ROLE tally_writer NOLOGIN;
CREATE ROLE tally_reader NOLOGIN;
CREATE ROLE tally_migrator NOLOGIN NOINHERIT;
CREATE ROLE tally_notary NOLOGIN;
GRANT tally_owner TO tally_migrator;

CREATE ROLE tally_migrate LOGIN PASSWORD :'migrate_password'
    IN ROLE tally_owner, tally_writer, tally_reader, tally_migrator;
CREATE ROLE tally_service LOGIN NOINHERIT PASSWORD :'service_password'
    IN ROLE tally_writer, tally_reader;
CREATE ROLE tally_notarise LOGIN NOINHERIT PASSWORD :'notary_password'
    IN ROLE tally_notary;

REVOKE ALL ON DATABASE tally FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE tally TO tally_migrate;
GRANT CONNECT ON DATABASE tally TO tally_service, tally_notarise;
