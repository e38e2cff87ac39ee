"""One plain sentence for every event of a cycle's incentives; what it holds of anybody is not told."""

from __future__ import annotations

from typing import Final

from domain.incentives import events as i
from domain.model import Event

SENTENCES: Final[dict[type[Event], str]] = {
    i.IncentivesOpened: "The incentives of the cycle opened: what managers and executives are paid for.",
    i.LevelLeaderReplaced: "{leader} leads {unit} from here.",
    i.IncentivesRolesChanged: "Offices changed hands: {offices}.",
    i.IncentivesImported: "{actor} imported what managers and executives are paid for ({source}).",
    i.IncentiveFindingRaised: "{practice} warns of what somebody is paid for.",
    i.CapStated: "{actor} stated a cap: {cap}.",
    i.CapLifted: "{actor} lifted the cap {cap}: {reason}",
    i.IncentivesClosed: "The incentives closed with the cycle.",
}
