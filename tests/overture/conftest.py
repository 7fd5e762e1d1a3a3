"""The engines stand alone: with ENGINES_ALONE set, `analysis` cannot be imported."""

import os
import sys

if os.environ.get("ENGINES_ALONE"):
    sys.modules["analysis"] = None
