"""Health: a score from 0 to 100 for each customer, what it is made of, why it moved, and how well it foretells churn.

`score_all` scores every customer once a day; `examine` looks at one account on any day; `list_band` lists them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.health.backtest import FEW, Backtest, Evaluation
    from accounts.health.config import HealthConfig, check_config, default_text, load_config, retired_settings
    from accounts.health.explanations import examine, score_history, why
    from accounts.health.fit import Fitted
    from accounts.health.health_list import list_by_health
    from accounts.health.model import (
        BANDS,
        PARTS,
        Band,
        BandTotal,
        HealthExamination,
        HealthList,
        HealthRow,
        Part,
        PartName,
        Pulse,
        PulseChange,
        ScoringRun,
        StoredScore,
    )
    from accounts.health.pulse import Sayer, list_pulses, set_pulse, withdraw_pulse
    from accounts.health.scoring import score_accounts, score_all
    from accounts.health.scoring_model import last_scored_on

_MODULES = {
    "backtest": ("FEW", "Backtest", "Evaluation"),
    "config": ("HealthConfig", "check_config", "default_text", "load_config", "retired_settings"),
    "explanations": ("examine", "score_history", "why"),
    "fit": ("Fitted",),
    "health_list": ("list_by_health",),
    "pulse": ("Sayer", "list_pulses", "set_pulse", "withdraw_pulse"),
    "scoring": ("score_accounts", "score_all"),
    "scoring_model": ("last_scored_on",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "BANDS",
    "FEW",
    "PARTS",
    "Backtest",
    "Band",
    "BandTotal",
    "Evaluation",
    "Fitted",
    "HealthConfig",
    "HealthExamination",
    "HealthList",
    "HealthRow",
    "Part",
    "PartName",
    "Pulse",
    "PulseChange",
    "Sayer",
    "ScoringRun",
    "StoredScore",
    "check_config",
    "default_text",
    "examine",
    "last_scored_on",
    "list_by_health",
    "list_pulses",
    "load_config",
    "retired_settings",
    "score_accounts",
    "score_all",
    "score_history",
    "set_pulse",
    "why",
    "withdraw_pulse",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  what is asked for
    """What is asked for is imported then: a list of accounts needs nothing of scoring, nor of what learns weights."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"accounts.health.{_MODULE_OF.get(name, 'model')}"), name)
