"""Questions that ask a fact of one account: `what is the ARR of Acme?`."""

from bot.parsing.question_patterns import bare_name, compiled, match_question, spoken

_FACT = r"(?:arr|annual recurring revenue|champion|health(?: score)?)"
_OWN_FACTS = (
    r"(?:tickets|nps|csat|usage|champion|health(?: score)?|arr|owner|csm|contract|contacts|people|seats|surveys"
    r"|renewal(?: date)?|touchpoints?|(?:call|contact|meeting|conversation))"
)
_FACT_CUES = (
    " tickets| nps| csat| usage| champion| health| arr| owner| csm| contract| contacts| people| seats| survey"
    "| renewal| touchpoint| call| contact| meeting| conversation"
)
OF_ONE = (
    ("what|who", r"(?:what|who)(?:'s| is) (?:the )?" + _FACT + r" (?:at|of|for|from|with) (?P<name>.+)"),
    ("'", r"(?:what|who)(?:'s| is) (?P<name>.+?)(?:'s|') " + _FACT),
    ("how much arr", r"how much arr (?:does|do|has|have) (?P<name>.+?)(?: have| pay| bring(?: in)?)?"),
    (
        "how many",
        r"how many (?:open )?(?:support )?tickets (?:does|do|has|have) (?P<name>.+?)(?: have| got)?(?: open)?",
    ),
    ("how many", r"how many (?:open )?(?:support )?tickets(?: are)?(?: open)? (?:at|of|for|from|with) (?P<name>.+)"),
    (
        "health|red|yellow|green|risk|ok|well|fine|happy|trouble|renew|leaving|a customer",
        r"(?:is|are|was) (?P<name>.+?) (?:still |currently |now )*(?:doing )?(?:healthy|unhealthy|red|yellow|green"
        r"|at risk|okay|ok|well|fine|happy|in trouble|renewing|leaving|a customer|up for renewal)",
    ),
    (
        "does |will |did ",
        r"(?:does|will|did) (?P<name>.+?) (?:auto-?renew|renew|leave|churn|have an? champion|have open tickets)"
        r"(?: by itself| automatically)?",
    ),
    (
        "happen|new|going on",
        r"what(?:'s| is| has)?(?: been)? (?:happen(?:ed|ing|s)?|new|going on) (?:at|with|to|in) (?P<name>.+)",
    ),
    ("tickets", r"(?:any |the )?(?:open |support )*tickets (?:at|of|for|from|with) (?P<name>.+)"),
    (
        " at | of | for | with | from ",
        rf"(?:what(?:'s| is| are)|who(?:'s| is| are)|show me)?(?: the)? ?(?:open |last |latest |current )?{_OWN_FACTS}"
        r" (?:at|of|for|with|from) (?P<name>.+)",
    ),
    (
        "'",
        rf"(?:what(?:'s| is| are)|who(?:'s| is| are)|show me)? ?(?P<name>.+?)(?:'s|') (?:open |last |latest |current )?"
        rf"{_OWN_FACTS}",
    ),
    (_FACT_CUES, rf"(?P<name>.+?) {_OWN_FACTS}"),
    (" renews", r"when (?P<name>.+?) renews"),
    (
        "when did",
        r"when did (?:we|i|you|anybody|somebody|anyone) last (?:talk|speak|meet|call|contact|hear)"
        r"(?: (?:to|with|from))? (?P<name>.+)",
    ),
    ("do we know", r"(?:who|whom) do we know (?:at|in) (?P<name>.+)"),
    (
        " about | with | at | on ",
        r"(?:tell me(?: more)?|what do we know|what's up|anything(?: new)?) (?:about|with|at|on) (?P<name>.+)",
    ),
    ("how long", r"how long (?:has|have) (?P<name>.+?) been (?:a |our )?(?:customer|client|with us)"),
)
MAY_BE_OF_ONE = (
    r"wha|who|how|when|tell |anything|is |are |was |does |will |did |any |the |open |support |show |ticket|last "
    rf"|latest |current |{_OWN_FACTS}|.*{_OWN_FACTS}$"
)
"""How every such question begins, or what is in it."""
_NO_NAME = (
    r"(?:an?|our|my|your|his|her|their|its?|this|that|these|those|them|they|we|i|you|all|each|every|any|some|one)\b"
    r"|(?:no|not|without|only|just|more|less|most|least|top|best|worst|good|bad|high|low|new|open|last|own)$"
)


def account_asked_about(text: str) -> str:
    """The account that a question asks a fact of, if it is one: `what is the ARR of Acme?`; else nothing.

    It may be a word of the glossary's as well: only accounts tell.
    """
    said = spoken(text)
    if not compiled(MAY_BE_OF_ONE).match(said):
        return ""
    found = next(filter(None, (match_question(said, cues, pattern) for cues, pattern in OF_ONE)), None)
    name = bare_name(found["name"]) if found else ""
    return "" if compiled(_NO_NAME).match(name) else name
