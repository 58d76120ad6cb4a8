"""Health: a score from 0 to 100 for each customer, what it is made of, why it moved, and how well it foretells churn.

`score_all` scores every customer once a day; `examine` looks at one account on any day; `list_band` lists them.
"""

from accounts.health.backtest import FEW, Backtest, Evaluation, backtest
from accounts.health.config import HealthConfig, check_config, default_text, load_config, retired_settings
from accounts.health.explanations import examine, score_history, why
from accounts.health.fit import Fitted, fit
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
from accounts.health.pulse import list_pulses, set_pulse, withdraw_pulse
from accounts.health.scoring import last_scored_on, score_accounts, score_all

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
    "ScoringRun",
    "StoredScore",
    "backtest",
    "check_config",
    "default_text",
    "examine",
    "fit",
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
