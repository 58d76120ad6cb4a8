"""What is raised where the environment is wrong; apart from the settings, which take longer to read than an answer."""


class SettingsError(Exception):
    """The environment lacks something or holds something wrong; each line names the variable and how to get it."""
