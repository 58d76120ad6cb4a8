"""Amounts of which nothing names the currency, where the store has them in another one than is taken by default."""

from accounts.importing.model import RejectedRow
from accounts.importing.staging import Stage


def reject_changed_currencies(stage: Stage, default: str) -> None:
    """Rejects rows whose amounts would change from the currency that they have in the store to the default one."""
    if not stage.has("arr") or not stage.has("currency"):
        return
    found = stage.connection.execute(
        f"""SELECT s.line, t.currency FROM import_row s CROSS JOIN {stage.target.table} t
        WHERE t.key = s.key AND s.arr <> 0 AND t.arr <> 0 AND s.currency = ? AND t.currency <> s.currency
        ORDER BY s.line""",
        (default,),
    ).fetchall()
    header = next((stage.headers[name] for name in ("arr", "mrr", "amount") if name in stage.headers), "arr")
    stage.reject(
        RejectedRow(
            line,
            header,
            "",
            f"would be in {default}, as nothing says otherwise, and is in {currency} in the store: "
            f"--currency {currency} if it still is",
            "currency",
        )
        for line, currency in found
    )
    stage.drop_rejected()
