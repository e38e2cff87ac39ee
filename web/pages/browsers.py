"""What a browser calls itself, as people know it."""

from __future__ import annotations

# The first that fits: each says that it is those after it too.
NAMES = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Macintosh": "a Mac",
    "Linux": "Linux",
}


def browser_of(agent: str) -> str:
    """`Firefox on Windows`; what names no browser that is known stays as it was sent."""
    name = next((said for mark, said in NAMES.items() if mark in agent), None)
    system = next((said for mark, said in SYSTEMS.items() if mark in agent), None)
    return f"{name} on {system}" if name and system else agent
