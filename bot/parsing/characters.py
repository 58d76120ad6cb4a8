"""Characters that no store takes."""


def storable(text: str) -> str:
    """The text without zero bytes, and with `?` for what is no character: odd bytes of a terminal, half an emoji."""
    return text.replace("\0", "").encode(errors="replace").decode()
