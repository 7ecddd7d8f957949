"""Measures whether what reads a person's text takes twice as long for twice as much of it.

Every function gets 60,000 and 120,000 characters of one unit over and over: the texts that make a
careless pattern look again and again. Names of functions as arguments measure those alone.
"""

from __future__ import annotations

import dataclasses
import gc
import signal
import string
import sys
import time
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = 60_000
WORST = 2.6
"""Twice the text may take so many times as long: twice, and what a busy machine adds."""
SHORTEST = 0.5
"""Seconds under which a time says nothing about a ratio."""
LONGEST = 20
"""Seconds of the processor after which a function is given up on."""

UNITS = {
    **{mark: mark for mark in string.punctuation},
    **{letter: letter for letter in "aAxZ09"},
    "blank": " ",
    "new line": "\n",
    "tab": "\t",
    "no-break space": "\u00a0",
    "emoji": "\U0001f600",
    "combining": "\u0301",
    "a with marks": "a\u0301\u0323",
    "full-width": "\uff21",
    "right to left": "\u200f",
    "Hebrew": "\u05d0",
    "zero width": "\u200b",
    **{
        unit: unit
        for unit in (
            *(
                "a b ",
                "A B ",
                "no. ",
                "((",
                "@a",
                "a@",
                "a.",
                "a. ",
                "A. ",
                "A.",
                "1-",
                "1 ",
                "12,",
            ),
            *(
                "Mr ",
                "St. ",
                "a-",
                "a_",
                "a'",
                "a/",
                "-- ",
                " - ",
                '"a" ',
                "one ",
                "the ",
                ", ",
                "\r\n",
            ),
            *(
                "not ",
                "but ",
                "because ",
                "Next ",
                "good ",
                "You were nervous. ",
                "safe ",
                "5 May ",
            ),
            *(
                "Sage, ",
                "C ",
                "Go, ",
                "and ",
                "or ",
                "born ",
                "£1 ",
                "pay ",
                "dot ",
                "at ",
                "1.",
                "<a",
                "[",
            ),
            *(
                "live ",
                "her ",
                "Anna ",
                "Anna Smith ",
                "said ",
                "I'm ",
                "www.",
                "http:",
                "[a](",
                "Zx ",
                "zx ",
            ),
            *(
                "zx, ",
                "Zxq and ",
                "flat ",
                "number 1 ",
                "a1 ",
                "A1 ",
                "?\n",
                "Why? ",
                "a; ",
                "; ",
                "Go, Python, ",
                "Leeds, York or ",
            ),
        )
    },
}


def functions() -> dict[str, Callable[[str], Any]]:
    """Give what takes a person's text, each as a function of that text."""
    from bounceback_analysis.analysis import feedback, preparing, skills
    from bounceback_analysis.feedback import reading
    from bounceback_analysis.log import cells, csvtext, dates, table
    from bounceback_analysis.redaction import kinds, people, plain, redactor
    from bounceback_analysis.report import agreed
    from bounceback_analysis.vocabulary import aliases, schema
    from bounceback_analysis.vocabulary import skills as known

    labels = {"Alder Trust": "Employer A", "Next plc": "Employer B", "Castellan": "Employer C"}
    from tests.reading import log_of

    bare = log_of("date,employer,outcome\n2026-03-05,Alder,rejected\n")

    def bank(text: str) -> Any:
        return preparing.question_bank(
            dataclasses.replace(bare, entries=bare.entries.assign(hard_questions=text))
        )

    def cell(text: str) -> Any:
        found = csvtext.split_rows(f"date,employer,outcome\n{text}".encode())
        return found.cells and table.find_headings(found)

    return {
        "redact": redactor.redactor(labels, ["torquil"]),
        "people": lambda text: list(people.names_in(text)),
        "clean": lambda text: plain.without_accents(plain.clean(text)),
        "sensitive": lambda text: list(kinds.private_spans(plain.clean(text))),
        "code_feedback": lambda text: feedback.code_feedback([text]),
        "likely_themes": reading.likely_themes,
        "find_skills": skills.find_skills,
        "clause": lambda text: feedback.clause_around(text, 10, 20),
        "question_bank": bank,
        "question theme": preparing.theme_of_question,
        "fold": schema.fold,
        "words": known.words_of,
        "plain": aliases.plain,
        "status": lambda text: aliases.read_status(text, {}),
        "heading": aliases.heading_meaning,
        "tick": aliases.is_tick,
        "cell": cells.text_cell,
        "pay": lambda text: cells.read_columns({"salary": [text]}, [2], "log", ours=True),
        "day": dates.to_iso,
        "agreed day": lambda text: agreed.due_on(text, pd.Timestamp("2026-01-05")),
        "valid": lambda text: cells.validate_entry({"employer": "A", "feedback": text}),
        "decode": lambda text: csvtext.decode(text.encode()),
        "rows": cell,
    }


class _GivenUpError(Exception):
    pass


def seconds(work: Callable[[str], Any], text: str) -> float:
    """Give the processor's seconds that a text takes; infinite where it was given up on."""

    def stop(*_: object) -> None:
        raise _GivenUpError

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)  # of this process: others may be busy
    gc.collect()
    gc.disable()  # when it looks for what can be thrown away is chance, and counts as time
    start = time.process_time()
    try:
        work(text)
    except _GivenUpError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()
    return time.process_time() - start


def measured(work: Callable[[str], Any]) -> Iterator[tuple[str, float, float]]:
    """Give each unit, and the seconds that a function takes for the text and for twice as much."""
    work("Warm-up: You were nervous, but 2 of us liked Anna's answers.")
    for unit, repeated in UNITS.items():
        text = (repeated * (SIZE // len(repeated) + 1))[:SIZE]
        once, twice = seconds(work, text), seconds(work, f"{text}{text}.")
        if once >= SHORTEST and twice / once >= WORST:  # the shorter of two runs is the truer
            once, twice = (
                min(a, seconds(work, b)) for a, b in ((once, f"{text} "), (twice, f"{text} {text}"))
            )
        yield unit, once, twice


def main() -> int:
    """Print the slowest unit of each function, and all whose time grows faster than the text."""
    faults = 0
    for name, work in functions().items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        slowest = (0.0, 0.0, "")
        for unit, once, twice in measured(work):
            slowest = max(slowest, (twice, once, unit))
            grown = twice / max(once, SHORTEST / 2) >= WORST
            if (twice >= SHORTEST and grown) or twice == float("inf"):
                faults += 1
                print(f"  {name:15} {unit!r:22} {once:7.2f} s {twice:7.2f} s", flush=True)
        twice, once, unit = slowest
        ratio = twice / max(once, 0.01)  # less is what a cache or a clock makes of it
        print(f"{name:15} slowest {twice:6.2f} s, {ratio:.1f} times, for {unit!r}", flush=True)
    print(f"{faults} grow faster than the text")
    return faults


if __name__ == "__main__":
    sys.exit(main() > 0)
