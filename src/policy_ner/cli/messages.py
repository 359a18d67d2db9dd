"""What goes to standard error: errors with their hints, warnings, notes, a progress bar."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from policy_ner.errors import PolicyNerError, UsageError
from policy_ner.formats.terminal import safe


def report(error: PolicyNerError | KeyboardInterrupt) -> int:
    """Print what ended the program; returns its exit status."""
    if isinstance(error, KeyboardInterrupt):
        Messages().note("Interrupted. No output file was written.")
        return 130
    Messages().error(error)
    return 2 if isinstance(error, UsageError) else 1


class Messages:
    """Prints messages and counts the errors among them."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.errors = 0

    def error(self, error: PolicyNerError) -> None:
        """Print an error and what to do about it."""
        self.errors += 1
        self._print("error: ", "bold red", error.message)
        if error.hint:
            self._print("  hint: ", "cyan", error.hint)

    def warning(self, text: str) -> None:
        """Print what the user should know of, though the work went on."""
        self._print("warning: ", "bold yellow", text)

    def note(self, text: str) -> None:
        """Print a plain line."""
        self._print("", "", text)

    def _print(self, prefix: str, style: str, text: str) -> None:
        self.console.print(Text.assemble((prefix, style), safe(text)), soft_wrap=True)
