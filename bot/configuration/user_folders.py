"""The default folder of the store, where none is set."""

import os
import sys


def data_folder() -> str:
    """The user's folder for the program's data, as platformdirs has it, which takes longer to import than an answer.

    On Linux that is an absolute `XDG_DATA_HOME`, else `.local/share` in an absolute `HOME`; of all else platformdirs
    itself is asked.
    """
    for variable, folder in (("XDG_DATA_HOME", ""), ("HOME", ".local/share")):
        base = os.environ.get(variable, "")
        if sys.platform == "linux" and "ANDROID_DATA" not in os.environ and base.startswith("/"):
            return os.path.join(base, folder, "cs-bot")
    from platformdirs import user_data_dir

    return user_data_dir("cs-bot")
