"""One plain sentence for every event of a look-back, of what a plan stands on, and of buy-in."""

from __future__ import annotations

from typing import Final

from domain.model import Event
from domain.unit.buying_in import events as i
from domain.unit.lookback import events as b
from domain.unit.readiness import events as r

SENTENCES: Final[dict[type[Event], str]] = {
    i.DependencyNamed: "{named_by} named what another function owes: {dependency}.",
    i.DependencyAnswered: "{answered_by} {outcome} the dependency {dependency}: {words}",
    i.DependencyDropped: "{dropped_by} dropped the dependency {dependency}: {reason}",
    i.CeoAlignmentRecorded: "{recorded_by} worked on version {version} with {ceo} in advance: {words}",
    i.PlanPresentedToExecutives: "{presented_by} presented version {version} to {attendees}: {words}",
    b.LookBackBegun: "{begun_by} began to look back on {year}.",
    b.LookBackScored: "{scored_by} scored {item} of last year at {percent} %: {words}",
    b.HandoffScored: "{scored_by} scored what sales handed to {function} at {percent} %: {words}",
    b.PlannedToHundred: "{planned_by} planned {item} to 100 %, by {owner} until {due_on}: {words}",
    b.WhyNotReported: "{reported_by} reported {item} at {percent} %: {words}",
    b.YearReceived: "The closed year before came over: {year}.",
    b.LookBackClosed: "{closed_by} closed the look-back.",
    r.RunRateListed: "{actor} listed the run-rate: {components}.",
    r.PlanLineAdded: "{author} added a plan line: {line}.",
    r.PlanLineDropped: "{dropped_by} dropped the plan line {line}: {reason}",
    r.PlanLineReported: "{reported_by} reported {value} of the plan line {line} in {period}.",
    r.MarketingPlanAttached: "{actor} attached the marketing plan of {owner}: {words}{contributions}",
    r.TargetSplit: "{actor} split {target} of version {version} by kind of revenue: {parts}.",
}
