"""What is no number, endless and nested, read as arguments of a metric: its cost as its length doubles.

A ratio near 2 is work that grows with the length; one near 4 is quadratic, and would be a way to keep the bot busy.
"""

import time

from metrics import calculate

LENGTH = 8_000
HOSTILE = ("9", "0", "a", "=", "-", "(", "1..", "1,", "1 ", "? ", "9%", "1k", "k=1 ", "$€", "1/", "−", "scores 9 ")
ROUNDS = 5


def milliseconds(text: str) -> float:
    """The least time over the rounds, in milliseconds of the processor's."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        calculate("nps", f"{text} 10 50")
        taken.append((time.process_time() - started) * 1e3)
    return min(taken)


def main() -> None:
    """Prints a row a text: the time at one length and at twice that, and their ratio."""
    print(f"{'text':12} {LENGTH:>10,} {2 * LENGTH:>10,} {'ratio':>6}")
    for piece in HOSTILE:
        once = milliseconds(piece * (LENGTH // len(piece)))
        twice = milliseconds(piece * (2 * LENGTH // len(piece)))
        print(f"{piece!r:12} {once:>10.2f} {twice:>10.2f} {twice / once:>6.1f}")


if __name__ == "__main__":
    main()
