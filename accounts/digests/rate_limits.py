"""Rate limits of posts to a workspace, and whether it may be posted to at all."""

from datetime import datetime, timedelta

from store.database import Store
from store.timestamps import to_text

LONGEST_PAUSE = timedelta(hours=1)  # a team kept back for longer is so because the clock was set back


def pause_posts(store: Store, team: str, until: datetime) -> None:
    """Claims nothing for a team until Slack takes its posts again, for an hour at most."""
    far = to_text(until + LONGEST_PAUSE)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO post_limit (team, next_at) VALUES (:team, :until) ON CONFLICT (team) DO UPDATE SET"
            " next_at = CASE WHEN post_limit.next_at > :far OR post_limit.next_at < excluded.next_at"
            " THEN excluded.next_at ELSE post_limit.next_at END",
            {"team": team, "until": to_text(until), "far": far},
        )


def block_team(store: Store, team: str, why: str) -> bool:
    """Posts nothing more for a team until `restart`. Returns whether it wasn't stopped before."""
    with store.writing() as connection:
        changed = connection.execute(
            "INSERT INTO post_limit (team, next_at, stopped) VALUES (?, '', ?)"
            " ON CONFLICT (team) DO UPDATE SET stopped = excluded.stopped WHERE post_limit.stopped = ''",
            (team, why),
        )
        return changed.rowcount == 1


def unblock_team(store: Store, team: str) -> None:
    """Posts for a team again."""
    with store.writing() as connection:
        connection.execute("UPDATE post_limit SET stopped = '' WHERE team = ?", (team,))


def blocked_teams(store: Store) -> dict[str, str]:
    """The teams that nothing is posted for, and Slack's reason."""
    return dict(store.reading.execute("SELECT team, stopped FROM post_limit WHERE stopped <> ''").fetchall())
