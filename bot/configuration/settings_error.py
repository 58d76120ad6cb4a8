"""The error of a wrong environment; apart from the settings, which take longer to import than an answer takes."""


class SettingsError(Exception):
    """The environment lacks something or holds something wrong; each line names the variable and how to get it."""
