"""`policy_tagger`: ORG and PROGRAMME by a neural network, each with its probability."""

from __future__ import annotations

import io
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Optimizer, set_dropout_rate

from policy_ner.components.candidates import Candidate, annotate, ensure_extensions, read
from policy_ner.components.choice import best_set
from policy_ner.components.token_features import TokenFeatures
from policy_ner.components.tokenizer import units, view_of
from policy_ner.errors import DataError, InputError
from policy_ner.names.marks import unpaired
from policy_ner.neural import crf
from policy_ner.neural.network import Network, load_weights, start, weights_of
from policy_ner.neural.symbols import Vocabulary, learn

RULE = "tagger.span"
VIEW = "tagger.view"  # of what others propose and it finds unlikely: its probability, no proposal of its own
_STOPS = frozenset("。！？；!?;")
_BREAK = "\n"
_SOFT, _HARD = 60, 160  # units of a piece after which a line end, and any unit, ends it
_LONGEST = 60  # units of a mention
_CACHED = 1500  # units that the encoder takes at once: what the processor's cache holds
# What is left out in training, so that the tagger leans on no one thing: the share of documents that go without the
# rules' proposals, and of symbols that are hidden.
_WITHOUT_RULES, _HIDDEN = 0.15, 0.05
_FILE, _ABOUT = "weights.npz", "tagger.json"

Numbers = npt.NDArray[np.int32]


@dataclass(slots=True)
class Prepared:
    """A document as the network takes it.

    Args:
        extents: Characters of each unit: a token of our tokenizer, whatever the document's own is.
        rows: Units × columns: symbol, bigrams, features.
        pieces: First unit, and the one after the last, of what the CRF looks at by itself.
    """

    extents: list[tuple[int, int]]
    rows: Numbers
    pieces: list[tuple[int, int]]

    def units(self, start: int, end: int) -> tuple[int, int] | None:
        """The units of some characters, None where they begin or end within one."""
        first = bisect_left(self.extents, start, key=lambda extent: extent[0])
        last = bisect_left(self.extents, end, key=lambda extent: extent[1])
        whole = first <= last < len(self.extents) and self.extents[first][0] == start and self.extents[last][1] == end
        return (first, last + 1) if whole else None

    def piece(self, unit: int) -> int:
        """Which piece a unit is in."""
        return bisect_right(self.pieces, unit, key=lambda piece: piece[0]) - 1


class PolicyTagger(TrainablePipe):  # type: ignore[misc] # spaCy's class has no types
    """Tags names with a convolutional network and a CRF, on characters, their bigrams, and what the rules propose.

    Args:
        vocab: Of the pipeline.
        model: By `policy_ner.Tagger.v1`.
        name: The component's name, and the key of its span group.
        labels: What it learns.
        least: Probability from which a span is a candidate, 0 to 1.
    """

    def __init__(self, vocab: Vocab, model: Network, name: str, labels: Sequence[str], least: float) -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self._labels, self.least = tuple(labels), least
        self.vocabulary: Vocabulary | None = None
        self.features = TokenFeatures(labels, ())
        self.without_rules = _WITHOUT_RULES
        ensure_extensions()

    @property
    def labels(self) -> tuple[str, ...]:
        """What it tags."""
        return self._labels

    # What spaCy calls to tag.

    def predict(self, docs: Iterable[Doc]) -> list[tuple[Prepared, list[crf.SpanProbabilities]]]:
        """For each document what the network was given, and the probabilities of its pieces' spans.

        Raises:
            InputError: It has no weights.
        """
        prepared = [self.prepare(doc) for doc in docs]
        scores = self._scores([item.rows for item in prepared])
        spans = self._probabilities(scores, [item.pieces for item in prepared])
        return list(zip(prepared, spans, strict=True))

    def set_annotations(
        self, docs: Iterable[Doc], predicted: Iterable[tuple[Prepared, list[crf.SpanProbabilities]]]
    ) -> None:
        """Write the span group and the candidates: what is likely, and its own view of what the rules propose."""
        for doc, (prepared, pieces) in zip(docs, predicted, strict=True):
            annotate(doc, self.name, self._candidates(doc, prepared, pieces), "widen")

    def _candidates(self, doc: Doc, prepared: Prepared, pieces: list[crf.SpanProbabilities]) -> Iterator[Candidate]:
        seen, text = set(), view_of(doc).source
        for (offset, _), spans in zip(prepared.pieces, pieces, strict=True):
            for first, last, label, chance in spans.likely(self.least, _LONGEST):
                start, end = prepared.extents[offset + first][0], prepared.extents[offset + last - 1][1]
                if not unpaired(text[start:end]):  # no name is cut inside a bracket
                    seen.add((start, end, label))
                    yield Candidate(start, end, label, self.name, RULE, round(chance, 4))
        for other in list(read(doc)):
            key = (other.start, other.end, other.label)
            if other.label in self.labels and key not in seen:
                seen.add(key)
                yield Candidate(*key, self.name, VIEW, round(_chance(prepared, pieces, *key), 4))

    # From documents to numbers.

    def prepare(self, doc: Doc) -> Prepared:
        """The rows of a document.

        Raises:
            InputError: The tagger has not been trained or loaded.
        """
        if self.vocabulary is None:
            raise InputError(f"{self.name} has no weights", "Train it (make train), or load a pipeline that has it.")
        extents, norms = units(view_of(doc))
        prepared = Prepared(extents, np.empty((0, 0), dtype=np.int32), _pieces(norms))
        proposed = [
            (*found, candidate)
            for candidate in read(doc)
            if candidate.source != self.name and (found := prepared.units(candidate.start, candidate.end))
        ]
        symbols = self.vocabulary.rows(self.vocabulary.numbers(norms))
        prepared.rows = np.concatenate((symbols, self.features.columns(norms, proposed)), axis=1)
        return prepared

    def _scores(self, rows: list[Numbers]) -> list[crf.Floats]:
        """Units × tags of each document; short documents go through the network together."""
        out: list[crf.Floats] = []
        batch: list[Numbers] = []
        for index, text in enumerate(rows):
            batch.append(text)
            if sum(map(len, batch)) >= _CACHED or index == len(rows) - 1:
                full = [item for item in batch if len(item)]
                scores = self.model.predict(full) if full else np.zeros((0, crf.tag_count(self.labels)), dtype="f")
                out += np.split(scores, np.cumsum([len(item) for item in batch])[:-1])
                batch = []
        return out

    def _probabilities(
        self, scores: list[crf.Floats], pieces: list[list[tuple[int, int]]]
    ) -> list[list[crf.SpanProbabilities]]:
        """Of each document the span probabilities of each piece; pieces of like length are looked at together."""
        out: list[list[Any]] = [[None] * len(document) for document in pieces]
        places = [(document, piece) for document, cut in enumerate(pieces) for piece in range(len(cut))]
        for some in _alike(places, lambda place: pieces[place[0]][place[1]]):
            found = self._posterior([scores[document][slice(*pieces[document][piece])] for document, piece in some])
            for row, (document, piece) in enumerate(some):
                out[document][piece] = crf.SpanProbabilities(found, row, self.labels)
        return out

    def _posterior(self, scores: list[crf.Floats]) -> crf.Posterior:
        lengths = np.array([len(piece) for piece in scores], dtype=np.int32)
        filled = np.zeros((len(scores), lengths.max(), crf.tag_count(self.labels)), dtype="f")
        for row, piece in enumerate(scores):
            filled[row, : len(piece)] = piece
        return crf.posterior(filled, lengths, self._transitions(), crf.allowed(self.labels))

    def _transitions(self) -> Any:
        return self.model.get_param("transitions")

    # Learning.

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        pretrained: str | None = None,
        rules: tuple[str, ...] = (),
    ) -> None:
        """Make the network, from pretrained weights where there are any.

        Args:
            get_examples: What it will learn from; it gives the vocabulary where no weights do.
            nlp: The pipeline.
            pretrained: File of `make pretrain`, or a tagger's own, which then learns on.
            rules: Ids of the rules that are told apart.

        Raises:
            InputError: The pretrained file can't be read.
            DataError: It holds no weights.
        """
        weights: Mapping[str, Any] = {}
        if pretrained:
            weights = _read(_content(pretrained), pretrained)
            if "about" in weights:
                self._take(weights)
                return
            self.vocabulary = Vocabulary(json.loads(str(weights["symbols"])), weights["codes"])
        else:
            texts = (units(view_of(example.reference))[1] for example in get_examples())
            self.vocabulary = learn(texts, least_symbol=2, least_bigram=3, most_bigrams=50_000)
        sizes = len(self.vocabulary.symbols), len(self.vocabulary.bigrams) + 1
        self.features = TokenFeatures(self.labels, rules)
        start(self.model, *sizes, self.features.sizes, crf.tag_count(self.labels))
        load_weights(self.model, weights)
        self.model.layers[0].attrs["train_bigrams"] = not pretrained

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from examples, whose predicted documents have the rules' candidates; see `TrainablePipe.update`."""
        losses = losses if losses is not None else {}
        losses.setdefault(self.name, 0.0)
        found = [(self.prepare(example.predicted), example.reference) for example in examples]
        found = [(prepared, reference) for prepared, reference in found if len(prepared.rows)]
        if not found:
            return losses
        set_dropout_rate(self.model, drop)
        rows = [self._thinned(prepared.rows) if drop else prepared.rows for prepared, _ in found]
        scores, backprop = self.model.begin_update(rows)
        gradient, loss = self._gradient(scores, found)
        backprop(gradient)
        losses[self.name] += loss
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def _thinned(self, rows: Numbers) -> Numbers:
        """A document's rows with some of what they say taken away."""
        assert self.vocabulary is not None
        hidden = np.random.random(len(rows)) < _HIDDEN
        symbols = np.where(hidden, self.vocabulary.symbols.index("<mask>"), rows[:, 0]).astype(np.int32)
        features = rows[:, 3:] * (np.random.random() >= self.without_rules)
        return np.concatenate((self.vocabulary.rows(symbols), features), axis=1).astype(np.int32)

    def _gradient(self, scores: crf.Floats, found: list[tuple[Prepared, Doc]]) -> tuple[crf.Floats, float]:
        """Of the loss by the scores; that by the transitions goes to the model. Both are by piece."""
        pieces, golds, offset = [], [], 0
        for prepared, reference in found:
            tags = np.zeros(len(prepared.rows), dtype=np.int32)
            for entity in reference.ents:
                span = prepared.units(entity.start_char, entity.end_char)
                if span and prepared.piece(span[0]) == prepared.piece(span[1] - 1):
                    size = span[1] - span[0]
                    tags[slice(*span)] = crf.encode([(0, size, entity.label_)], size, self.labels)
            pieces += [(begin + offset, end + offset) for begin, end in prepared.pieces]
            golds += [tags[begin:end] for begin, end in prepared.pieces]
            offset += len(prepared.rows)
        gradient, loss = np.zeros_like(scores), 0.0
        moves = np.zeros_like(self._transitions())
        for some in _alike(list(range(len(pieces))), lambda index: pieces[index]):
            posterior = self._posterior([scores[slice(*pieces[index])] for index in some])
            gold = np.zeros(posterior.tags.shape[:2], dtype=np.int32)
            for row, index in enumerate(some):
                gold[row, : len(golds[index])] = golds[index]
            by_scores, some_moves, part = crf.gradient(posterior, gold)
            for row, index in enumerate(some):
                gradient[slice(*pieces[index])] = by_scores[row, : len(golds[index])]
            moves += some_moves
            loss += part
        by_moves: Any = moves / len(pieces)
        self.model.inc_grad("transitions", by_moves)
        return np.asarray(gradient / len(pieces), dtype="f"), loss / len(pieces)

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, float]:
        """Precision, recall and F1 of the names that it would choose alone, for `spacy train` to go by."""
        right = chosen = gold = 0
        for example in examples:
            entities = ((entity.start_char, entity.end_char, entity.label_) for entity in example.reference.ents)
            wanted = {entity for entity in entities if entity[2] in self.labels}
            found = self.choose(example.predicted)
            right, chosen, gold = right + len(found & wanted), chosen + len(found), gold + len(wanted)
        return {
            f"{self.name}_p": right / max(1, chosen),
            f"{self.name}_r": right / max(1, gold),
            f"{self.name}_f": 2 * right / max(1, chosen + gold),
        }

    def choose(self, doc: Doc) -> set[tuple[int, int, str]]:
        """The best set of names by its probabilities alone, in a document that it has tagged: start, end, label."""
        own = [item for item in read(doc) if item.source == self.name]
        chosen = best_set([(item.start, item.end) for item in own], [item.score - 0.5 for item in own])
        return {(own[index].start, own[index].end, own[index].label) for index in chosen}

    # Saving and loading.

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Weights, vocabulary and settings."""
        if self.vocabulary is None:
            raise InputError(f"{self.name} has no weights", "Train it (make train) before it is saved.")
        about = {"labels": self.labels, "least": self.least, "rules": list(self.features.rules)}
        texts = {"about": about, "symbols": self.vocabulary.symbols}
        arrays: dict[str, Any] = {
            name: np.array(json.dumps(value, ensure_ascii=False)) for name, value in texts.items()
        }
        file = io.BytesIO()
        np.savez_compressed(file, **(arrays | {"codes": self.vocabulary.bigrams} | weights_of(self.model)))
        return file.getvalue()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> PolicyTagger:
        """Take what `to_bytes` wrote."""
        self._take(_read(data, self.name))
        return self

    def _take(self, weights: Mapping[str, Any]) -> None:
        about = json.loads(str(weights["about"]))
        self._labels, self.least = tuple(about["labels"]), about["least"]
        self.features = TokenFeatures(self.labels, about["rules"])
        self.vocabulary = Vocabulary(json.loads(str(weights["symbols"])), weights["codes"])
        self.model.layers[0].attrs["features"] = self.features.sizes
        load_weights(self.model, weights)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write `to_bytes` to a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> PolicyTagger:
        """Read what `to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes())


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: it can't be read: {error.strerror}", "Name the file of make pretrain.") from None


def _read(data: bytes, where: str) -> dict[str, Any]:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            weights = {name: file[name] for name in file.files}
            return {"symbols": weights["symbols"], "codes": weights["codes"]} | weights
    except KeyError as error:
        raise DataError(
            f"{where}: no weights: it lacks {error}", "Name a file of make pretrain or a tagger's."
        ) from None
    except (ValueError, TypeError, OSError, EOFError, BadZipFile) as error:
        raise DataError(f"{where}: no weights: {error}", "Write the file anew: make pretrain, make train.") from None


def _pieces(norms: Sequence[str]) -> list[tuple[int, int]]:
    """Sentences; long ones end at a line end, longer ones anywhere."""
    out, begin = [], 0
    for index, norm in enumerate(norms, 1):
        size = index - begin
        if norm in _STOPS or (norm == _BREAK and size >= _SOFT) or size >= _HARD:
            out.append((begin, index))
            begin = index
    return [*out, (begin, len(norms))] if begin < len(norms) else out


def _alike(items: list[Any], extent: Callable[[Any], tuple[int, int]]) -> Iterator[list[Any]]:
    """Items in groups of like length: within one the longest is at most twice as long as the shortest, or short."""
    group: list[Any] = []
    least = 0
    for item in sorted(items, key=lambda item: extent(item)[1] - extent(item)[0]):
        size = extent(item)[1] - extent(item)[0]
        if group and size > max(20, 2 * least):
            yield group
            group = []
        if not group:
            least = size
        group.append(item)
    if group:
        yield group


def _chance(prepared: Prepared, pieces: list[crf.SpanProbabilities], start: int, end: int, label: str) -> float:
    """The probability of a span of characters; 0 where a piece ends within it."""
    span = prepared.units(start, end)
    if span is None:
        return 0.0
    piece = prepared.piece(span[0])
    offset = prepared.pieces[piece][0]
    return pieces[piece].of(span[0] - offset, span[1] - offset, label)


@Language.factory(
    "policy_tagger",
    default_config={
        "model": {"@architectures": "policy_ner.Tagger.v1", "width": 128, "embedding": 64},
        "labels": ["ORG", "PROGRAMME"],
        "least": 0.05,
    },
    assigns=["doc.spans"],
)
def make_tagger(nlp: Language, name: str, model: Network, labels: list[str], least: float) -> PolicyTagger:
    """Factory of `policy_tagger`."""
    return PolicyTagger(nlp.vocab, model, name, labels, least)
