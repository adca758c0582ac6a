"""What runs a network that comes with a package."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def one_thread_session(model: Path) -> Any:
    """An ONNX session on one thread.

    Documents are read by a process a core: a pool of threads in each only gets in the way.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
