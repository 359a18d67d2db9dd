"""The tagger's network: the encoder, a score for each tag of each token, and the CRF's transitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from thinc.api import Model, NumpyOps

from policy_ner.errors import DataError
from policy_ner.neural.crf import Floats, Numbers
from policy_ner.neural.encoder import fill, make_encoder

Network = Model[Any, Any]  # texts as arrays of numbers to scores
Weights = dict[str, npt.NDArray[Any]]
_BIGRAMS, _SCALES = "encoder.bigrams", "encoder.bigrams.scale"


def make_network(width: int = 128, embedding: int = 64) -> Network:
    """`policy_ner.Tagger.v1`: a network without weights; `start` gives it some.

    Args:
        width: Of the encoder's vectors.
        embedding: Width of the vectors of symbols and bigrams.
    """
    return Model(
        "policy_tagger",
        _forward,
        ops=NumpyOps(use_blis=False),
        layers=[make_encoder(width, embedding)],
        params=dict.fromkeys(("output", "bias", "transitions")),
        attrs={"dropout_rate": 0.0},
    )


def _forward(model: Network, texts: list[Numbers], is_train: bool) -> tuple[Floats, Callable[[Floats], list[Any]]]:
    hidden, back_encoder = model.layers[0](texts, is_train)
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    mask = model.ops.get_dropout_mask(hidden.shape, rate) if rate else None
    seen = hidden if mask is None else hidden * mask
    weights: Any = model.get_param("output")
    scores = seen @ weights + model.get_param("bias")

    def backprop(gradient: Floats) -> list[Any]:
        model.inc_grad("output", seen.T @ gradient)
        model.inc_grad("bias", gradient.sum(axis=0))
        inner = gradient @ weights.T
        back_encoder(inner if mask is None else inner * mask)
        return []

    return scores, backprop


def start(model: Network, symbols: int, bigrams: int, features: Sequence[int], tags: int) -> None:
    """Give a network random weights.

    Args:
        model: By `make_network`.
        symbols: See `fill`.
        bigrams: See `fill`.
        features: See `fill`.
        tags: How many tags a token may have.
    """
    fill(model.layers[0], symbols, bigrams, features)
    width = model.layers[0].get_dim("nO")
    model.set_param("output", model.ops.xp.random.normal(0.0, 0.05, (width, tags)).astype("f"))
    model.set_param("bias", model.ops.alloc1f(tags))
    model.set_param("transitions", model.ops.alloc2f(tags + 1, tags + 1))


def weights_of(model: Network) -> Weights:
    """All weights by name, those of the bigrams as whole numbers with a scale for each row: a quarter of the size."""
    out: dict[str, Any] = {f"encoder.{name}": model.layers[0].get_param(name) for name in model.layers[0].param_names}
    out |= {name: model.get_param(name) for name in model.param_names}
    out[_BIGRAMS], out[_SCALES] = quantized(out[_BIGRAMS])
    return out


def load_weights(model: Network, weights: Mapping[str, Any]) -> None:
    """Take those weights that a mapping has; see `weights_of`.

    Raises:
        DataError: They are of a network of another width.
    """
    encoder = model.layers[0]
    shape = (3 * encoder.get_dim("nE"), encoder.get_dim("nO"))
    if "encoder.input" in weights and weights["encoder.input"].shape != shape:
        what = f"the weights are {weights['encoder.input'].shape} numbers wide at the input, the network {shape}"
        raise DataError(what, "Set width and embedding of policy_ner.Tagger.v1 as they were in training.")
    for part, prefix in ((encoder, "encoder."), (model, "")):
        for name in part.param_names:
            if prefix + name in weights:
                part.set_param(name, weights[prefix + name].astype("f"))
    if _SCALES in weights:
        model.layers[0].set_param("bigrams", weights[_BIGRAMS].astype("f") * weights[_SCALES].astype("f")[:, None])


def quantized(table: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """A table as whole numbers from -127 to 127, and the scale of each row; the same again for what it gives back."""
    scale = (np.abs(table).max(axis=1) / 127).astype(np.float16)
    safe = np.where(scale > 0, scale, 1).astype("f")
    return np.clip(np.rint(table / safe[:, None]), -127, 127).astype(np.int8), scale
