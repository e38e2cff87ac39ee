"""`tally audit`: what an auditor takes away, from the record itself and over HTTP."""

from __future__ import annotations

from audit import taking
from command_line import auditing

app = taking.app
app.command("population")(auditing.population)
app.command("sample")(auditing.sample)
app.command("access")(auditing.access)
