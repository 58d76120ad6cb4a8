"""Questions about lists in plain words: which renewals are at risk, the biggest customers, what Kim has.

Each pattern stands behind its cues and before what makes the request of it; `bot/parsing/account_questions.py` reads
them with the others. One of the cues, which `|` parts, is in whatever the pattern matches: of the rest none is
compiled.
"""

import re
from collections.abc import Callable

Make = Callable[[re.Match[str]], str]

_MANY = r"(?:accounts?|customers?|clients?)"
_AT_RISK = (
    r"(?:at[ -]risk|in (?:trouble|danger)|struggling|unhealthy|(?:about|likely|going) to (?:churn|leave|cancel)"
    r"|need(?:s|ing)? (?:attention|a call)|(?:should|must|do) (?:i|we) (?:be )?worr(?:y|ied) about|to worry about)"
)
_COLOUR = r"(?:red|yellow|amber|green)"
_WHEN = (
    r"(?: (?:in|for|by|during|within|over))?(?P<when> (?:(?:the )?(?:this|next|coming) (?:\w+ )?"
    r"(?:weeks?|months?|quarter|year|days)|\d+ (?:days|weeks|months)"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4])\b)?"
)
_REST = r"(?P<rest>(?: (?:in|of|for|from|by|with|without|over|above|below|under|@\S+)\b.*)?)"
_ASKING = r"(?:please )?(?:show|give|list|find)(?: me)? "
_ASKED = rf"(?:{_ASKING}|(?:what|which|who)(?: are| is|'s|'re) )?"
_WHOSE = r"(?P<whose>(?:the |our |my |all )*)"
_RANKED = "biggest|largest|top|highest|worst|least healthy|riskiest|weakest"
_RISKY = "risk|trouble|danger|worr|struggling|unhealthy|to churn|to leave|to cancel|attention|a call"
_BEST = rf"(?P<order>{_RANKED})"
_BY = r"(?: by (?:the )?(?:arr|revenue|size|health|score))?"
_PERIOD = (
    r"(?: (?:in|of|during|over|within))?(?P<period> (?:this|last|the last|the past|past) (?:\w+ )?"
    r"(?:weeks?|months?|quarters?|years?|days)| since \S+| q[1-4](?: \d{4})?| \d{4})?"
)
_AND_WHY = r"(?:,? and why)?"
_LACK = (
    r"(?:(?:has|have) no|(?:has|have|do|does)(?: not|n['’]?t)(?: got| have)?(?: any?)?"
    r"|lacks?(?: an?)?|(?:is|are) missing(?: an?)?)"
)
_NAME = (
    r"(?!(?:each|every|today|tomorrow|week|month|quarter|year|next|last|this|customers?|accounts?|clients?|company|team|what"
    r"|health|renewals|portfolio|who|where|it|that|there|let|here|everyone|everybody|we|i|you|they|he|she|my|our|your"
    r"|their)\b)(?P<owner>[\w.-]+(?: [\w.-]+)?)"
)
_THESE = r"(?:accounts|customers|clients)"
_WORD = (
    r"(?:(?!(?:is|are|was|were|what|which|who|why|how|whose|when|where|an?|the|our|my|your|this|that|these|those|do|does"
    r"|vs|versus|and|or|not|between|of|for|in|at|new|lost|churned|former|overdue|many|other|all|show|give|list|find|me"
    r"|please)\b)[\w&.-]+ )"
)
_SOME, _MAYBE = rf"{_WORD}{{1,3}}?", rf"{_WORD}{{0,3}}?"  # words before accounts that may name a segment
_RENEWING = (
    r"(?P<renewing>,?(?: (?:and|that|which|who))?(?: are| is)?(?: coming)? (?:renew(?:s|ing)?|up for renewal"
    rf"|due(?: for renewal)?){_WHEN})"
)


def _mine(found: re.Match[str]) -> str:
    return "mine" if re.search(r"\b(?:my|mine|i)\b", found[0], re.IGNORECASE) else ""


def _renewals(band: str = "") -> Make:
    def make(found: re.Match[str]) -> str:
        given = found.groupdict()
        named = band or _named((given.get("band") or "").strip(), "red or yellow")
        return f"renewals {given.get('when') or ''} {named} {_mine(found)} {given.get('rest') or ''}"

    return make


def _ranked(verb: str) -> Make:
    """The first of a list: the biggest ten, the worst five of somebody's."""

    def make(found: re.Match[str]) -> str:
        given = found.groupdict()
        first = "biggest" if found["order"].casefold() in {"biggest", "largest", "top", "highest"} else "worst"
        number = given["count"] or given.get("before") or ""
        return f"{verb} {given.get('when') or ''} {_mine(found)} {given.get('rest') or ''} {first} {number}"

    return make


def _of_segment(found: re.Match[str]) -> str:
    """Accounts of a band, of what else is said of them, or both; where they are said to renew, their renewals."""
    given = found.groupdict()
    band, rest = given.get("band") or "", given.get("rest") or ""
    others = f"{given.get('before') or ''} {given.get('after') or ''} {_mine(found)} {rest}"
    if given.get("renewing"):
        return f"renewals {given['when'] or ''} {_named(band, 'red or yellow')} {others}"
    return f"health {_named(band, 'red')} {others}"


def _named(band: str, at_risk: str) -> str:
    return at_risk if re.fullmatch(_AT_RISK, band, re.IGNORECASE) else band


def _at_risk(found: re.Match[str]) -> str:
    return f"health red {_mine(found)} {found['rest'] or ''}"


def _of_band(found: re.Match[str]) -> str:
    return f"health {found['band']} {_mine(found)} {found['rest'] or ''}"


def _of_owner(found: re.Match[str]) -> str:
    """What an owner has: accounts, those of a band, renewals, the portfolio."""
    given = found.groupdict()
    thing, band, rest = found["thing"].casefold(), (given.get("band") or "").strip(), given.get("rest") or ""
    verb = "renewals" if thing.startswith("renewal") else "portfolio" if thing in {"portfolio", "book"} else "health"
    return f"{verb} {given.get('when') or ''} {band} @{found['owner']} {rest}"


def _to_do(_: re.Match[str]) -> str:
    return "accounts mine worst 5"


def _lacking(found: re.Match[str]) -> str:
    given = found.groupdict()
    verb = "renewals" if (given.get("thing") or "").casefold().startswith("renewal") else "accounts"
    return f"{verb} {_mine(found)} without a {found['lack']} {given.get('rest') or ''}"


def _lost(found: re.Match[str]) -> str:
    return f"portfolio lost {_mine(found)} {found['period'] or ''}"


def _leaving(found: re.Match[str]) -> str:
    return f"portfolio leaving {_mine(found)} {found['rest'] or ''}"


def _won(found: re.Match[str]) -> str:
    return f"portfolio {_mine(found)} {found['period'] or ''}"


def _owners(found: re.Match[str]) -> str:
    given = found.groupdict()
    renewing = found["thing"].casefold().startswith("renewal")
    named = (
        f"renewals {given.get('when') or ''}" if renewing else "",
        given.get("band") or "",
        given.get("rest") or "",
    )
    return f"owners {' '.join(named)} {_mine(found)}"


def _changed(found: re.Match[str]) -> str:
    return f"digest preview health {_mine(found)}"


QUESTIONS: tuple[tuple[str, str, Make], ...] = (
    ("renewals are|renewals is",
     rf"(?:which|what)(?: of)?(?: our| my| the)? renewals (?:are|is) (?:in the )?(?P<band>{_AT_RISK}|red|yellow|green)"
     rf"{_WHEN}{_REST}", _renewals()),
    (" renewals",
     rf"{_ASKED}{_WHOSE}(?P<band>{_AT_RISK}|red|yellow|green) renewals{_WHEN}{_REST}", _renewals()),
    ("risk",
     rf"renewals (?:that are )?at[ -]risk{_WHEN}{_REST}", _renewals("red or yellow")),
    ("up for renewal",
     rf"(?:how much|what|which)(?: of our)?(?: arr| revenue| money)?(?: is| comes| are)?(?: coming)? up for renewal"
     rf"{_WHEN}{_REST}", _renewals()),
    ("how much",
     rf"how much (?:arr|revenue|money)(?: is)? (?:renewing|renews|due){_WHEN}{_REST}", _renewals()),
    (" renewals",
     rf"{_ASKED}{_WHOSE}(?:(?P<before>\d+) )?{_BEST}(?: (?P<count>\d+))? renewals{_BY}{_WHEN}{_REST}",
     _ranked("renewals")),
    ("'",
     rf"{_ASKED}(?:the |all )?{_NAME}(?:'s|') {_BEST}(?: (?P<count>\d+))?(?: {_MANY})?",
     lambda found: f"{_ranked('accounts')(found)} @{found['owner']}"),
    (_RANKED,
     rf"{_ASKED}{_WHOSE}(?:(?P<before>\d+) )?{_BEST}(?: (?P<count>\d+))? {_MANY}{_BY}{_REST}", _ranked("accounts")),
    (_RISKY,
     rf"(?:who|(?:which|what)(?: of)?(?: our| my| the)? {_MANY})(?:'s| is| are)?(?: now)? {_AT_RISK}"
     rf"(?: today| this week| now)?{_REST}", _at_risk),
    (_RISKY,
     rf"{_ASKED}{_WHOSE}{_AT_RISK} {_MANY}{_REST}", _at_risk),
    ("'",
     rf"{_ASKED}(?:the |all )?{_NAME}(?:'s|') (?P<band>red |yellow |green )?(?P<thing>{_MANY}|portfolio|book|renewals)"
     rf"{_WHEN}{_REST}", _of_owner),
    (" have| own| got| manage| look after| responsible for",
     rf"(?:how many|which|what) (?P<band>red |yellow |green )?(?P<thing>{_MANY}|renewals) (?:does|do|is|has) {_NAME}"
     rf" (?:have|own|got|manage|look after|responsible for){_WHEN}{_REST}", _of_owner),
    ("overdue|past due|past-due|late",
     rf"{_ASKED}{_WHOSE}(?:overdue|past[ -]due|late) renewals{_REST}",
     lambda found: f"renewals overdue {_mine(found)} {found['rest'] or ''}"),
    ("overdue|past due|past-due",
     rf"(?:what(?:'s| is| are)?|which renewals are|anything) (?:overdue|past[ -]due){_REST}",
     lambda found: f"renewals overdue {found['rest'] or ''}"),
    (" champion| owner",
     rf"(?:who|(?:which|what) (?P<thing>{_MANY}|renewals)) {_LACK} (?P<lack>champion|owner){_REST}", _lacking),
    ("leave|leaving|notice",
     rf"(?:who|(?:which|what|how many)(?: of)?(?: our| my)? {_MANY})(?:'s| is| are)?(?: now)? (?:leaving|leaves?"
     rf"|under notice|(?:has |have )?giv(?:en|e|es) notice|gave notice)(?: us)?{_REST}", _leaving),
    ("leaving|under notice",
     rf"{_ASKED}{_WHOSE}(?:leaving(?: {_MANY})?|{_MANY} (?:that (?:are|is) )?(?:leaving|under notice)){_REST}",
     _leaving),
    ("churned|left|cancel|quit",
     rf"who (?:has |have )?(?:churned|left(?: us)?|cancell?ed|quit){_PERIOD}{_AND_WHY}", _lost),
    ("churned|left|cancel|quit",
     rf"(?:which|what|how many)(?: of)?(?: our| my)? {_MANY} (?:has |have )?(?:churned|left|cancell?ed|quit){_PERIOD}"
     rf"{_AND_WHY}", _lost),
    ("lose|lost",
     rf"(?:(?:which|what|how many) {_MANY}|who) (?:did|have) (?:we|i) los[et]{_PERIOD}{_AND_WHY}", _lost),
    ("how many",
     rf"how many (?P<band>red |yellow |green )?(?P<thing>{_MANY}|renewals) (?:has|owns) {_NAME}{_WHEN}{_REST}",
     _of_owner),
    ("renewal",
     rf"(?:who|(?:which|what) {_MANY}) (?:has|have|got) (?:an? )?(?P<band>red |yellow |green )?renewals?{_WHEN}{_REST}",
     _renewals()),
    ("lost|churned|cancel|former|ex-|ex ",
     rf"(?:how many )?{_ASKED}{_WHOSE}(?:(?:lost|churned|cancell?ed|former) |ex[- ]){_MANY}{_PERIOD}", _lost),
    ("lost|churned",
     r"lost|(?:lost|churned)(?P<period> (?:this|last|the last|past) (?:\w+ )?(?:weeks?|months?|quarters?|years?|days)"
     r"| since \S+| q[1-4](?: \d{4})?| \d{4})", _lost),
    ("how",
     r"how(?:'s| is| are|'re) (?:we|(?:our |the )?(?:business|book(?: of business)?|portfolio|numbers))"
     rf"(?: doing| going| looking)?(?: (?:overall|now|today))?{_PERIOD}",
     lambda found: f"portfolio {found['period'] or ''}"),
    ("new ",
     rf"(?:how many )?{_ASKED}{_WHOSE}new (?:{_MANY}|logos){_PERIOD}", _won),
    ("my |our ",
     rf"{_ASKED}(?P<whose>my |our )(?P<band>{_COLOUR}|healthy|critical) (?:{_MANY}|ones){_REST}", _of_band),
    ("of mine|of my|of our",
     rf"(?:are|is) (?:any|some|one) of (?:mine|my {_MANY}|our {_MANY})(?: in the)? (?P<band>{_COLOUR}|{_AT_RISK})",
     lambda found: f"health {_named(found['band'], 'red')} {_mine(found)}"),
    ("of my|of our|of the|of mine",
     rf"(?:which|what) (?:of (?:my|our|the) {_MANY}|(?:{_MANY} )?of mine) (?:is|are)(?: now)?(?: in the)?"
     rf" (?P<band>{_COLOUR}|healthy|critical){_REST}", _of_band),
    ("red |yellow |amber |green ",
     rf"(?:all |the )?(?P<band>{_COLOUR}) (?:accounts|customers|clients)"
     r"(?P<rest>(?: (?:in|of|for) (?!the |our |an? )\S+(?: \S+)?| @\S+)?)", _of_band),
    ("changed|new |happened|different",
     rf"(?:what(?:'s| is| has)?|anything)(?: been)? (?:changed|new|happened|different)"
     rf"(?: (?:with|in|at|for|among) (?:my|our|the|all) {_MANY}| (?=since|yesterday|overnight))"
     r"(?: ?(?:since .+|yesterday|overnight| this week| today| lately| recently))?",
     _changed),
    ("owns|responsible for|owner",
     rf"(?:who owns|who is responsible for|(?:the )?owners? of) (?:the |our |all |my )*(?P<band>red |yellow |green )"
     rf"(?P<thing>{_MANY}|renewals){_WHEN}{_REST}", _owners),
    ("by owner|by csm|per owner|per csm",
     rf"{_ASKED}{_WHOSE}(?P<band>red |yellow |green )?(?P<thing>{_MANY}|renewals){_WHEN} (?:by|per) (?:owner|csm)",
     _owners),
    ("data|numbers|figures",
     r"how (?:old|fresh|recent|up to date) (?:is|are) (?:the|our|this|these|your) (?:data|numbers|figures)"
     r"|when was (?:the|our|this) data (?:last )?"
     r"(?:updated|imported|refreshed)|is (?:the|our|this) data (?:fresh|current|up to date)", lambda _: "data"),
    ("health",
     r"how (?:is (?:the |our )?(?:account |customer )?health(?: score)?"
     r" (?:counted|calculated|scored|worked out|computed)"
     r"|do (?:we|you) (?:count|calculate|score|work out|compute) (?:the |our )?(?:account |customer )?health"
     r"(?: scores?)?)",
     lambda _: "define customer-health-score"),
    ("should i|must i|what can i",
     r"(?:what (?:should|must|can) i (?:work on|focus on|start with|do)"
     r"|who (?:should|must) i (?:call|contact|talk to|reach out to|write to))(?: first| next)?"
     r"(?: today| this (?:morning|week)| now)?", _to_do),
    ("red |yellow |amber |green |risk ",
     rf"{_ASKED}{_WHOSE}(?P<before>{_SOME})(?P<band>{_COLOUR}|at[ -]risk) (?P<after>{_MAYBE}){_THESE}{_RENEWING}?"
     rf"{_REST}", _of_segment),
    ("red |yellow |amber |green |risk ",
     rf"{_ASKED}{_WHOSE}(?P<band>{_COLOUR}|at[ -]risk) (?P<after>{_SOME}){_THESE}{_RENEWING}?{_REST}", _of_segment),
    ("red |yellow |amber |green |risk ",
     rf"{_ASKED}{_WHOSE}(?P<band>{_COLOUR}|at[ -]risk) {_THESE}{_RENEWING}{_REST}", _of_segment),
    (" accounts| customers| clients",
     rf"(?:(?:which|what) |{_ASKING})?(?:of )?{_WHOSE}(?P<before>{_SOME}){_THESE} (?:(?:that|who|which) )?"
     rf"(?:(?:are|is) )?(?:now |currently )?(?:in the )?(?P<band>{_COLOUR}|{_AT_RISK}|healthy|critical)"
     rf"{_RENEWING}?{_REST}", _of_segment),
    ("which |what |show|give|list|find",
     rf"(?:(?:which|what) |{_ASKING}){_WHOSE}(?P<before>{_MAYBE}){_THESE}{_RENEWING}{_REST}", _of_segment),
    ("show|give|list|find",
     rf"{_ASKING}{_WHOSE}(?P<before>{_SOME}){_THESE}{_REST}", _of_segment),
    (" renew| up for renewal",
     rf"{_WHOSE}(?P<before>{_MAYBE}){_THESE}(?P<renewing>(?: (?:that|which|who))?(?: are)? (?:renew(?:ing)?"
     rf"|up for renewal){_WHEN}){_REST}", _of_segment),
)  # fmt: skip
