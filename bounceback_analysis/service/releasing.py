"""Facts into what may be released, safe beside what was released before.

Kept beside the output is what each cell was when it was last shown, or first kept back. A cell that
was shown and has changed by fewer than k clients since stays as it was; one that was kept back
stays so until k clients more stand in it: else the difference of two editions would tell of them.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from bounceback_analysis.log.backups import OWNER
from bounceback_analysis.log.bounds import read_bounded
from bounceback_analysis.log.files import or_raise, save
from bounceback_analysis.service.facts import (
    ALL,
    CELL,
    FILES,
    FOUND,
    SHARES,
    STAGE_CELLS,
    whole_of,
)  # fmt: skip
from bounceback_analysis.service.keeping_back import Cell, Keeper, Place, System

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from pathlib import Path

K = 10
"""Clients in a cell that is shown, at least: what UK statistics of people commonly ask for."""
SHOWN, KEPT_BACK, AS_IT_WAS = "shown", "kept back", "as it was"
NOT_RELEASED = (FILES, "reply_curve")
"""What is for the service alone: names of files, and days one by one."""
ENDED = {"a no": "no", "no answer": "no_response", "waiting": "waiting"}
"""Links of the flow that count nearly the same as a cell of the rates: who sees one guesses it."""
ASKED = {
    "asked": (("answered", "refused", "not yet"), ("asked_not",)),
    "answered": (("answered",), ("refused", "not yet")),
    "refused": (("refused",), ("answered", "not yet")),
    "not yet": (("not yet",), ("answered", "refused")),
    "unasked": (("unasked",), ("answered", "in the no")),
    "in the no": (("in the no",), ("answered", "unasked")),
    "usable": (("usable",), ("usable_not",)),
}
"""Of each step of the yield, what it counts and what else is in its whole."""


class Was(NamedTuple):
    """What a cell was when it was last shown, or first kept back; ``last`` is its newest number."""

    n: int
    clients: int
    known: bool
    last: int


@dataclass(frozen=True)
class Release:
    """Facts of which each cell may be shown, or is blank; ``facts`` are not for release.

    ``cells`` are the facts with ``state`` (shown, kept back, as it was) and ``n`` blank where it is
    kept back; ``ledger`` is what the next edition must know.
    """

    cells: pd.DataFrame
    ledger: Mapping[Place, Was]
    k: int
    rounded: bool = False

    @property
    def kept_back(self) -> str:
        """Say how much is kept back, and how much stays as it was."""
        seen = self.cells[~self.cells["cell"].isin(["no", "rest"])]  # those are in no table
        states = seen["state"].value_counts()
        said = f"{states.get(KEPT_BACK, 0):,} of {len(seen):,} cells are kept back, so that "
        said += f"nothing is told of fewer than {self.k} people."
        if old := states.get(AS_IT_WAS, 0):
            said += f" {old:,} stay as they were in the last edition: too few people changed them."
        return said

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Keep beside an output what the next edition must know; it is for its owner alone."""
        out = io.StringIO(newline="")
        rows = [(*cell, *was, *group) for (group, cell), was in sorted(self.ledger.items())]
        csv.writer(out, lineterminator="\r\n").writerows([LEDGER, *rows])
        return or_raise(save(path, lambda _: out.getvalue().encode(), create=True, most=OWNER))


LEDGER = ("topic", "key", "cell", *Was._fields, "group: not for release")


def read_ledger(path: str | os.PathLike[str]) -> dict[Place, Was]:
    """Read what ``Release.save`` kept; nothing where there is no such file."""
    try:
        text = read_bounded(path).decode()
    except FileNotFoundError:
        return {}
    found: dict[Place, Was] = {}
    for topic, key, cell, n, clients, known, last, *group in [*csv.reader(io.StringIO(text))][1:]:
        was = Was(int(n), int(clients), known == "True", int(last))
        found[tuple(group), (topic, key, cell)] = was
    return found


def release(
    facts: pd.DataFrame,
    *,
    k: int = K,
    before: Mapping[Place, Was] | None = None,
    rounded: bool = False,
) -> Release:
    """Keep back what tells of fewer than ``k`` clients, and what that would follow from.

    ``before`` is what ``read_ledger`` gives of the last edition. ``rounded``: counts are shown to
    the nearest 5, and no share of fewer than 22.5 people, as UK higher education publishes. Raises
    a ValueError where ``k`` is less than 2: then nothing would be kept back.
    """
    if k < 2:
        raise ValueError(f"k={k} keeps nothing back; it is 2 or more, and 10 is usual.")
    by = [name for name in facts.columns if name not in {*CELL, *FOUND}]
    n, clients = _by_place(facts[~facts["topic"].isin(NOT_RELEASED)], by)
    groups = {group for group, _ in n}
    known, old = dict[Place, bool](), dict(before or {})
    changed = {at for at in n if at in old and _hardly(old[at], n[at], clients[at], k)}
    few = {at for at, count in clients.items() if 0 < count < k} | changed
    for system in _systems({cell for _, cell in n}):
        fixed = {at: known[at] for at in known if at[1] in system.sums}
        known |= Keeper(system, n, few, fixed).settle(groups) | fixed
    ledger = {**old, **{at: _was(old.get(at), n[at], clients[at], known[at], k) for at in n}}
    return Release(_released(n, clients, known, old, by), ledger, k, rounded)


def _hardly(was: Was, n: int, clients: int, k: int) -> bool:
    """Tell whether a cell must not be known anew: too few clients are in its difference."""
    small = abs(clients - was.clients) < k
    return (small and n != was.n) if was.known else (small or n == was.last)


def _was(was: Was | None, n: int, clients: int, known: bool, k: int) -> Was:  # noqa: FBT001
    if was is None or (known and not _hardly(was, n, clients, k)):
        return Was(n, clients, known, n)
    return was._replace(last=n)


def _by_place(facts: pd.DataFrame, by: list[str]) -> tuple[dict[Place, int], dict[Place, int]]:
    """Give numbers and clients by place, with what is not of a key beside what is."""
    n, clients, full = dict[Place, int](), dict[Place, int](), dict[Place, int]()
    groups = [
        tuple(f"{name}={value}" for name, value in zip(by, row, strict=True) if value != ALL)
        for row in facts[by].to_numpy().tolist()
    ]
    rows = zip(*(facts[c].tolist() for c in (*CELL, *FOUND)), strict=True)
    for group, (topic, key, cell, count, people, whole) in zip(groups, rows, strict=True):
        at = (group, (topic, key, cell))
        n[at], clients[at], full[at] = count, people, whole
    shares = {cell for _, cell in n if cell[0] in SHARES and cell[2] == "count"}
    for group, (topic, key, cell) in product({group for group, _ in n}, shares):
        at, of = (group, (topic, key, cell)), (group, (topic, whole_of(topic, key), "of"))
        if of in n:  # where nobody is of a key, all are of the rest
            rest = (group, (topic, key, "rest"))
            n[rest], clients[rest] = n[of] - n.get(at, 0), clients[of] - full.get(at, 0)
    return n, clients


def _systems(cells: set[Cell]) -> Iterator[System]:
    """Give the cells that hang together, what others are a share of first."""
    keys = defaultdict(set)
    for topic, key, cell in cells:
        keys[topic, key].add(cell)
    for (topic, key), there in sorted(keys.items()):
        if topic == "reply_weeks":
            for one in sorted(there):
                alone = (topic, key, one)
                yield System({alone: [alone]}, frozenset({alone}))
        elif topic in SHARES and "of" in there:
            of = (topic, key, "of")
            yield System({of: [of]}, frozenset({of}))
    for (topic, key), there in sorted(keys.items()):
        if topic in SHARES and "count" in there:
            count, rest = (topic, key, "count"), (topic, key, "rest")
            of = (topic, whole_of(topic, key), "of")
            yield System({count: [count], rest: [rest], of: [count, rest]}, frozenset({count}))
    yield _yield_system()
    for key in sorted({key for topic, key in keys if topic in {"stage_rates", "journey"}}):
        yield _stage_system(key, keys.get(("journey", key), set()) - {"of"})


def _yield_system() -> System:
    topic = "feedback_yield"

    def atom(name: str) -> Cell:
        step, _, rest = name.partition("_")
        return (topic, step, "rest" if rest else "count")

    sums: dict[Cell, list[Cell]] = {}
    for step, (counted, others) in ASKED.items():
        yes, no = [*map(atom, counted)], [*map(atom, others)]
        sums |= {(topic, step, "count"): yes, (topic, step, "rest"): no}
        sums[topic, step, "of"] = yes + no
    return System(sums, frozenset(cell for cell in sums if cell[2] != "rest"))


def _stage_system(stage: str, targets: set[str]) -> System:
    """Let the rates and the flow of one stage hang together."""
    rates, flow = "stage_rates", "journey"
    atom = {name: (rates, stage, name) for name in STAGE_CELLS}
    states = {"no response": "no_response"}
    sums: dict[Cell, list[Cell]] = {
        atom[cell]: [atom[states.get(state, state)] for state in several]
        for cell, several in STAGE_CELLS.items()
    }
    links = {target: (flow, stage, target) for target in targets}
    sums |= {link: [link] for link in links.values()}
    sums[flow, stage, "of"] = list(links.values())
    onward = [link for target, link in links.items() if target not in ENDED]
    ties = [([links[end]], [atom[cell]]) for end, cell in ENDED.items() if end in links]
    shown = {atom[cell] for cell in ("forward", "no_response", "waiting", "of")}
    return System(
        sums,
        frozenset(shown | {*links.values(), (flow, stage, "of")}),
        [*ties, (onward, [atom["forward"]])],
    )


def _released(
    n: Mapping[Place, int],
    clients: Mapping[Place, int],
    known: Mapping[Place, bool],
    old: Mapping[Place, Was],
    by: list[str],
) -> pd.DataFrame:
    """Give the cells as they may be shown: a row of a table stays as it was as a whole."""
    stays = {at for at in n if not known[at] and at in old and old[at].known}
    rows_stay = {(group, cell[:2]) for group, cell in stays}
    rows = []
    for at, count in n.items():
        group, cell = at
        state, value = (SHOWN, count) if known[at] else (KEPT_BACK, None)
        if (group, cell[:2]) in rows_stay:
            was = old.get(at)
            state, value = (AS_IT_WAS, was.n) if was and was.known else (KEPT_BACK, None)
        said = [named.partition("=")[2] for named in group]
        under = [*said, *[ALL] * (len(by) - len(said))]
        rows.append((cell[0], *under, *cell[1:], value, clients[at], state))
    names = ["topic", *by, "key", "cell", "n", "clients", "state"]
    return pd.DataFrame(rows, columns=names).astype({"n": "Int64"})
