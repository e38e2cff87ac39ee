"""Events whose payloads only few may read: of pay and incentives, survey scores, succession, and values cases."""

from __future__ import annotations

from collections.abc import Iterable

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

GROUPS = {
    "compensation": OF_COMPENSATION,
    "incentives": OF_INCENTIVES,
    "surveys": OF_SURVEYS,
    "succession": OF_SUCCESSION,
}
"""By the word that asks for it; values cases cannot be asked for."""

SENSITIVE = OF_CASES.union(*GROUPS.values())
"""What an auditor takes the proofs of, and not the words."""


def kept_back(without: Iterable[str], shown: Iterable[str] = ()) -> tuple[str, ...]:
    """The types `without`, and all that is sensitive but for the groups that are `shown`."""
    return tuple(sorted({*without, *SENSITIVE.difference(*(GROUPS[one] for one in shown))}))
