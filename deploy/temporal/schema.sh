#!/bin/sh
# Brings both of Temporal's databases to the schema of this admin-tools image; may run again.
# The server, its login and its password come as SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and
# SQL_PLUGIN, which temporal-sql-tool reads itself.
set -eu

versions=/etc/temporal/schema/postgresql/v12

level() {
    temporal-sql-tool --db "$1" create
    temporal-sql-tool --db "$1" setup-schema -v 0.0
    temporal-sql-tool --db "$1" update-schema -d "$versions/$2/versioned"
}

level temporal temporal
level temporal_visibility visibility
