"""Questions that ask a fact of one account: `what is the ARR of Acme?`, `why did we lose Acme?`."""

import re

from bot.parsing.question_patterns import bare_name, compiled, match_question, spoken, told_plainly

_FACT = r"(?P<fact>arr|annual recurring revenue|champion|health(?: score)?)"
_LATEST = r"(?:open |last |latest |current |newest |recent )?"
FACTS = (
    r"tickets|nps(?: score)?|csat(?: score)?|usage|champion|health(?: score)?|arr|owner|csm|contract|contacts|people"
    r"|seats|surveys|renewal(?: date)?|touch(?:es|points?)?|(?:call|contact|meeting|conversation)"
    r"|account manager|decision[ -]?makers?|stakeholders?|key contacts?|contact persons?"
)
_OWN_FACTS = rf"(?P<fact>{FACTS})"
_FACT_CUES = (
    " tickets| nps| csat| usage| champion| health| arr| owner| csm| contract| contacts| people| seats| survey"
    "| renewal| touch| call| contact| meeting| conversation| account manager| decision| stakeholder"
)
FIRST = (
    "tickets",
    "contacts",
    "usage",
    "owner",
    "csm",
    "seats",
    "surveys",
    "champion",
    "nps",
    "csat",
    "people",
    "renewal",
)
_LEFT = r"(?:leave|left|churn(?:ed)?|cancel(?:l?ed)?|quit)"
ASPECTS = (
    ("ticket", "tickets"), ("nps", "nps"), ("csat", "csat"), ("usage", "usage"), ("champion", "champion"),
    ("arr", "arr"), ("annual", "arr"), ("owner", "owner"), ("csm", "owner"), ("account manager", "owner"),
    ("decision", "people"), ("stakeholder", "people"), ("key contact", "people"), ("contact person", "people"),
    ("contacts", "people"),
    ("people", "people"), ("seats", "seats"), ("renewal", "renewal"), ("touch", "contact"), ("call", "contact"),
    ("contact", "contact"), ("meeting", "contact"), ("conversation", "contact"),
)  # fmt: skip
"""What a card tells first, by the words for it; those that come first are tried first."""
OF_ONE = (
    (
        "contact",
        r"who(?:'s| is| are)(?: the| our)? (?:key |main )?contacts? (?:at|of|for|in) (?P<name>.+)",
        "people",
    ),
    ("what|who", r"(?:what|who)(?:'s| is) (?:the )?" + _FACT + r" (?:at|of|for|from|with) (?P<name>.+)", ""),
    ("'", r"(?:what|who)(?:'s| is) (?P<name>.+?)(?:'s|') " + _FACT, ""),
    ("how much arr", r"how much arr (?:does|do|has|have) (?P<name>.+?)(?: have| pay| bring(?: in)?)?", "arr"),
    (
        "how many",
        r"how many (?:open )?(?:support )?tickets (?:does|do|has|have) (?P<name>.+?)(?: have| got)?(?: open)?",
        "tickets",
    ),
    (
        "how many",
        r"how many (?:open )?(?:support )?tickets(?: are)?(?: open)? (?:at|of|for|from|with) (?P<name>.+)",
        "tickets",
    ),
    ("auto", r"(?:is|does) (?P<name>.+?) (?:on )?auto[- ]?renew(?:ing|al|s)?", "renewal"),
    (
        "health|red|yellow|green|risk|ok|well|fine|happy|trouble|renew|leaving|a customer",
        r"(?:is|are|was) (?P<name>.+?) (?:still |currently |now )*(?:doing )?(?:healthy|unhealthy|red|yellow|green"
        r"|at risk|okay|ok|well|fine|happy|in trouble|renewing|leaving|a customer|up for renewal)",
        "",
    ),
    (
        "does |will |did ",
        r"(?:does|will|did) (?P<name>.+?) (?:auto-?renew|renew|leave|churn|have an? champion|have open tickets)"
        r"(?: by itself| automatically)?",
        "",
    ),
    ("los|leav|left|churn|cancel|quit", r"(?:why|when|how) (?:did|have) (?:we|i) los[et] (?P<name>.+)", "loss"),
    ("los|leav|left|churn|cancel|quit", rf"(?:why|when) (?:did |has |have )?(?P<name>.+?) {_LEFT}(?: us)?", "loss"),
    ("reason", r"(?:what(?:'s| is| was) )?(?:the )?(?:churn )?reason (?:for|of|why) (?P<name>.+?)"
     rf"(?:(?:'s|')? (?:churn|loss|leaving)| {_LEFT})?", "loss"),
    (
        "hap|new|going on|wrong|status|issue|problem",
        r"(?:what(?:'s| is| has)?(?: been)? )?(?:hap+en\w*|new|going on|wrong|(?:the )?(?:status|issue|problem))"
        r" (?:at|with|to|in|of|on|for) (?P<name>.+)",
        "",
    ),
    ("tickets", r"(?:any |the )?(?:open |support )*tickets (?:at|of|for|from|with) (?P<name>.+)", "tickets"),
    (
        " at | of | for | with | from ",
        rf"(?:what(?:'s| is| are| was)|who(?:'s| is| are)|when(?:'s| is| was)|show me)?(?: the)? ?{_LATEST}{_OWN_FACTS}"
        r" (?:at|of|for|with|from) (?P<name>.+)",
        "",
    ),
    (
        "'",
        rf"(?:what(?:'s| is| are)|who(?:'s| is| are)|show me)? ?(?P<name>.+?)(?:'s|') {_LATEST}{_OWN_FACTS}",
        "",
    ),
    (_FACT_CUES, rf"(?:what(?:'s| is| are) |who(?:'s| is) )?(?P<name>.+?) {_LATEST}{_OWN_FACTS}", ""),
    (
        "|".join(f"{each} " for each in FIRST),
        rf"(?P<fact>{'|'.join(FIRST)}) (?P<name>(?!(?:of|at|for|with|from|and|or|vs|by|per|in|to|is|are)\b).+)",
        "",
    ),
    ("last |latest |newest ", rf"(?:last|latest|newest) {_OWN_FACTS} (?P<name>.+)", ""),
    (" renews", r"when (?P<name>.+?) renews", "renewal"),
    (
        "when did",
        r"when did (?:we|i|you|anybody|somebody|anyone) last (?:talk|speak|meet|call|contact|hear)"
        r"(?: (?:to|with|from))? (?P<name>.+)",
        "contact",
    ),
    (
        "last time",
        r"(?:when was the )?last time (?:we|i|anybody|somebody|anyone) (?:talked|spoke|met|called|heard|contacted)"
        r"(?: (?:to|with|from))? (?P<name>.+)",
        "contact",
    ),
    (
        "tickets",
        r"(?:what|which|how many) (?:support )?tickets (?:are )?(?:open |there )?(?:open )?(?:at|of|for|from|with)"
        r" (?P<name>.+)",
        "tickets",
    ),
    ("how much ", r"how much (?:is|does) (?P<name>.+?) (?:worth|paying|pay)(?: us)?", "arr"),
    ("seats", r"how many seats (?:does|do|has|have) (?P<name>.+?)(?: have| use| bought| got)?", "seats"),
    ("paid", r"has (?P<name>.+?) paid(?: us)?(?: yet)?", ""),
    (
        "going to|about to|likely to|gonna",
        r"(?:is|are) (?P<name>.+?) (?:(?:going|about|likely) to|gonna) (?:churn|leave|cancel|renew|stay)",
        "",
    ),
    (
        "escalation|bug|incident|complaint",
        r"(?:any |the )?(?:open )?(?:escalations?|bugs?|incidents?|complaints?) (?:at|of|for|from|with) (?P<name>.+)",
        "tickets",
    ),
    ("last ", r"(?:the )?last (?:qbr|ebr|visit|email|check-?in) (?:with|at|to) (?P<name>.+)", "contact"),
    ("do we know", r"(?:who|whom) do we know (?:at|in) (?P<name>.+)", "people"),
    (
        " about | with | at | on | from ",
        r"(?:tell me(?: more| something)?|what do we know|what's up|anything(?: new)?|(?:any |the )?(?:latest )?news)"
        r" (?:about|with|at|on|from) (?P<name>.+)",
        "",
    ),
    ("show |open |pull up |find ", r"(?:show me|show|open|pull up|find)(?: the)?(?: card of)? (?P<name>.+)", ""),
    ("how long", r"how long (?:has|have) (?P<name>.+?) been (?:a |our )?(?:customer|client|with us)", ""),
)  # fmt: skip
MAY_BE_OF_ONE = (
    r"wha|who|which |how|when|why |tell |anything|is |are |was |has |does |will |did |any |the |open |support |show "
    r"|pull up |find |ticket|last |latest |newest |recent |current |status |issue |problem |reason |hap+en|new "
    rf"|going on |wrong |churn |escalation|bug|incident|complaint|news |(?:{FACTS}) |.*(?:{FACTS})$"
)
"""How every such question begins, or what is in it."""
_HALF = re.compile(r"(?:^| )(?:without|with|no|not|of|for|and|or|an?|the)$", re.IGNORECASE)
_NO_NAME = (
    r"(?:total|overall|current|whole|(?:by|per|and|or|of|for|in|at|with|the|most|which|what|an?|our|my|your|his|her|their"
    r"|its?|this|that|these|those|them|they|we|i|you|all|each|every|any|some|one)\b)"
    r"|(?:no|not|without|only|just|more|less|most|least|top|best|worst|good|bad|high|low|new|open|last|own)$"
)


def account_asked_about(text: str) -> str:
    """The account that a question asks a fact of, if it is one: `what is the ARR of Acme?`; else nothing.

    It may be a word of the glossary's as well: only accounts tell.
    """
    return _read(text)[1]


def request_of_account(text: str) -> str:
    """The request for the card that answers a question about one account; empty where it is none."""
    aspect, name = _read(text)
    return f"account {f'{aspect} of ' if aspect else ''}{name}" if name else ""


def aspect_of(fact: str) -> str:
    """What a card is to tell first where somebody asks for a fact of an account; empty for what it tells anyway."""
    return next((aspect for word, aspect in ASPECTS if word in fact.casefold()), "")


def _read(text: str) -> tuple[str, str]:
    said = told_plainly(spoken(text))
    if not compiled(MAY_BE_OF_ONE).match(said):
        return "", ""
    for cues, pattern, aspect in OF_ONE:
        if found := match_question(said, cues, pattern):
            name = bare_name(found["name"])
            fact = found.groupdict().get("fact") or ""
            named = not compiled(_NO_NAME).match(name) and not _HALF.search(name)
            return ("", "") if not named else (aspect or aspect_of(fact), name)
    return "", ""
