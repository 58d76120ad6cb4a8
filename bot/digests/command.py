"""The command about digests, declared. What answers it is imported when it is asked for."""

from bot.context import Context
from bot.parsing.grammar import Request
from bot.registry import CommandRegistry
from bot.reply import Reply
from bot.watches.command import WATCH

DIGEST_COMMANDS = CommandRegistry()
VERB = "digest"


@DIGEST_COMMANDS.command(
    VERB,
    arguments="[subscribe/change/preview/list/status/now/pause/resume/unsubscribe]",
    summary="Posts here on a schedule: health, renewals or the portfolio of many accounts, or a term, on the days and "
    "at the time you choose",
    examples=(
        "digest preview health",
        "digest subscribe health at 9:00 weekdays mine",
        "digest subscribe renewals at 8:30 mon,thu Europe/Berlin segment enterprise only-changes",
        "digest subscribe health when enterprise turns red or at-risk > 200k at once",
        "digest subscribe health red over 100k mention owners",
        "digest subscribe portfolio first Monday at 9:00 holidays Bavaria",
        "digest subscribe portfolio monthly at 9:00 holidays none",
        "digest status",
    ),
    about_accounts=True,
    writes=True,
)
def digest(context: Context, text: str) -> Reply:
    """Subscribes to a digest, or says and changes what was subscribed to."""
    from bot.digests.commands.verbs import digest_reply

    return digest_reply(DIGEST_COMMANDS[VERB], context, text)


def posts_here(request: Request) -> bool:
    """Whether a request may have digests posted where it is made, for all there to see."""
    if request.verb == WATCH:
        return True
    if request.verb != VERB:
        return False
    from bot.digests.commands.verbs import posts_here

    return posts_here(request.text)
