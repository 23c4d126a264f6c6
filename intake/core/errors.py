"""Named errors of the domain: each says when it arises; each channel maps them once to what its user sees."""

from dataclasses import dataclass


class RecourseError(Exception):
    """Any error that Recourse raises on purpose; all others are bugs."""


@dataclass
class FactsError(RecourseError):
    """A facts document holds an unknown word, a missing field or impossible times."""

    field: str
    word: str
    problem: str

    def __str__(self) -> str:
        """Say which field, which word and what is wrong, in one line."""
        return (
            f"{self.field}: {self.problem}: {self.word!r}" if self.word else f"{self.field}: {self.problem}"
        )


class AnswersError(RecourseError):
    """A draft's answers are not what the interview wrote: wrong shape, or a step it does not know."""


class RulesError(RecourseError):
    """A rule file is malformed: an unknown word, office, urgency or column."""


class DirectoryError(RecourseError):
    """A list of facilities or agencies is malformed; the sentence names file, line, column and word."""


class ReceiptError(RecourseError):
    """What was typed is not a receipt code: wrong length or wrong check digit."""


class MoveError(RecourseError):
    """The lifecycle does not allow this move from the status the case is in, or not to this role."""


class SettingsError(RecourseError):
    """A setting is missing or malformed; the sentence names the variable."""


class CannotOpenError(RecourseError):
    """A sealed value does not open: wrong key, wrong context, or changed bytes. Which of them is not said."""


class BadKeyError(RecourseError):
    """A public key or seed is malformed or of low order, or does not match the stored public key."""


class WrongPassphraseError(RecourseError):
    """A key slot does not open with the passphrase or recovery code given."""


class NoKeyError(RecourseError):
    """The reader holds no seal of this part of the case, so there is nothing to open it with."""


class ManifestError(RecourseError):
    """A manifest is unsigned, signed by another root, expired, or older than one already seen."""


class NoSuchCaseError(RecourseError):
    """No case fits: not arrived yet, taken back, or a wrong code. Which of them is not said."""


class ConflictError(RecourseError):
    """Somebody else changed the case since it was read, or a repeated request carries another body."""


class OvertakenError(RecourseError):
    """Another tab wrote the same draft since it was read: it is to be read again, and the change made once more."""


class UnsafeFileError(RecourseError):
    """An attachment is too large, of a kind that is not taken, or cannot be rebuilt from its pixels."""


class NotStoredError(RecourseError):
    """The complaint could not be stored safely now (disk, database or pool); nothing was acknowledged."""


class SignInError(RecourseError):
    """Sign-in failed: unknown officer, wrong passphrase or wrong second factor. Which of them is not said."""


class NotAllowedError(RecourseError):
    """The officer's role does not include this act."""


class BackupError(RecourseError):
    """A backup cannot be made here, or one is refused: changed, cut off, of another site, or no empty place for it."""


class NoPaperError(RecourseError):
    """No PDF can be made on this machine; the sentence names what is not installed."""


class UnfilledError(RecourseError):
    """A letter has a blank that nobody filled in."""
