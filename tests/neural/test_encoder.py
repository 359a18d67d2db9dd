"""The encoder against its formulas in double precision, text by text, and their finite differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from policy_ner.neural.encoder import DILATIONS, FIXED, Encoder, fill, make_encoder

WIDTH, EMBEDDING, SYMBOLS, BIGRAMS, FEATURES = 4, 3, 6, 5, (2, 3)
REACH = sum(DILATIONS)
Arrays = dict[str, npt.NDArray[np.float64]]
Masks = list[npt.NDArray[np.float32]]


@pytest.fixture
def model() -> Encoder:
    return with_weights(WIDTH)


def with_weights(width: int) -> Encoder:
    np.random.seed(3)
    model = make_encoder(width, EMBEDDING)
    fill(model, SYMBOLS, BIGRAMS, FEATURES)
    for name in model.param_names:
        if name.startswith("bias"):  # nought at the start, where a wrong sign would not show
            model.set_param(name, np.random.normal(0.0, 0.3, width).astype("f"))
    model.attrs["train_bigrams"] = True
    return model


def text(length: int, seed: int = 0) -> npt.NDArray[np.int32]:
    random = np.random.default_rng(seed)
    limits = (SYMBOLS, BIGRAMS, BIGRAMS, *FEATURES)
    return np.stack([random.integers(0, limit, length) for limit in limits], axis=1).astype(np.int32)


def by_hand(weights: Arrays, rows: npt.NDArray[np.int32], masks: Masks | None = None) -> npt.NDArray[np.float64]:
    """The encoder's vectors of one text, in double precision."""
    pairs = [weights["symbols"][rows[:, 0]], weights["bigrams"][rows[:, 1]], weights["bigrams"][rows[:, 2]]]
    hidden = np.concatenate(pairs, axis=1) @ weights["input"] + weights["bias"]
    hidden += weights["features"][rows[:, 3]] + weights["features"][rows[:, 4] + FEATURES[0]]
    for number, dilation in enumerate(DILATIONS):
        before, here, behind = np.split(weights[f"block{number}"], 3, axis=1)
        out = np.tile(weights[f"bias{number}"], (len(rows), 1))
        out += hidden @ here
        out[dilation:] += hidden[:-dilation] @ before
        out[:-dilation] += hidden[dilation:] @ behind
        out = np.maximum(out, 0)
        out = (out - out.mean(axis=1, keepdims=True)) / np.sqrt(out.var(axis=1, keepdims=True) + 1e-5)
        hidden = hidden + (out if masks is None else out * masks[number])
    return hidden


def doubles(model: Encoder) -> Arrays:
    return {name: np.array(model.get_param(name), dtype="d") for name in model.param_names}


BATCHES = {"one": [20], "short": [1], "several": [19, 1, 9], "with empty ones": [0, 12, 0, 3, 0], "empty": [0, 0]}


@pytest.mark.parametrize("is_train", [True, False])
@pytest.mark.parametrize("lengths", [*BATCHES.values(), [0], []], ids=[*BATCHES, "empty one", "none"])
def test_vectors_are_those_of_the_formulas(model: Encoder, lengths: list[int], is_train: bool) -> None:
    texts = [text(length, seed) for seed, length in enumerate(lengths)]
    expected = [by_hand(doubles(model), rows) for rows in texts]
    vectors, _ = model(texts, is_train)
    assert vectors.shape == (sum(lengths), WIDTH)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, np.concatenate([np.zeros((0, WIDTH)), *expected]), rtol=1e-4, atol=1e-4)


def numeric(weights: Arrays, name: str, loss: Any) -> npt.NDArray[np.float64]:
    """Central differences by each number of one array."""
    array, out = weights[name], np.zeros_like(weights[name])
    for place in np.ndindex(array.shape):
        kept = array[place]
        sides = []
        for step in (1e-6, -1e-6):
            array[place] = kept + step
            sides.append(loss())
        array[place] = kept
        out[place] = (sides[0] - sides[1]) / 2e-6
    return out


@pytest.mark.parametrize("lengths", BATCHES.values(), ids=BATCHES)
def test_gradients_are_those_of_finite_differences(model: Encoder, lengths: list[int]) -> None:
    texts = [text(length, seed) for seed, length in enumerate(lengths)]
    vectors, backprop = model.begin_update(texts)
    along = np.random.default_rng(1).normal(size=vectors.shape).astype("f")
    backprop(along)
    weights = doubles(model)
    parts = np.split(along, np.cumsum(lengths)[:-1])

    def loss() -> float:
        return sum(float((by_hand(weights, rows) * part).sum()) for rows, part in zip(texts, parts, strict=True))

    for name in model.param_names:
        np.testing.assert_allclose(
            model.get_grad(name), numeric(weights, name, loss), rtol=1e-3, atol=1e-3, err_msg=name
        )


def test_gradients_with_dropout(model: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    rows = text(11)
    masks: Masks = [(random.random((11, WIDTH)) < 0.5).astype("f") * 2 for _ in DILATIONS]
    given = iter(masks)
    monkeypatch.setattr(model.ops, "get_dropout_mask", lambda *_: next(given))
    model.attrs["dropout_rate"] = 0.5
    vectors, backprop = model.begin_update([rows])
    along = random.normal(size=vectors.shape).astype("f")
    backprop(along)
    weights = doubles(model)
    np.testing.assert_allclose(vectors, by_hand(weights, rows, masks), rtol=1e-4, atol=1e-4)
    for name in model.param_names:
        expected = numeric(weights, name, lambda: float((by_hand(weights, rows, masks) * along).sum()))
        np.testing.assert_allclose(model.get_grad(name), expected, rtol=1e-3, atol=1e-3, err_msg=name)


def test_dropout_is_of_training_only(model: Encoder) -> None:
    model.attrs["dropout_rate"] = 0.5
    rows = text(30)
    np.testing.assert_allclose(model.predict([rows]), by_hand(doubles(model), rows), rtol=1e-4, atol=1e-4)
    assert not np.allclose(model([rows], is_train=True)[0], model.predict([rows]), atol=1e-2)


def test_gradients_of_two_steps_add_up(model: Encoder) -> None:
    grads = []
    for _ in range(2):
        vectors, backprop = model.begin_update([text(9)])
        backprop(np.ones_like(vectors) + vectors)
        grads.append({name: model.get_grad(name).copy() for name in model.param_names})
    for name in model.param_names:
        np.testing.assert_allclose(grads[1][name], 2 * grads[0][name], rtol=1e-5, atol=1e-6)


def test_bigrams_learn_only_where_they_shall(model: Encoder) -> None:
    model.attrs["train_bigrams"] = False
    vectors, backprop = model.begin_update([text(9)])
    backprop(vectors)
    assert [name for name in model.param_names if not model.has_grad(name)] == ["bigrams"]


@pytest.mark.parametrize("lengths", [(7, 30), (30, 7), (1, 1), (0, 5)])
def test_a_text_does_not_look_into_its_neighbour(model: Encoder, lengths: tuple[int, int]) -> None:
    first, second = text(lengths[0], 1), text(lengths[1], 2)
    together = model.predict([first, second, text(9, 3)])
    alone = np.concatenate([model.predict([first]), model.predict([second])])
    np.testing.assert_allclose(together[: len(alone)], alone, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("direction", [-1, 1])
def test_how_far_it_looks(direction: int, others: int) -> None:
    assert REACH == 24
    model = with_weights(32)  # so wide that no ReLU hides a change
    rows, middle = text(61), 30

    def change(distance: int) -> float:
        changed = rows.copy()
        changed[middle + direction * distance, 0] = (rows[middle + direction * distance, 0] + 1) % SYMBOLS
        behind = [text(5)] * others
        one, other = model.predict([rows, *behind]), model.predict([changed, *behind])
        return float(np.abs(one[middle] - other[middle]).max())

    assert change(REACH + 1) == 0
    assert change(REACH) > 0


def test_fill_gives_what_is_asked_for(model: Encoder) -> None:
    shapes = {name: model.get_param(name).shape for name in model.param_names}
    assert shapes["symbols"] == (SYMBOLS, EMBEDDING)
    assert shapes["bigrams"] == (BIGRAMS, EMBEDDING)
    assert shapes["features"] == (sum(FEATURES), WIDTH)
    assert model.attrs["features"] == list(FEATURES)
    assert {model.get_param(name).dtype for name in model.param_names} == {np.dtype("f")}
    bare = make_encoder(WIDTH, EMBEDDING)
    fill(bare, SYMBOLS, BIGRAMS, ())
    assert bare.predict([text(4)[:, :FIXED]]).shape == (4, WIDTH)
