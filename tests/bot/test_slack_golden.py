"""What Slack is sent, letter for letter. `UPDATE_GOLDEN=1 pytest tests/bot/test_slack_golden.py` writes it anew."""

import json
import os
from pathlib import Path

import pytest

from bot.commands import respond
from bot.context import Context
from bot.render.slack import message
from glossary import Glossary, Source, Term

FOLDER = Path(__file__).parent / "golden"
SAMPLES = Glossary(
    [
        Term(
            id="net-revenue-retention",
            name="Net Revenue Retention",
            category="retention",
            acronyms=("NRR",),
            definition="The share of recurring revenue kept & grown from the customers of the start of a period.",
            why="Above 100% a company grows even if it signs nobody.",
            formula="NRR = (start + expansion − contraction − churn) ÷ start",
            example="(100 + 20 − 5 − 8) ÷ 100 = 107%",
            benchmark="Above 100% is good.",
            sources_differ="Some leave `reactivation` out; this one *does not*.",
            confused_with={"gross-revenue-retention": "GRR leaves expansion out and can't pass 100%."},
            related=("account-review",),
            sources=("A sample book", "Sample & Co, A report <2026>"),
            references=(
                Source(id="book", title="A sample book"),
                Source(
                    id="report",
                    title="A report <2026>",
                    publisher="Sample & Co",
                    url="https://example.com/report?a=1&b=2",
                    looked_up="2026-11-29",
                ),
            ),
        ),
        Term(
            id="gross-revenue-retention",
            name="Gross Revenue Retention",
            category="retention",
            acronyms=("GRR",),
            definition="The share of recurring revenue kept, expansion left out.",
            formula="GRR = (start − contraction − churn) ÷ start",
            confused_with={"net-revenue-retention": "GRR leaves expansion out and can't pass 100%."},
        ),
        Term(
            id="account-review",
            name="Account Review",
            category="planning",
            acronyms=("AR",),
            ambiguous=("AR",),
            definition="A look at one account with everybody who works on it.",
        ),
        Term(
            id="accounts-receivable",
            name="Accounts Receivable",
            category="business",
            acronyms=("AR",),
            ambiguous=("AR",),
            definition="Money that customers owe for what they have had.",
        ),
    ]
)
REQUESTS = {
    "card": "define nrr",
    "comparison": "compare nrr vs grr",
    "choices": "define ar",
    "nothing": "define tomato",
    "categories": "terms",
    "category": "terms retention",
    "help": "help",
    "mistake": "compare",
    "calculation": "nps 40 10 50",
    "calculation_mistake": "calculate stickiness 5000 2500",
    "calculation_question": "clv 200 1,5",
    "calculation_table": "nrr 100k 20k 5k 8k churn=4k..12k",
}


@pytest.mark.parametrize("name", REQUESTS)
def test_the_message_is_the_one_on_file(name: str) -> None:
    request = REQUESTS[name]
    sent = message(respond(request, Context(SAMPLES))[1], trail=("help", request), again=request)
    text = json.dumps(sent, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    file = FOLDER / f"slack_{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
