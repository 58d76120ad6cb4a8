"""How property tests run: with the same examples every time in CI, where a new find must not block another change."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)  # a machine may be busy; time is measured in benchmarks
settings.load_profile("ci" if os.environ.get("CI") else "local")
