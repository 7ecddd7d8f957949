"""Compares every count of the product with the independent counter, in 341 logs under six filters.

The example, 40 realistic logs and 300 random ones. Run it with ``python -m
tests.benchmarks.bench_truth``; two numbers, such as ``0 100``, take a part of the logs. Each log is
read once and each picture drawn once; a filter that keeps the same lines as one before it, or none,
would be the same again, and is only counted. The counter reads no letters: in the example the themes
are written down first as the product reads them.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from lxml import html

import bounceback_analysis as bb
from bounceback_analysis.analysis.feedback import theme_quotes
from bounceback_analysis.topics import TOPICS
from tests.as_counted import opened, sides, theirs
from tests.by_rule import read
from tests.counter import counts
from tests.made_logs import AS_OF, SEEDS, as_text, made_log, made_plan, wild_logs
from tests.test_truth_counts import CHOICES, EXAMPLE, EXAMPLE_DAY, FILTERS
from tests.words_counted import (
    cells_below,
    counts_only,
    flow_labels,
    known_numbers,
    known_pairs,
    numbers_in,
    pairs_in,
    words_of,
)

if TYPE_CHECKING:
    from datetime import date

    from bounceback_analysis.log.model import Log

Known = tuple[set[int], set[tuple[int, int]]]
RANDOM = 300
BELOW = {
    "stage_rates by source": "stage_rates_by_source",
    "stage_rates by format": "stage_rates_by_format",
    "stage_rates by role words": "stage_rates_by_role_words",
    "feedback_themes by stage": "themes_by_stage",
    "feedback_themes by period": "themes_by_period",
    **{topic: topic for topic in ("stage_rates", "feedback_themes", "furthest_step", "waiting")},
    **{topic: topic for topic in ("improving", "goes_with_success", "nerves", "turned_round")},
    **{topic: topic for topic in ("mirrors", "question_bank", "plan_progress")},
    "next_interview": "booked",
}
"""The pictures whose table below is one table of the counter, and which."""
# Of the example: skills of one kind are one skill, and praises of one clause are one.
FROM_WORDS = ("skills_wanted", "what_went_well")


class Compared:
    """How many numbers of each kind were compared, and how many differ."""

    def __init__(self) -> None:
        self.same, self.differ = Counter[str](), Counter[str]()
        self.without: Counter[str] = Counter()

    def take(self, kind: str, found: Any, counted: Any, *, where: str) -> None:
        """Compare two values, each with all the single numbers in it."""
        self.same[kind] += numbers(counted)
        if found != counted:
            self.differ[kind] += 1
            print(f"{where}, {kind}: {found} != {counted}", flush=True)

    def take_words(self, kind: str, words: str, known: Known, *, where: str) -> None:
        """Compare each number of a text with those that the counter knows."""
        for find, counted in zip((numbers_in, pairs_in), known, strict=True):
            found = find(words)
            self.same[kind] += len(found)
            if unknown := found - counted:
                self.differ[kind] += len(unknown)
                print(f"{where}, {kind}: {unknown} in {words!r}", flush=True)


def random_logs(n: int) -> list[str]:
    """Give the texts of random logs, the same each time."""
    found: list[str] = []

    @seed(1)
    @settings(
        max_examples=n,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(wild_logs())
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def with_readings(text: str) -> str:
    """Give the example with the themes of its letters written down as the product reads them."""
    quotes = theme_quotes(opened(text, EXAMPLE_DAY)).query("not compared")
    own: defaultdict[int, list[str]] = defaultdict(list)
    for line, theme, way in quotes[["line", "theme", "polarity"]].itertuples(index=False):
        own[line].append(f"{theme} {way}")
    rows = [row | {"feedback_themes": "; ".join(own[int(row["line"])])} for row in read(text)]
    columns = text.splitlines()[0].split(",")
    return as_text([{name: row[name] for name in columns} for row in rows], columns)


def numbers(said: Any) -> int:
    """Count the single values of what was counted."""
    if isinstance(said, dict):
        return sum(map(numbers, said.values()))
    return sum(map(numbers, said)) if isinstance(said, (tuple, list, set)) else 1


def compare(log: Log, day: date, said: Any, aside: Any, take: Compared, where: str) -> None:
    """Compare every table of a log, and each picture: its words, its labels, the table below."""
    counted, pairs = theirs(said), known_pairs(said)
    for topic, (ours, mine) in sides(log, said, aside).items():
        take.take("table", ours, mine, where=f"{where}, {topic}")
    for topic in TOPICS:
        for choices in CHOICES.get(topic, ({},)):
            name = " by ".join([topic, *filter(None, choices.values())])
            picture = bb.plot(topic, log, **choices)
            words = words_of(picture)
            if topic == "journey":  # its hovers are compared one by one, with its labels
                take.take("flow label", *flow_labels(picture, said), where=where)
                del words["hover"]
            known = known_numbers(topic, said, day), pairs
            for kind, text in words.items() if topic not in aside else ():
                take.take_words(kind, text, known, where=f"{where}, {name}")
            if name in BELOW:
                for ours, mine in cells_below(log, BELOW[name], picture, counted[BELOW[name]]):
                    take.take("table below", ours, mine, where=f"{where}, {name}")


def compare_report(log: Log, day: date, said: Any, take: Compared, where: str) -> None:
    """Compare what the pages of the report say."""
    with tempfile.TemporaryDirectory() as folder:
        bb.write_report(log, Path(folder) / "report.html")
        page = html.fromstring((Path(folder) / "report.html").read_bytes())
    for part in page.xpath("//script | //style | //svg"):
        part.drop_tree()
    known = known_numbers("furthest_step", said, day), known_pairs(said)
    pairs = " | ".join(f"{n} of {of}" for n, of in pairs_in(" | ".join(page.itertext())))
    numbers = " ".join(page.xpath("//*[contains(@class, 'stat')]//text()"))
    take.take_words("report page", counts_only(numbers), known, where=where)
    take.take_words("report page", pairs, (numbers_in(pairs), known[1]), where=where)


def main() -> None:
    """Print the numbers compared of each kind, and each difference."""
    logs: list[tuple[Any, ...]] = [(with_readings(EXAMPLE), "", EXAMPLE_DAY, FROM_WORDS)]
    logs += [(made_log(at), made_plan(at), AS_OF, ()) for at in SEEDS]
    logs += [(text, "", AS_OF, ()) for text in random_logs(RANDOM)]
    first, end = map(int, sys.argv[1:3] or (0, len(logs)))
    take, again = Compared(), 0
    for number, (text, plan, day, aside) in enumerate(logs[first:end], first):
        log, before = opened(text, day, plan), take.same.copy()
        seen = {()} if number > first else set()  # no lines at all are the same in every log
        count = partial(counts, read(text), day, plan=read(plan) if plan else ())
        for chosen in FILTERS:
            part = log.only(**chosen) if chosen else log
            kept = tuple(part.entries["line"])
            again += kept in seen
            if kept not in seen:
                compare(part, day, count(**chosen), aside, take, f"log {number}, {chosen}")
            seen.add(kept)
        compare_report(log, day, count(), take, f"log {number}, report")
        take.without.update(kind for kind in KINDS if take.same[kind] == before[kind])
        if number % 20 == 0:
            print(f"log {number}: {dict(take.same)} so far", flush=True)
    print(f"logs {first} to {end}, {again} filters that kept the same lines as another")
    for kind in KINDS:
        print(
            f"  {kind:12}{take.same[kind]:9,} numbers compared, {take.differ[kind]} differ;"
            f" {take.without[kind]} logs have none"
        )
    print(f"  in all      {sum(take.same.values()):9,}, {sum(take.differ.values())} differ")


KINDS = ("table", "title", "sentence", "hover", "table below", "flow label", "report page")


if __name__ == "__main__":
    main()
