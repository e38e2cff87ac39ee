"""The numbered checks of a verification, as docs/verify.md specifies them."""

from __future__ import annotations

from typing import Final

from audit.report import Rule

_COPY = "Compare with a copy of the database, a bundle or Temporal's history from before."
_NOTARY = "Ask the notary's keeper for its file of checkpoints, and compare."

LOG: Final = (
    Rule("V01", "Entries are canonical bytes", "entries",
         "Two readers could read these bytes differently: nobody here wrote them.", _COPY),
    Rule("V02", "Each hash is of its entry's bytes", "entries",
         "The entry or its hash was changed after it was recorded.", _COPY),
    Rule("V03", "Columns say what the bytes say", "entries",
         "Whoever asks the database is told something else than what was recorded.",
         "Believe the bytes; find out who could change the table."),
    Rule("V04", "Each entry continues its stream", "entries",
         "An entry of this stream was changed, exchanged, taken out or put in.", _COPY),
    Rule("V05", "Versions of a stream have no gap", "entries",
         "An entry of this stream is missing or stands twice.", _COPY),
    Rule("V06", "Positions have no gap up to the head", "positions",
         "Entries are missing, or the head is not the log's.", _COPY),
    Rule("V07", "Each command was recorded once", "commands",
         "A decision was recorded twice, or in pieces.", _COPY),
    Rule("V08", "Payloads are the committed ones", "payloads",
         "What an event says was changed, or is gone.", _COPY),
)  # fmt: skip

WITNESS: Final = (
    Rule("V09", "The tree has the root of every checkpoint", "checkpoints",
         "The log up to there is not the one that was signed: it was rewritten.", _NOTARY),
    Rule("V10", "Checkpoints are signed by the log's key of their time", "checkpoints",
         "Somebody other than the notary wrote this checkpoint.", _NOTARY),
    Rule("V11", "The log's keys follow one another", "changes of keys",
         "A key was brought in that nobody vouches for.",
         "Compare with the public key that you were given when the log began: `tally notary key`."),
    Rule("V12", "Checkpoints held outside are of this log", "checkpoints held outside",
         "Two different histories were shown: this record is not the one that was witnessed.",
         "Keep the checkpoint and this report; " + _COPY[0].lower() + _COPY[1:], needed=False),
    Rule("V13", "The log is no smaller than it was seen", "sizes seen before",
         "Its end was removed, or an older backup was restored.",
         "Bring the missing entries back before anything more is decided."),
)  # fmt: skip

PLANS: Final = (
    Rule("V14", "Every event can be read and folded", "events",
         "This release cannot tell what the event did; what follows it in its stream is unchecked.",
         "Verify with the release that recorded it; if that fails too, it was not recorded by us."),
    Rule("V15", "Signatures are of what they stand under", "signatures",
         "This signature proves nothing about this decision: it was forged, moved or altered.",
         "Ask the signer, and look for the ceremony's letter with its code.", needed=False),
    Rule("V16", "What must be signed is signed as the policy wants", "decisions that are signed",
         "A decision stands without the proof that the cycle's policy asks for.",
         "Ask the person named whether they decided this.", needed=False),
    Rule("V17", "Who decided held the office for it", "commands",
         "At that position this person had no right to this decision.",
         "Ask who gave it; look for it in Temporal's history."),
    Rule("V18", "Duties were kept apart", "decisions of two sides",
         "One person stood on both sides of this decision.",
         "Have somebody who is independent decide it again.", needed=False),
    Rule("V19", "Read models are what the events say", "rows",
         "Pages and lists show something that was not decided.",
         "Write them anew from the events: tally rebuild read-models."),
    Rule("V20", "Deciding again gives the same events", "commands",
         "These events are not what the rules make of the command.",
         "Look for the command in Temporal's history; ask who gave it."),
)  # fmt: skip

_ANEW = (
    "If Temporal was lost: tally rebuild workflows. If not, find out who could write to the record."
)

HALVES: Final = (
    Rule("V21", "What histories hold is in the record", "entries in histories",
         "A decision was lost, changed or moved after it was recorded.",
         "If the record was restored from an older backup: tally rebuild events. If not, compare.",
         needed=False),
    Rule("V22", "What the record holds is in a history", "entries",
         "Temporal's half is lost or was removed, or somebody wrote to the record beside the workflows.",
         _ANEW, needed=False),
    Rule("V23", "What was recorded was given to its workflow", "commands",
         "What was given is not what was recorded; or nothing shows that it was given.",
         "Ask the person named, and for their receipt. Who gave it gives it again, with its id: then a history has it.",
         needed=False),
    Rule("V24", "Every plan that is not over has its workflow", "plans",
         "Nobody waits for what is due in this plan.",
         "Start it again from the record: tally rebuild workflows.", needed=False),
)  # fmt: skip

RULES: Final = (*LOG, *WITNESS, *PLANS, *HALVES)
