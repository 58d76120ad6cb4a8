"""Questions about accounts in plain words, and the requests that they make.

What follows a question (`in enterprise`, `of @kim`, `next month`) goes into the request as it is written: the command
reads it, or says what it doesn't understand.
"""

import re

from bot.parsing.card_questions import QUESTIONS as CARD_QUESTIONS
from bot.parsing.list_questions import QUESTIONS as LIST_QUESTIONS
from bot.parsing.list_questions import Make
from bot.parsing.own_metrics import METRICS
from bot.parsing.portfolio_questions import OTHER_PERIOD
from bot.parsing.portfolio_questions import QUESTIONS as PORTFOLIO_QUESTIONS
from bot.parsing.question_patterns import match_question, spoken, told_plainly

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MANY = r"(?:accounts?|customers?|clients?)"
_BAND = r"(?:red|yellow|green|amber|unhealthy|healthy|critical|at risk)"
_BE = r"(?:'s| is| are| were)?"
_REST = (
    r"(?P<rest>(?: (?:in|of|for|from|by|owned|with|without|across|among|over|this|next|last|within|mine|since|@\S+)"
    r"\b.*)?)"
)
_WHEN = (
    r"(?:(?:in|for|during) )?(?P<when>(?:(?:by|until|before) (?:the end of )?)?"
    rf"(?:(?:this|next|the next) (?:week|month|quarter|year)|{MONTHS}|q[1-4])\b)"
)
_LACK = r"with(?:out| no)|that have no|(?:which |that )?(?:have|has) no|lacking|missing"
_CONDITION_CUES = (
    " without| with no|have no|has no| lacking| missing| above| over| below| under| more than| less than| bigger than"
    "| smaller than| worth"
)
_CONDITION = rf"(?:{_LACK}|above|over|below|under|more than|less than|bigger than|smaller than|worth)"
_SHOW = r"(?:which|what|show(?: me)?|list|find|give me)"

_WORST_CUES = "worst|least healthy|unhealthiest|weakest|lowest"
_WORST = rf"(?:{_WORST_CUES})"
_MAY_ASK = re.compile(
    r"who|which|what|when|why|how|show|list|find|give|the |upcoming|next|my |please|can |prep|brief|i am|i'm|get |tell"
    r"|notify|alert|ping|warn|message|let |keep|stop|don't|do not|no |anything|have (?:i|we) |did |has "
    r"|(?:did|do|should|must) (?:i|we) |(?:do|are) any "
    r"|(?:\d+ )?(?:top |biggest|largest|highest|riskiest|weakest)|our |all |at-risk|in (?:trouble|danger)|struggling"
    r"|unhealthy|about |likely |going |need|overdue|past.due|late |lost\b|churned |former |ex-|cancel|new |any |is "
    r"|nrr|ndr|owners? |red |yellow |amber |green |net "
    r"|grr|gdr|gross |crr|nps |customers? |accounts? |clients? |logos? |churn"
    r"|arr |annual |retention|revenue|portfolio|health |leaving|.*(?:'s|') |compare "
    r"|(?:are|is) (?:any|some|one) |i have |i've got |(?:meeting|call|qbr) with "
    r"|.* (?:vs\.?|versus|compared?|compares|against) "
    rf"|.*(?:at risk|renewal|accounts|customers|clients|{_WORST}|{_CONDITION})",
    re.IGNORECASE,
)
"""How every question begins, or what is in it: the patterns of all are long to compile, and most requests are none."""


def question_as_request(text: str) -> str:
    """The request that a question makes, if it is one about accounts; else nothing."""
    said = told_plainly(spoken(text))
    if not _MAY_ASK.match(said):
        return ""
    for cues, pattern, make in _QUESTIONS:
        if found := match_question(said, cues, pattern):
            return " ".join(make(found).split())
    return said if said != spoken(text) and said.startswith("renewals ") else ""  # as it is typed: `renewals overdue`


def _question(cues: str, pattern: str, make: str | Make) -> tuple[str, str, Make]:
    return cues, pattern, make if callable(make) else _filled(make)


def _filled(template: str) -> Make:
    return lambda found: template.format(**{name: value or "" for name, value in found.groupdict().items()})


def _own(found: re.Match[str]) -> str:
    """The portfolio with one of its figures in front: everybody's, or the asker's own."""
    mine = "mine" if (found["whose"] or "").casefold() == "my" else ""
    return f"portfolio {METRICS[found['metric'].casefold()]} {mine} {found['rest'] or ''}"


def _by_segment(found: re.Match[str]) -> str:
    """The portfolio by segment, which has every figure but NPS."""
    nps = "nps" if METRICS.get(found["what"].casefold()) == "nps" else ""
    return f"portfolio {nps} by segment {found['rest']}"


def _compared(found: re.Match[str]) -> str:
    """A figure, or the portfolio, over one period beside another."""
    from bot.parsing.portfolio_follow_ups import Asked  # few questions need it

    figure = METRICS.get(found["metric"].casefold(), "")
    mine = "mine" if (found["whose"] or "").strip().casefold() == "my" else ""
    given = found.groupdict()
    asked = f"{figure} {mine} {given.get('before') or ''} {found['rest'] or ''}"
    return Asked.of(" ".join(asked.split())).beside(found["second"] or "last year")


def _filtered(found: re.Match[str]) -> str:
    """Accounts by conditions: the band before the word, what it is about behind it."""
    given = found.groupdict()
    return f"accounts {given.get('whose') or ''} {given.get('before') or ''} {given.get('rest') or ''}"


def _worst(found: re.Match[str]) -> str:
    mine = "mine" if (found["whose"] or "").strip().casefold() == "my" else ""
    return f"accounts {mine} {found['rest'] or ''} worst {found['count'] or ''}"


_CUSTOMERS_ALONE = re.compile(r"(?: (?:in|of|for|from|@\S+|mine)(?: \S+){0,2})?", re.IGNORECASE)


def _counted(found: re.Match[str]) -> str:
    """How many there are of a band, of somebody's, of all."""
    band = next((word for word in (found["band"], found["after"]) if word), "")
    mine = "mine" if re.search(r"\b(?:i|my)\b", found[0], re.IGNORECASE) else ""
    if not band and _CUSTOMERS_ALONE.fullmatch(found["rest"] or "") and "account" not in found["many"].casefold():
        return f"portfolio customers {mine} {found['rest'] or ''}"
    return f"health {band} {mine} {found['rest'] or ''}"


def _banded(found: re.Match[str]) -> str:
    mine = "mine" if (found["whose"] or "").strip().casefold() == "my" else ""
    return f"health {found['band']} {mine}{found['rest']}"


_NAMES = "|".join(sorted(METRICS, key=len, reverse=True))
_QUESTIONS = (
    *(_question(*each) for each in (*LIST_QUESTIONS, *PORTFOLIO_QUESTIONS)),
    _question(
        "at risk", rf"(?:who|(?:which|what)(?: of)?(?: our)? {_MANY}){_BE}(?: now)? at risk{_REST}", "health red{rest}"
    ),
    _question("at risk", rf"(?:which |what )?(?:of )?(?:our )?{_MANY}(?: are| is)? at risk{_REST}", "health red{rest}"),
    _question(
        "what|which|who",
        rf"(?:what|which|who)(?: {_MANY}| contracts)?{_BE} (?:(?:coming )?up for renewal|renewing|renews?|due)"
        rf"(?: {_WHEN})?{_REST}",
        "renewals {when}{rest}",
    ),
    _question(
        "which of my|what of my|do any of my|are any of my",
        rf"(?:which|what|(?:do|are) any) of my {_MANY}{_BE} (?:(?:coming )?up for renewal|renewing|renews?|due)"
        rf"(?: {_WHEN})?{_REST}",
        "renewals {when} mine{rest}",
    ),
    _question(
        " renewals",
        rf"{_SHOW}(?: the| all| our)? renewals{_BE}(?: coming(?: up)?| due| there)?(?: {_WHEN})?{_REST}",
        "renewals {when}{rest}",
    ),
    _question(
        "how many renewals",
        rf"how many renewals(?: do we have| are there| are due| come up)?(?: {_WHEN})?{_REST}",
        "renewals {when}{rest}",
    ),
    _question("upcoming renewals|next renewals", rf"(?:the )?(?:upcoming|next) renewals{_REST}", "renewals{rest}"),
    _question("my next renewal", r"(?:when|what)(?: does| will| is|'s)? my next renewals?(?: due)?", "renewals mine"),
    _question("my renewals", r"(?:show(?: me)? )?my renewals(?P<rest>.*)", "renewals mine{rest}"),
    _question(
        "my account|my customer|my client", rf"(?:show(?: me)? |which are |what are |list )?my {_MANY}", "health mine"
    ),
    _question(
        "show|list|give me|who are|which are",
        rf"(?:show(?: me)?|list|give me|who are|which are)(?: all| of| our| the)* {_MANY}",
        "health",
    ),
    _question("my book|my portfolio", r"(?:show(?: me)? )?my (?:book|portfolio|book of business)", "portfolio mine"),
    _question(
        "portfolio|book",
        r"(?:show(?: me)?|give me) (?:the )?(?:portfolio|book(?: of business)?) (?P<rest>(?:of|for|in)"
        r" (?!business\b).+)",
        "portfolio {rest}",
    ),
    *(_question(*each) for each in CARD_QUESTIONS),
    _question(
        "how many",
        rf"how many (?:of (?:our|my) )?(?P<band>{_BAND} )?(?P<many>{_MANY})"
        rf"(?:(?: do)? (?:we|i) have| have we(?: got)?| are there| (?:are|is)(?= {_BAND}))?"
        rf"(?: (?P<after>{_BAND}))?{_REST}",
        _counted,
    ),
    _question(
        _WORST_CUES,
        rf"(?:who|which|what)?(?: are| is|'s)?(?: (?:the|me))?(?:show(?: me)?|list)? ?(?P<whose>my |our |the )?"
        rf"(?:(?P<count>\d+) )?{_WORST} (?:\d+ )?{_MANY}{_REST}",
        _worst,
    ),
    _question(
        _CONDITION_CUES,
        rf"{_SHOW}?(?: (?:the|all|our))? ?(?P<before>(?:\S+ ){{0,3}}?)??{_MANY} (?:are )?(?P<rest>{_CONDITION} .+)",
        _filtered,
    ),
    _question(
        "which |what ", rf"(?:which|what) {_MANY} are (?:in the )?(?P<band>{_BAND}){_REST}", "health {band}{rest}"
    ),
    _question(
        "show|list", rf"(?:show(?: me)?|list) (?P<whose>my |our |the |all )?(?P<band>{_BAND}) {_MANY}{_REST}", _banded
    ),
    _question(
        " our| my",
        r"(?:(?:what(?:'s| is| was|s)|how (?:high|big|good) is|show(?: me)?|tell me) )(?P<whose>our|my)"
        rf"(?: current| overall)? (?P<metric>{_NAMES})(?: (?:now|today|currently|right now|at the moment))?"
        rf"(?! with [$€£]?\d){_REST}",
        _own,
    ),
    _question(
        "did |has |is ",
        rf"(?:did|has|is) (?P<whose>our |my |the )?(?P<metric>{_NAMES})(?: rate)?"
        r" (?:(?:go|gone|going|went|getting|gotten) )?(?:up|down|better|worse|improv\w+|increas\w+|decreas\w+|drop\w*"
        r"|grow\w*|fall\w*|ris\w+|chang\w+)"
        rf"(?P<rest>)(?: (?:since|from|vs|on) (?P<second>{OTHER_PERIOD}))?",
        _compared,
    ),
    *(
        _question(
            cues,
            rf"{lead}(?P<whose>our |my |the )?(?P<before>(?:\S+ ){{0,2}}?)(?P<metric>{_NAMES}|portfolio|book)(?: rate)?"
            rf"(?P<rest>(?: \S+){{0,6}}?) {joint} (?P<second>{OTHER_PERIOD})",
            _compared,
        )
        for cues, lead, joint in (
            (
                "vs|versus|compare|against",
                "(?:how (?:does|do|did|has) )?",
                r"(?:vs\.?|versus|(?:compared?|compares) (?:to|with)|against)",
            ),
            ("compare", "compare ", "(?:with|and|to)"),
        )
    ),
    _question(
        "today|now|currently|moment",
        rf"(?:what(?:'s| is) )?(?P<whose>our )?(?P<metric>{_NAMES})(?P<rest>)"
        r" (?:today|now|currently|right now|at the moment)",
        _own,
    ),
    _question(
        "end of|at the end|as of",
        r"(?:what(?:'s| is| was) )?(?:the )?(?P<whose>our )?(?P<metric>arr)(?: was)? (?:at )?(?:the )?(?:end of|as of)"
        r"(?P<rest> (?:last|this) (?:month|quarter|year)| q[1-4](?: \d{4})?| 20\d\d(?:-\d\d)?)",
        _own,
    ),
    _question(
        "how did|how was|how is|how's",
        r"how(?: did| was| is|'s)(?P<rest> (?:this|last) (?:week|month|quarter|half|year)| [qh][1-4](?: \d{4})?"
        r"| 20\d\d)(?: go| going| look| looking)?",
        "portfolio{rest}",
    ),
    _question(
        "segment",
        r"which segment (?:churns?|loses?|has|is|does|keeps?|grows?|grew|pays?)(?: the)?(?: \S+){1,3}",
        "portfolio by segment",
    ),
    _question(
        "segment",
        rf"(?:(?:what(?:'s| is| are)|show(?: me)?|give me) )?(?:our |the )?"
        rf"(?P<what>{_NAMES}|{_MANY}|health|portfolio|revenue)(?: broken down)?"
        r" (?:by|per|for each) segment(?P<rest>.*)",
        _by_segment,
    ),
    _question(
        "week|month|quarter|year|day|since| q| h|ytd|half| in | for | during ",
        rf"(?:(?P<whose>our|my) )?(?P<metric>{_NAMES})(?P<rest> (?:(?:in|of|over|for|during) )?"
        r"(?:(?:this|last|the last|past) (?:\w+ )?(?:week|month|quarter|half|year|day)s?|since \S+"
        rf"|[qh][1-4](?: \d{{4}})?|ytd|(?<=in )(?:{MONTHS})|(?<=for )(?:{MONTHS})|(?<=during )(?:{MONTHS})))",
        _own,
    ),
    _question(
        " 20",
        rf"(?:(?P<whose>our|my) )?(?P<metric>(?!arr\b|annual\b)(?:{_NAMES}))(?: rate)?"
        r"(?P<rest> (?:(?:in|of|for) )?20\d\d)",
        _own,
    ),
)
