"""The encoder: symbols, their bigrams and features of each token to a vector that knows what stands around it.

Dilated convolutions (Yu and Koltun 2016; for tagging Strubell et al. 2017) with residuals: the same six small matrix
products for each token, however far it looks. Written as one Thinc layer, forward and backward, for speed on a CPU.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from thinc.api import Model, NumpyOps

from policy_ner.neural.crf import Floats, Numbers

# How far each convolution looks: together 24 tokens to each side.
DILATIONS = (1, 2, 4, 8, 8, 1)
_EPSILON = 1e-5
# Columns of an input before its features.
SYMBOL, LEFT, RIGHT = range(3)
FIXED = 3

Encoder = Model[Any, Any]  # texts as arrays of numbers to vectors


def make_encoder(width: int, embedding: int) -> Encoder:
    """An encoder without weights; `fill` gives it some.

    Its input is a list of texts, each an array of one row a token: symbol, bigram with the token before, bigram with
    the token behind, then a number below `features[k]` for each feature k. Its output has one row a token, the
    texts one behind the other.

    Args:
        width: Of a token's vector.
        embedding: Width of the vectors of symbols and bigrams.
    """
    return Model(
        "policy_encoder",
        _forward,
        ops=NumpyOps(use_blis=False),  # NumPy's own matrix product is the faster one
        dims={"nO": width, "nE": embedding},
        attrs={"features": [], "train_bigrams": False, "dropout_rate": 0.0},
        params=dict.fromkeys(("symbols", "bigrams", "input", "bias", "features", *_blocks(), *_biases())),
    )


def fill(model: Encoder, symbols: int, bigrams: int, features: Sequence[int]) -> None:
    """Give an encoder random weights.

    Args:
        model: By `make_encoder`.
        symbols: How many there are.
        bigrams: How many there are, the unknown one included.
        features: How many values each feature has.
    """
    ops, width, embedding = model.ops, model.get_dim("nO"), model.get_dim("nE")
    model.attrs["features"] = list(features)

    def table(rows: int, columns: int, scale: float) -> Any:
        return ops.xp.random.normal(0.0, scale, (rows, columns)).astype("f")

    model.set_param("symbols", table(symbols, embedding, 0.5))
    model.set_param("bigrams", table(bigrams, embedding, 0.5))
    model.set_param("input", table(3 * embedding, width, (3 * embedding) ** -0.5 * 2))
    model.set_param("bias", ops.alloc1f(width))
    model.set_param("features", table(max(1, sum(features)), width, 0.1))
    for block, bias in zip(_blocks(), _biases(), strict=True):
        model.set_param(block, table(width, 3 * width, (2 / (3 * width)) ** 0.5))
        model.set_param(bias, ops.alloc1f(width))


def _blocks() -> list[str]:
    return [f"block{index}" for index in range(len(DILATIONS))]


def _biases() -> list[str]:
    return [f"bias{index}" for index in range(len(DILATIONS))]


def _forward(model: Encoder, inputs: list[Numbers], is_train: bool) -> tuple[Floats, Callable[[Floats], list[Any]]]:
    layout = _Layout(model, inputs)
    hidden, back_embed = _embed(model, layout.rows)
    layout.clear(hidden)
    backs = []
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    for number in range(len(DILATIONS)):
        change, back = _block(model, number, hidden, is_train)
        mask = model.ops.get_dropout_mask(change.shape, rate) if rate else None
        if mask is not None:
            change = change * mask
        if is_train:
            hidden = hidden + change  # the way back needs what stood there
        else:
            hidden += change
        layout.clear(hidden)
        backs.append((back, mask))

    def backprop(gradient: Floats) -> list[Any]:
        whole = layout.spread(gradient)
        for back, mask in reversed(backs):
            whole = whole + back(whole if mask is None else whole * mask)
            layout.clear(whole)
        back_embed(whole)
        return []

    return layout.gather(hidden), backprop


class _Layout:
    """The texts of a batch in one array, with empty rows between, so that none looks into its neighbour."""

    def __init__(self, model: Encoder, inputs: list[Numbers]) -> None:
        self.xp: Any = model.ops.xp
        gap = max(DILATIONS)
        lengths = [len(text) for text in inputs]
        starts = [0, *accumulate(length + gap for length in lengths)][: len(lengths)]
        self.width = model.get_dim("nO")
        self.only = len(inputs) == 1
        if self.only:
            self.rows = inputs[0]
            return
        size = starts[-1] + lengths[-1] if inputs else 0
        self.rows = self.xp.zeros((size, FIXED + len(model.attrs["features"])), dtype="i")
        self.real = self.xp.zeros(size, dtype=bool)
        for start, length, text in zip(starts, lengths, inputs, strict=True):
            self.rows[start : start + length] = text
            self.real[start : start + length] = True
        self.empty = self.xp.nonzero(~self.real)[0]

    def clear(self, array: Floats) -> None:
        """Set the empty rows to nought."""
        if not self.only:
            array[self.empty] = 0.0

    def gather(self, array: Floats) -> Floats:
        """The rows of the texts."""
        return array if self.only else self.xp.asarray(array[self.real])

    def spread(self, array: Floats) -> Floats:
        """The way back of `gather`."""
        if self.only:
            return array
        whole: Floats = self.xp.zeros((len(self.rows), self.width), dtype="f")
        whole[self.real] = array
        return whole


def _embed(model: Encoder, rows: Numbers) -> tuple[Floats, Callable[[Floats], None]]:
    """The tables' vectors of each token, brought to the width of the encoder."""
    xp, size = model.ops.xp, model.get_dim("nE")
    tables: list[Any] = [model.get_param(name) for name in ("symbols", "bigrams", "input", "features")]
    symbols, bigrams, weights, table = tables
    vectors = xp.empty((len(rows), 3 * size), dtype="f")
    vectors[:, :size] = symbols[rows[:, SYMBOL]]
    vectors[:, size : 2 * size] = bigrams[rows[:, LEFT]]
    vectors[:, 2 * size :] = bigrams[rows[:, RIGHT]]
    hidden = vectors @ weights
    hidden += model.get_param("bias")
    offsets = [0, *accumulate(model.attrs["features"])][:-1]
    for column, offset in enumerate(offsets, FIXED):
        hidden += table[rows[:, column] + offset]

    def backprop(gradient: Floats) -> None:
        inner = gradient @ weights.T
        model.inc_grad("input", vectors.T @ gradient)
        model.inc_grad("bias", gradient.sum(axis=0))
        _scatter(model, "symbols", rows[:, SYMBOL], inner[:, :size])
        if model.attrs["train_bigrams"]:
            found = xp.concatenate((rows[:, LEFT], rows[:, RIGHT]))
            change = xp.concatenate((inner[:, size : 2 * size], inner[:, 2 * size :]))
            _scatter(model, "bigrams", found, change)
        for column, offset in enumerate(offsets, FIXED):
            _scatter(model, "features", rows[:, column] + offset, gradient)

    return hidden, backprop


def _scatter(model: Encoder, name: str, rows: Any, change: Any) -> None:
    """Add to the gradient of some rows of a table."""
    if not model.has_grad(name):
        model.inc_grad(name, model.ops.alloc2f(*model.get_param(name).shape))
    model.ops.scatter_add(model.get_grad(name), model.ops.as_contig(rows), model.ops.as_contig(change))


def _block(model: Encoder, number: int, hidden: Floats, is_train: bool) -> tuple[Floats, Callable[[Floats], Floats]]:
    """Convolution over three tokens, ReLU, and layer normalisation without parameters: what a block adds."""
    width, dilation = model.get_dim("nO"), DILATIONS[number]
    block, bias = f"block{number}", f"bias{number}"
    weights: Any = model.get_param(block)
    parts: Any = hidden @ weights  # of the token `dilation` before, the token itself, the one behind
    out = parts[:, width : 2 * width] + model.get_param(bias)
    if dilation < len(hidden):
        out[dilation:] += parts[:-dilation, :width]
        out[:-dilation] += parts[dilation:, 2 * width :]
    active: Any = out > 0 if is_train else None
    model.ops.xp.maximum(out, 0, out=out)
    normal, back_normal = _normalize(model, out)

    def backprop(gradient: Floats) -> Floats:
        inner = back_normal(gradient)
        inner *= active
        change: Any = model.ops.alloc2f(*parts.shape)
        change[:, width : 2 * width] = inner
        if dilation < len(inner):
            change[:-dilation, :width] = inner[dilation:]
            change[dilation:, 2 * width :] = inner[:-dilation]
        model.inc_grad(block, hidden.T @ change)
        model.inc_grad(bias, inner.sum(axis=0))
        back: Floats = change @ weights.T
        return back

    return normal, backprop


def _normalize(model: Encoder, array: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    """Each row to mean 0 and variance 1, in place."""
    xp = model.ops.xp
    array -= array.mean(axis=1, keepdims=True)
    scale = 1 / xp.sqrt(xp.einsum("ij,ij->i", array, array)[:, None] / array.shape[1] + _EPSILON)
    array *= scale

    def backprop(gradient: Floats) -> Floats:
        along = xp.einsum("ij,ij->i", gradient, array)[:, None] / array.shape[1]
        inner: Floats = (gradient - gradient.mean(axis=1, keepdims=True) - array * along) * scale
        return inner

    return array, backprop
