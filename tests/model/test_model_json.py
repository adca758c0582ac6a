"""Every noun goes to JSON and comes back the same, and JSON that is no noun is refused."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nouns import EVERY_NOUN

import custodes.model
from custodes.model import (
    Claim,
    Document,
    InvariantError,
    Quantity,
    Span,
    from_json,
    to_builtins,
    to_json,
)


@pytest.mark.parametrize("kind", EVERY_NOUN, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_noun_comes_back_from_its_json_unchanged(kind: type, data: st.DataObject) -> None:
    noun = data.draw(EVERY_NOUN[kind])
    written = to_json(noun)
    assert "\n" not in written
    assert from_json(kind, written) == noun
    assert from_json(kind, written.encode()) == noun


def test_every_dataclass_of_the_model_is_drawn_frozen_and_slotted() -> None:
    exported = [getattr(custodes.model, name) for name in custodes.model.__all__]
    nouns = [kind for kind in exported if dataclasses.is_dataclass(kind)]
    parts = {custodes.model.Block, custodes.model.Run}
    assert {kind for kind in nouns if isinstance(kind, type)} - parts == set(EVERY_NOUN)
    for kind in nouns:
        assert kind.__dataclass_params__.frozen  # type: ignore[union-attr]
        assert "__slots__" in vars(kind)


def test_builtins_are_plain_dicts_and_lists() -> None:
    plain = to_builtins(Quantity(61, 69, "名", "国保重点人", "余"))
    assert plain == {
        "low": 61,
        "high": 69,
        "unit": "名",
        "of": "国保重点人",
        "approximation": "余",
        "basis": "stated",
    }


@pytest.mark.parametrize(
    ("kind", "untrusted"),
    [
        (Span, "not json"),
        (Span, "[]"),
        (Span, '{"start": 0, "end": 2, "exact": "abc"}'),
        (Span, '{"start": "0", "end": 1, "exact": "a"}'),
        (Quantity, '{"low": 2, "high": 1}'),
        (Quantity, '{"low": null, "high": null}'),
        (Document, '{"sha256": "abc", "media_type": "text/plain", "name": "a"}'),
        (Claim, '{"document": "x", "type": "gossip", "quote": {"start":0,"end":1,"exact":"a"}}'),
    ],
)
def test_json_that_is_no_noun_is_refused_with_its_kind(kind: type, untrusted: str) -> None:
    with pytest.raises(InvariantError, match=f"not a {kind.__name__}"):
        from_json(kind, untrusted)
