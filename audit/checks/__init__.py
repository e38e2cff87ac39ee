"""The families of checks that `audit.verify` runs, each over what it alone needs to keep."""
