"""The manifest of the app that is installed, beside ours."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.slack.live.steps import NotTriedError, OtherwiseError, Step, Trial

_HIDDEN: Final = ("request_url", "url", "redirect_urls")  # addresses of whoever runs it: said to differ, never shown


async def _installed(trial: Trial) -> str:
    if not trial.config_token or not trial.manifest:
        raise NotTriedError("set SLACK_CONFIG_TOKEN to a configuration token: api.slack.com/apps, at the bottom")
    bot = (await trial.client.auth_test())["bot_id"]
    app = (await trial.client.bots_info(bot=bot))["bot"]["app_id"]
    answer = await trial.client.apps_manifest_export(token=trial.config_token, app_id=app)
    if found := list(differences(trial.manifest, answer["manifest"])):
        raise OtherwiseError("; ".join(found))
    return ""


INSTALLED: Final[tuple[str, Step]] = ("apps.manifest.export: the installed manifest is ours", _installed)


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """Yields where an installed manifest isn't as ours says; what Slack adds of its own is none of ours."""
    for name, wanted in ours.items():
        path, found = f"{at}.{name}".lstrip("."), theirs.get(name)
        if isinstance(wanted, Mapping) and isinstance(found, Mapping):
            yield from differences(wanted, found, path)
        elif isinstance(wanted, list) and isinstance(found, list) and all(isinstance(each, str) for each in wanted):
            yield from (f"{path} lacks {each}" for each in wanted if each not in found)
            yield from (f"{path} also has {each}" for each in found if each not in wanted and name not in _HIDDEN)
        elif found is None:
            yield f"{path} isn't there"
        elif _plain(found) != _plain(wanted):
            yield f"{path} differs"


def _plain(value: object) -> object:
    """A text without the spaces that a form or YAML may put elsewhere."""
    return " ".join(value.split()) if isinstance(value, str) else value
