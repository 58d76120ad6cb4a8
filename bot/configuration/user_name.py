"""Who runs the program."""

import os


def user_name() -> str:
    """Returns their login, or `uid 10001` of somebody whom the system has no name for, as in a container."""
    from getpass import getuser  # an answer needs none

    try:
        return getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
