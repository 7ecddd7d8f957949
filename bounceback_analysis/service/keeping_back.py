"""Which cells may be released: none of few clients, and none from which such a one follows.

The cells of one table are sums of the same atoms, over groups that nest. A cell of few clients
is kept back; so are as many others as it takes that it is no sum or difference of released ones,
those of the groups above it included. That is linear algebra: a cell follows from others exactly
if its row of atoms lies in the space of theirs. It is looked at one level of groups at a time: what
is kept back above must not follow from the parts below either.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, chapter 4: primary and secondary cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Group = tuple[str, ...]
"""A group: the values of the columns that split, from the outermost; the empty one is all."""
Cell = tuple[str, str, str]
"""A topic, key and cell, as the facts name them."""
Place = tuple[Group, Cell]
SAME = 1e-7  # rounding of sums of ones, far below any difference between them


class System(NamedTuple):
    """Cells that are sums of the same atoms.

    ``sums`` are the atoms of each cell, ``shown`` those that the tables show, ``ties`` pairs of
    sums of atoms of which anybody would guess that they are the same number.
    """

    sums: Mapping[Cell, Sequence[Cell]]
    shown: frozenset[Cell]
    ties: Sequence[tuple[Sequence[Cell], Sequence[Cell]]] = ()


class Level(NamedTuple):
    """One level of one system: some groups side by side, and that to which they add up."""

    above: Group | None
    groups: Sequence[Group]


def levels_of(groups: set[Group]) -> Iterator[Level]:
    """Give the groups level by level, from all together down."""
    yield Level(None, [()])
    for depth in range(1, max(map(len, groups), default=0) + 1):
        here = sorted(group for group in groups if len(group) == depth)
        for above in sorted({group[:-1] for group in here}):
            yield Level(above, [group for group in here if group[:-1] == above])


def follows(wanted: Floats, known: Floats) -> NDArray[np.bool_]:
    """Tell which rows are sums and differences of others.

    >>> follows(np.array([[1.0, 0], [1, 1]]), np.array([[2.0, 2]])).tolist()
    [False, True]
    """
    if not known.size or not len(wanted):
        return np.asarray(~wanted.any(axis=1))
    _, sizes, basis = np.linalg.svd(known, full_matrices=False)
    basis = basis[sizes > SAME * max(1.0, sizes[0])]
    left = wanted - (wanted @ basis.T) @ basis
    return np.asarray(np.abs(left).max(axis=1) < SAME * 10)


class Keeper:
    """Keeps back cells of one system, level by level, until no one of few clients follows."""

    def __init__(
        self, system: System, n: Mapping[Place, int], few: set[Place], fixed: Mapping[Place, bool]
    ) -> None:
        self.system, self.n, self.few, self.fixed = system, n, set(few), fixed
        self.known: dict[Place, bool] = {}
        self.out: set[Place] = set()

    def settle(self, groups: set[Group]) -> dict[Place, bool]:
        """Give for every cell of every group whether it follows from what is released."""
        while not all(self._settled(level) for level in levels_of(groups)):
            pass  # a level has kept back what stands above it: begin again
        return self.known

    def _settled(self, level: Level) -> bool:
        sums = self.system.sums
        atoms = sorted({atom for several in sums.values() for atom in several})
        place = {
            (group, atom): at
            for at, (group, atom) in enumerate(
                (group, atom)
                for group in level.groups
                for atom in atoms
                if self.n.get((group, atom))
            )
        }

        def row(groups: Sequence[Group], several: Sequence[Cell]) -> Floats:
            found = np.zeros(len(place))
            here = (place.get((group, atom)) for group in groups for atom in several)
            found[[at for at in here if at is not None]] = 1
            return found

        rows = {(g, c): row([g], several) for g in level.groups for c, several in sums.items()}
        if level.above is not None:
            rows |= {(level.above, c): row(level.groups, several) for c, several in sums.items()}
        ties = [
            row([g], one) - row([g], other)
            for g in level.groups
            for one, other in self.system.ties
            if sum(self.n.get((g, a), 0) for a in one) == sum(self.n.get((g, a), 0) for a in other)
        ]
        while dropped := self._too_many(level, rows, ties):
            self.out |= dropped
            if above := {at for at in dropped if at[0] == level.above}:
                self.few |= above
                return False
        found = follows(np.array(list(rows.values())), self._released(level, rows, ties)[1])
        told = dict(zip(rows, found.tolist(), strict=True))
        self.known |= {at: told[at] for at in told if at[0] in level.groups}
        return True

    def _kept(self, level: Level, at: Place) -> bool:
        """Tell whether a cell must not follow: of few clients, or kept back already."""
        if at[0] == level.above:
            return not self.known[at]
        return at in self.few or self.fixed.get(at) is False

    def _released(
        self, level: Level, rows: Mapping[Place, Floats], ties: Sequence[Floats]
    ) -> tuple[list[Place | None], Floats]:
        """Give the released cells of a level, with their rows; the ties stand for None."""
        out = [
            at
            for at in rows
            if not self._kept(level, at)
            and at not in self.out
            and (at[0] == level.above or self.fixed.get(at) or at[1] in self.system.shown)
        ]
        width = len(next(iter(rows.values())))
        found = np.array([*(rows[at] for at in out), *ties]).reshape(len(out) + len(ties), width)
        return [*out, *(None for _ in ties)], found

    def _too_many(
        self, level: Level, rows: Mapping[Place, Floats], ties: Sequence[Floats]
    ) -> set[Place]:
        """Give released cells from which some that are kept back follow: the smallest of each."""
        secret = [at for at in rows if self._kept(level, at) and rows[at].any()]
        if not secret:
            return set()
        names, released = self._released(level, rows, ties)
        wanted = np.array([rows[at] for at in secret])
        told = np.flatnonzero(follows(wanted, released))
        dropped = set[Place]()
        for weights in (
            () if not len(told) else np.linalg.lstsq(released.T, wanted[told].T, rcond=None)[0].T
        ):
            used = [
                name
                for name, weight in zip(names, weights, strict=True)
                if name and abs(weight) > SAME and self.fixed.get(name) is None
            ]
            here = [name for name in used if name[0] != level.above]
            if not dropped.intersection(used) and used:
                dropped.add(min(here or used, key=lambda at: (self.n.get(at, 0), at)))
        return dropped
