"""One plain sentence for every event of a cycle's culture."""

from __future__ import annotations

from typing import Final

from domain.culture import events as v
from domain.culture import recognition as r
from domain.model import Event

SENTENCES: Final[dict[type[Event], str]] = {
    v.CultureOpened: "The culture of the cycle opened, for everyone in its units.",
    v.CircleLeaderReplaced: "{leader} leads {unit} from here.",
    v.CultureRolesChanged: "Offices changed hands: {offices}.",
    v.CircleJoined: "{person} is one of {unit} from here.",
    v.CircleLeft: "{person} is one of {unit} no more.",
    v.ValuesChosen: "{chosen_by} chose the values: {values}.",
    v.ValueLinked: "{linked_by} linked the value {value} to a component of compensation: {component}.",
    v.ExpectationsSet: "{set_by} said what is expected: {expectations}.",
    v.ReasonTold: "{told_by} told why planning is worth it: {words}",
    v.CulturePublished: "{published_by} published edition {edition} of values and expectations; everyone is asked to acknowledge it.",
    v.CultureFindingRaised: "{practice} warns{subject}: {words}.",
    v.CultureAcknowledged: "{person} acknowledged edition {edition} of values and expectations.",
    v.ReasonRead: "{person} has read why planning is worth it.",
    v.SurveyImported: "{actor} imported the survey {survey} of {period}, by {audience} ({source}).",
    v.SurveyRestated: "{actor} restated scores of the survey {survey} ({source}): {reason}",
    v.ValuesCaseOpened: "A values case was opened, in confidence.",
    v.CaseStepRecorded: "A step to help was recorded in a values case.",
    v.ValuesCaseOverdue: "A values case is overdue; who leads there is told.",
    v.ValuesCaseDecided: "A values case was decided by a second person.",
    v.InitiativeStarted: "{owner} owns the initiative {initiative}, {from_on} to {until_on}: {words}.",
    v.InitiativeStageCompleted: "The stage {stage} of the initiative {initiative} is done.",
    v.InitiativeReviewed: "{reviewed_by} reviewed the initiative {initiative} for {period}: {words}",
    v.InitiativeReviewMissed: "A quarter passed in which nobody looked at the initiative {initiative}; {to} is told.",
    v.InitiativeCarriedOver: "The initiative {initiative} is carried over into the next cycle.",
    v.InitiativeDropped: "{actor} dropped the initiative {initiative}: {reason}",
    r.ContestOpened: "{actor} opened the contest {name} ({kind}), {from_on} to {until_on}: {rules}",
    r.ContestEnded: "The contest {contest} ended; it was won by {winners}.",
    r.AwardGiven: "{given_by} gave the award {award} to {to} at {occasion}, for {attainment} % in {period}. {words}",
    r.ColleagueRecognised: "{recognised_by} recognised {person} ({category}): {words}",
    r.PeerHelpRecorded: "{helper} helped {helped}: {words}",
    r.PeerNominated: "{nominated_by} nominated {person}: {words}",
    r.IdeaFiled: "{filed_by} filed an idea: {words}",
    r.IdeaLinked: "The idea {idea} is part of the plan of {unit}.",
    r.SuccessionChosen: "{person} chose to be a candidate for succession.",
    r.SuccessionLeft: "{person} chose to be no candidate for succession any more.",
    v.CultureClosed: "The culture was closed with its cycle.",
}
