"""Follow-ups to an answer: “and GRR?”, “give me an example”, “and for enterprise?”.

The request that was answered is carried by the answer's message, so that any server can go on from it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.accounts.paging import turned, turns_page
from bot.parsing.account_follow_ups import asks_fact, of_account
from bot.parsing.follow_up_words import FOR, LEAD, POINTS, THIS_PERIOD, asks_by_mark, bare, others_of, points, rest_of
from bot.parsing.list_follow_ups import asks_of_list, asks_why
from bot.parsing.list_requests import BANDS, of_others, of_some, of_these
from bot.parsing.one_account_questions import ASPECTS, aspect_of
from bot.parsing.own_metrics import METRICS
from bot.parsing.portfolio_questions import compares
from bot.parsing.row_follow_ups import row_asked_for
from bot.parsing.small_talk import is_small_talk
from bot.terms.own_figures import OWN_FIGURES
from glossary import Glossary

_LIST_VERBS = frozenset({"portfolio", "health", "renewals", "accounts", "owners"})
_ONE_ACCOUNT = frozenset({"account", "brief"})
_OTHER = r"(?:from|than|to|with|and|vs\.?|versus|or)\s+(?:an?\s+|the\s+)?(?P<other>.+)"
_IT = r"(?:it|that|this|that one|this one)"
_ABOUT_TERM: tuple[tuple[str, str], ...] = (
    (rf"how (?:is|are|does) {_IT} (?:differ(?:ent)?|any different|compare)s? {_OTHER}", "compare {term} vs {other}"),
    (rf"(?:what(?:'s| is) the )?difference (?:between {_IT} |with |to |from )(?:and )?(?P<other>.+)",
     "compare {term} vs {other}"),
    (rf"(?:compare|comparing)(?: {_IT})? {_OTHER}", "compare {term} vs {other}"),
    (rf"(?:is {_IT} )?(?:the same as|vs\.?|versus) (?P<other>.+)", "compare {term} vs {other}"),
    (r"(?:(?:can|could) (?:you|i) )?(?:please )?(?:give|show|have)?(?: me| us)?(?: have)?(?: an?| some| another)?"
     r" ?(?:worked |real |concrete )?ex[ae]mples?(?: of (?:it|that|this|one))?", "define example of {term}"),
    (r"(?:an? )?(?:for example|for instance|e\.?g\.?|such as|ex[ae]mples?)", "define example of {term}"),
    (r"(?:what(?:'s|s| is| would be| are) )(?:a |an |considered )?(?:good|healthy|normal|typical|decent|bad|great|ok)"
     r"(?: one| score| value| rate| number| level| figure| range)?", "define what is a good {term}"),
    (rf"is (?:{_IT}|\S+) (?:any )?(?:good|bad|ok|okay|normal|healthy|high|low)(?: or bad)?|(?:the )?benchmarks?",
     "define what is a good {term}"),
    (rf"how (?:do|does|can|would|should|is) (?:i|you|we|one|{_IT})?(?: be)? ?(?:{_IT} )?"
     rf"(?:calculate|calculated|compute|computed|work|worked|measure|measured|figure)(?: {_IT}| that)?(?: out)?",
     "define formula of {term}"),
    (r"(?:what(?:'s| is) )?(?:the |its )?(?:formula|calculation)", "define formula of {term}"),
    (rf"why(?: (?:does|is|should|do) .*)?|why {_IT} matters?", "define why does {term} matter"),
    (rf"(?:what (?:is|does) {_IT}(?: mean| stand for)?|what's {_IT}|meaning|explain(?: {_IT})?|define {_IT}"
     r"|tell me more(?: about (?:it|that|this))?|more about (?:it|that|this)|what does it stand for)", "define {term}"),
)  # fmt: skip
_TERM_PATTERNS = tuple((re.compile(rf"(?:{pattern})", re.IGNORECASE), request) for pattern, request in _ABOUT_TERM)
_OURS = re.compile(
    r"(?:(?:what(?:'s|s| is| are)?|how(?:'s| is| high is)|show(?: me)?|tell me) )?"
    r"(?:ours|our (?:own |current )?(?:one|figure|number|value|rate|score|level)|(?:it|that) (?:with|for|at) us)"
    r"|how are we doing (?:on|with) (?:it|that|this)|where do we stand (?:on|with) (?:it|that|this)",
    re.IGNORECASE,
)
_OF_SOME = re.compile(
    r"(?:only |just )?(?:for|in|of) (?P<scope>(?!(?:what|which|who|an?|the|our|us|general|practice|theory|course|it"
    r"|this|that|these|those|them)\b)\S+(?: \S+)?)",
    re.IGNORECASE,
)
_HAS_ONE = re.compile(
    r"(?:does|has|did) (?P<name>(?!(?:it|this|that|everyone|every|each)\b).+?) (?:have|got) (?:any|one)",
    re.IGNORECASE,
)
"""What an account has of the term of the answer before."""
_SAYS = re.compile(r"(?:it|that|this|they|these|those)(?:'s|'re| (?:is|are|was|were))\b", re.IGNORECASE)
"""How a sentence begins that asks nothing: “it's bad” is said between people."""
_PEOPLE = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
"""Whom a metric isn't: “what did they say?”."""
_SEGMENTS = frozenset({"enterprise", "smb", "mid-market", "mid market", "commercial", "strategic", "startups"})
"""Segments that are words of the glossary as well."""
_ASPECT = re.compile(rf"(?:{'|'.join(dict.fromkeys(aspect for _, aspect in ASPECTS))}) of ")
_OF_ASPECT = re.compile(r"account \w+ of ")


@dataclass(frozen=True, slots=True)
class Previous:
    """The request that was answered before: its verb and what followed it."""

    verb: str
    text: str

    @classmethod
    def of(cls, request: str) -> "Previous":
        """The request as a message carries it."""
        verb, _, text = request.partition(" ")
        return cls(verb, text.strip())


def may_follow_up(text: str) -> bool:
    """Whether a text could only be understood with what was said before it."""
    said = bare(text)
    return not is_small_talk(text) and bool(
        LEAD.match(said)
        or points(said)
        or THIS_PERIOD.fullmatch(said)
        or FOR.match(said)
        or any(pattern.fullmatch(said) for pattern, _ in _TERM_PATTERNS)
        or turns_page(said)
        or said.casefold() in BANDS | {"mine", "everyone"}
        or asks_of_list(said)
        or asks_why(said)
        or compares(said)
        or asks_by_mark(text)
        or _HAS_ONE.fullmatch(said)
        or row_asked_for(rest_of(said), "")
        or _OURS.fullmatch(said)
        or asks_fact(said, asks=text.rstrip(" !").endswith("?"))
    )


def goes_on_from_list(text: str, previous: str) -> bool:
    """Whether a text surely asks something of the list of the answer before: how many, only mine, as CSV."""
    said = bare(text)
    if Previous.of(previous).verb not in _LIST_VERBS or is_small_talk(text):
        return False
    for words in (said, rest_of(said)):
        if words.casefold() in BANDS | {"mine"} or asks_of_list(words):
            return True
    return turns_page(said)


def is_between_people(text: str, previous: str) -> bool:
    """Whether a text that isn't addressed to the bot is more likely said to somebody else: “why?” below a list."""
    return Previous.of(previous).verb in _LIST_VERBS and asks_why(bare(text))


def read_follow_up(text: str, previous: str, glossary: Glossary) -> str:
    """The whole request that a text makes after the answer to another; empty where it makes none."""
    before, said = Previous.of(previous), bare(text)
    if before.verb not in _READERS or not may_follow_up(text):
        return ""
    row = before.verb in _LIST_VERBS and row_asked_for(rest_of(said), previous)
    if not row and not goes_on_from_list(text, previous) and _stands_by_itself(said, glossary):
        return "" if rest_of(said) == said else rest_of(said)
    return _READERS[before.verb](said, before, glossary)


def _stands_by_itself(said: str, glossary: Glossary) -> bool:
    """Whether a text asks something whole of accounts, whatever was answered before: “why is Acme red?”, “renewals this
    week”. Behind “and” only what is asked of one account does: the rest is asked of the same list.
    """
    from bot.commands import parse_request  # nearly every request is none of these

    rest = rest_of(said)
    if not rest or points(rest):
        return False
    return parse_request(rest, glossary).verb in (_LIST_VERBS | _ONE_ACCOUNT if rest == said else _ONE_ACCOUNT)


def _after_term(said: str, before: Previous, glossary: Glossary) -> str:
    """Asks more about the term of the answer before, or about another one in its place."""
    term = _term_of(before, glossary)
    rest = rest_of(said)
    if term:
        for words in dict.fromkeys((said, rest)):
            for pattern, request in _TERM_PATTERNS:
                if words and (found := pattern.fullmatch(words)):
                    return request.format(term=term, **found.groupdict())
    if own := _our_own(said, rest, term, glossary) or _of_an_account(rest, term):
        return own
    if rest != said and rest:
        return f"define {FOR.sub('', rest)}"
    if not term or (_PEOPLE.search(said) and glossary.terms[term].metric):
        return ""
    return _with_subject(said, glossary.terms[term].name, glossary)


def _of_an_account(rest: str, term: str) -> str:
    """What an account has of a term that its card tells: “does Acme have one?” after *Champion*."""
    found, aspect = _HAS_ONE.fullmatch(rest), aspect_of(term.replace("-", " "))
    return f"account {aspect} of {found['name']}" if found and aspect else ""


def _our_own(said: str, rest: str, term: str, glossary: Glossary) -> str:
    """The request for our own figure of a term, or that of some accounts; of a metric that accounts have no figure for,
    the one that says so. Empty where neither is asked.
    """
    asked = _OURS.fullmatch(said) or (rest != said and (_OURS.fullmatch(rest) or rest.casefold() == "us"))
    if (own := OWN_FIGURES.get(term)) is None:
        return f"counted {term}" if asked and term in glossary.terms and glossary.terms[term].metric else ""
    if asked:
        return f"portfolio {own.name}"
    some = _OF_SOME.fullmatch(rest)
    if some is None or (glossary.has_name(some["scope"]) and some["scope"].casefold() not in _SEGMENTS):
        return ""
    return f"portfolio {own.name} {some['scope']}"


def _with_subject(said: str, subject: str, glossary: Glossary) -> str:
    """The question with the term in the place of the word that points to it, where the glossary knows an answer."""
    if not subject or not points(said) or _SAYS.match(said):
        return ""
    asked = POINTS.sub(subject, said, count=1)
    if not glossary.is_question(asked):
        return ""
    return f"define {asked}" if glossary.answer(asked).kind in {"term", "comparison"} else ""


def _term_of(before: Previous, glossary: Glossary) -> str:
    """The id of the term that the answer before was about; of a comparison its first."""
    if before.verb == "calculate":
        from metrics import METRICS  # only after a calculation

        metric = METRICS.find(before.text.partition(" ")[0])
        return metric.term if metric else ""
    text = before.text.split(" vs ")[0] if before.verb == "compare" else before.text
    answer = glossary.answer(text)
    return answer.terms[0].id if answer.terms else ""


def _after_calculation(said: str, before: Previous, glossary: Glossary) -> str:
    """Calculates again with other numbers, or another metric from the same ones, or asks about the term."""
    from metrics.calculation.what_follows import changed, same_inputs

    metric, _, arguments = before.text.partition(" ")
    if any(char.isdigit() for char in said):
        request = changed(metric, arguments, said)
        return f"calculate {request}" if request else ""
    rest = FOR.sub("", rest_of(said))
    if rest != said and (other := _metric_called(rest, glossary)):
        request = same_inputs(metric, arguments, other)
        return f"calculate {request}" if request else f"define {rest}"
    return _after_term(said, before, glossary)


def _metric_called(name: str, glossary: Glossary) -> str:
    from bot.parsing.metric_requests import metric_names

    found = metric_names(name, glossary)
    return found[0].metrics[0] if found and found[0].end - found[0].begin == len(name.split()) else ""


def _after_list(said: str, before: Previous, glossary: Glossary) -> str:
    """Turns the page of a list, or asks for the same list of other accounts."""
    if page := turned(said, f"{before.verb} {before.text}".strip()):
        return page
    asked = row_asked_for(rest_of(said), f"{before.verb} {before.text}".strip())
    if asked := asked or of_these(rest_of(said) or said, before.verb, before.text):
        return asked
    if asked := of_some(rest_of(said), before.verb, before.text):
        return asked
    rest = others_of(said)
    if figure := METRICS.get(rest.casefold()):
        return f"portfolio {figure}"
    if _is_term(said, rest, glossary):
        return ""
    return f"define {rest}" if _names_term(rest, glossary) else of_others(rest, before.verb, before.text)


def _after_portfolio(said: str, before: Previous, glossary: Glossary) -> str:
    """Asks for another figure, other accounts or days, or for what a list says of the same accounts."""
    from bot.parsing.portfolio_follow_ups import Asked, asked_of_portfolio  # only after a portfolio

    if asked := asked_of_portfolio(said, before.text):
        return asked
    rest = others_of(said)
    if _is_term(said, rest, glossary):
        return ""
    return f"define {rest}" if _names_term(rest, glossary) else Asked.of(before.text).with_scope(rest)


def _is_term(said: str, rest: str, glossary: Glossary) -> bool:
    """Whether a text of a few words that nothing leads in is a word to be looked up, and no segment."""
    return said == rest and said.casefold() not in _SEGMENTS and glossary.has_name(said)


def _names_term(rest: str, glossary: Glossary) -> bool:
    return bool(rest) and any(term.metric or rest.isupper() for term in glossary.named(rest))


def _after_account(said: str, before: Previous, glossary: Glossary) -> str:
    """Asks more about the account of the answer before, or about another one."""
    found, rest = _ASPECT.match(before.text), rest_of(said)
    aspect, account = (found[0], before.text[found.end() :]) if found else ("", before.text)
    if asked := of_account(said, rest, account):
        return asked
    if rest == said or not rest or POINTS.search(rest):
        return ""
    return f"define {rest}" if glossary.has_name(rest) else f"account {aspect}{FOR.sub('', rest)}"


def _after_brief(said: str, before: Previous, glossary: Glossary) -> str:
    """The same before a meeting with another account, or what is asked of an account's card."""
    asked = _after_account(said, before, glossary)
    return asked if _OF_ASPECT.match(asked) else re.sub(r"^account ", "brief ", asked)


_READERS: Mapping[str, Callable[[str, Previous, Glossary], str]] = {
    "define": _after_term,
    "compare": _after_term,
    "random": _after_term,
    "calculate": _after_calculation,
    "account": _after_account,
    "brief": _after_brief,
    **dict.fromkeys(_LIST_VERBS, _after_list),
    "portfolio": _after_portfolio,
}
