"""What a refused command raises: one class per reason, whose name is the wire contract."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A command was refused; nothing was recorded.

    The class name is the error's name on the wire. `practice` cites the row of the practices
    that refuses (``S0-08``), where one does; `missing` names each part that would clear it.
    """

    title: ClassVar[str] = "The command was refused"

    def __init__(
        self, detail: str, *, practice: str | None = None, missing: tuple[str, ...] = ()
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.practice = practice
        self.missing = missing

    @property
    def name(self) -> str:
        return type(self).__name__


class NothingToDo(DomainError):
    title = "The command would change nothing"


class CommandIdReused(DomainError):
    title = "This command id was used for another command"


class NotAuthorised(DomainError):
    """`grants` says whose it is, where a rule does: each office, and how far it reaches."""

    title = "This person may not do this"

    def __init__(
        self,
        detail: str,
        *,
        practice: str | None = None,
        missing: tuple[str, ...] = (),
        grants: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(detail, practice=practice, missing=missing)
        self.grants = grants


class WrongStage(DomainError):
    title = "This step comes at another stage"


class Unknown(DomainError):
    title = "Nothing of that name is here"


class AlreadyExists(DomainError):
    title = "There is one of that name already"


class Invalid(DomainError):
    title = "A value cannot be used"


class GateClosed(DomainError):
    title = "A practice that this cycle holds to is not met"


class CommitmentIsIrrevocable(DomainError):
    title = "A resource commitment cannot be taken back"


class SignaturesWouldBeVoided(DomainError):
    title = "This change voids signatures; say that you know how many"


class OtherVersion(DomainError):
    title = "This is not the version that is open"


class DeadlineNotReached(DomainError):
    title = "This is possible only after its deadline"


class DeadlinePassed(DomainError):
    title = "The deadline for this has passed"


class NeedsTwoPeople(DomainError):
    title = "This takes two different people"


class SignatureDoesNotMatch(DomainError):
    title = "This signature was given for something else"


class SignatureStale(DomainError):
    title = "This signature is too old"


class SignatureNeeded(DomainError):
    title = "This takes a stronger signature"


class SumDiffers(DomainError):
    title = "Amounts do not add up"


class UnderLegalHold(DomainError):
    title = "A legal hold keeps this"


class BeyondBudget(DomainError):
    title = "This is more than the sponsor granted"


class PersonIsErased(DomainError):
    title = "This person was erased"


def registry() -> dict[str, type[DomainError]]:
    """Every refusal by its wire name; a name that is not here is a fault of ours."""
    return {kind.__name__: kind for kind in DomainError.__subclasses__()}
