"""The one error tree of the package: each error says what, where, and what to do next."""

from __future__ import annotations


class PolicyNerError(Exception):
    """Base of every error that the package raises on purpose.

    Args:
        message: What is wrong and where (`file:line` when there is one).
        hint: What the user can do about it; shown on a line of its own.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class InputError(PolicyNerError):
    """A file or text that the user gave can't be read."""


class OutputError(PolicyNerError):
    """A result can't be written where the user wants it."""


class DataError(PolicyNerError):
    """A data file of the package or of the user (rules, corpus, lexicon, gold) is malformed."""


class UsageError(PolicyNerError):
    """Options that do not go together; the command line ends with status 2."""


class ServerError(PolicyNerError):
    """A server can't be reached, refuses what was asked, or answers otherwise than it should."""
