"""Tests of the gate share a case in memory."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
