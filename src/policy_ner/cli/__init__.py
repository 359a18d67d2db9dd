"""The command line: one file a verb; what a verb needs is loaded when it runs, so that help comes at once."""

from __future__ import annotations

import inspect
import re
import signal
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from policy_ner.cli import corpus, doccano
from policy_ner.cli.agreement import agreement
from policy_ner.cli.demo import demo
from policy_ner.cli.evaluate import evaluate
from policy_ner.cli.explain import explain
from policy_ner.cli.labels import labels
from policy_ner.cli.learn import learn
from policy_ner.cli.tag import tag
from policy_ner.cli.train import train
from policy_ner.errors import PolicyNerError


class _Group(TyperGroup):
    """Turns errors that users can do something about into messages and exit statuses."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (PolicyNerError, KeyboardInterrupt) as error:
            from policy_ner.cli.messages import report  # noqa: PLC0415 (what prints is slow to load)

            raise typer.Exit(report(error)) from None


app = typer.Typer(
    cls=_Group,
    name="policy-ner",
    help="Find organisations, programmes, amounts of money and head counts in Chinese policy news, with their values.",
    epilog="Begin with: policy-ner demo",
    no_args_is_help=True,
    rich_markup_mode=None,  # the other modes take 0.2 s to load
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _help(verb: Callable[..., None]) -> str:
    """A verb's docstring, its lists (`Examples:` with indented lines) kept from being wrapped."""
    return re.sub(r"(?m)^(?=\w+:\n  )", "\b\n", inspect.cleandoc(verb.__doc__ or "").replace("\b\n", ""))


for verb in (tag, learn, explain, labels, train, evaluate, agreement, demo):
    app.command(help=_help(verb))(verb)
app.add_typer(corpus.app, name="corpus")
app.add_typer(doccano.app, name="doccano")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 (needed here only)

        typer.echo(f"policy-ner {version('policy-ner')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """The callback of `--version` does the work."""


def main() -> None:
    """The program `policy-ner`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # else there is none, or it is not ours to change
            _write_utf8(stream)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that temporary files are removed
    app()


def _write_utf8(stream: TextIOWrapper) -> None:
    """Chinese goes through any pipe and console, also where the locale knows none."""
    is_utf8 = stream.encoding.lower().replace("-", "") == "utf8"
    stream.reconfigure(encoding=None if is_utf8 else "utf-8", errors="replace")
