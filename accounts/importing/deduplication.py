"""Checks over all rows of a file together: repeated rows, and the scale of a survey."""

from accounts.importing.matching import DERIVED
from accounts.importing.model import RejectedRow
from accounts.importing.staging import REJECT, Stage, typed

_INSIDE = ("owner_id", "account_id", "arr")  # not kept as the file has them
_IS_MADE = f"substr(key, 1, 1) = '{DERIVED}'"
NUMBERED = ("touchpoint", "ticket", "survey")  # without an id, two of a day that differ are two


def deduplicate(stage: Stage) -> int:
    """Leaves one row for each thing and returns how many rows were dropped because they repeat or add to another.

    Rows that say different things of one id are rejected, but the first. Use of the product is added up.
    """
    if stage.target.table == "usage":
        return _add_up(stage)
    stage.connection.execute("CREATE INDEX import_by_key ON import_row (key)")
    stage.connection.analyze("import_row")
    if not stage.connection.execute("SELECT 1 FROM import_row GROUP BY key HAVING count(*) > 1 LIMIT 1").fetchone():
        return 0
    dropped = _drop_equal(stage)
    if stage.target.table in NUMBERED:
        _number(stage)
    _reject_different(stage)
    return dropped


def _add_up(stage: Stage) -> int:
    """A day's use of a feature under a subscription is one row: its events added up, the most of its users.

    What it says of its account is kept where it was one row before.
    """
    before = stage.count("import_row")
    values = {"events": "sum(events)", "active_users": "max(active_users)"}
    values |= {name: f"coalesce({name}, '')" for name in ("feature", "subscription")}
    columns = ", ".join(f"{values.get(name, name)} AS {name}" for name in stage.columns)
    known_by = ", ".join(values.get(name, name) for name in stage.target.identity if stage.has(name))
    run = stage.connection.execute
    run(f"CREATE TEMP TABLE import_sum (line INTEGER PRIMARY KEY, said TEXT, {typed(stage)})")
    said = "CASE count(*) WHEN 1 THEN min(said) END"
    run(f"INSERT INTO import_sum SELECT min(line), {said}, {columns} FROM import_row GROUP BY {known_by}")
    run("DROP TABLE import_row")
    run("ALTER TABLE import_sum RENAME TO import_row")
    stage.connection.analyze("import_row")
    return before - stage.count("import_row")


def _drop_equal(stage: Stage) -> int:
    """Answers of nobody in particular may be equal and yet several: they stay."""
    columns = ", ".join(stage.columns)
    anonymous = f"AND NOT ({_IS_MADE} AND contact IS NULL)" if stage.has("contact") else ""
    if stage.target.table == "survey" and not stage.has("contact"):
        anonymous = f"AND NOT {_IS_MADE}"
    return stage.connection.execute(
        f"""DELETE FROM import_row WHERE line IN (SELECT line FROM (
            SELECT line, row_number() OVER (PARTITION BY {columns} ORDER BY line) AS n FROM import_row
            WHERE key IN (SELECT key FROM import_row GROUP BY key HAVING count(*) > 1) {anonymous}
        ) AS repeated WHERE n > 1)"""
    ).rowcount


def _number(stage: Stage) -> None:
    stage.connection.execute(
        f"""UPDATE import_row SET key = import_row.key || '#' || CAST(n AS text) FROM (
            SELECT line AS numbered, row_number() OVER (PARTITION BY key ORDER BY line) AS n FROM import_row
            WHERE key IN (SELECT key FROM import_row WHERE {_IS_MADE} GROUP BY key HAVING count(*) > 1)) AS counted
        WHERE line = numbered AND n > 1"""
    )


def _reject_different(stage: Stage) -> None:
    columns = ", ".join(f"s.{name}, f.{name}" for name in stage.columns)
    found = stage.connection.execute(
        f"""SELECT s.line, f.line, {columns} FROM import_row s
        JOIN (SELECT key, min(line) AS first FROM import_row GROUP BY key HAVING count(*) > 1) k ON k.key = s.key
        JOIN import_row f ON f.line = k.first WHERE s.line > k.first ORDER BY s.line"""
    )
    known_by = next((name for name in ("key", "name", "domain") if name in stage.headers), "row")
    stage.reject(_different(stage, known_by, row) for row in found)
    stage.drop_rejected()


def _different(stage: Stage, known_by: str, row: tuple[object, ...]) -> RejectedRow:
    line, first, *values = row
    mine = dict(zip(stage.columns, values[::2], strict=True))
    others = dict(zip(stage.columns, values[1::2], strict=True))
    name = next(name for name in stage.columns if mine[name] != others[name])
    header = stage.headers.get(name, name.removesuffix("_id"))
    key = str(mine.get(known_by) or mine["key"])
    value = "" if key.startswith(DERIVED) else stage.shown_id(key)
    value_there = "" if name in _INSIDE else f": {'nothing' if others[name] is None else others[name]}"
    reason = f"is on {stage.unit} {first} too, with another {header}{value_there}{_apart(stage, key)}"
    return RejectedRow(int(str(line)), stage.headers.get(known_by, known_by), value, reason)


def _apart(stage: Stage, key: str) -> str:
    """What tells two rows of one contract apart, where both may be right."""
    if stage.target.table != "subscription":
        return ""
    if key.startswith(DERIVED):
        return ". Where both are right, a column of contract ids or of products tells them apart"
    return f'. Where they are lines of one contract: --map "{stage.headers["key"]}=-"'


RANGES = {"nps": (0, 10), "ces": (1, 7)}
CSAT = (5, 10, 100)


def set_survey_scale(stage: Stage) -> tuple[str, ...]:
    """Sets the scale of staged answers, rejects those beyond it, and says how CSAT was taken.

    CSAT is asked from 1 to 5, from 1 to 10 or in percent: the least of these that the file's answers fit, and not less
    than those already in the store.
    """
    for survey, (lowest, highest) in RANGES.items():
        _set(stage, survey, lowest, highest)
    run = stage.connection.execute
    most = run("SELECT max(score) FROM import_row WHERE survey = 'csat'").fetchone()[0]
    if most is None:
        return ()
    known = run("SELECT max(scale) FROM survey WHERE survey = 'csat'").fetchone()[0] or 0
    highest = next((each for each in CSAT if each >= max(most, known)), CSAT[-1])
    _set(stage, "csat", 0 if highest == CSAT[-1] else 1, highest)
    return (f"CSAT was taken to be answered {'in percent' if highest == CSAT[-1] else f'from 1 to {highest}'}.",)


def _set(stage: Stage, survey: str, lowest: int, highest: int) -> None:
    stage.connection.execute(
        f"""{REJECT} SELECT line, ?, score, ? FROM import_row
        WHERE survey = ? AND score NOT BETWEEN ? AND ?""",
        (stage.headers["score"], f"isn't an answer from {lowest} to {highest}", survey, lowest, highest),
    )
    stage.drop_rejected()
    stage.connection.execute("UPDATE import_row SET scale = ? WHERE survey = ?", (highest, survey))
