"""What is measured in a process of its own: `python -m training.benchmark_tasks TASK '{"argument": …}'`.

Prints a JSON object. Times are CPU time of the process, after a first text has loaded what is loaded once.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import spacy
from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_model_from_config
from thinc.api import fix_random_seed

import policy_ner
from policy_ner.formats.records import Document
from policy_ner.pipeline import tag_documents
from training import benchmark_texts as texts

_TRAINED_ON, _UPDATES = 4, 5  # documents, passes over them: the speed does not depend on what was learned
_REPEATS = 3
_MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes in the system's unit


def train_stock(folder: str) -> dict[str, Any]:
    """Write stock spaCy as `spacy init config --lang zh --pipeline ner` makes it, trained a moment.

    That is `tok2vec` with an `ner` that listens to it. `blank("zh").add_pipe("tok2vec")` and `.add_pipe("ner")` would
    compute two encoders, of which the first serves nothing, and take 1.7 times as long.
    """
    fix_random_seed(0)
    nlp = load_model_from_config(init_config(lang="zh", pipeline=["ner"]), auto_fill=True)
    examples = [_example(nlp, document) for document in texts.corpus()[:_TRAINED_ON]]
    nlp.initialize(lambda: examples)
    for _ in range(_UPDATES):
        nlp.update(examples)
    nlp.to_disk(Path(folder))
    return {}


def _example(nlp: Language, document: Document) -> Example:
    reference = nlp.make_doc(document.text)
    spans = [reference.char_span(m.start, m.end, m.label, alignment_mode="contract") for m in document.entities]
    reference.set_ents([span for span in spans if span])
    return Example(nlp.make_doc(document.text), reference)


def speed(pipeline: str, folder: str, characters: int) -> dict[str, Any]:
    """`nlp.pipe` over documents.

    Args:
        pipeline: `shipped`; `words`, the same with word boundaries; `rules`, without what was learned; or `stock`.
        folder: Where `train_stock` wrote.
        characters: Of all documents together.
    """
    nlp = spacy.load(Path(folder)) if pipeline == "stock" else _ours(pipeline)
    batch = texts.documents(characters)
    _drain(nlp.pipe(batch[:1]))
    seconds = _seconds(lambda: _drain(nlp.pipe(batch)))
    return {"characters": sum(map(len, batch)), "documents": len(batch), "seconds": seconds}


def _ours(pipeline: str) -> Language:
    nlp = policy_ner.load()
    if pipeline == "words":
        nlp.add_pipe("policy_segmenter")
    elif pipeline == "rules":
        nlp.select_pipes(disable=[name for name, pipe in nlp.pipeline if getattr(pipe, "is_trainable", False)])
    return nlp


def length(size: int, one_line: bool) -> dict[str, Any]:
    """One long text; `start` and `peak` are the most memory in bytes before and after it.

    Args:
        size: Bytes in UTF-8.
        one_line: Whether the text has no line ends.
    """
    text = texts.long_text(size, one_line)
    tag = _tagger()
    start = _peak()
    return {"characters": len(text), "seconds": _seconds(lambda: tag(text)), "start": start, "peak": _peak()}


def hostile(index: int) -> dict[str, Any]:
    """The text of this index in `HOSTILE`, a few times; the median counts."""
    text = texts.HOSTILE[index].text
    tag = _tagger()
    seconds = median(_seconds(lambda: tag(text)) for _ in range(_REPEATS))
    return {"characters": len(text), "seconds": seconds}


def _tagger() -> Callable[[str], None]:
    """The shipped pipeline on a text, as `policy-ner tag` runs it."""
    nlp = policy_ner.load()

    def tag(text: str) -> None:
        _drain(tag_documents(nlp, [Document("benchmark", text)]))

    tag(texts.corpus()[0].text)
    return tag


def _drain(results: Iterable[object]) -> None:
    for _ in results:
        pass


def _seconds(work: Callable[[], None]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _peak() -> int:
    """The most memory that the process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS


TASKS = {task.__name__: task for task in (train_stock, speed, length, hostile)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
