"""Plain text as Slack's mrkdwn: escaped, and broken or shortened between words."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import quote

Style = Callable[[str], str]

_MARK = re.compile(r"(?<![^\W_])[*_~`]|[*_~`](?![^\W_])")
_ALONE = re.compile(r"(?<!\S).(?!\S)")
_TWINS = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}
_QUOTE_OR_EMOJI = re.compile(r"(?m)^(?=>)|(?<=:)(?=[\w+-]+:)")
_LINK = re.compile(r"<(?=[!@#\w])")
_BROADCAST = re.compile(r"(?<=@)(?=here|channel|everyone)")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides, isolates
_IN_ADDRESS = "%:/?#[]@!$&'()*+,;=~"  # the rest is written as %XX, so that no address ends its link
_ZERO_WIDTH = "\u200b"


def escape(text: str) -> str:
    """Plain text as mrkdwn that shows it is: no emphasis, quote, emoji, link or mention comes of it.

    Slack has no escape for its formatting marks, so one that could format gives way to a look-alike; those within a
    word (`snake_case`) or alone between spaces (`2 * 3`) stay.
    """
    if "*" in text or "_" in text or "~" in text or "`" in text:
        text = _MARK.sub(lambda mark: mark[0] if _ALONE.match(text, mark.start()) else _TWINS[mark[0]], text)
    if ">" in text or text.count(":") > 1:
        text = _QUOTE_OR_EMOJI.sub(_ZERO_WIDTH, text)
    return _entities(text)


def code(text: str) -> str:
    """Plain text as mrkdwn in a fixed width, a line at a time; a backtick in it gives way to its look-alike."""
    lines = _entities(text.replace("`", _TWINS["`"])).split("\n")
    return "\n".join(f"`{line.strip()}`" if line.strip() else "" for line in lines)


@lru_cache(maxsize=256)  # labels come again and again
def bold(text: str) -> str:
    """Plain text as bold mrkdwn on one line."""
    return f"*{escape(' '.join(text.split()))}*" if text.strip() else ""


def link(url: str, text: str) -> str:
    """Plain text as mrkdwn that links to an address of the web; as the text alone where the address is none."""
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f"<{quote(url, safe=_IN_ADDRESS).replace('&', '&amp;')}|{escape(' '.join(text.split()))}>"


def bold_link(url: str, text: str) -> str:
    """Plain text in bold on one line, which links to an address where there is one."""
    return f"*{link(url, text)}*" if url and text.strip() else bold(text)


def address(url: str) -> str:
    """An address as mrkdwn that links to it, shown without its scheme."""
    return link(url, url.partition("://")[2] or url)


def unformatted(text: str) -> str:
    """Plain text on one line for headers and buttons. Slack neither formats nor decodes those, so there `&` and `<`
    stay as they are; only what looks like a mention or a link is broken, for clients that know no better.
    """
    one_line = _in_order(" ".join(text.split()))
    if "<" in one_line:
        one_line = _LINK.sub("‹", one_line)
    return _BROADCAST.sub(_ZERO_WIDTH, one_line) if "@" in one_line else one_line


def shorten(text: str, limit: int, style: Style = str) -> str:
    """The text, with its end left off after a word when it would take more than `limit` characters in the style."""
    if len(style(text)) <= limit:
        return text
    return f"{next(_parts(text, lambda part: style(f'{part}…'), limit))}…"


def wrap(text: str, limit: int, style: Style) -> Iterator[str]:
    """The text in a style, in pieces of at most `limit` characters, broken between words."""
    return (style(part) for part in _parts(text, style, limit))


def _parts(text: str, style: Style, limit: int) -> Iterator[str]:
    """The text in parts that fit in a style. A word too long by itself is the only thing ever broken within."""
    text = text.strip()
    while text:
        end = _longest(text, style, limit)
        if end < len(text) and not (text[end].isspace() or text[end - 1].isspace()):
            words = text[:end].rsplit(maxsplit=1)
            end = len(words[0]) if len(words) == 2 else end
        yield text[:end].rstrip()
        text = text[end:].lstrip()


def _longest(text: str, style: Style, limit: int) -> int:
    """The length of the longest beginning of the text that fits, at least 1."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(style(text[:middle])) <= limit else (low, middle - 1)
    return low


def _in_order(text: str) -> str:
    """The text without marks that turn the direction of writing, for what stands behind it on its line too."""
    return text if text.isascii() else _TURNS.sub("", text)


def _entities(text: str) -> str:
    text = _in_order(text)
    if "@" in text:
        text = _BROADCAST.sub(_ZERO_WIDTH, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
