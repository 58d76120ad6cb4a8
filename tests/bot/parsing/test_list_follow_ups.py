"""What people ask of a list that they were just answered is asked of its accounts."""

import pytest

from bot.commands import parse_request, respond
from bot.context import Context
from bot.parsing.follow_ups import is_between_people, may_follow_up, read_follow_up
from bot.parsing.list_follow_ups import asks_of_list
from bot.reply import Reply
from glossary import load
from tests.bot.company import context, database, filled, workspace
from tests.bot.test_accounts import ask, texts
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]

GLOSSARY = load()
FOLLOW_UPS = [
    ("health red", "who owns these?", "owners red"),
    ("health red", "their owners", "owners red"),
    ("renewals 30 in enterprise", "who owns them?", "owners renewals 30 in enterprise"),
    ("accounts worst 5", "who owns those accounts?", "owners worst 5"),
    ("health red page 2", "and their renewals?", "renewals red"),
    ("health red mine", "when do they renew?", "renewals red mine"),
    ("renewals 30 in enterprise", "which of these are red?", "renewals 30 red in enterprise"),
    ("health red mine", "which of these renew next month?", "renewals next month red mine"),
    ("renewals 90 in enterprise", "which of them are up for renewal within 30 days?", "renewals 30 days in enterprise"),
    ("accounts above 10k", "are any of those renewing?", "renewals above 10k"),
    ("health mine", "how many are yellow?", "health yellow mine"),
    ("health red", "how many?", "health red"),
    ("accounts", "which are red?", "health red"),
    ("accounts mine", "which are red?", "accounts red mine"),
    ("accounts no champion", "without a champion", "accounts no champion"),
    ("health red", "over 5,000", "health red over 5,000"),
    ("renewals 60", "how much ARR is that?", "renewals 60"),
    ("health red @kim", "only mine", "health red mine"),
    ("accounts without a champion", "just mine", "accounts without a champion mine"),
    ("health red mine", "over 100k", "health red mine over 100k"),
    ("accounts mine above 10k", "and over 100k?", "accounts mine over 100k"),
    ("renewals 30", "without a champion", "renewals 30 without a champion"),
    ("health red", "sort by arr", "accounts red biggest"),
    ("health red mine", "worst first please", "accounts red mine worst"),
    ("accounts above 10k worst", "top 5", "accounts above 10k biggest 5"),
    ("renewals 30 red in enterprise", "and yellow?", "renewals 30 yellow in enterprise"),
    ("renewals 30 red or yellow mine", "which of these are yellow?", "renewals 30 yellow mine"),
    ("renewals 30 red", "sort by arr", "renewals 30 red biggest"),
    ("renewals 90 biggest 5", "worst first", "renewals 90 worst among renewals 90 biggest 5"),
    ("renewals 90 worst 5", "which of these are red?", "renewals 90 red among renewals 90 worst 5"),
    ("renewals 90 worst 5", "and yellow?", "renewals 90 yellow worst 5"),
    (
        "renewals 90 red among renewals 90 worst 5",
        "who owns these?",
        "owners renewals 90 red among renewals 90 worst 5",
    ),
    ("renewals 90 red among renewals 90 worst 5", "over 1k", "renewals 90 red over 1k among renewals 90 worst 5"),
    ("renewals 90 red among renewals 90 worst 5", "as csv", "renewals 90 red among renewals 90 worst 5 as csv"),
    ("renewals 30", "and this month?", "renewals this month"),
    ("accounts worst 5", "which of these renew next month?", "renewals next month among accounts worst 5"),
    ("accounts worst 5", "only mine", "accounts mine among accounts worst 5"),
    ("owners worst 5", "which of these are red?", "health red among accounts worst 5"),
    ("owners renewals 90 worst 5", "which of these are red?", "renewals 90 red among renewals 90 worst 5"),
    ("owners renewals 30", "which are red?", "renewals 30 red"),
    ("portfolio this quarter", "who owns these?", "owners"),
    ("portfolio nrr mine last month", "who owns these?", "owners mine"),
    ("portfolio nrr mine last month", "which of these are red?", "health red mine"),
    ("portfolio nrr mine last month", "and grr?", "portfolio grr mine last month"),
    ("portfolio nrr in enterprise last month", "and this quarter?", "portfolio nrr in enterprise this quarter"),
    ("portfolio nrr last month", "and for enterprise?", "portfolio nrr enterprise last month"),
    ("portfolio nrr last month", "over 1k", "accounts over 1k"),
    ("portfolio", "as csv", "health as csv"),
    ("health red rows 1 to 7", "more", "health red from row 8"),
    ("accounts above 10k page 2", "just mine", "accounts above 10k mine"),
    ("renewals 90 mine", "top 5", "renewals 90 mine biggest 5"),
    ("renewals 90 biggest 5", "who owns these?", "owners renewals 90 biggest 5"),
    ("health red page 2", "as csv", "health red as csv"),
    ("renewals 30", "can I get that as a file?", "renewals 30 as csv"),
    ("health red", "show me all of them", "health red as csv"),
    ("health red", "more", "health red page 2"),
    ("renewals 60", "how much is at risk?", "renewals 60"),
    ("accounts worst 5", "how much is at risk?", "renewals among accounts worst 5"),
    ("portfolio in enterprise", "how much of these is at risk?", "renewals in enterprise"),
    ("health red mine", "which of these renew first?", "renewals red mine"),
    ("health red mine", "which are past due?", "renewals overdue red mine"),
    ("renewals 30 in enterprise", "which of these are overdue?", "renewals overdue in enterprise"),
    ("accounts worst 5", "which of these are past due?", "renewals overdue among accounts worst 5"),
    ("account id 5", "who owns this one?", "account owner of id 5"),
    ("account id 1", "who is the champion?", "account champion of id 1"),
    ("brief id 1", "what's the ARR?", "account arr of id 1"),
    ("define gross-revenue-retention", "what's ours?", "portfolio grr"),
    ("calculate grr", "and ours?", "portfolio grr"),
    ("calculate cac 10k 5", "what's ours?", "counted customer-acquisition-cost"),
    ("define customer-acquisition-cost", "and ours?", "counted customer-acquisition-cost"),
    ("define champion", "what's ours?", ""),
    ("portfolio lost last quarter", "as csv", "portfolio lost last quarter as csv"),
    ("portfolio leaving", "as csv", "portfolio leaving as csv"),
    ("portfolio leaving", "and in enterprise?", "portfolio leaving enterprise"),
    ("portfolio lost last quarter", "more", "portfolio lost last quarter page 2"),
    ("portfolio lost last quarter page 2", "and this year?", "portfolio lost this year"),
    ("portfolio lost last quarter page 2", "and for enterprise?", "portfolio lost enterprise last quarter"),
    ("define net-promoter-score", "how are we doing on that?", "portfolio nps"),
    ("define gross-revenue-retention", "and for enterprise?", "portfolio grr enterprise"),
    ("define gross-revenue-retention", "and for SaaS?", "define SaaS"),
    ("define champion", "and for enterprise?", "define enterprise"),
    ("health red", "and why is acme red?", "why is acme red"),
    ("health red", "and who owns acme?", "who owns acme"),
    ("health red", "whats the total?", "health red"),
    ("renewals 30", "which have no champion?", "renewals 30 which have no champion"),
    ("renewals 30", "this month", "renewals this month"),
    ("account id 1", "who is owner?", "account owner of id 1"),
    ("account id 1", "and its champion?", "account champion of id 1"),
    ("account id 1", "the renewal?", "account renewal of id 1"),
    ("account id 1", "why red?", "account id 1"),
    ("account id 1", "how much ARR?", "account arr of id 1"),
    ("account id 1", "whats the owner", "account owner of id 1"),
    ("account id 1", "when it renews", "account renewal of id 1"),
    ("renewals 60 kim", "only enterprise", "renewals 60 kim only enterprise"),
    ("health red kim", "just the ones in smb", "health red kim only smb"),
    ("health red", "which of these are in enterprise?", "health red only enterprise"),
    ("accounts worst 5", "only enterprise", "accounts only enterprise among accounts worst 5"),
    ("renewals 90 worst 5", "only smb", "renewals 90 only smb among renewals 90 worst 5"),
    ("portfolio nrr kim last month", "only enterprise", "portfolio nrr kim only enterprise last month"),
    ("portfolio nrr kim", "only this year", "portfolio nrr kim this year"),
    ("portfolio", "compare with last year", "portfolio beside a year before"),
    ("portfolio nrr kim this quarter", "vs last quarter", "portfolio nrr kim this quarter beside last quarter"),
    ("portfolio grr last quarter", "vs same quarter last year", "portfolio grr last quarter beside a year before"),
    ("portfolio customers", "a year ago?", "portfolio customers beside a year before"),
    ("portfolio grr beside a year before", "only enterprise", "portfolio grr only enterprise beside a year before"),
    ("portfolio nrr", "grr?", "portfolio grr"),
    ("portfolio nrr", "enterprise?", "portfolio nrr enterprise"),
    ("portfolio nrr enterprise", "last quarter?", "portfolio nrr enterprise last quarter"),
    ("health red", "smb?", "health red smb"),
    ("health red", "kim?", "health red kim"),
    ("account arr of id 1", "and of acme labs?", "account arr of acme labs"),
    ("account owner of id 1", "when does it renew?", "account renewal of id 1"),
    ("health red", "why?", "health red"),
    ("renewals 30 mine", "how come?", "renewals 30 mine"),
    ("health red", "the first one?", "account row 1 of health red"),
    ("health red page 2", "the second", "account row 2 of health red page 2"),
    ("renewals 30", "and the third one?", "account row 3 of renewals 30"),
    ("accounts mine", "why is the 2nd one red?", "account row 2 of accounts mine"),
    ("health red", "who owns number 4?", "account owner of row 4 of health red"),
    ("health red", "when does the first one renew?", "account renewal of row 1 of health red"),
    ("health red", "open tickets of the last one", "account tickets of row last of health red"),
    ("renewals 30", "brief the top one", "brief row 1 of renewals 30"),
    ("owners", "the first one", "account row 1 of owners"),
    ("portfolio lost last quarter", "the first one", "account row 1 of portfolio lost last quarter"),
    ("renewals mine this quarter", "which ones are at risk?", "renewals red or yellow mine this quarter"),
    ("renewals red or yellow mine this quarter", "and next quarter", "renewals next quarter red or yellow mine"),
    ("health @kim", "just the red ones", "health red @kim"),
    ("renewals overdue", "how much", "renewals overdue"),
    ("account id 1", "who is the champion there?", "account champion of id 1"),
    ("account id 1", "why did they leave?", "account loss of id 1"),
    ("accounts no owner", "give me the arr of those", "accounts no owner"),
    ("renewals february", "total", "renewals february"),
    ("portfolio lost mine this year", "why did we lose them?", "portfolio lost mine this year"),
    ("account id 1", "when's the notice?", "account renewal of id 1"),
    ("portfolio mine", "by segment", "portfolio by segment mine"),
    ("portfolio nps this quarter", "by segment", "portfolio nps by segment this quarter"),
    ("accounts biggest 5", "renewal dates", "renewals among accounts biggest 5"),
    ("account id 1", "last touch?", "account contact of id 1"),
    ("account id 1", "who is the contact", "account people of id 1"),
    ("define champion", "does acme have one?", "account champion of acme"),
    ("renewals q3", "how much of that is at risk?", "renewals q3"),
    ("account id 1", "tickets?", "account tickets of id 1"),
    ("account id 1", "and usage?", "account usage of id 1"),
    ("account id 1", "any open tickets?", "account tickets of id 1"),
    ("account id 1", "when did we last talk to them?", "account contact of id 1"),
    ("account id 1", "who do we know there?", "account people of id 1"),
    ("account id 1", "why?", "account id 1"),
    ("brief id 1", "nps?", "account nps of id 1"),
    ("define gross-revenue-retention", "give me a exemple", "define example of gross-revenue-retention"),
]


@cases(("previous", "said", "asked"), FOLLOW_UPS)
def test_what_is_asked_of_a_list_keeps_to_its_accounts(previous: str, said: str, asked: str, context: Context) -> None:
    assert may_follow_up(said)
    assert read_follow_up(said, previous, GLOSSARY) == asked
    assert ask(asked, context).outcome != "usage"


@cases(
    "said",
    [
        "we own these together",
        "we are 100k over",
        "over to you",
        "how are we doing?",
        "a csv is fine, thanks",
        "over 5",
        "at least 2",
        "first things first",
        "qbr?",
        "what?",
        "second that",
        "number of seats",
        "last one to leave turns off the light",
    ],
)
def test_what_people_say_to_each_other_asks_nothing_of_a_list(said: str) -> None:
    assert not may_follow_up(said) or read_follow_up(said, "health red", GLOSSARY) == ""


@cases(
    "previous", ["health red", "renewals q1", "portfolio nps", "account id 1", "define churn", "calculate nps 1 2 3"]
)
@cases(
    "said",
    [
        "why is acme red?",
        "our churn rate this quarter",
        "which customers churned this year?",
        "renewals this week",
        "whats due this week",
        "which of my accounts renew this quarter",
    ],
)
def test_a_whole_question_about_accounts_is_no_follow_up(said: str, previous: str) -> None:
    assert read_follow_up(said, previous, GLOSSARY) == ""


@cases("said", ["it's bad", "that is bad", "only if they sign", "what did they say?", "did they renew?"])
def test_what_people_say_below_a_metric_is_no_question_about_it(said: str) -> None:
    assert read_follow_up(said, "define nrr", GLOSSARY) == ""


def test_why_alone_is_asked_of_a_list_where_the_bot_is_spoken_to_and_not_where_people_are() -> None:
    assert asks_of_list("why are these red")
    assert not asks_of_list("why")
    assert read_follow_up("why?", "health red", GLOSSARY) == "health red"
    assert is_between_people("why?", "health red")
    assert not is_between_people("why?", "define grr")
    assert not is_between_people("why are these red?", "health red")


@pytest.mark.parametrize("said", ["what is ARR?", "what's arr"])
def test_a_term_that_is_asked_for_after_a_list_is_defined(said: str) -> None:
    assert read_follow_up(said, "health red", GLOSSARY) == ""


def test_an_owners_row_opens_the_renewals_of_the_days_that_were_counted(context: Context) -> None:
    opened = [row.opens for row in ask("owners renewals this year", context).rows]
    assert opened
    assert all(each.startswith("renewals this year ") for each in opened)


@cases(
    ("request_", "title", "rows"),
    [
        ("owners segment smb", "24 accounts, by owner: segment SMB", {"Kim Sample": 23, "Nobody": 1}),
        ("owners over 4k", "3 accounts, by owner: all accounts, ARR above 4,000", {"Dana Sample": 2, "Kim Sample": 1}),
        ("owners renewals overdue", "1 account, by owner: all accounts, up for renewal past due", {"Kim Sample": 1}),
        ("owners biggest 2", "2 accounts, by owner: all accounts, the biggest 2", {"Dana Sample": 1, "Kim Sample": 1}),
        (
            "owners renewals top 1",
            "1 account, by owner: all accounts, up for renewal within 90 days, the biggest 1",
            {"Dana Sample": 1},
        ),
    ],
)
def test_whose_accounts_are_is_told_with_the_largest_of_each(
    request_: str, title: str, rows: dict[str, int], context: Context
) -> None:
    reply = ask(request_, context)
    assert reply.title == title
    assert {row.label: int(row.text.split()[0]) for row in reply.rows} == rows
    assert {row.label: ask(row.opens, context).data["total"] for row in reply.rows} == rows


def test_the_accounts_of_one_owner_are_their_portfolio(context: Context) -> None:
    assert ask("owners @kim", context).data["kind"] == "portfolio"
    assert "Acme Labs" in texts(ask("owners @kim over 4k", context))


def amounts_of(reply: Reply) -> list[float]:
    """The ARR of each row, in their order."""
    return [float(row["arr"]["amount"]) for row in reply.data["rows"] if row["arr"]]


def test_renewals_come_in_the_order_that_is_asked_for(context: Context) -> None:
    by_day, by_arr = ask("renewals 90", context), ask("renewals 90 biggest", context)
    amounts = amounts_of(by_arr)
    assert amounts == sorted(amounts, reverse=True) != amounts_of(by_day)
    scores = [int(row["score"]) for row in ask("renewals 90 lowest first", context).data["rows"]]
    assert scores == sorted(scores)
    top = ask("renewals 90 top 2", context)
    assert [row.label for row in top.rows] == [row.label for row in by_arr.rows[:2]]
    assert (top.rows_title, by_arr.title) == (f"1–2 of {by_arr.data['total']}", by_day.title)
    assert not any(choice.label.startswith("Next") for choice in top.actions)
    assert top.table is not None
    assert len([*top.table.rows()]) == 2
    assert ask("owners renewals 90 top 2", context).title.startswith("2 accounts, by owner")
    assert ask("renewals top 0", context).outcome == "usage"


@pytest.mark.parametrize("previous", ["renewals 90 red over 1k", "health red over 1k", "accounts red over 1k"])
def test_none_of_a_list_of_one_band_is_of_another(previous: str, context: Context) -> None:
    reply = ask(read_follow_up("which of these are yellow?", previous, GLOSSARY), context)
    assert reply.paragraphs == ("None of these is yellow: all of them are red.",)
    (other,) = reply.choices
    assert other.request == previous.replace("red", "yellow")
    assert ask(other.request, context).outcome != "usage"
    assert "yellow" in read_follow_up("and yellow?", previous, GLOSSARY)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("health red as csv", "health red"),
        ("accounts worst 5 csv", "accounts worst 5"),
        ("renewals 30 as a spreadsheet", "renewals 30"),
        ("owners in excel, please", "owners"),
        ("export my renewals", "renewals mine"),
        ("a csv of renewals 30!", "renewals 30"),
        ("which accounts are at risk as csv?", "health red"),
    ],
)
def test_every_list_is_asked_for_as_a_file_in_the_same_words(text: str, request_: str, context: Context) -> None:
    request, reply = respond(text, context)
    assert (f"{request.verb} {request.text}".strip(), request.as_csv) == (request_, True)
    assert reply.table is not None
    assert request.public == text.endswith("!")


@pytest.mark.parametrize(
    ("text", "verb"), [("define csv", "define"), ("account csv", "account"), ("done acme as csv", "done")]
)
def test_what_is_no_list_or_a_note_keeps_its_words(text: str, verb: str) -> None:
    request = parse_request(text, GLOSSARY)
    assert (request.verb, request.text, request.as_csv) == (verb, text.removeprefix(f"{verb} "), False)


def test_an_answer_without_a_list_says_that_it_has_none(context: Context) -> None:
    assert "no list in this answer" in ask("portfolio as csv", context).footnotes[0]


def test_a_row_of_a_list_is_the_one_that_was_shown_and_one_there_is_not_is_said(context: Context) -> None:
    rows = ask("accounts biggest 12", context).rows
    assert ask("account row 2 of accounts biggest 12", context).title == rows[1].label
    assert ask("account row last of accounts biggest 12 rows 1 to 3", context).title == rows[2].label
    beyond = ask("accounts biggest 12 page 2", context).rows
    assert ask("account row 12 of accounts biggest 12", context).title == beyond[1].label
    assert ask("account row 1 of accounts biggest 12 page 2", context).title == beyond[0].label
    assert ask("account owner of row 1 of accounts biggest 12", context).paragraphs[0].endswith(f"{rows[0].label}.")
    assert ask("brief row 1 of accounts biggest 12", context).title.startswith(rows[0].label)
    assert ask("account row 1 of owners", context).data["kind"] == "accounts"
    none = ask("account row 30 of health red", context)
    assert (none.outcome, none.paragraphs) == ("nothing", ("There is no row 30 in the list of “health red”.",))


def test_one_word_after_a_card_is_a_term_unless_it_is_asked() -> None:
    assert read_follow_up("tickets", "account id 1", GLOSSARY) == ""
    assert read_follow_up("nps", "account id 1", GLOSSARY) == ""
