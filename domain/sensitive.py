"""Events whose payloads only few may read: of pay and incentives, survey scores, succession, and values cases."""

from __future__ import annotations

OF_COMPENSATION = frozenset({
    "CompanyWinConfirmed", "CompensationAgreed", "CompensationExplained", "CompensationImported",
    "CompensationUnderstood", "SellerFindingRaised",
})  # fmt: skip
"""For the person and whoever leads them; of a seller's findings those are that FINDINGS_OF_PAY names."""

FINDINGS_OF_PAY = frozenset({"S3-16", "S3-29"})
"""Practices whose findings name parts of somebody's compensation."""

OF_INCENTIVES = frozenset({"IncentiveFindingRaised", "IncentivesImported"})
"""What managers and executives are paid for: for each of them, and executives, finance and HR."""

OF_SURVEYS = frozenset({"SurveyImported", "SurveyRestated"})
"""Scores: each for the person they are of and whoever leads them."""

OF_SUCCESSION = frozenset({"PeerNominated", "SuccessionChosen", "SuccessionLeft"})
"""Who stands for succession, and whom peers nominated: for themselves, and offices of the top unit."""

OF_CASES = frozenset({
    "CaseStepRecorded", "ValuesCaseDecided", "ValuesCaseOpened", "ValuesCaseOverdue",
})  # fmt: skip
"""Values cases: for whoever leads the person and for HR partners; everybody else may have counts."""

SENSITIVE = OF_COMPENSATION | OF_INCENTIVES | OF_SURVEYS | OF_SUCCESSION | OF_CASES
"""What an auditor takes the proofs of, and not the words."""
