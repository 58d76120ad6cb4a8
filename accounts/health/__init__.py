"""Health: a score from 0 to 100 for each customer, what it is made of, why it moved, and how well it foretells churn.

`score_all` scores every customer once a day; `examine` looks at one account on any day; `list_band` lists them.
"""

from accounts.health.backtest import Backtest, backtest
from accounts.health.config import HealthConfig, check, load_config, shipped_text
from accounts.health.explaining import examine, why
from accounts.health.history import history
from accounts.health.judging import FEW, Judged
from accounts.health.listing import list_band
from accounts.health.model import (
    BANDS,
    PARTS,
    Band,
    BandTotal,
    Examined,
    HealthList,
    HealthRow,
    Part,
    PartName,
    Pulse,
    PulseChange,
    Scored,
    ScoringRun,
)
from accounts.health.pulse import pulses, set_pulse, withdraw
from accounts.health.scoring import last_scored, score_accounts, score_all

__all__ = [
    "BANDS",
    "FEW",
    "PARTS",
    "Backtest",
    "Band",
    "BandTotal",
    "Examined",
    "HealthConfig",
    "HealthList",
    "HealthRow",
    "Judged",
    "Part",
    "PartName",
    "Pulse",
    "PulseChange",
    "Scored",
    "ScoringRun",
    "backtest",
    "check",
    "examine",
    "history",
    "last_scored",
    "list_band",
    "load_config",
    "pulses",
    "score_accounts",
    "score_all",
    "set_pulse",
    "shipped_text",
    "why",
    "withdraw",
]
