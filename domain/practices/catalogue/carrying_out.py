"""S1: goals that are carried out by plans with steps, and reviewed each quarter."""

from __future__ import annotations

from domain.practices.catalogue.row import row

ROWS = (
    row("S1-01", "V", "A strategic plan is carried out, not only made", "sight"),
    row("S1-02", "R", "Goals are divided among those who can reach them", "SetStrategicGoal StrategicGoalSet"),
    row("S1-03", "G", "A goal needs an action plan", "rule:S1-03 ActionStepAdded"),
    row("S1-04", "R", "A goal can be new territory", "StrategicGoalSet:kind=new_territory"),
    row("S1-05", "R", "A goal can be market share where one sells already", "StrategicGoalSet:kind=market_share"),
    row("S1-06", "R", "A goal can be volume or profit of a product line", "StrategicGoalSet:kind=product_line"),
    row("S1-07", "R", "A goal can be a wider mix for customers one has", "StrategicGoalSet:kind=product_mix"),
    row("S1-08", "R", "A goal can be a new product line", "StrategicGoalSet:kind=new_product"),
    row("S1-09", "R", "A goal can be the profit of a kind of customer", "StrategicGoalSet:kind=customer_profit"),
    row("S1-10", "R", "A goal has one owner and may have many contributors", "StrategicGoalSet"),
    row("S1-11", "R", "How a goal was received is recorded", "GoalReceived"),
    row("S1-12", "RG", "Goals and progress are reviewed each quarter", "rule:S1-12 OpenReview ConfirmReviewSection CloseReview ReviewHeld ReviewMissed reviews", "carrying_out"),
    row("S1-13", "GWV", "Green overall, red in a goal, is seen", "rule:S1-13 ReviewHeld"),
    row("S1-14", "G", "A reminder does not close a goal that did not move", "rule:S1-14 ReviewHeld StandstillEscalated"),
    row("S1-15", "W", "A goal that nobody touches is named", "rule:S1-15", "neglected_days"),
    row("S1-16", "WRS", "Time is given to make action plans", "rule:S1-16 RecordPlanningTime PlanningTimeRecorded", "carrying_out"),
    row("S1-17", "WR", "The team's own steps are counted", "rule:S1-17 ActionStepAdded sight"),
    row("S1-18", "VW", "A goal that nothing pays for is listed", "strategic_goals ImportIncentives"),
    row("S1-19", "G", "A step has an owner and a date", "ActionStepAdded KeySuccessFactorAdded"),
    row("S1-20", "V", "Quota and goals are told apart", "execution"),
    row("S1-21", "G", "A goal is assigned with its plan, or a dated promise of one", "StrategicGoalSet"),
    row("S1-22", "G", "Number and goals are signed in one act", "PlanFinalised PlanSigned"),
    row("S1-23", "V", "Plans made with the team are compared with others", "team_made execution"),
)  # fmt: skip
