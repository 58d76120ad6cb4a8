"""The word that a text asked for in vain: for *Ask the team*, and for what is counted as missed."""

from glossary.parsing.phrases import parse_words

LONGEST, MOST_WORDS = 60, 6  # characters, as curation.questions takes them, and words
LONGEST_QUESTION = 9  # words of a question: a longer text says more than what it asks


def asked_word(text: str) -> str:
    """The name in a text, without the words of a question around it; empty where that is no word to ask a team for."""
    phrase = parse_words(text)
    word = (phrase.core.text if phrase.asks else phrase.text or text).strip(" ?!.,\"'")
    brief = len(phrase.words) <= LONGEST_QUESTION
    fits = brief and len(word) <= LONGEST and len(word.split()) <= MOST_WORDS and any(char.isalpha() for char in word)
    return word if fits else ""
