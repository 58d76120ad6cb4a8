"""Writes the pages that are drawn from the registries, or with --check says which are out of date."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from accounts import definitions
from accounts.definitions import load_definitions
from accounts.kinds import KINDS
from accounts.readers import limits
from bot.commands import COMMANDS
from bot.tenants.manifest import EXAMPLE, manifest_for_many
from bot.terminal.operator_verbs import OPERATIONS, OPTIONS
from glossary import Source, Term, load
from glossary.term_benchmarks import with_benchmarks
from glossary.term_files import TERMS
from metrics import METRICS
from metrics.docs import markdown

HERE = Path(__file__).parent
HOLDS = {
    "text": "text",
    "key": "an id",
    "domain": "a web domain",
    "email": "an email",
    "url": "a link (https)",
    "country": "a country",
    "date": "a date",
    "money": "an amount",
    "currency": "a currency",
    "count": "a number",
    "number": "a number",
    "days": "days",
    "months": "months",
    "flag": "yes or no",
    "choice": "one of a few words",
}
IMPORTING = """\
`cs import KIND FILE…` takes CSV, TSV, JSON, JSON lines and XLSX files, and gzip of them, as tools
export them. Import accounts first, since the other files refer to them. `cs sample --write FOLDER`
writes a file of each kind to look at.

- **Columns** are recognised by their headers, in English, German, French and Spanish, whatever the case, punctuation
  and prefixes: `ARR`, `ARR__c`, `ARR ($)` and `annualRecurringRevenue` are one. Exports of
  HubSpot, Salesforce, Planhat, Gainsight, Vitally, Stripe,
  ChartMogul, Zendesk and Intercom need no configuration. Of two columns for a field the better one is taken, as the
  list has them.
- **Rows count**, not different values: a column keeps its field while rows fit it, and the odd cells are rejected by
  their lines. A column that has a field's very name is never left out.
- A header that is nearly known is only a **guess**: it is shown with its reason and confirmed, or set with `--map
  "Account Name=name"`; `--map "Column=-"` leaves a column out. What was set or confirmed is remembered.
- **Values have a say**: a column called *Renewal* that holds no dates is left out, and that is said. What stands in
  brackets counts unless it is a unit: `ARR (k$)` and `Usage (last 30d)` are not taken for what they aren't.
- A currency in the header of amounts, `ARR (EUR)`, is theirs when no column names one; else `--currency` or
  `CS_CURRENCY`. Amounts are whole units: divide those of ChartMogul's destinations and of APIs that give cents.
- What tools and data frames write for **nothing** (`N/A`, `null`, `None`, `NaN`, `NaT` …) is an empty cell. `--dates`
  says what 03/04/2026 is; beside it, what makes sense in the other order alone is read so. A month, a quarter or a week
  (`2026-01`, `2026-Q1`, `2026-W05`) is its first day, and the last one of what ends: that is said.
- **Accounts** are known by their id; one without is known by its domain or name, until a file gives it an id. Without a
  name it is called by its id. Segments have one spelling, the store's: `mid market` is `Mid-Market`, and that is said.
- An **owner that somebody set** (`/cs own acme`) stays whatever a file states; the card says where they differ, and
  once a file states the same, files count again. Taking an import back leaves it alone. Touchpoints that people log
  (`done`, `log call`) stand beside those of files, and say nothing of how new the files are.
- Other files name their account by **id, domain or name**; of several ids in a cell, the first one known is taken.
  The 15 and the 18 characters of an id of Salesforce are one id, whichever the file has.
  Another name of an account is confirmed once: `cs import alias "Northwind GmbH" = "northwind.example"`; `cs import
  alias` lists them, `--forget` forgets one.
- **Ids of two tools** are kept apart: `--source zendesk` says whose they are, and is remembered for files with the same
  columns. Answers to two surveys are two. An id that suddenly says something else is asked about.
- **Totals**, subtotals and what reports say below their tables are passed over, and that is said; a company called
  Total stays. What stands once for a group, above its subtotal or merged over its rows, is said of each of them; an
  amount that is merged counts once. A header may have two rows, with groups above the names;
  `--header-row N` says which row it is.
- `0`, `1/0/1900` and `00:00:00` in a column of **dates** are empty cells; `27:30` and `[h]:mm` in one of hours are
  hours. Ids that a spreadsheet has shortened (`1.23E+17`) are refused.
- **A word** in a column means what `--map-value status "Legal hold=cancelled"` says, or nothing with `"TBD="`;
  that is remembered too. `cs import mappings` lists what is.
- What isn't believed is **asked about**: at a terminal with a question, else it is refused with the option that decides
  it: `--accept future` (days to come of what has happened), `far` (a renewal in 1999 or 2099), `empty` (a contract that
  ends on the day on which it starts), `negative` (revenue below zero), `currency` (amounts that
  would change theirs), `totals` (what may be a
  total), `kind` (a file that looks like one of another kind), `same` (an id that says something else).
- The last line says how much of what health and renewals need is **known** of the customers, and what of it is old.
- A store that holds the sample company takes no other accounts, unless `--beside-sample` says so.
- `--from URL --query SQL` reads a database instead, with the query or a file of it: `--query accounts.sql`.
"""
LIMITS = (
    f"- **Limits**: a cell of {limits.LONGEST_CELL:,} characters, a line or a record of {limits.LONGEST_LINE:,}; what\n"
    f"  is packed, comes through a pipe or from a database may come to {limits.MOST_UNPACKED >> 20:,} MB."
)
NOTE = "<!-- Generated by `make docs`; edit the source instead. -->"


def glossary_page() -> Iterator[str]:
    """Every term, by category."""
    categories = load().by_category()
    yield f"# Glossary\n\n{NOTE}\n\n{sum(map(len, categories.values()))} terms. `/cs define <term>` answers each."
    yield " · ".join(f"[{name.capitalize()}](#{name})" for name in categories)
    for category, terms in categories.items():
        yield f"## {category.capitalize()}"
        for term in terms:
            yield "\n".join(_term(term))


def _term(term: Term) -> Iterator[str]:
    yield f'### <a id="{term.id}"></a>{term.title}\n'
    yield f"{term.definition} {term.why}".strip()
    if term.aliases:
        yield f"\nAlso: {', '.join(term.aliases)}"
    if term.formula:
        yield f"\n`{term.formula}`\n\nExample: {term.example}"
    if term.benchmark:
        yield f"\nWhat is good: {term.benchmark}"
    if term.sources_differ:
        yield f"\nSources differ: {term.sources_differ}"
    if term.confused_with:
        yield ""
        yield from (
            f"- Not to be confused with [{other}](#{other}): {line}" for other, line in term.confused_with.items()
        )
    yield f"\nSources: {'; '.join(map(_source, term.references))}"


def _source(source: Source) -> str:
    """The citation with a link to its page, or saying that nobody has checked it."""
    text = re.sub(r"([\[\]<>*_`])", r"\\\1", source.citation)
    cited = f"[{text}](<{source.url}>)" if source.url else text
    return cited if source.verified else f"{cited} (not verified)"


def commands_page() -> Iterator[str]:
    """Every command of Slack and the terminal, and the operators' verbs."""
    yield f"# Commands\n\n{NOTE}\n\nIn Slack after `/cs`, in a mention or a direct message; in a terminal after `cs`."
    yield "| Command | Answers | For example |\n| --- | --- | --- |\n" + "\n".join(
        f"| {_code(command.usage)} | {command.summary} | {', '.join(map(_code, command.examples))} |"
        for command in COMMANDS
    )
    yield "Anything else is taken as a term or a question: `/cs nrr`, `/cs what's a good nps?`, `/cs nrr or grr`."
    yield "## In the terminal only"
    yield "\n".join(f"- `cs {verb}`: {summary}" for verb, summary in OPERATIONS.items())
    yield "\n".join(f"- `{option}`: {summary}" for option, summary in OPTIONS.items())


def _code(text: str) -> str:
    """The text as code in a cell of a table, where a bar would end the cell."""
    escaped = text.replace("|", r"\|")
    return f"`{escaped}`"


def metrics_page() -> Iterator[str]:
    """Every metric, by topic."""
    title, _, rest = markdown().strip().partition("\n")
    yield f"{title}\n\n{NOTE}\n{rest}"


def import_page() -> Iterator[str]:
    """Every kind of file that can be imported, with its fields and the headers they are known by."""
    yield f"# Importing accounts\n\n{NOTE}\n\n{IMPORTING}{LIMITS}"
    yield " · ".join(f"[{kind.name}](#{kind.name})" for kind in KINDS.values())
    for kind in KINDS.values():
        yield f"## {kind.name}\n\n{kind.help}. `cs import {kind.name} {kind.name}.csv`"
        groups = [" or ".join(f"`{name}`" for name in group) for group in kind.one_of]
        needed = [*(f"`{field.name}`" for field in kind if field.required), *groups]
        yield f"Needed: {'; '.join(needed)}."
        yield "| Field | Holds | What it is | Headers it is known by |\n| --- | --- | --- | --- |\n" + "\n".join(
            f"| `{field.name}` | {HOLDS[field.type]} | {field.help} | {', '.join(field.names) or '–'} |"
            for field in kind
        )
        for field in kind:
            if field.choices:
                meanings = "; ".join(f"**{value}** ({', '.join(words)})" for value, words in field.choices)
                yield f"Values of `{field.name}`, and the words that mean them: {meanings}."


def definitions_page() -> Iterator[str]:
    """What each number about accounts counts."""
    yield f"# Definitions\n\n{NOTE}"
    yield (
        "What each number that CS Bot shows about accounts counts. *How is this counted?* under an answer, and "
        "`/cs counted arr`, show the same sentences."
    )
    yield " · ".join(f"[{each.name}](#{each.id})" for each in load_definitions().values())
    yield from definitions.markdown()


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands.md": commands_page,
    "definitions.md": definitions_page,
    "glossary.md": glossary_page,
    "import.md": import_page,
    "metrics.md": metrics_page,
}


def many_manifest() -> str:
    """manifest.yml for many workspaces."""
    manifest = yaml.safe_load((HERE.parent / "manifest.yml").read_text(encoding="utf-8"))
    made = yaml.safe_dump(manifest_for_many(manifest), sort_keys=False, allow_unicode=True, width=120)
    return f"# Generated from manifest.yml by `make docs`: for many workspaces. Put your address for {EXAMPLE}.\n{made}"


def main(arguments: list[str]) -> int:
    """Returns 1 when --check finds a file that differs from what would be written."""
    stale = 0
    for path, text in _written():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale += 1
            print(f"{path.relative_to(HERE.parent)} is out of date: run make docs")
    return int(stale > 0)


def _written() -> Iterator[tuple[Path, str]]:
    """Each file that follows from the registries, the terms first, since a page is made of them."""
    benchmarks = {metric.id: metric.band.summary(metric.unit) for metric in METRICS if metric.band}
    for path in sorted(TERMS.glob("*.toml")):
        yield path, with_benchmarks(path.read_text(encoding="utf-8"), benchmarks)
    yield HERE.parent / "manifest-many.yml", many_manifest()
    yield from ((HERE / name, "\n\n".join(page()) + "\n") for name, page in PAGES.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
