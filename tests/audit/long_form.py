"""Whether more places are tried than on every run: `TALLY_LONG=1`, for an hour and not minutes."""

import os

LONG = os.environ.get("TALLY_LONG") == "1"
