"""A person at the demo page: sees the chart of a range below its table."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT
from tests.e2e.test_page import ask


def test_a_person_sees_the_chart_of_a_public_range(page: Page, tmp_path: Path) -> None:
    ask(page, "/cs nrr 100k 20k 5k 8k churn=4k..12k!")
    picture = page.get_by_alt_text(
        "Net Revenue Retention falls from 111% at churn 4,000 to 103% at churn 12,000. "
        "With start 100,000, expansion 20,000, contraction 5,000."
    )
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1200)
    shot = ROOT / "docs/images/chart.png" if os.environ.get("CS_SCREENSHOT") else tmp_path / "chart.png"
    page.screenshot(path=shot)
