"""Questions about accounts in words are answered from the store, and what isn't understood in them is said."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accounts.derived import current_state
from accounts.scopes.narrowing import Limit
from accounts.scopes.parser import parse_scope
from bot.accounts.renewal_window import parse_window
from bot.commands import parse_request, respond
from bot.context import Context
from bot.parsing.account_questions import question_as_request
from bot.parsing.follow_ups import read_follow_up
from bot.parsing.near_requests import HOW
from bot.parsing.one_account_questions import account_asked_about
from glossary import load
from tests.accounts.conftest import Factory
from tests.bot.company import TODAY, context, database, filled, workspace
from tests.bot.test_accounts import ask, texts
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]


@cases(
    ("question", "answer"),
    {
        "who owns acme.example?": "Dana Sample owns Acme & Sons.",
        "who's the csm for acme labs?": "Kim Sample owns Acme Labs.",
        "account champion of acme.example": "Pat Example, VP <Operations> is the champion at Acme & Sons.",
        "account champion of acme labs": "No champion is known at Acme Labs.",
        "when does acme.example renew?": "Acme & Sons renews on 30 Jun, in 15 days.",
        "when is acme labs's renewal?": "Acme Labs was due on 10 Jun, 5 days ago.",
        "when does gone corp renew?": "Gone Corp has left, so there is no renewal.",
        "what's our ARR?": "ARR is",
        "what's our NRR?": "NRR",
        "what is our churn rate": "Customer churn: 25%",
    }.items(),
)
def test_a_question_is_answered_in_the_first_sentence(question: str, answer: str, context: Context) -> None:
    assert answer in ask(question, context).paragraphs[0]


@pytest.mark.parametrize(
    ("question", "title", "ground"),
    [
        ("what's our nrr?", "NRR: ", "at the start + "),
        ("what is our GRR?", "GRR: ", "at the start − "),
        ("our churn rate?", "Customer churn: 25%", "at the start 1 left"),
        ("what is our ARR", "ARR: ", "ARR is "),
        ("what was our nrr last week", "NRR: ", " Jun."),
        ("what was our arr in 2025", "ARR on 31 Dec 2025: $187,253", "ARR was $187,253 on 31 Dec 2025."),
        ("what was our arr in 2010", "ARR on 31 Dec 2010: not known", "Today it is $157,253."),
    ],
)
def test_a_figure_that_is_asked_for_leads_with_its_ground_and_period(
    question: str, title: str, ground: str, context: Context
) -> None:
    reply = ask(question if question.startswith("what") else f"what's {question}", context)
    assert reply.title.startswith(title)
    assert ground in reply.paragraphs[0]
    assert [row.label for row in reply.rows] == ["Gone Corp"] * ("churn" in question)
    assert reply.data["portfolio"]["accounts"] == ask("portfolio", context).data["portfolio"]["accounts"]


def test_a_figure_that_is_not_known_says_why_and_what_would_tell(context: Context) -> None:
    reply = ask("portfolio nrr 2019", context)
    assert reply.title == "NRR: not known"
    assert "Import when accounts became customers" in reply.paragraphs[0]


@cases(
    ("question", "title"),
    {
        "how many accounts are red?": "1 red account: all accounts",
        "how many customers do we have?": "26 customers",
        "how many customers in smb?": "24 customers",
        "how many accounts do I have?": "2 accounts: accounts of Dana Sample",
        "acme labs": "Acme Labs",
        "accounts without a champion above 8k": "1 account: all accounts, without a champion, ARR above 8,000",
        "accounts without an owner": "1 account: accounts without an owner",
        "which renewals are coming next month?": "No renewals",
    }.items(),
)
def test_a_question_lists_what_it_is_about(question: str, title: str, context: Context) -> None:
    reply = ask(question, context)
    if title == "No renewals":
        assert "from 1 Jul to 31 Jul" in texts(reply)
    else:
        assert reply.title == title


def test_accounts_on_trial_are_told_beside_the_customers(context: Context) -> None:
    store = context.workspace.store
    Factory(store).account("Trial Co", status="trial", customer_since="2026-06-01")
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    reply = ask("how many customers do we have?", context)
    assert reply.title == "26 customers, 1 account on trial beside them"
    assert "1 on trial; 27 accounts in all." in texts(reply)
    assert "26 at the end" in texts(ask("portfolio", context))


def test_the_worst_accounts_come_first_and_no_more_than_asked_for(context: Context) -> None:
    reply = ask("who are our worst accounts", context)
    scores = [row["score"] for row in reply.data["rows"] if row["score"] is not None]
    assert scores == sorted(scores)
    three = ask("accounts worst 3", context)
    assert len(three.rows) == 3
    assert three.rows_title.startswith("1–3 of ")
    assert "Next ›" not in [action.label for action in three.actions]


@cases(
    "text",
    [
        "renewals enterprize",
        "health red <!here>",
        "renewals <!subteam^S123|@csms>",
        "health mien",
    ],
)
def test_a_filter_that_is_not_understood_is_said_and_never_dropped(text: str, context: Context) -> None:
    reply = ask(text, context)
    assert (reply.outcome, reply.data["kind"]) == ("usage", "error")
    assert "There is no owner or segment" in reply.paragraphs[0] or "There is no owner" in reply.paragraphs[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what was our arr in 2025", r"ARR was .*\d.* on 31 Dec 2025\. Today it is .*\."),
        ("what was our arr in 2010", r"No ARR of 31 Dec 2010 is known\. Today it is .*\."),
        ("what is our arr", r"ARR is .*\."),
    ],
)
def test_arr_of_a_period_that_is_over_is_that_of_its_last_day(text: str, said: str, context: Context) -> None:
    assert re.fullmatch(said, ask(text, context).paragraphs[0])


def test_why_an_account_is_red_is_answered_with_its_card(context: Context) -> None:
    assert ask("why is acme red?", context).title == ask("account acme", context).title


def test_a_misspelt_condition_is_refused_with_the_one_that_works(context: Context) -> None:
    reply = ask("accounts wihtuot champion", context)
    assert (reply.outcome, reply.data["kind"]) == ("usage", "error")
    assert "without a champion" in reply.paragraphs[0]
    assert "without a champion" in ask("accounts wihtout champion", context).title  # one slip of a letter


def test_a_verb_about_accounts_gives_way_to_terms(context: Context) -> None:
    assert [term["id"] for term in ask("account manager vs csm", context).data["terms"]] == [
        "account-manager",
        "customer-success-manager",
    ]
    assert ask("health scoar", context).data["term"]["id"] == "customer-health-score"
    assert ask("portfolio vs book of business", context).data["term"]["id"] == "book-of-business"


def test_a_text_that_is_no_term_may_be_an_account_where_there_are_some(context: Context) -> None:
    request, reply = respond("red ltd", context)
    assert (request.verb, reply.title) == ("account", "Red Ltd")
    assert respond("zzqqxx", context)[1].data["kind"] == "not_found"


def test_choices_are_counted_and_the_rest_is_a_page_away(context: Context) -> None:
    first = ask("account small 1", context)
    assert "could be any of 23 accounts" in first.paragraphs[0]
    seen = [row.label for row in first.rows]
    more = next(action.request for action in first.actions if action.label == "More of them")
    second = ask(more, context)
    assert not {row.label for row in second.rows} & set(seen)


@cases(
    ("text", "first", "last", "rest"),
    [
        ("december", date(2026, 12, 1), date(2026, 12, 31), ""),
        ("in march @kim", date(2027, 3, 1), date(2027, 3, 31), "@kim"),
        ("next month", date(2026, 7, 1), date(2026, 7, 31), ""),
        ("mine next quarter", date(2026, 7, 1), date(2026, 9, 30), "mine"),
        ("next week", date(2026, 6, 22), date(2026, 6, 28), ""),
        ("next year enterprise", date(2027, 1, 1), date(2027, 12, 31), "enterprise"),
        ("q4", date(2026, 10, 1), date(2026, 12, 31), ""),
        ("january 2028", date(2028, 1, 1), date(2028, 1, 31), ""),
        ("mine in 2028", date(2028, 1, 1), date(2028, 12, 31), "mine"),
        ("mine by august", None, date(2026, 8, 31), "mine"),
        ("before q4 @kim", None, date(2026, 9, 30), "@kim"),
        ("due by the end of next month", None, date(2026, 7, 31), ""),
    ],
)
def test_a_month_or_a_quarter_is_a_window_of_its_own(text: str, first: date | None, last: date, rest: str) -> None:
    window, left = parse_window(text, TODAY)
    assert (window.since, (last - TODAY).days, left) == (first, window.days, rest)


@cases("text", ["june", "this month", "this quarter", "this year"])
def test_a_window_that_has_begun_holds_what_is_past_due(text: str) -> None:
    assert parse_window(text, TODAY)[0].since is None


def test_conditions_are_read_and_the_rest_is_the_scope(context: Context) -> None:
    found = parse_scope(context.store, "enterprise red without a champion above €100k")
    assert (found.narrowing.bands, found.narrowing.without_champion, found.segment) == (("red",), True, "Enterprise")
    assert found.narrowing.above == Limit(Decimal(100_000), "EUR")


def test_what_is_said_after_a_list_or_a_card_goes_on_from_it(context: Context) -> None:
    glossary = load()
    card = ask("account acme.example", context)
    follow_up = read_follow_up("who owns it?", card.share, glossary)
    assert ask(follow_up, context).paragraphs[0] == "Dana Sample owns Acme & Sons."
    portfolio = ask("portfolio", context)
    assert "segment SMB" in texts(ask(read_follow_up("and for smb?", portfolio.share, glossary), context)).replace(
        "Segment", "segment"
    )


@cases(
    "text", ["who owns the renewal?", "who owns renewals", "how many customers leave each month", "what is an account"]
)
def test_a_question_about_words_stays_one(text: str) -> None:
    assert parse_request(text, load()).verb == "define"


@cases(
    ("text", "name"),
    [
        ("what is the ARR of acme labs?", "acme labs"),
        ("who is the champion at acme labs?", "acme labs"),
        ("how many tickets does acme labs have open?", "acme labs"),
        ("what's acme labs' health score", "acme labs"),
        ("how many open tickets are at Acme Labs", "Acme Labs"),
    ],
)
def test_a_fact_of_an_account_is_its_card(text: str, name: str, context: Context) -> None:
    assert account_asked_about(text) == name
    request, reply = respond(text, context)
    assert (request.verb, reply.title) == ("account", "Acme Labs")


@cases("text", ["what is the arr of a customer?", "who is the champion at zzyzx?", "what is our arr", "what is arr"])
def test_a_question_that_names_no_account_is_the_glossary_s(text: str, context: Context) -> None:
    assert respond(text, context)[1].data["kind"] != "account"


@cases(
    ("text", "days", "rest"),
    [
        ("red mine over 100m", 90, "red mine over 100m"),
        ("over 2m", 90, "over 2m"),
        ("30 at least $2m", 30, "at least $2m"),
        ("over $2m", 90, "over $2m"),
        ("mine over the next 3m", 90, "mine"),
        ("in 2m", 60, ""),
        ("enterprise 2m", 60, "enterprise"),
    ],
)
def test_millions_behind_a_limit_are_no_months(text: str, days: int, rest: str) -> None:
    window, said = parse_window(text, TODAY)
    assert (window.days, said) == (days, rest)


@pytest.mark.parametrize(
    ("question", "request_"),
    [
        ("which renewals are at risk?", "renewals red or yellow"),
        ("my red renewals next month", "renewals next month red mine"),
        ("how much ARR is up for renewal next month?", "renewals next month"),
        ("top 5 renewals this quarter", "renewals this quarter biggest 5"),
        ("what renews by august?", "renewals by august"),
        ("which of my accounts renew in 60 days", "renewals mine in 60 days"),
        ("which of my customers are up for renewal this quarter?", "renewals this quarter mine"),
        ("do any of my accounts renew this month?", "renewals this month mine"),
        ("overdue renewals of @kim", "renewals overdue of @kim"),
        ("what's past due?", "renewals overdue"),
        ("which renewals have no champion", "renewals without a champion"),
        ("who has no champion?", "accounts without a champion"),
        ("top 10 customers", "accounts biggest 10"),
        ("our biggest clients in germany", "accounts in germany biggest"),
        ("which of my accounts are in trouble?", "health red mine"),
        ("my red accounts", "health red mine"),
        ("red accounts", "health red"),
        ("the yellow accounts", "health yellow"),
        ("my amber customers", "health amber mine"),
        ("my at risk accounts", "health red mine"),
        ("which of my accounts are red", "health red mine"),
        ("which accounts of mine are yellow?", "health yellow mine"),
        ("red accounts in germany", "health red in germany"),
        ("at-risk account", "define at-risk account"),
        ("why is acme 39?", "account acme"),
        ("why is nps 39?", "define why is nps 39?"),
        ("kim's accounts", "health @kim"),
        ("portfolio kim's accounts", "portfolio kim's accounts"),
        ("renewals 60 kim’s customers", "renewals 60 kim's customers"),
        ("kim's renewals next quarter", "renewals next quarter @kim"),
        ("how many accounts does kim have?", "health @kim"),
        ("how many customers do we have?", "portfolio customers"),
        ("how many customers in enterprise?", "portfolio customers in enterprise"),
        ("how many customers are red?", "health red"),
        ("how many clients without a champion", "health without a champion"),
        ("which customers left this year?", "portfolio lost this year"),
        ("who left last quarter and why", "portfolio lost last quarter"),
        ("which customers left this year and why?", "portfolio lost this year"),
        ("which customers should we be worried about?", "health red"),
        ("how are we doing?", "portfolio"),
        ("how do we calculate health?", "define customer-health-score"),
        ("how's the business this quarter", "portfolio this quarter"),
        ("what has changed in my accounts since monday?", "digest preview health mine"),
        ("what should I work on today?", "accounts mine worst 5"),
        ("brief me on acme labs before my call", "brief acme labs"),
        ("churn last quarter", "portfolio churn last quarter"),
        ("what's our NPS?", "portfolio nps"),
        ("renewals next month by owner", "owners renewals next month"),
        ("who owns the red accounts?", "owners red"),
        ("how old is the data?", "data"),
        ("how is health calculated?", "define customer-health-score"),
        ("how many customers we have", "portfolio customers"),
        ("show portfolio of kim", "portfolio of kim"),
        ("show me the book of business", "define show me the book of business"),
        ("brief me for acme call tomorow", "brief acme"),
        ("how many red accounts has kim", "health red @kim"),
        ("how many red accounts does kim have?", "health red @kim"),
        ("how many customers have churned", "portfolio lost"),
        ("who has renewals in next 30 days", "renewals next 30 days"),
        ("which accounts have red renewals this month", "renewals this month red"),
        ("churn of last month", "portfolio churn of last month"),
        ("lost customers of this year", "portfolio lost this year"),
        ("whats due this week", "renewals this week"),
        ("whos the owner of acme", "account owner of acme"),
        ("when a customer renews", "define when a customer renews"),
    ],
)
def test_an_everyday_question_makes_its_request(question: str, request_: str) -> None:
    request = parse_request(question, load())
    assert f"{request.verb} {request.text}".strip() == request_


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is acme labs healthy?", "Health 67"),
        ("acme labs tickets", "Open tickets of Acme Labs: 1, 1 urgent, the oldest of 2 Jun."),
        ("what happened at acme labs", "Health 67"),
        ("when did we last talk to acme labs?", "No contact with Acme Labs is known."),
        ("health of acme labs", "Health 67"),
        ("acme labs renewal date", "Acme Labs was due on 10 Jun"),
        ("when acme labs renews", "Acme Labs was due on 10 Jun"),
        ("renewals acme labs", "Acme Labs was due on 10 Jun"),
        ("owners acme labs", "Kim Sample owns Acme Labs."),
        ("what happend with acme labs", "Health 67"),
        ("status of acme labs", "Health 67"),
        ("why did we lose acme labs", "Acme Labs hasn’t left, as far as files say."),
        ("why did acme labs churn?", "Acme Labs hasn’t left, as far as files say."),
        ("last touch acme labs", "No contact with Acme Labs is known."),
        ("acme labs people", "0 contacts at Acme Labs are known."),
        ("acme labs seats", "How many seats Acme Labs has isn’t known."),
        ("nps of acme labs", "No NPS answer of Acme Labs is known."),
        ("arr of acme labs", "ARR of Acme Labs: $9,000."),
        ("contacts acme labs", "0 contacts at Acme Labs are known."),
        ("who are the decision makers at acme labs?", "0 contacts at Acme Labs are known."),
        ("account manager of acme labs", "Kim Sample owns Acme Labs."),
        ("what tickets are open for acme labs", "Open tickets of Acme Labs: 1, 1 urgent"),
        ("last time we spoke to acme labs", "No contact with Acme Labs is known."),
    ],
)
def test_what_is_asked_of_one_account_is_answered_with_its_card(question: str, says: str, context: Context) -> None:
    reply = ask(question, context)
    assert reply.title == "Acme Labs"
    assert reply.paragraphs[0].startswith(says)


@pytest.mark.parametrize("question", ["no champion", "no owner", "top usage", "last call", "by owner"])
def test_a_word_before_a_fact_is_not_the_beginning_of_an_accounts_name(question: str) -> None:
    assert account_asked_about(question) == ""


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("accounts with open tickets", "tickets"),
        ("accounts I haven't talked to in 60 days", "touchpoints"),
        ("health with falling usage", "use"),
        ("renewals with a score under 50", "their score"),
    ],
)
def test_what_no_list_is_chosen_by_is_said_with_what_it_is_chosen_by(
    question: str, what: str, context: Context
) -> None:
    reply = ask(question, context)
    assert reply.paragraphs[0].startswith(f"Accounts can’t be chosen by {what}. They can by band")
    assert all(ask(choice.request, context).outcome != "usage" for choice in reply.choices)


def test_nps_leads_with_what_it_is_or_why_it_is_not_known(context: Context) -> None:
    reply = ask("what's our nps?", context)
    assert reply.title.startswith("NPS: ")
    assert ("not known, because" in reply.paragraphs[0]) == (reply.title == "NPS: not known")


def test_nps_of_some_accounts_and_days_is_of_those(context: Context) -> None:
    assert ask("portfolio nps enterprise", context).paragraphs[0].startswith("NPS is 100 points from 1 person")
    assert "Of segment Enterprise. Each person" in ask("portfolio nps enterprise", context).paragraphs[0]
    assert ask("portfolio nps smb", context).title == "NPS: not known"
    assert "from 1 May to 31 May counts once" in ask("portfolio nps 2026-05", context).paragraphs[0]
    assert ask("portfolio nps gurk", context).outcome == "usage"


@pytest.mark.parametrize("term", ["customer health", "champion", "health score"])
def test_a_term_is_itself_though_an_account_may_begin_so(term: str, context: Context) -> None:
    assert ask(term, context).data["kind"] in {"term", "choices"}


@cases(
    ("question", "request_"),
    {
        "red enterprise accounts": "health red enterprise",
        "which enterprise accounts are red?": "health red enterprise",
        "Enterprise accounts at risk": "health red Enterprise",
        "show me yellow smb accounts of kim": "health yellow smb of kim",
        "list my red mid-market customers": "health red mid-market mine",
        "which enterprise accounts are red and renew in 60 days?": "renewals 60 days red enterprise",
        "red accounts that are up for renewal next month": "renewals next month red",
        "which smb customers renew next quarter?": "renewals next quarter smb",
        "at-risk smb accounts renewing in 30 days": "renewals 30 days red or yellow smb",
        "show me enterprise customers": "health enterprise",
        "what changed since yesterday?": "digest preview health",
        "What should I do today?": "accounts mine worst 5",
    }.items(),
)
def test_a_band_a_segment_and_a_renewal_may_stand_in_one_question(question: str, request_: str) -> None:
    assert question_as_request(question) == request_


@cases("question", ["what are red flags?", "what is a red account?", "what are key accounts?"])
def test_a_question_about_a_word_is_none_about_accounts(question: str) -> None:
    assert question_as_request(question) == ""


@cases(
    ("text", "request_"),
    {
        "kims accounts": "health kim",
        "kim enterprise red": "health kim enterprise red",
        "red kim": "health red kim",
        "kims renewals": "renewals kim",
        "smb renewals next month": "renewals smb next month",
        "kim portfolio": "portfolio kim",
        "smb churn": "portfolio churn smb",
        "kim smb churn last quarter": "portfolio churn kim smb last quarter",
        "kim's nrr": "portfolio nrr kim",
        "arr of kim": "portfolio arr kim",
        "nps of enterprise": "portfolio nps enterprise",
        "total arr": "portfolio arr",
        "custmers of kim": "health kim",
        "renewels next month": "renewals next month",
        "wich acounts are red?": "health red",
        "accounts renewing without champion in q3": "renewals q3 without champion",
        "small 03": "account small 03",
        "what's the churn for smb?": "portfolio churn smb",
        "red accounts of kim without champion": "health red kim without champion",
        "pls show acme labs": "account acme labs",
    }.items(),
)
def test_what_no_term_is_called_may_name_accounts_a_figure_or_a_list(
    text: str, request_: str, context: Context
) -> None:
    shown, meant = ask(text, context), ask(request_, context)
    assert (shown.title, shown.rows) == (meant.title, meant.rows)
    assert shown.outcome != "usage"


@cases("text", ["everything", "good", "all", "kim zzyzx", "zzyzx churn", "churn of", "renewals of zzyzx kim"])
def test_what_names_no_accounts_lists_none(text: str, context: Context) -> None:
    assert ask(text, context).data["kind"] not in {"accounts", "portfolio", "account"}


def test_a_figure_of_some_accounts_is_asked_for_by_its_name_where_there_are_such(context: Context) -> None:
    assert ask("nrr for smb", context).title == ask("portfolio nrr smb", context).title
    assert ask("churn rate in smb", context).title == ask("portfolio churn smb", context).title
    assert ask("nrr for startups", context).outcome == "nothing"
    assert ask("churn in saas", context).data["kind"] == "term"


@cases(
    ("question", "request_"),
    {
        "how much arr did we lose this year?": "portfolio lost this year",
        "who left last month": "portfolio lost last month",
        "biggest churns this year": "portfolio lost this year",
        "lost accounts mine this year": "portfolio lost mine this year",
        "have we lost anyone this month?": "portfolio lost this month",
        "how much arr do I own": "portfolio arr mine",
        "biggest account i have": "accounts mine biggest",
        "do i have any overdue renewals?": "renewals overdue mine",
        "are there any renewals overdue": "renewals overdue",
        "any new logos this quarter": "portfolio this quarter",
        "do we have red accounts in germany": "health red in germany",
        "arr at risk this quarter": "renewals this quarter red or yellow",
        "arr at risk in enterprise": "renewals red or yellow in enterprise",
        "who has most red": "owners red",
        "who has the most renewals in january": "owners renewals in january",
        "how many accounts does each csm have?": "owners",
        "which accounts turned red this week": "digest preview health",
        "what happened last week": "digest preview health",
        "how healthy is our base": "health",
        "how is my team doing?": "portfolio my team",
        "what counts as lost?": "counted lost",
        "when was usage last imported?": "data",
        "accounts of robin that are red and renew in q1": "renewals in q1 of robin red",
        "logo churn 2026": "portfolio churn 2026",
        "nrr in 2025": "portfolio nrr in 2025",
    }.items(),
)
def test_what_was_lost_is_at_risk_or_has_changed_is_asked_in_many_words(question: str, request_: str) -> None:
    assert question_as_request(question) == request_
    read = parse_request(question, load())
    assert f"{read.verb} {read.text}".strip() == request_


@cases("question", ["what is revenue at risk", "what is a lost customer", "are there any best practices for qbrs"])
def test_what_is_said_of_a_word_is_not_asked_of_the_accounts(question: str) -> None:
    assert parse_request(question, load()).verb == "define"


@cases(
    ("question", "request_"),
    {
        "nrr this year vs last year": "portfolio nrr this year beside last year",
        "nrr vs last year": "portfolio nrr beside a year before",
        "how does our grr compare to last quarter?": "portfolio grr this quarter beside last quarter",
        "compare arr this quarter with last quarter": "portfolio arr this quarter beside last quarter",
        "churn q3 vs q2": "portfolio churn q3 beside q2",
        "enterprise nrr vs last year": "portfolio nrr enterprise beside a year before",
        "my portfolio this quarter compared to the same quarter last year": "portfolio mine this quarter beside a year"
        " before",
        "grr last quarter vs the quarter before": "portfolio grr last quarter beside the period before",
    }.items(),
)
def test_a_figure_of_two_periods_is_asked_for_in_words(question: str, request_: str, context: Context) -> None:
    read = parse_request(question, load())
    assert f"{read.verb} {read.text}" == request_
    assert ask(question, context).outcome == "answered"


def test_two_periods_stand_side_by_side_with_the_days_of_each(context: Context) -> None:
    reply = ask("portfolio nrr this year beside last year", context)
    assert reply.title == "NRR: 1 Jan to 15 Jun beside 1 Jan 2025 to 31 Dec 2025"
    assert "aren’t equally long, 166 days and 365 days" in " ".join(reply.paragraphs)
    assert reply.rows[0].text.startswith("1 Jan to 15 Jun: ")
    assert reply.rows[0].detail.startswith("1 Jan 2025 to 31 Dec 2025: ")
    own = ask("portfolio nrr this year", context).title.partition(": ")[2]
    assert reply.rows[0].text.endswith(own)
    before = ask("portfolio last quarter beside the period before", context)
    assert before.title == "Portfolio: 1 Jan to 31 Mar beside 1 Oct 2025 to 31 Dec 2025"
    assert [row.label for row in before.rows] == ["NRR", "GRR", "CRR", "ARR", "Customers at the end"]
    assert ask("portfolio nrr beside zzyzx", context).outcome == "usage"


@cases("text", ["nrr vs grr", "champion vs ambassador", "churn vs contraction", "compare nrr and grr"])
def test_terms_that_are_compared_are_still_terms(text: str) -> None:
    assert parse_request(text, load()).verb in {"define", "compare"}


@cases(
    ("question", "request_"),
    {
        "how do i prepare for a qbr with acme labs?": "brief acme labs",
        "meeting with acme labs tomorow what do i need to know": "brief acme labs",
        "i have a call with acme labs": "brief acme labs",
        "nps by segment": "portfolio nps by segment",
        "churn by segment": "portfolio by segment",
    }.items(),
)
def test_a_meeting_is_prepared_and_nps_is_told_by_segment(question: str, request_: str, context: Context) -> None:
    assert question_as_request(question) == request_
    assert ask(question, context).outcome == "answered"


@cases(
    ("text", "request_"),
    {
        "reds kim": "health red kim",
        "renewing q3 kim biggest 5": "renewals q3 kim biggest 5",
        "kim accounts past due": "renewals overdue kim",
        "churn in may": "portfolio churn 2026-05",
        "accounts w/o champion": "accounts without a champion",
        "renewals this half": "renewals by the end of june",
    }.items(),
)
def test_short_forms_are_read_as_what_they_stand_for(text: str, request_: str, context: Context) -> None:
    shown, meant = ask(text, context), ask(request_, context)
    assert ([row.label for row in shown.rows], shown.outcome) == ([row.label for row in meant.rows], meant.outcome)
    assert shown.outcome != "usage"


@cases(("text", "name"), {"what does past due mean?": "Past due", "what does red mean": "Accounts by health"}.items())
def test_a_word_of_our_own_answers_is_explained_by_how_it_is_counted(text: str, name: str, context: Context) -> None:
    assert ask(text, context).title == f"How is this counted? {name}"


def test_to_be_briefed_on_nobody_asks_who_is_meant(context: Context) -> None:
    assert ask("brief me", context).paragraphs[0].startswith("Say which account")


def test_two_accounts_or_owners_are_offered_each_by_itself(context: Context) -> None:
    accounts = ask("acme labs vs red ltd", context)
    assert [choice.label for choice in accounts.choices] == ["Acme Labs", "Red Ltd"]
    owners = ask("kim vs dana", context)
    assert [choice.request for choice in owners.choices] == [
        "portfolio kim",
        "portfolio dana",
        "owners",
        "portfolio by segment",
    ]
    assert ask("kim vs zzyzx", context).outcome == "nothing"


@cases("text", ["csat of kim", "nrr by csm", "team churn"])
def test_what_may_mean_accounts_and_is_not_understood_says_how_they_are_asked_for(text: str, context: Context) -> None:
    reply = ask(text, context)
    assert reply.outcome == "nothing"
    assert HOW in reply.paragraphs


def test_whether_one_value_is_good_calculates_nothing(context: Context) -> None:
    assert ask("is 39 a bad health score?", context).data["kind"] == "term"
    assert ask("is 42 a good nps", context).paragraphs[0].startswith("Net Promoter Score of 42: good")


@cases(
    ("question", "request_"),
    {
        "are any of mine red?": "health red mine",
        "customers i look after": "health mine",
        "can you show me the red accounts": "health red",
        "i need the list of my accounts": "health mine",
        "which customers haven't got an owner": "accounts without a owner",
        "who should i call today": "accounts mine worst 5",
        "what did we lose in q3": "portfolio lost in q3",
        "past due": "renewals overdue",
        "arr by owner": "owners",
        "nrr h1": "portfolio nrr h1",
        "did churn go up?": "portfolio churn beside a year before",
        "what's changed in kims accounts": "digest preview health kims",
        "show me kim's worst 3": "accounts worst 3 @kim",
        "whens acme labs due": "account renewal of acme labs",
    }.items(),
)
def test_more_ways_to_ask_make_the_same_requests(question: str, request_: str) -> None:
    read = parse_request(question, load())
    assert f"{read.verb} {read.text}".strip() == request_


@cases(("text", "term"), {"was ist nrr?": "nrr", "qu'est-ce que le churn": "churn", "qué es un QBR": "QBR"}.items())
def test_what_a_term_is_may_be_asked_in_other_languages(text: str, term: str) -> None:
    assert (parse_request(text, load()).verb, parse_request(text, load()).text) == ("define", term)


@cases(
    ("question", "title"),
    dict.fromkeys(
        ("show me acme labs", "can you open acme labs", "any news on acme labs?", "tell me something about acme labs"),
        "Acme Labs",
    ).items(),
)
def test_an_account_is_shown_however_it_is_called_for(question: str, title: str, context: Context) -> None:
    assert ask(question, context).title == title


@cases(
    ("question", "request_"),
    {
        "my red ones": "health red mine",
        "what's arr today?": "portfolio arr",
        "arr end of last year": "portfolio arr last year",
        "how did q3 go": "portfolio q3",
        "gross retention last 6 months": "portfolio grr last 6 months",
        "which segment churns most?": "portfolio by segment",
        "revenue by segment": "portfolio by segment",
        "how many accounts per owner": "owners",
        "how old are these numbers?": "data",
        "what did we promise acme labs": "brief acme labs",
    }.items(),
)
def test_figures_of_today_and_of_days_that_are_over_are_asked_for(question: str, request_: str) -> None:
    read = parse_request(question, load())
    assert f"{read.verb} {read.text}".strip() == request_


@cases(
    ("question", "says"),
    {
        "how much is acme labs worth?": "ARR of Acme Labs: $9,000.",
        "how many seats does acme labs use": "How many seats Acme Labs has isn’t known.",
        "is acme labs auto renewing?": "Acme Labs was due on 10 Jun",
        "any escalations at acme labs": "Open tickets of Acme Labs: 1, 1 urgent",
        "is acme labs going to churn?": "Health 67",
        "has acme labs paid": "Health 67",
        "last qbr with acme labs": "No contact with Acme Labs is known.",
    }.items(),
)
def test_what_is_asked_of_an_account_in_other_words_is_told_first(question: str, says: str, context: Context) -> None:
    reply = ask(question, context)
    assert reply.title == "Acme Labs"
    assert reply.paragraphs[0].startswith(says)


def test_a_month_beside_an_owner_is_of_renewals_and_the_first_of_a_list_have_an_arr(context: Context) -> None:
    assert ask("kim in july", context).title == ask("renewals kim in july", context).title
    facts = {fact.label: fact.text for fact in ask("accounts biggest 2", context).facts}
    assert facts["ARR of these 2"] == "$129,000"
    assert ask("accounts in enterprise by arr", context).title == ask("accounts enterprise", context).title


def test_an_acronym_of_two_terms_is_no_account_whose_name_begins_like_it(context: Context) -> None:
    Factory(context.store).account("Tamarind Cloud")
    assert respond("tamarind", context)[1].title == "Tamarind Cloud"
    for asked in ("TAM", "tam?", "what is tam"):
        reply = respond(asked, context)[1]
        assert reply.data["kind"] == "choices"
        assert "technical-account-manager" in {each["id"] for each in reply.data["suggestions"]}
