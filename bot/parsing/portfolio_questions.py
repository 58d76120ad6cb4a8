"""Questions about figures and movements in plain words: what was lost, what is at risk, who has most.

Each pattern stands behind its cues and before what makes the request of it, as in `bot/parsing/list_questions.py`.
"""

import re

from bot.parsing.list_questions import Make

_MANY = r"(?:accounts?|customers?|clients?|logos?)"
_MONEY = r"(?:arr|revenue|money|recurring revenue)"
_PERIOD = (
    r"(?P<period> (?:(?:in|of|during|over|within|for|since) )?(?:(?:this|last|the last|the past|past|previous)"
    r" (?:\w+ )?(?:weeks?|months?|quarters?|half|years?|days)|\d{4}(?:-\d\d){0,2}|q[1-4](?: \d{4})?"
    r"|h[12](?: \d{4})?|ytd|yesterday"
    r"|january|february|march|april|may|june|july|august|september|october|november|december))"
)
_REST = r"(?P<rest>(?: (?:in|of|for|from|by|with|among|@\S+)\b.*)?)"
_WHEN = (
    r"(?P<when> (?:(?:in|for|by|during|within|over) )?(?:(?:the )?(?:this|next|coming) (?:\w+ )?"
    r"(?:weeks?|months?|quarter|half|year|days)|\d+ (?:days|weeks|months)|q[1-4](?: \d{4})?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december))"
)
OTHER_PERIOD = (
    r"(?:(?:the )?same \w+(?: of)? last year|(?:a|one|the) year (?:ago|before|earlier)"
    r"|(?:the )?(?:last|previous|prior) (?:year|quarter|month|half|week|period)"
    r"|the (?:period|quarter|year|month) before"
    r"|q[1-4](?: \d{4})?|h[12](?: \d{4})?|20\d\d(?:-\d\d)?)"
)
"""A period that another is compared with."""
_COMPARES = re.compile(
    r"(?:how (?:does|do|did) (?:it|that|this|they) )?compare|(?:vs\.?|versus|against|beside) "
    r"|(?:the )?same \w+ last year|(?:a|the|one) year (?:ago|before|earlier)|(?:by|per) segments?$",
    re.IGNORECASE,
)
_COLOUR = r"(?:red|yellow|amber|green)"
_KNOWN = r"(?:our |my |the )?"


def compares(said: str) -> bool:
    """Whether a text may compare another period with that of the answer before, or its segments: `vs last year`."""
    return _COMPARES.match(said) is not None


def _mine(found: re.Match[str]) -> str:
    return "mine" if re.search(r"\b(?:my|mine|i)\b", found[0], re.IGNORECASE) else ""


def _lost(found: re.Match[str]) -> str:
    return f"portfolio lost {_mine(found)} {found.groupdict().get('rest') or ''} {found['period'] or ''}"


def _owners_with(found: re.Match[str]) -> str:
    """Owners by how many accounts of a band or renewals they have."""
    given = found.groupdict()
    renewing = f"renewals {given['when'] or ''}" if (given.get("thing") or "").casefold().startswith("renewal") else ""
    return f"owners {renewing} {given.get('band') or ''}"


def _changed(found: re.Match[str]) -> str:
    return f"digest preview health {_mine(found)}"


QUESTIONS: tuple[tuple[str, str, Make], ...] = (
    ("lose|lost",
     rf"how much {_MONEY} (?:did|have) (?:we|i) los[et]{_REST}{_PERIOD}?", _lost),
    ("left|quit|churned|cancel",
     rf"who (?:has |have )?(?:left|quit|churned|cancell?ed)(?: us)?{_PERIOD}", _lost),
    ("churn|loss|lost",
     rf"{_KNOWN}(?:biggest|largest|top|\d+ biggest) (?:churns?|loss(?:es)?|lost {_MANY}){_PERIOD}?", _lost),
    ("lost|churned",
     rf"{_KNOWN}(?:lost|churned) {_MANY} mine{_PERIOD}?",
     lambda found: f"portfolio lost mine {found['period'] or ''}"),
    ("lose|lost",
     rf"(?:what|who|how much|how many) (?:did|have) (?:we|i) los[et]{_PERIOD}?", _lost),
    ("lose|lost",
     rf"(?:did|have) (?:we|i) los[et] (?:anyone|anybody|someone|(?:any )?(?:(?:of )?(?:our|my) )?{_MANY}){_PERIOD}?",
     _lost),
    ("lost any",
     rf"lost (?:anyone|anybody|any {_MANY}){_PERIOD}?", _lost),
    ("arr i|arr we|revenue i|revenue we|money i|money we|how much",
     rf"how much {_MONEY} (?:do|have) (?:i|we) (?:have|own|manage|look after|got)",
     lambda found: f"portfolio arr {_mine(found)}"),
    ("at risk",
     rf"(?:how much )?{_KNOWN}{_MONEY}(?: is)? at risk(?:{_WHEN}(?P<more>(?: (?:in|of|for) \S.*)?)"
     r"| (?P<rest>(?:in|of|for|with) (?!the |our |a )\S.*))",
     lambda found: f"renewals {found['when'] or ''} red or yellow {found['rest'] or ''} {found['more'] or ''}"),
    ("most",
     rf"(?:who|which (?:csm|owner)) (?:has|owns|got)(?: the)? most (?P<band>{_COLOUR}|at[ -]risk)"
     rf"(?: {_MANY})?", _owners_with),
    ("most",
     rf"(?:who|which (?:csm|owner)) (?:has|owns|got)(?: the)? most (?P<thing>renewals|{_MANY}|{_MONEY})"
     rf"{_WHEN}?", _owners_with),
    ("each |every |per ",
     rf"how many (?P<band>{_COLOUR} )?(?P<thing>renewals|{_MANY}) (?:does|do|has|have) (?:each|every)"
     r" (?:csm|owner|person)(?: have| own)?(?P<when>)", _owners_with),
    ("turned|went|gone|became|got|moved|fell|fallen|dropped",
     rf"(?:which|what|how many) (?:of (?:my|our|the) )?{_MANY} (?:have |has )?(?:turned|went|gone|became|moved|fell"
     rf"|fallen|dropped|got)(?: to| into)? (?:the )?(?:{_COLOUR}|worse|better|down|up)"
     r"(?: (?:this|last|since|in|over|today|yesterday|overnight).*)?", _changed),
    ("happened|changed|new",
     r"what(?:'s| is| has)?(?: been)? (?:happened|changed|new) (?:last week|this week|over the weekend)", _changed),
    ("changed| new |happened",
     r"what(?:'s| is| has)?(?: been)? (?:changed|new|happened) (?:in|with|at|for|among)"
     rf" (?P<owner>(?!my\b|our\b|the\b|all\b)\w+)(?:'s|')? {_MANY}(?: (?:since|this|last) .*)?",
     lambda found: f"digest preview health {found['owner']}"),
    ("how healthy",
     rf"how healthy (?:is|are) (?:my|our|the)(?: whole)? (?:base|book|portfolio|customer base|{_MANY})",
     lambda found: f"health {_mine(found)}"),
    ("past due|past-due|overdue",
     rf"(?:past[ -]due|overdue)(?: (?:renewals|contracts|{_MANY}))?", lambda _: "renewals overdue"),
    ("by owner|by csm|per owner|per csm",
     rf"(?:how many )?{_KNOWN}(?:arr|revenue|health|accounts|customers) (?:by|per) (?:owner|csm)", lambda _: "owners"),
    ("our team|my team",
     r"how (?:is|are) (?:my|our) team(?: doing)?", lambda _: "portfolio my team"),
    ("counts as|count as|counted as",
     r"what (?:counts|is counted) as (?:an? )?(?P<what>.+)", lambda found: f"counted {found['what']}"),
    ("import|update|refresh|read",
     r"when (?:was|were) (?:the )?(?:usage|tickets|surveys|nps|csat|accounts|contracts|contacts|touchpoints"
     r"|subscriptions)(?: data)? (?:last )?(?:imported|updated|refreshed|read)", lambda _: "data"),
    (" renew| up for renewal",
     rf"(?:(?:show(?: me)?|list|which|all) )?(?:the )?{_MANY} (?P<rest>(?:of|in|for|from) .+?)"
     rf"(?:,| and| that| which| who)* (?:renew|renews|renewing|up for renewal){_WHEN}",
     lambda found: f"renewals {found['when']} {_said(found)}"),
)  # fmt: skip


def _said(found: re.Match[str]) -> str:
    """What is said of accounts, without the words that join it."""
    return re.sub(r"\b(?:that|which|who|are|is|and)\b", " ", found["rest"], flags=re.IGNORECASE)
