"""Signing in to a service with an app's own id and secret, for a token of some minutes or hours."""

from collections.abc import Mapping

from sources.errors import SourceError
from sources.http import HttpClient
from sources.vendors.model import Json, value_at


def signed_in(client: HttpClient, url: str, app: Mapping[str, str], *, title: str, as_form: bool) -> Json:
    """What a service answers to an app's id and secret, with an `access_token` in it. Raises `SourceError`."""
    asked = {"grant_type": "client_credentials", **app}
    found = client.post_form(url, asked) if as_form else client.post_json(url, asked)
    if not isinstance(value_at(found, "access_token"), str):
        raise SourceError(f"{client.source}: {title} signed nobody in: its answer has no access_token.")
    return dict(found)
