"""How tests run: away from the accounts of whoever runs them, and property tests with the same examples every time in
CI, where a new find must not block another change.
"""

import os
import tempfile
from pathlib import Path

from hypothesis import settings

for variable in ("CS_HEALTH", "CS_RATES", "CS_CURRENCY", "CS_CHANNELS", "CS_PEOPLE", "CS_EMAIL"):
    os.environ.pop(variable, None)
os.environ["CS_DATABASE"] = str(Path(tempfile.gettempdir(), f"cs-tests-{os.getpid()}", "accounts.db"))  # never made

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)  # a machine may be busy; time is measured in benchmarks
settings.load_profile("ci" if os.environ.get("CI") else "local")
