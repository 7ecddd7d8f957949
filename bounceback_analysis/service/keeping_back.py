"""Which cells may be released: none of few clients, and none from which such a one follows.

The cells of one table are sums of the same atoms, over groups that nest. A cell of few clients
is kept back; so are as many others as it takes that it is no sum or difference of released ones,
those of the groups above it included. That is linear algebra: a cell follows from others exactly
if its row of atoms lies in the space of theirs. It is looked at one level of groups at a time: what
is kept back above must not follow from the parts below either. Of a group there follows what its
own cells span, and besides what all others of its level and the one above know of their sums.

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


class Space(NamedTuple):
    """What is released of a group, with its rows of atoms; what anybody knows stands for None."""

    cells: Sequence[Cell | None]
    rows: Floats


def directions(square: Floats) -> Floats:
    """Give the directions that a symmetric matrix takes to nothing, one a row."""
    sizes, each = np.linalg.eigh(square)
    return np.asarray(each[:, sizes < SAME * max(1.0, sizes[-1])].T)


def unknown(known: Floats) -> Floats:
    """Give what takes from any sum of atoms all that follows from known ones.

    >>> left = unknown(np.array([[2.0, 2]]))
    >>> (np.abs(np.array([[1, 1], [1, 0]]) @ left).max(axis=1) < SAME).tolist()
    [True, False]
    """
    free = directions(known.T @ known)
    return free.T @ free


class Keeper:
    """Keeps back cells of one system, level by level, until no one of few clients follows."""

    def __init__(
        self, system: System, n: Mapping[Place, int], few: set[Place], fixed: Mapping[Place, bool]
    ) -> None:
        self.system, self.n, self.few, self.fixed = system, n, set(few), fixed
        self.known: dict[Place, bool] = {}
        self.out: set[Place] = set()
        self.atoms = sorted({atom for several in system.sums.values() for atom in several})
        self.rows = {cell: self._row(several) for cell, several in system.sums.items()}

    def _row(self, several: Sequence[Cell]) -> Floats:
        return np.array([float(atom in several) for atom in self.atoms])

    def settle(self, groups: set[Group]) -> dict[Place, bool]:
        """Give for every cell of every group whether it follows from what is released."""
        while not all(self._settled(level) for level in levels_of(groups)):
            pass  # a level has kept back what stands above it: begin again
        return self.known

    def _settled(self, level: Level) -> bool:
        while True:
            spaces = {group: self._released(level, group) for group in (*level.groups, level.above)}
            left = {group: unknown(space.rows) for group, space in spaces.items()}
            every = np.sum([*left.values()], axis=0)
            shared = {group: directions(every - own) for group, own in left.items()}
            told = {
                (group, cell): known
                for group, space in spaces.items()
                for cell, known in self._follow(np.vstack([space.rows, shared[group]])).items()
            }
            dropped = set[Place]()
            for at in (at for at in told if told[at] and self.n.get(at) and self._kept(level, at)):
                if not (used := self._behind(at, spaces, shared[at[0]])):
                    raise ValueError(f"{at} follows from what may not be taken back.")
                here = [one for one in used if one[0] != level.above]
                if not dropped.intersection(used):
                    dropped.add(min(here or used, key=lambda one: (self.n.get(one, 0), one)))
            self.out |= dropped
            if not dropped:
                self.known |= {at: told[at] for at in told if at[0] in level.groups}
                return True
            if above := {at for at in dropped if at[0] == level.above}:
                self.few |= above
                return False

    def _follow(self, known: Floats) -> dict[Cell, bool]:
        far = np.abs(np.array([*self.rows.values()]) @ unknown(known)).max(axis=1)
        return dict(zip(self.rows, (far < SAME * 10).tolist(), strict=True))

    def _kept(self, level: Level, at: Place) -> bool:
        """Tell whether a cell must not follow: of few clients, or kept back already."""
        if at[0] == level.above:
            return not self.known[at]
        return at in self.few or self.fixed.get(at) is False

    def _released(self, level: Level, group: Group | None) -> Space:
        """Give what is released of a group; nothing where it stands for what is above all."""
        if group is None:
            return Space([], np.empty((0, len(self.atoms))))
        out = [
            cell
            for cell in self.rows
            if not self._kept(level, at := (group, cell))
            and at not in self.out
            and (group == level.above or self.fixed.get(at) or cell in self.system.shown)
        ]
        rows = [self.rows[cell] for cell in out]
        if group != level.above:  # what nobody has, and what is the same as something else
            n = {atom: self.n.get((group, atom), 0) for atom in self.atoms}
            rows += [self._row([atom]) for atom in self.atoms if not n[atom]]
            rows += [
                self._row(one) - self._row(other)
                for one, other in self.system.ties
                if sum(map(n.__getitem__, one)) == sum(map(n.__getitem__, other))
            ]
        told = [*out, *[None] * (len(rows) - len(out))]
        return Space(told, np.array(rows).reshape(len(rows), len(self.atoms)))

    def _behind(
        self, at: Place, spaces: Mapping[Group | None, Space], shared: Floats
    ) -> set[Place]:
        """Give the released cells from which a cell follows, and of which one may go."""
        own = spaces[at[0]]
        weights = weights_of(self.rows[at[1]], np.vstack([own.rows, shared]))
        through = weights[len(own.rows) :] @ shared
        parts = {group: weights_of(through, space.rows) for group, space in spaces.items()}
        parts[at[0]] = weights[: len(own.rows)]
        return {
            (group, cell)
            for group, part in parts.items()
            for cell, weight in zip(spaces[group].cells, part.tolist(), strict=True)
            if cell and group is not None and abs(weight) > SAME
            and self.fixed.get((group, cell)) is None
        }


def weights_of(wanted: Floats, rows: Floats) -> Floats:
    """Give how much of each row makes up what is wanted."""
    return np.asarray(np.linalg.lstsq(rows.T, wanted, rcond=None)[0])
