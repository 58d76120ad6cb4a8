"""From a text to the request that it makes: a command, a calculation, a question about accounts, or a term.

A term's name comes first, then what is asked of the accounts in words, then a metric with its numbers; the rest is
asked of the glossary. What a command's verb begins gives way in the same order.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.parsing.grammar import Request, is_metric_name
from bot.parsing.labels import request_of_label
from bot.parsing.small_talk import is_small_talk, without_courtesy
from bot.parsing.spelling import mended
from glossary import Glossary

_ASKING_FOR_HELP = frozenset(
    {"", "menu", "commands", "start", "list", "what can you do", "what do you do", "how does this work"}
    | {"how do i use this", "who are you", "what does cs bot do", "what can cs bot do", "how does cs bot work"}
    | {"who is cs bot", "what is cs bot", "what's cs bot", "how do i use cs bot", "what do i ask cs bot"}
)
_OTHER_SCRIPT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3]")
_FOREIGN = re.compile(
    r"(?:was (?:ist|sind|bedeutet|heißt|heisst)(?: (?:ein|eine|der|die|das))?|wofür steht"
    r"|qu['’]est[- ]ce qu(?:e|['’])(?: c['’]est)?(?: que)?(?: (?:le|la|les|un|une|l['’]))?"
    r"|c['’]est quoi(?: (?:le|la|un|une))?|que veut dire|qu[eé] (?:es|significa)(?: (?:el|la|un|una))?"
    r"|cos['’]è(?: (?:il|la|un))?|wat (?:is|betekent)(?: (?:een|de))?) ?(?P<name>[^?]+?)\s*\??",
    re.IGNORECASE,
)
"""“What is” in other languages, before a term."""
_LATIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9&+./ -]*[A-Za-z0-9])?")
_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"(?:[$€£]?\d[\d.,]*[kmb%]?(?:\s+|$))+", re.IGNORECASE)
_SOLVED = re.compile(r"\d|=|(?:^|\s)\?(?:\s|$)")
_VERSUS = re.compile(r"\b(?:vs|versus|v)\b|\bdifferen", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?<!\S)[@#][\w.-]+")
_HINT = re.compile(
    r"account|customer|renew|owner|\bowns?\b|\bcsm (?:of|for)\b|at risk|champion|worst|\bmy\b|\bour\b|doing|whose"
    r"|portfolio|\bred\b|\byellow\b|\bof mine\b|^why\b.* \d{1,3}\W*$|\bbrief\b|\bprep(?:are)?\b|\braise\b|meeting|watch"
    r"|segment|\b(?:today|now|currently|moment|numbers|end of|as of|promise)\b"
    r"|(?:call|qbr) with|\b(?:nrr|grr|crr|churn|nps) (?:in|for|during|since) \w"
    r"|(?:me|us|know) (?:when|if|once)\b|keep an? |client|\b(?:should|do) i\b|overdue|past.due|\bwho "
    r"|\blos[et]\b|\bloss(?:es)?\b|churns|imported|\bturned\b|\bhealthy\b|\b20\d\d\W*$|\bchurned\b|\bleav(?:es?|ing)\b|\bnotice$|\bsegment\b"
    r"|\bdata\b|\bhealth\b|(?:this|last|past) (?:\d+ )?(?:week|month|quarter|half|year|days)|since "
    r"|\b[qh][1-4]\b|\bdue\W*$"
    r"|\b(?:did|has|is) (?:our |my |the )?(?:nrr|grr|crr|churn|retention|arr|nps)\b"
    r"|what(?:'s| is| has)?(?: been)? (?:changed|new|happened|different)|anything (?:changed|new)",
    re.IGNORECASE,
)
"""A text without any of these words asks nothing of the accounts."""
_LISTED = re.compile(r"(?:my|our)\b.*|.*\b(?:red|yellow|amber|green) (?:accounts|customers|clients)", re.IGNORECASE)
"""Accounts, though `red accounts` is a name of a term as well."""
_WHAT_IS = re.compile(
    r"what(?: is|['’]?s) (?:an? )?"
    r"(?P<name>(?!(?:our|my|up for)\b|(?:at[ -]risk|past[ -]due|overdue|late)\W*$).+?)[ ?!.]*",
    re.IGNORECASE,
)
"""Asks for a term where that is its name, though “what is new business ARR” might be a figure; not “what's at risk”."""
_BRIEFED = re.compile(r"me (?:on|about) (?:the |an? )?", re.IGNORECASE)  # behind “brief”
_OWNED = re.compile(
    r"(?!(?:which|what|who|how|are|show|list|give)\b)[^?]*\w['’]s? (?:accounts|customers|clients)", re.IGNORECASE
)
"""Whose accounts a list or a figure is of, behind its verb."""
_SCORE = re.compile(r"scores? (?:(?:of|for|at) )?(?=\S)", re.IGNORECASE)  # behind “health”
_OF_TERM = re.compile(r"\b(?:formulas?|calculat\w+|examples?|benchmarks?|meaning|definition)\b", re.IGNORECASE)
_HAS_METRICS = frozenset({"calculate", "define"})
_PLAIN = re.compile(
    r"health(?: red| yellow| green| unknown)?(?: mine)?|(?:accounts|owners|portfolio) mine|renewals \d{1,3}(?: mine)?",
    re.IGNORECASE,
)
"""Requests that are nothing else, as long as a team has no words of its own: no term has such a name, or nearly."""


def resolve(
    request: Request, is_about_accounts: Callable[[str], bool], writes: Callable[[str], bool], glossary: Glossary
) -> Request:
    """The request that is meant by one whose text was only parted from its verb, if it has one."""
    if not request.verb:
        return _without_verb(request, glossary)
    whole = f"{request.verb} {request.text}"
    if not request.text or (_PLAIN.fullmatch(whole) and not glossary.has_own_words):
        return request  # without a look into the glossary, which takes longer to read than a list
    if glossary.has_name(whole):
        return replace(request, verb="define", text=whole)
    if is_about_accounts(request.verb):
        noted = writes(request.verb) and not _VERSUS.search(whole)  # a note is never read as a question
        return request if noted or _is_among_a_list(request.text) else _about_accounts(request, whole, glossary)
    return _about_words(request, whole, glossary)


def _about_words(request: Request, whole: str, glossary: Glossary) -> Request:
    """A verb about words or metrics; what is compared may be our own figures over two periods."""
    if request.verb == "compare" and (asked := _of_accounts(whole, glossary)):
        return _split(request, asked)
    text = _ADDRESSED.sub(" ", request.text).strip() if request.verb in _HAS_METRICS else request.text
    if request.verb == "calculate" and (asked := _calculation(text, glossary)):
        return replace(request, text=asked)
    return replace(request, text=text)


def _without_verb(request: Request, glossary: Glossary) -> Request:
    text = request.text
    if text.casefold().strip(" ?!.,") in _ASKING_FOR_HELP:
        return replace(request, verb="help", text="")
    if is_small_talk(text):
        return replace(request, verb="help", text=text)
    name = found["name"] if (found := _WHAT_IS.fullmatch(text)) else text
    if glossary.has_name(name) and not _LISTED.fullmatch(name):
        return replace(request, verb="define", text=name)
    asked = request_of_label(text) or _of_accounts(text, glossary)
    if asked:
        return _split(request, asked)
    text = " ".join(_ADDRESSED.sub(" ", text).split()) or text
    if calculation := _calculation(text, glossary):
        return replace(request, verb="calculate", text=calculation)
    return replace(request, verb="define", text=_in_other_words(text, glossary))


def _in_other_words(text: str, glossary: Glossary) -> str:
    """The terms that are asked for in another language or script; any other text as it is."""
    if (found := _FOREIGN.fullmatch(text)) and glossary.has_name(found["name"]):
        return found["name"]
    return text if text.isascii() else _names_within(text, glossary) or text


def _names_within(text: str, glossary: Glossary) -> str:
    """The names of one or two terms that stand in a text of another script, which has no space around them."""
    if not _OTHER_SCRIPT.search(text):
        return ""
    names = [run for run in _LATIN.findall(text) if glossary.has_name(run)]
    return " vs ".join(names) if len(names) <= 2 else ""


def _about_accounts(request: Request, whole: str, glossary: Glossary) -> Request:
    """A verb about accounts gives way to terms that are compared, to a question, a calculation and a misspelt term."""
    if _VERSUS.search(whole) and glossary.answer(whole).kind in {"comparison", "term"}:
        return replace(request, verb="define", text=whole)
    owned = _OWNED.fullmatch(request.text)
    if asked := _of_accounts(whole, glossary) or ("" if owned else _of_accounts(request.text, glossary)):
        return _split(request, asked)
    if (found := _BRIEFED.match(request.text)) and glossary.has_name(request.text[found.end() :]):
        return replace(request, verb="define", text=request.text[found.end() :])
    if _SOLVED.search(request.text) and (asked := _calculated(whole, glossary)):
        return replace(request, verb="calculate", text=asked)
    if _is_misspelt_term(request, whole, glossary) or _asks_of_term(request, whole, glossary):
        return replace(request, verb="define", text=whole)
    scored = _SCORE.match(request.text) if request.verb == "health" else None
    return replace(request, text=request.text[scored.end() :]) if scored else request


def _is_among_a_list(text: str) -> bool:
    """Whether a request, as a button or a follow-up makes it, is about the accounts of a list: no question is read."""
    if " among " not in text:
        return False
    from bot.accounts.order import split_among  # nearly no request needs it

    return bool(split_among(text)[1])


def _split(request: Request, asked: str) -> Request:
    verb, _, rest = asked.partition(" ")
    return replace(request, verb=verb, text=rest)


def _of_accounts(text: str, glossary: Glossary) -> str:
    """The request about accounts that a question makes, unless it asks who owns, or when is, what a term names; with
    its words mended where it is none as it is written.
    """
    right = mended(text)
    return _question(text, glossary) or (_question(right, glossary) if right != text else "")


def _question(text: str, glossary: Glossary) -> str:
    if not _HINT.search(text):
        return ""
    from bot.parsing.account_questions import question_as_request  # a definition needs none of it

    asked = question_as_request(without_courtesy(text))
    name = re.sub(r"^(?:account(?: \w+ of)?|brief) (?:the |an? )?", "", asked)
    return "" if name != asked and (glossary.has_name(name) or _is_of_terms(name, glossary)) else asked


def _is_of_terms(name: str, glossary: Glossary) -> bool:
    """Whether a name ends or begins with that of a term, as “customer education usually” does."""
    words = name.split()
    return len(words) > 1 and any(
        len(part) > 1 and glossary.has_name(" ".join(part)) for part in (words[:2], words[-2:])
    )


def _calculation(text: str, glossary: Glossary) -> str:
    """The metric and the arguments of a text that asks for a calculation."""
    name, _, arguments = text.partition(" ")
    if arguments and _NUMBERS.fullmatch(arguments) and is_metric_name(name):
        return f"{name.casefold()} {arguments}"
    if _DIGIT.search(text):
        from bot.parsing.metric_requests import calculation  # a definition needs none of it

        return calculation(without_courtesy(text), glossary)
    if arguments and _SOLVED.search(arguments):
        return f"{name.casefold()} {arguments}" if is_metric_name(name) else ""
    return ""


def _calculated(whole: str, glossary: Glossary) -> str:
    """The calculation that a text which begins with a verb asks for, where it begins with a metric's name."""
    from bot.parsing.metric_requests import begins_with_metric, calculation

    asked = calculation(whole, glossary) if begins_with_metric(whole, glossary) else ""
    if not asked:
        return ""
    from metrics import Result, calculate  # a list of renewals needs none of it

    metric, _, arguments = asked.partition(" ")
    return asked if isinstance(calculate(metric, arguments), Result) else ""


def _asks_of_term(request: Request, whole: str, glossary: Glossary) -> bool:
    """Whether the text asks something of the term whose name begins as the verb does: `health score formula`."""
    if not _OF_TERM.search(request.text):
        return False
    answer = glossary.answer(whole)
    return answer.kind == "term" and request.verb.rstrip("s") in answer.terms[0].name.casefold()


def _is_misspelt_term(request: Request, whole: str, glossary: Glossary) -> bool:
    """Whether the text is nearly the name of a term that begins as the verb does: `health scoar`."""
    if _DIGIT.search(whole) or len(whole.split()) > 4:
        return False
    begun = request.verb.rstrip("s")
    if not any(begun in term.name.casefold() for term in glossary.nearly_named(whole)):
        return False  # before all else that a text may say is looked for: most requests are no terms
    answer = glossary.answer(whole)
    return answer.kind == "term" and answer.how == "fuzzy" and begun in answer.terms[0].name.casefold()
