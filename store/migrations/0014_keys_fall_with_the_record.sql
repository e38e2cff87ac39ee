-- Only tally.erase_person destroys keys, and it asks the record first: no process does it by itself.
REVOKE EXECUTE ON FUNCTION tally.destroy_person_keys FROM tally_writer;
