"""`tally audit`: what an auditor takes away, from the record itself and over HTTP."""

from __future__ import annotations

from audit import taking
from command_line import auditing, custody

app = taking.app
app.command("population")(auditing.population)
app.command("sample")(auditing.sample)
app.command("access")(auditing.access)
app.command("retention")(custody.retention)
app.command("propose-retention")(custody.propose_retention)
app.command("agree-retention")(custody.agree_retention)
app.command("keys")(custody.keys)
app.command("rules")(auditing.rules)
app.command("files")(auditing.files)
