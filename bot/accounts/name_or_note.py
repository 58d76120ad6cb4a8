"""The question whether what stands behind “and” is an account or a note."""

from accounts.names.account_search import Candidate
from bot.accounts.account_notes import Listed
from bot.accounts.arguments import BUTTONS
from bot.accounts.listed_accounts import Asked
from bot.reply import Choice, Reply, Row

NOTED = ("done", "log call")  # the verbs that take a note behind the account
TYPED = 150  # characters of a request that is shown to be typed


def name_or_note_reply(verb: str, listed: Listed, unsure: Asked) -> Reply:
    """The reply to `done meadow and cinder they sign`: nothing is done until it is said which is meant."""
    near, said = unsure.found.candidates, unsure.said.strip(" ,:;")
    named = " and ".join(f"id {id_}" for id_ in listed.ids)
    names = ", ".join(each.name for each in near)
    noted = verb in NOTED
    between = unsure.said[-1] if unsure.said.endswith((",", ":")) else ""
    rest = f"{between} {unsure.rest}" if unsure.rest else ""
    choices = [Choice(_label(each), f"{verb} {named} and id {each.id}{rest}") for each in near[: BUTTONS - noted]]
    if noted:
        choices.append(Choice("It is a note", f"{verb} {named}: {listed.last.rest}"))
    return Reply(
        title="An account or a note?" if noted else "Which account do you mean?",
        data={
            "kind": "choices",
            "query": said,
            "total": len(near),
            "suggestions": [{"id": each.key, "name": each.name, "score": str(each.score)} for each in near],
        },
        paragraphs=(
            f"Did you mean {names}, or is “{listed.last.rest}” a note? Nothing was done. Give the whole name for an "
            "account; put a note behind a colon."
            if noted
            else f"By “{said}” did you mean {names}? Nothing was done. Give the whole name.",
        ),
        rows=tuple(Row(each.request, each.label, request=True) for each in choices if len(each.request) <= TYPED),
        choices=tuple(choices),
    )


def _label(one: Candidate) -> str:
    return f"{one.name} ({one.domain})" if one.domain else one.name
