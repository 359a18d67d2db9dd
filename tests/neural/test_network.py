"""The tagger's network: its scores, its gradient, and its weights on the way to a file and back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from policy_ner.neural.network import Network, load_weights, make_network, quantized, start, weights_of

WIDTH, EMBEDDING, TAGS = 5, 3, 9
ROWS = np.array([[0, 1, 2, 0], [3, 0, 1, 1], [2, 2, 0, 0]], dtype=np.int32)


def network(seed: int = 0) -> Network:
    np.random.seed(seed)
    model = make_network(WIDTH, EMBEDDING)
    start(model, 4, 3, [2], TAGS)
    for name in ("bias", "transitions"):
        model.set_param(name, np.random.normal(size=model.get_param(name).shape).astype("f"))
    return model


def test_sizes() -> None:
    model = network()
    shapes = {name: array.shape for name, array in weights_of(model).items()}
    assert shapes["output"] == (WIDTH, TAGS)
    assert shapes["bias"] == (TAGS,)
    assert shapes["transitions"] == (TAGS + 1, TAGS + 1)
    assert shapes["encoder.symbols"] == (4, EMBEDDING)
    assert shapes["encoder.bigrams"] == (3, EMBEDDING)
    assert model.predict([ROWS, ROWS[:1]]).shape == (4, TAGS)


def test_scores_and_their_gradient() -> None:
    model = network()
    hidden = model.layers[0].predict([ROWS])
    scores, backprop = model.begin_update([ROWS])
    np.testing.assert_allclose(scores, hidden @ model.get_param("output") + model.get_param("bias"), rtol=1e-5)
    along = np.random.default_rng(0).normal(size=scores.shape).astype("f")
    backprop(along)
    np.testing.assert_allclose(model.get_grad("output"), hidden.T @ along, rtol=1e-4)
    np.testing.assert_allclose(model.get_grad("bias"), along.sum(axis=0), rtol=1e-4)
    encoder = network().layers[0]
    encoder.begin_update([ROWS])[1](along @ model.get_param("output").T)
    np.testing.assert_allclose(model.layers[0].get_grad("block3"), encoder.get_grad("block3"), rtol=1e-4)


def test_dropout(monkeypatch: pytest.MonkeyPatch) -> None:
    model, random = network(), np.random.default_rng(0)
    mask = (random.random((3, WIDTH)) < 0.5).astype("f") * 2
    monkeypatch.setattr(model.ops, "get_dropout_mask", lambda *_: mask)
    model.attrs["dropout_rate"] = 0.5
    hidden = model.layers[0].predict([ROWS])
    assert np.array_equal(model.predict([ROWS]), hidden @ model.get_param("output") + model.get_param("bias"))
    scores, backprop = model.begin_update([ROWS])
    np.testing.assert_allclose(scores, (hidden * mask) @ model.get_param("output") + model.get_param("bias"), rtol=1e-5)
    along = random.normal(size=scores.shape).astype("f")
    backprop(along)
    np.testing.assert_allclose(model.get_grad("output"), (hidden * mask).T @ along, rtol=1e-4)
    encoder = network().layers[0]
    encoder.begin_update([ROWS])[1](along @ model.get_param("output").T * mask)
    np.testing.assert_allclose(model.layers[0].get_grad("block3"), encoder.get_grad("block3"), rtol=1e-4, atol=1e-6)


def test_weights_come_back() -> None:
    model, other = network(1), network(2)
    weights = weights_of(model)
    load_weights(other, weights)
    for name, array in weights_of(other).items():
        np.testing.assert_array_equal(array, weights[name], err_msg=name)
        assert array.dtype == weights[name].dtype
    np.testing.assert_allclose(other.predict([ROWS]), model.predict([ROWS]), atol=0.1)
    load_weights(model, weights)  # what is rounded once stays so
    np.testing.assert_array_equal(other.predict([ROWS]), model.predict([ROWS]))


def test_only_the_weights_that_are_there_are_taken() -> None:
    model, other = network(1), network(2)
    load_weights(model, {"encoder.input": weights_of(other)["encoder.input"].astype(np.float16)})
    mine, before, others = weights_of(model), weights_of(network(1)), weights_of(other)
    assert mine["encoder.input"].dtype == np.float32
    np.testing.assert_allclose(mine.pop("encoder.input"), others["encoder.input"], rtol=1e-3, atol=1e-6)
    for name, array in mine.items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)


# A row of less than a thousandth says nothing; its scale is a number that half precision holds badly.
NUMBERS = st.floats(-1000, 1000, width=32).map(lambda number: number if abs(number) > 1e-3 else 0.0)
TABLES = arrays(np.float32, (3, 4), elements=NUMBERS)


@given(TABLES)
def test_rounding_is_near_and_final(table: npt.NDArray[np.float32]) -> None:
    numbers, scale = quantized(table)
    assert (numbers.dtype, scale.dtype) == (np.int8, np.float16)
    back = numbers.astype("f") * scale.astype("f")[:, None]
    step = np.abs(table).max(axis=1, keepdims=True) / 127
    assert (np.abs(back - table) <= 0.6 * step + 1e-5).all()
    for again, once in zip(quantized(back), (numbers, scale), strict=True):
        np.testing.assert_array_equal(again, once)
