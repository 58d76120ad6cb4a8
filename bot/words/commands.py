"""The commands about words: what a text's jargon means."""

from bot.context import Context
from bot.registry import CommandRegistry, Parameter, Tool
from bot.reply import Reply
from bot.terms.glossary_replies import reply_to

WORD_COMMANDS = CommandRegistry()
EXPLAIN, ASK, WORDS, LEARN = "explain", "ask", "words", "learn"
FEW = 8  # words of a question about one term: “explain the difference between GRR and NRR”


@WORD_COMMANDS.command(
    EXPLAIN,
    arguments="TEXT",
    summary="Every term of a message in one card, each with its meaning in a line",
    examples=("explain NRR slipped before the QBR, TAM is on it", "explain churn"),
    tool=Tool((Parameter("text", "The message or thread whose words are to be explained", required=True, long=True),)),
)
def explain(context: Context, text: str) -> Reply:
    """Answers the terms of a text; one that is a term, or asks about one or two, as `define` does."""
    if not text:
        message = "Paste the text that you would like explained."
        return WORD_COMMANDS[EXPLAIN].usage_error(message, "text")
    from bot.words.explanation_replies import LISTED, explanation_reply  # a definition needs none of it

    if len(text.split()) <= FEW and not text.startswith(f"{LISTED} "):
        answer = context.glossary.answer(text if context.glossary.has_name(text) else f"explain {text}")
        if answer.kind == "comparison" or (answer.kind == "term" and not _has_several(text, context)):
            return reply_to(answer, context.glossary)
    return explanation_reply(text, context.glossary)


@WORD_COMMANDS.command(
    ASK,
    arguments="[TERM]",
    summary="Ask your team for a word that isn't in the glossary, without your name; your open questions",
    examples=("ask blue room", "ask withdraw blue room", "ask"),
    for_members=True,
    writes=True,
    tool=Tool((Parameter("term", "The word; without one, what you asked for so far is listed"),), writes=True),
)
def ask(context: Context, text: str) -> Reply:
    """Asks the team for a word, takes that back, or lists what the asker asked for."""
    from bot.words.asking import ask_reply  # a definition needs none of it

    return ask_reply(context, text)


@WORD_COMMANDS.command(
    WORDS,
    arguments="[read/missed/unread/unverified] [MONTH]",
    summary="What your team reads most and misses most, never reads, and nobody vouches for",
    examples=("words", "words missed last month", "words read 2026-11"),
    for_members=True,
    tool=Tool(
        (
            Parameter("which", "Which list", choices=("read", "missed", "unread", "unverified")),
            Parameter("month", "The month: 2026-11, last month"),
        )
    ),
)
def words(context: Context, text: str) -> Reply:
    """Lists what is read and missed."""
    from bot.words.word_lists import words_reply  # a definition needs none of it

    return words_reply(context, text, WORD_COMMANDS[WORDS])


@WORD_COMMANDS.command(
    LEARN,
    arguments="[start/pause/stop/pace/share]",
    summary="Five words a day in a direct message, with two short checks; where you stand",
    examples=("learn", "learn start", "learn pace 3"),
    for_members=True,
    writes=True,
)
def learn(context: Context, text: str) -> Reply:
    """Starts, pauses and stops lessons, or says where the asker stands."""
    from bot.words.learning import learn_reply  # a definition needs none of it

    return learn_reply(context, text, WORD_COMMANDS[LEARN])


def _has_several(text: str, context: Context) -> bool:
    from glossary.explaining import explain_message

    found = explain_message(text, context.glossary)
    return len(found.terms) + len(found.unknown) > 1
