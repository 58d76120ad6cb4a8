"""The tenant of a request, by the workspace that Slack sent it for."""

from slack_bolt.async_app import AsyncBoltRequest


def tenants_of(request: AsyncBoltRequest) -> tuple[str, ...]:
    """The tenants that a request may be of, the likeliest first; none where Slack doesn't say.

    Bolt finds the ids: those of the installation that an event was sent for, before those of the person, who may be of
    another company in a shared channel. Where the bot is installed for an organisation, all its workspaces are that one
    tenant; Slack doesn't say so with every request of a shared channel.
    """
    context = request.context
    team, enterprise = context.team_id or "", context.enterprise_id or ""
    ids = (enterprise,) if context.is_enterprise_install and enterprise else (team, enterprise)
    return tuple(dict.fromkeys(each for each in ids if each))
