"""The work of `policy-ner train`: corpora checked, a pipeline trained, its folder replaced by the whole new one."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from rich.progress import Progress, TaskID
from spacy.language import Language

from policy_ner.cli.messages import Messages
from policy_ner.errors import DataError, InputError, OutputError
from policy_ner.formats.records import Document
from policy_ner.training import train as steps
from policy_ner.training.corpus import SPLITS
from policy_ner.training.corpus_check import check
from policy_ner.training.model_age import fingerprint
from policy_ner.training.resolver_fit import require_sklearn
from policy_ner.training.tagger_fit import Settings

# Weights that `make pretrain` made, from which every tagger starts.
PRETRAINED = Path(str(files("policy_ner") / "neural" / "pretrained.npz"))
_FEW = 50  # mentions of a label, below which a tagger learns little of it


def run(corpora: Sequence[Path], output: Path, start: Path | None, settings: Settings, force: bool) -> int:
    """Train; returns the exit status.

    Raises:
        PolicyNerError: A corpus, the start or the output can't be used.
    """
    messages = Messages()
    require_sklearn()
    _check_output(output, force)
    weights = _weights(start)
    learn = _documents(corpora)
    for label in steps.LABELS:
        count = sum(mention.label == label for document in learn for mention in document.entities)
        if count < _FEW:
            what = f"{label}: {count} mentions are too few to learn from, the rules and the start carry it"
            messages.warning(f"{what}. Compare with what ships: policy-ner evaluate --compare shipped")
    work = output.with_name(output.name + ".work")
    if work.exists():
        messages.note(f"{work}: an interrupted training goes on, where documents and settings are the same.")
    with _progress(messages) as told:
        plan = steps.Plan(learn, weights, settings, judged=steps.judged_before(PRETRAINED))
        nlp = steps.train(plan, work, told)
    nlp.meta["training"] = {"documents": len(learn), "fingerprint": made_from(corpora, weights), "seed": settings.seed}
    _replace(nlp, output)
    shutil.rmtree(work)
    messages.note(f"Wrote {output}: trained on {len(learn)} documents.")
    return 0


def made_from(corpora: Sequence[Path], weights: Path) -> str:
    """The fingerprint of what a training reads."""
    parts = (folder / SPLITS[0] for folder in corpora)
    return fingerprint([*(part if part.is_dir() else part.parent for part in parts), weights])


def _check_output(output: Path, force: bool) -> None:
    if output.exists() and not (output.is_dir() and (output / "meta.json").is_file()):
        raise OutputError(f"{output}: it exists and is no pipeline", "Name another folder.")
    if output.exists() and not force:
        raise OutputError(f"{output}: it exists already", "Name another folder, or replace it with --force.")
    if not output.absolute().parent.is_dir():
        raise OutputError(f"{output}: there is no folder {output.parent}", "Make the folder first.")


def _weights(start: Path | None) -> Path:
    weights = start / steps.TAGGER if start else PRETRAINED
    if not weights.is_file():
        raise InputError(f"{weights}: there is no such file", "--from takes a pipeline with a policy_tagger.")
    return weights


def _documents(corpora: Sequence[Path]) -> list[Document]:
    """The documents to learn from: of a corpus with splits those of train.

    Raises:
        DataError: A document has errors, or there is none; all of it is told.
    """
    corpus, findings = check(*corpora)
    errors = [str(finding) for finding in findings if finding.error]
    learn = [found.document for found in corpus.documents if found.split == SPLITS[0]]
    if not learn:
        errors.append(f"{SPLITS[0]}: no document in any corpus")
    if errors:
        raise DataError("\n".join(errors), "Mend them, then train again. policy-ner corpus check DIR tells them too.")
    return learn


@contextmanager
def _progress(messages: Messages) -> Iterator[steps.Progress]:
    """A bar for each tagger on a terminal; else a line for each tenth epoch and the last."""
    tasks: dict[str, TaskID] = {}
    with Progress(console=messages.console, transient=True) as bar:

        def told(name: str, epochs: int, of: int, loss: float) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=of)
            bar.update(tasks[name], completed=epochs, description=f"{name}, loss {loss:.2f}")
            if not messages.console.is_terminal and (epochs % 10 == 0 or epochs == of):
                messages.note(f"{name}: {epochs} of {of} epochs, loss {loss:.2f}")

        yield told


def _replace(nlp: Language, output: Path) -> None:
    """Write the pipeline beside its place, then put it there: what stood there stays until the new one is whole."""
    fresh = output.with_name(f".{output.name}.{secrets.token_hex(4)}.new")
    nlp.to_disk(fresh)
    old = output.with_name(f".{output.name}.{secrets.token_hex(4)}.old")
    if output.exists():
        output.rename(old)
    fresh.rename(output)
    shutil.rmtree(old, ignore_errors=True)
