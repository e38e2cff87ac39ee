"""Play the story's year part by part, each when a line comes in: `playing.py ORGANISATION`."""

from __future__ import annotations

import sys

from command_line.demo import ACTS
from command_line.reaching import opened
from command_line.screen import console
from command_line.story.stage import Story


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(organisation: str) -> None:
    on = console(stderr=True)
    story = Story(opened(organisation, notice=on.print), on)
    for _, parts in ACTS:
        for part in parts:
            say(part.__module__.rpartition(".")[2])
            sys.stdin.readline()
            part(story)
    say("played")


if __name__ == "__main__":
    main(sys.argv[1])
