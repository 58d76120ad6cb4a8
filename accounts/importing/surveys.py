"""What a survey's answers are out of."""

from accounts.importing.staging import Stage

RANGES = {"nps": (0, 10), "ces": (1, 7)}
CSAT = (5, 10, 100)


def scale(stage: Stage) -> tuple[str, ...]:
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
    known = run("SELECT max(scale) FROM main.survey WHERE survey = 'csat'").fetchone()[0] or 0
    highest = next((each for each in CSAT if each >= max(most, known)), CSAT[-1])
    _set(stage, "csat", 0 if highest == CSAT[-1] else 1, highest)
    return (f"CSAT was taken to be answered {'in percent' if highest == CSAT[-1] else f'from 1 to {highest}'}.",)


def _set(stage: Stage, survey: str, lowest: int, highest: int) -> None:
    stage.connection.execute(
        """INSERT INTO import_reject SELECT line, ?, score, ? FROM import_row
        WHERE survey = ? AND score NOT BETWEEN ? AND ?""",
        (stage.headers["score"], f"isn't an answer from {lowest} to {highest}", survey, lowest, highest),
    )
    stage.drop_rejected()
    stage.connection.execute("UPDATE import_row SET scale = ? WHERE survey = ?", (highest, survey))
