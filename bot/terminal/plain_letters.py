"""What stands for a letter where the output's encoding lacks it: a figure keeps its sign and its currency."""

from typing import Final

_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("“”„«»‘’ʼ", "'"),  # no double quotes: they would end a cell of CSV
        "…": "...",
        "·": "-",
        "•": "*",
        "›": ">",
        "‹": "<",
        "→": "->",
        "×": "x",
        "÷": "/",
        "±": "+/-",
        "€": "EUR ",
        "£": "GBP ",
        "¥": "JPY ",
        "₹": "INR ",
        "₩": "KRW ",
        "₺": "TRY ",
        "₪": "ILS ",
        "\u00a0": " ",
        "\u200b": "",
    }
)


def in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """An error handler of a codec: plain letters that mean the same, else a `?` for each. Raises other errors anew."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(each if each.isascii() else "?" for each in plain), error.end
