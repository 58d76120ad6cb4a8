"""The author of a change of the team's words, as curation records it."""

from bot.context import TERMINAL, Context
from curation import Change


def change_by(context: Context) -> Change:
    """The change that somebody's request makes; in a terminal by nobody that Slack could tell anything."""
    who = "" if context.place == TERMINAL else context.requester.id
    return Change(who, context.now, place=context.place, team=context.team)
