"""What came of a soak, told in rows and drawn: memory, times of answers, the processor."""

import math
import statistics
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """How the bot is at a moment, in minutes since the load began: MB of memory of it and of its children, threads,
    open files, seconds of the processor that it took so far, and the load of the machine.
    """

    minute: float
    memory: int
    children: int
    threads: int
    files: int
    processor: float
    load: float


@dataclass
class Run:
    """What came of the load: for each question about accounts or not, when it was asked, in minutes, and the
    milliseconds of its answer.
    """

    answers: dict[bool, list[tuple[float, float]]] = field(default_factory=lambda: {False: [], True: []})
    samples: list[Sample] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def at_share(answers: list[tuple[float, float]], share: float, first: float, last: float) -> float:
    """The milliseconds below which a share of the answers between two minutes lies; NaN where there are none."""
    taken = sorted(ms for minute, ms in answers if first <= minute < last)
    return taken[min(int(len(taken) * share), len(taken) - 1)] if taken else math.nan


def report(run: Run, log: str, minutes: float) -> None:
    """Prints a row for each sixth of the time, what was done, and the trend of memory."""
    print(f"{'':8} {'words, ms':>15} {'accounts, ms':>15}")
    print(f"{'minute':>8} {'p50':>7} {'p99':>7} {'p50':>7} {'p99':>7} {'MB':>5} {'threads':>8} {'files':>6}", end="")
    print(f" {'CPU':>5} {'load':>5}")
    for number in range(6):
        first, last = minutes * number / 6, minutes * (number + 1) / 6
        times = [at_share(run.answers[of], share, first, last) for of in (False, True) for share in (0.5, 0.99)]
        samples = [each for each in run.samples if first <= each.minute < last]
        of = samples[-1]
        used = (of.processor - samples[0].processor) / 60 / max(of.minute - samples[0].minute, 0.01)
        load = statistics.mean(each.load for each in samples)
        print(
            f"{last:8.1f} {' '.join(f'{each:7.0f}' for each in times)} {of.memory:5} {of.threads:8} {of.files:6}"
            f" {used:5.0%} {load:5.1f}"
        )
    print("; ".join(f"{label}: {count:,}" for label, count in sorted(run.counts.items())))
    said = Counter(line.split(" ", 2)[2] for line in log.splitlines() if " ERROR " in line or " WARNING " in line)
    print("\n".join(f"log, {count} ×: {line}" for line, count in said.most_common(10)))
    settled = [each for each in run.samples if each.minute >= minutes / 3]
    slope, _ = statistics.linear_regression([each.minute for each in settled], [each.memory for each in settled])
    print(f"memory in the last two thirds: {slope * 60:+.1f} MB an hour, at most {max(s.memory for s in settled)} MB")


def plot(run: Run, minutes: float, title: str, path: Path) -> None:
    """Memory, times of answers and the processor against the minute, one above the other."""
    import matplotlib as mpl

    mpl.use("agg" if path.suffix == ".png" else "svg")
    from matplotlib import pyplot

    figure, (memory, latency, machine) = pyplot.subplots(3, 1, figsize=(9, 9), sharex=True)
    at = [each.minute for each in run.samples]
    memory.plot(at, [each.memory for each in run.samples], label="cs serve")
    if any(each.children for each in run.samples):
        memory.plot(at, [each.children for each in run.samples], label="its process for charts")
    memory.set(ylabel="resident memory in MB", ylim=(0, None), title=title)
    steps = [minutes * each / max(round(minutes), 6) for each in range(max(round(minutes), 6) + 1)]
    for about_accounts, colour, label in ((False, "tab:blue", "words"), (True, "tab:orange", "accounts")):
        for share, style, named in ((0.5, "-", "median"), (0.99, ":", "99th percentile")):
            cost = [at_share(run.answers[about_accounts], share, *each) for each in pairwise(steps)]
            latency.plot(steps[1:], cost, style, color=colour, label=f"{label}, {named}")
    latency.set(yscale="log", ylabel="time of an answer in ms")
    latency.yaxis.set_major_formatter("{x:g}")
    pairs = list(pairwise(run.samples[:: max(len(run.samples) // 60, 1)]))
    used = [(b.processor - a.processor) / 60 / (b.minute - a.minute) for a, b in pairs]
    machine.plot([b.minute for _, b in pairs], used, label="used by cs serve")
    machine.plot(at, [each.load for each in run.samples], label="wanted on the whole machine (load)")
    machine.set(xlabel="minutes", ylabel="processors", yscale="log", xlim=(0, minutes))
    machine.yaxis.set_major_formatter("{x:g}")
    for axes in (memory, latency, machine):
        axes.grid(visible=True, color="#ddd")
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None} if path.suffix == ".svg" else None)
