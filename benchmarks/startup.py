"""Cold start: `cs define nrr` in a new process, as a ratio to `python -c pass` in the same run."""

import statistics
import subprocess
import sys
import time

RUNS = 30
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "cs define nrr": ["-m", "bot.terminal.main", "define", "nrr"],
    "cs --json define nrr": ["-m", "bot.terminal.main", "--json", "define", "nrr"],
    "cs define champoin": ["-m", "bot.terminal.main", "define", "champoin"],
    "cs what's a good nps?": ["-m", "bot.terminal.main", "what's", "a", "good", "nps?"],
}


def milliseconds(arguments: list[str]) -> float:
    """The wall time of one process, in milliseconds."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Prints a row a command: median and slowest of the runs, and the ratio of the medians. Runs take turns."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, arguments in COMMANDS.items():
            times[name].append(milliseconds(arguments))
    floor = statistics.median(times["python -c pass"])
    print(f"{'command':24} {'median ms':>10} {'slowest ms':>11} {'ratio':>6}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:24} {median:10.0f} {max(taken):11.0f} {median / floor:6.1f}")


if __name__ == "__main__":
    main()
