"""The parts of the Home tab for those who may see account data: digests, accounts and renewals of their own, and the
age of the data.
"""

from accounts.digests.subscriptions import subscriptions
from bot.commands import answer_request
from bot.context import Context
from bot.digests.commands.selection import digest_name, schedule_text, state_text
from bot.grammar import Request
from bot.home.model import Section
from bot.reply import Choice, Reply, Row

FEW = 3
DAYS = 60  # of the renewals ahead


def digests_section(context: Context) -> Section | None:
    """The digests that somebody set up, to be paused, resumed or changed."""
    own = subscriptions(context.store, context.team, created_by=context.requester.id)
    if not own:
        return None
    rows = [
        Row(f"{each.id}. {digest_name(each)}", f"{schedule_text(each)}; {state_text(each)}", channel=each.channel)
        for each in own[:FEW]
    ]
    choices = [
        Choice(f"Resume {each.id}", f"digest resume {each.id}")
        if each.state == "paused"
        else Choice(f"Pause {each.id}", f"digest pause {each.id}")
        for each in own[:FEW]
    ]
    more = f"{len(own) - FEW:,} more: digest list." if len(own) > FEW else ""
    return Section(
        title=f"My digests ({len(own):,})",
        rows=tuple(rows),
        note=f"To change one, say /cs digest change and its number. {more}".strip(),
        choices=(*choices, Choice("Status", "digest status")),
    )


def accounts_section(context: Context) -> Section | None:
    """The accounts that somebody owns, by health, and the renewals ahead; none for those who own none."""
    health = answer_request(Request("health", "mine"), context)
    if health.outcome != "answered" or health.data["kind"] != "accounts":
        return None
    renewals = answer_request(Request("renewals", f"{DAYS} mine"), context)
    return Section(
        title="My accounts",
        rows=(*_in_brief(health), *_in_brief(renewals), *_first(renewals)),
        choices=(
            Choice("My red accounts", "health red mine"),
            Choice("My accounts", "accounts mine"),
            Choice("My renewals", f"renewals {DAYS} mine"),
        ),
    )


def sources_section(context: Context) -> Section | None:
    """How fresh the account data is, what isn't well first; none where it is imported by hand."""
    data = answer_request(Request("data", ""), context)
    if not data.data.get("sources"):
        return None
    rows = sorted(data.rows, key=lambda row: row.look == "green")
    more = f"{len(rows) - FEW:,} more: data." if len(rows) > FEW else ""
    return Section(
        title=data.title,
        rows=tuple(Row(row.label, row.text, look=row.look) for row in rows[:FEW]),
        note=more,
        choices=(Choice("All sources", "data"),),
    )


def _in_brief(reply: Reply) -> tuple[Row, ...]:
    return (Row(reply.title), *(Row(fact.label, fact.text) for fact in reply.facts[:FEW]))


def _first(reply: Reply) -> tuple[Row, ...]:
    return tuple(Row(row.label, row.text, look=row.look) for row in reply.rows[:FEW]) if reply.data.get("total") else ()
