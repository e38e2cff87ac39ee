"""S2: the line of sight from strategy to seller, and the values that it is walked with."""

from __future__ import annotations

from domain.practices.catalogue.row import row

ROWS = (
    row("S2-01", "RS", "A leader owns the culture", "InitiativeStarted InitiativeReviewed"),
    row("S2-02", "W", "Culture takes longer than a quarter", "rule:S2-02 InitiativeStarted"),
    row("S2-03", "R", "What is unfinished is carried over", "GoalDropped InitiativeCarriedOver InitiativeDropped"),
    row("S2-04", "RW", "What sales must deliver is defined", "DefineDeliverable DeliverableDefined sight"),
    row("S2-05", "VW", "Every target and goal traces to an intent", "rule:S2-05 sight"),
    row("S2-06", "R", "An intent has a growth objective", "IntentStated"),
    row("S2-07", "R", "An intent names its customer groups", "IntentStated DeliverableDefined"),
    row("S2-08", "W", "A deliverable is specific", "rule:S2-08"),
    row("S2-09", "G", "There are three values", "rule:S2-09 ValuesChosen"),
    row("S2-10", "R", "Everyone acknowledges the values", "CultureAcknowledged culture_people"),
    row("S2-11", "R", "Value: relationships before a sale", "ValuesChosen:values=relationships"),
    row("S2-12", "R", "Value: towards colleagues too", "SurveyImported:audience=colleagues survey_scores"),
    row("S2-13", "R", "Value: the customer before the organisation", "ValuesChosen:values=customer-first"),
    row("S2-14", "R", "Value: spirited teamwork", "ValuesChosen:values=teamwork"),
    row("S2-15", "R", "Value: recovery from failure comes first", "ValuesChosen:values=recovery"),
    row("S2-16", "W", "Reward honours the values", "rule:S2-16 ValueLinked"),
    row("S2-17", "RV", "Customers say whether the values are seen", "SurveyImported SurveyRestated survey_scores", "culture"),
    row("S2-18", "R", "Whoever cannot live the values is let go, by people", "OpenValuesCase ValuesCaseDecided"),
    row("S2-19", "R", "Whoever will not is another case", "OpenValuesCase ValuesCaseDecided"),
    row("S2-20", "W", "A case that ages is seen by the leader alone", "ValuesCaseOverdue", "culture"),
    row("S2-21", "W", "Steps that serve no goal are listed", "ActionStepAdded:goal=null sight"),
    row("S2-22", "R", "The culture process has stages", "InitiativeStageCompleted"),
    row("S2-23", "V", "Steady performance counts, not the last quarter", "execution"),
)  # fmt: skip
