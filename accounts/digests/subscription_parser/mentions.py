"""Whom a digest mentions: `mention owners`, `mention @cs-emea`, `no mentions`."""

import re
from dataclasses import replace

from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest, SubscriptionRequestError

OWNERS = "owners"
_LEAD = re.compile(r"(?:and )?(?:@?mention|ping|tag|notify)(?:s|ing)?(?=[ ,]|$)")
_NONE = re.compile(
    r"(?:no|without|don['’]?t|no more) (?:mentions?|pings?)(?: (?:of )?(?:owners|anybody|anyone))?(?=[ ,]|$)"
)
_OWNERS = re.compile(r"(?:(?:the|their|all|each) )?(?:account )?(?:owners?|csms?)(?=[ ,]|$)")
_GROUP = re.compile(r"@?(?:here|channel|everyone)(?=[ ,]|$)|@(?P<handle>[a-z0-9][a-z0-9._-]*)(?=[ ,]|$)")
_AND = re.compile(r"(?:,| and| &| \+)+ ?")
LONGEST = 12  # words
BY_OWNER = ("health", "renewals")


def take_mentions(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with whom it mentions. Raises `SubscriptionRequestError` for nobody, and for everybody."""
    said = " ".join(words.left[:LONGEST]).casefold()
    if none := _NONE.match(said):
        words.take(len(none[0].split()))
        return replace(requested, mentions="")
    lead = _LEAD.match(said)
    if lead is None:
        return None
    named, end = _named(said, lead.end())
    taken = words.take(len(said[:end].split()))
    if not named:
        message = "Say whom it mentions: mention owners, or a user group as in mention @cs-emea."
        raise SubscriptionRequestError(message, "mentions", taken, ("mention owners", ""))
    named = [*dict.fromkeys([*(requested.mentions or "").split(" and "), *named])]
    mentions = " and ".join(filter(None, named))
    if why := cannot_mention(requested.digest, mentions) or _several_groups(named):
        raise SubscriptionRequestError(why, "mentions", taken, ("",))
    return replace(requested, mentions=mentions)


def _several_groups(named: list[str]) -> str:
    """Why so many user groups can't be mentioned; nothing where there is one at most."""
    groups = [each for each in named if each.startswith("@")]
    return f"A digest mentions one user group: {' or '.join(groups)}?" if len(groups) > 1 else ""


def parse_mentions(text: str) -> str:
    """Whom a text names, nothing for nobody. Raises `SubscriptionRequestError`."""
    if text.strip().casefold() in {"", "nobody", "none", "no"}:
        return ""
    words = RemainingWords(f"mention {text.strip().removeprefix('mention ')}".split())
    read = take_mentions(words, SubscriptionRequest("health"))
    if read is None or words.left:
        raise SubscriptionRequestError(
            f"“{text}” can’t be mentioned. Write owners or @cs-emea.", "mentions", text, ("owners",)
        )
    return read.mentions or ""


def cannot_mention(digest: str, mentions: str) -> str:
    """Why a digest can't mention somebody; nothing where it can."""
    if digest in {*BY_OWNER, ""} or OWNERS not in mentions.split(" and "):
        return ""
    return f"Only {' and '.join(BY_OWNER)} digests mention owners, each in their own part."


def group_of(mentions: str) -> str:
    """The handle of the user group that is mentioned, without its `@`; nothing where there is none."""
    return next((each[1:] for each in mentions.split(" and ") if each.startswith("@")), "")


def _named(said: str, at: int) -> tuple[list[str], int]:
    """Owners and a group that are named one after another, and where they end."""
    named: list[str] = []
    end = at
    while True:
        start = end + len(said[end:]) - len(said[end:].lstrip())
        if owners := _OWNERS.match(said, start):
            named.append(OWNERS)
            end = owners.end()
        elif group := _GROUP.match(said, start):
            if not group["handle"]:
                message = f"A digest mentions owners or a user group, never {group[0]}."
                raise SubscriptionRequestError(message, "mentions", said[: group.end()].strip(), ("mention owners", ""))
            named.append(f"@{group['handle']}")
            end = group.end()
        else:
            return list(dict.fromkeys(named)), end
        following = _AND.match(said, end)
        if following is None:
            return list(dict.fromkeys(named)), end
        end = following.end()
