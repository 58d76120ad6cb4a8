"""Published levels of the metrics: each from a page that was looked up, with whose values they are and over what time.

`source` is the page's id in the glossary's sources; the benchmark on the term's card is written from here. A level says
what to think of a value, and not that it is so much or more: its range stands beside it.
"""

from metrics.bands import Band

NPS = Band(
    source="customergauge-good-nps",
    by="CustomerGauge",
    year=None,
    population="companies of all industries, between which levels differ much",
    base="the answers to one survey",
    levels=(
        (">= 70", "world class"),
        (">= 50", "excellent"),
        ("> 0", "good, with more promoters than detractors"),
        ("", "no more promoters than detractors"),
    ),
)
NRR = Band(
    source="digital-applied-nrr-benchmarks",
    by="Benchmarkit and Maxio, quoted by Digital Applied",
    year=2026,
    population="private B2B SaaS companies in 2024",
    base="recurring revenue over 12 months",
    levels=(
        ("> 101", "better than half of such companies"),
        ("= 101", "in the middle of such companies"),
        (">= 100", "worse than half of such companies, though expansion makes up for what is lost"),
        ("", "worse than half of such companies, and more is lost than expansion brings"),
    ),
    yearly=True,
)
GRR = Band(
    source="aleph-gross-revenue-retention-2026",
    by="Aleph and Benchmarkit",
    year=2026,
    population="342 SaaS and AI companies in 2025",
    base="recurring revenue over 12 months",
    levels=(
        (">= 91", "among the top 25% of such companies"),
        (">= 84", "at the median or above, as half of such companies are"),
        (">= 76", "below the median, which half of such companies reach"),
        ("", "among the lowest 25% of such companies"),
    ),
    yearly=True,
)
GROSS_MARGIN = Band(
    source="sapphire-gross-margin-gross-retention",
    by="Sapphire Ventures",
    year=2023,
    population="software companies, as investors see them",
    base="revenue of the same period",
    levels=(
        (">= 80", "among the best for software"),
        (">= 70", "typical of software"),
        ("", "low for software"),
    ),
)
LTV_CAC = Band(
    source="echai-for-entrepreneurs",
    by="David Skok, quoted by eChai Ventures",
    year=None,
    population="subscription software, a rule of thumb",
    base="lifetime value on gross margin over the cost of winning one customer",
    levels=((">= 3", "enough for the business to last"), ("", "too little for the business to last")),
)
CAC_PAYBACK = Band(
    source="echai-for-entrepreneurs",
    by="David Skok, quoted by eChai Ventures",
    year=None,
    population="subscription software, a rule of thumb",
    base="months of gross margin of one customer",
    levels=(("< 12", "as quick as Skok advises"), ("", "slower than Skok advises")),
)
RULE_OF_40 = Band(
    source="feld-rule-of-40",
    by="Brad Feld",
    year=2015,
    population="software companies with at least $50 million of revenue",
    base="growth and profit of one year",
    levels=((">= 40", "meets the rule"), ("", "misses the rule")),
)
BURN_MULTIPLE = Band(
    source="omegapoint-burn-multiple",
    by="David Sacks, 2020, quoted by Omegapoint",
    year=None,
    population="startups with venture capital, a rule of thumb",
    base="net burn and net new ARR of the same period",
    levels=(
        ("< 1", "amazing, as more ARR is won than cash is burnt"),
        ("< 1.5", "great"),
        ("< 2", "good"),
        ("<= 3", "suspect, as growth takes much cash"),
        ("", "bad, as growth takes too much cash"),
    ),
)
QUICK_RATIO = Band(
    source="insightsquared-mamoon-hamid",
    by="Mamoon Hamid in InsightSquared",
    year=None,
    population="young SaaS companies, a threshold for investing",
    base="recurring revenue gained and lost in the same period",
    levels=((">= 4", "meets Hamid's threshold for investing"), ("", "misses Hamid's threshold for investing")),
)
MAGIC_NUMBER = Band(
    source="komo-magic-number",
    by="Lars Leckie, 2008, quoted by Komo",
    year=None,
    population="SaaS companies, a rule of thumb",
    base="growth from one quarter to the next over the spending of the first",
    levels=(
        (">= 0.75", "spend more on growth"),
        (">= 0.5", "find the weak spot before spending more"),
        ("", "fix the business before spending more"),
    ),
)
LICENCE_UTILISATION = Band(
    source="gitlab-health-scoring-methodology",
    by="GitLab Handbook",
    year=None,
    population="GitLab's own customers",
    base="seats in use, by months since the start",
    levels=(
        ("> 75", "green"),
        ("> 50", "green in months 2 to 6, yellow to month 9, red after"),
        (">= 10", "yellow in months 2 to 6, red after"),
        ("", "red"),
    ),
)
