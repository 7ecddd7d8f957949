"""Little logs, each with the answers that were counted by hand from the written rules.

A row reads ``day employer/role stage outcome id``, a ``_`` for a blank and a ``.`` for a space in a
cell. Behind the bar stands the application, named by its first line of the file; its round and its
state where they were counted; and a ``?`` where only the person can settle it. A column that no row
fills is left out of the file, if a log can do without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

AS_OF, LATE = date(2026, 6, 30), date(2026, 12, 1)
COLUMNS = ("date", "employer", "role", "stage", "outcome", "application_id")
NEEDED = {"date", "employer", "outcome"}


def as_csv(rows: str) -> str:
    """Write rows as the csv text that a person would have."""
    table: list[tuple[str, ...]] = [COLUMNS]
    for row in filter(None, (row.partition("|")[0].split() for row in rows.splitlines())):
        day, who, stage, outcome, *own = row
        employer, _, role = who.partition("/")
        day = f"2026-{day}" if len(day) == 5 else day
        cells = (day, employer, role, stage, outcome, *(own or ["_"]))
        table.append(tuple("" if cell == "_" else cell.replace(".", " ") for cell in cells))
    columns = zip(*table, strict=True)
    kept = [column for column in columns if column[0] in NEEDED or any(column[1:])]
    return "".join(",".join(row) + "\n" for row in zip(*kept, strict=True))


@dataclass(frozen=True)
class Little:
    """A log in rows, and what a careful person counts in it.

    ``rates``: stage -> (forward, decided, waiting); ``furthest``: application -> (step, ending), and
    ``waiting``: application -> (step, days), where they were counted.
    """

    name: str
    rows: str
    rates: dict[str, tuple[int, int, int]]
    furthest: dict[int, tuple[str, str]] | None = None
    waiting: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    as_of: date = AS_OF

    @property
    def text(self) -> str:
        return as_csv(self.rows)

    @property
    def said(self) -> dict[int, str]:
        """What stands behind the bar, by line."""
        rows = filter(str.strip, self.rows.splitlines())
        return {line: row.partition("|")[2].strip() for line, row in enumerate(rows, 2)}

    @property
    def applications(self) -> dict[int, int]:
        return {line: int(said.split(".")[0].rstrip("?")) for line, said in self.said.items()}

    @property
    def asked(self) -> set[int]:
        return {line for line, said in self.said.items() if said.endswith("?")}


LITTLE_LOGS = (
    Little(
        "rounds with passed",
        """
        05-01  Acme/Clerk  application      passed    | 2.1 forward
        05-10  Acme/Clerk  interview        passed    | 2.2 forward
        05-20  Acme/Clerk  final.interview  rejected  | 2.3 no
        """,
        rates={"application": (1, 1, 0), "interview": (1, 1, 0), "final interview": (0, 1, 0)},
        furthest={2: ("final interview", "no")},
    ),
    Little(
        "rounds without passed: a later step shows that the earlier one went on",
        """
        05-01  Acme/Clerk   application      waiting  | 2.1 forward
        05-10  Acme/Clerk   interview        waiting  | 2.2 forward
        06-20  Acme/Clerk   final.interview  waiting  | 2.3 waiting
        06-01  Birch/Clerk  application      waiting  | 5.1 waiting
        """,
        rates={"application": (1, 1, 1), "interview": (1, 1, 0), "final interview": (0, 0, 1)},
        furthest={2: ("final interview", "waiting"), 5: ("application", "waiting")},
        waiting={2: ("final interview", 10), 5: ("application", 29)},
    ),
    Little(
        "no stages at all",
        """
        04-01  Acme/Clerk    _  waiting   | 2.1 no
        04-20  Acme/Clerk    _  rejected  | 2.1 answer
        05-01  Birch/Porter  _  waiting   | 4.1 waiting
        05-02  Cedar/Cook    _  passed    | 5.1 forward
        05-20  Cedar/Cook    _  rejected  | 5.2 no
        """,
        rates={"not said": (1, 3, 1)},
        furthest={2: ("not said", "no"), 4: ("not said", "waiting"), 5: ("not said", "no")},
        waiting={4: ("not said", 60)},
    ),
    Little(
        "two interviews on a day",
        """
        05-01  Acme/Clerk   application  passed    | 2.1 forward
        05-12  Acme/Clerk   interview    passed    | 2.2 forward
        05-12  Acme/Clerk   interview    rejected  | 2.3 no
        05-12  Birch/Clerk  interview    waiting   | 5.1 waiting
        """,
        rates={"application": (1, 1, 0), "interview": (1, 2, 1)},
        furthest={2: ("interview", "no"), 5: ("interview", "waiting")},
        waiting={5: ("interview", 49)},
    ),
    Little(
        "a no, then an appeal: asked, and until then an application of its own",
        """
        04-01  Acme/Clerk  application      passed    | 2.1 forward
        04-15  Acme/Clerk  interview        rejected  | 2.2 no
        05-01  Acme/Clerk  final.interview  waiting   | 4.1 waiting?
        """,
        rates={"application": (1, 1, 0), "interview": (0, 1, 0), "final interview": (0, 0, 1)},
        furthest={2: ("interview", "no"), 4: ("final interview", "waiting")},
        waiting={4: ("final interview", 60)},
    ),
    Little(
        "a silence, then an invitation",
        """
        03-01  Acme/Clerk   application  no.response  | 2.1 forward
        05-15  Acme/Clerk   interview    rejected     | 2.2 no
        03-02  Birch/Clerk  application  no.response  | 4.1 no.response
        """,
        rates={"application": (1, 2, 0), "interview": (0, 1, 0)},
        furthest={2: ("interview", "no"), 4: ("application", "no answer")},
    ),
    Little(
        "an offer, then accepted without a stage",
        """
        04-01  Acme/Clerk  application  passed    | 2.1 forward
        04-20  Acme/Clerk  interview    offer     | 2.2 forward
        04-22  Acme/Clerk  _            accepted  | 2.2 answer
        """,
        rates={"application": (1, 1, 0), "interview": (1, 1, 0)},
        furthest={2: ("interview", "offer")},
    ),
    Little(
        "an offer, declined the same day, and later a new application there",
        """
        04-20  Acme/Clerk  interview    offer     | 2.1 forward
        04-20  Acme/Clerk  interview    declined  | 2.1 answer
        05-20  Acme/Clerk  application  waiting   | 4.1 waiting
        """,
        rates={"interview": (1, 1, 0), "application": (0, 0, 1)},
        furthest={2: ("interview", "declined"), 4: ("application", "waiting")},
        waiting={4: ("application", 41)},
    ),
    Little(
        "an offer, then withdrew; an offer, then the job was closed",
        """
        04-20  Acme/Clerk   final.interview  offer      | 2.1 forward
        04-25  Acme/Clerk   _                withdrew   | 2.1 answer
        05-01  Birch/Clerk  interview        offer      | 4.1 forward
        05-09  Birch/Clerk  interview        cancelled  | 4.1 answer
        """,
        rates={"final interview": (1, 1, 0), "interview": (1, 1, 0)},
        furthest={
            2: ("final interview", "withdrawn by me"),
            4: ("interview", "closed by the employer"),
        },
    ),
    Little(
        "applying again, with the name in other spellings",
        """
        01-05  Acme/Clerk   application  rejected     | 2.1 no
        03-05  ACME./clerk  application  no.response  | 3.1 no.response
        05-05  Acmé/Clerk   application  waiting      | 4.1 waiting
        """,
        rates={"application": (0, 2, 1)},
        furthest={
            2: ("application", "no"),
            3: ("application", "no answer"),
            4: ("application", "waiting"),
        },
        waiting={4: ("application", 56)},
    ),
    Little(
        "several jobs at one employer; a blank role joins the only open one",
        """
        05-01  Acme/Clerk   application  waiting   | 2.1 forward
        05-01  Acme/Porter  application  waiting   | 3.1 forward
        05-15  Acme/Porter  interview    rejected  | 3.2 no
        05-20  Acme         interview    waiting   | 2.2 waiting
        """,
        rates={"application": (2, 2, 0), "interview": (0, 1, 1)},
        furthest={2: ("interview", "waiting"), 3: ("interview", "no")},
        waiting={2: ("interview", 41)},
    ),
    Little(
        "all written down at the end, on one day and in any order",
        """
        06-01  Acme/Clerk   final.interview  rejected  | 2.3 no
        06-01  Acme/Clerk   application      passed    | 2.1 forward
        06-01  Acme/Clerk   interview        passed    | 2.2 forward
        06-01  Birch/Clerk  interview        waiting   | 5.2 waiting
        06-01  Birch/Clerk  application      waiting   | 5.1 forward
        """,
        rates={"application": (2, 2, 0), "interview": (1, 1, 1), "final interview": (0, 1, 0)},
        furthest={2: ("final interview", "no"), 5: ("interview", "waiting")},
        waiting={5: ("interview", 29)},
    ),
    Little(
        "all without a date",
        """
        _  Acme/Clerk   application  passed    | 2.1 forward
        _  Acme/Clerk   interview    rejected  | 2.2 no
        _  Birch/Clerk  application  waiting   | 4.1 waiting
        """,
        rates={"application": (1, 1, 1), "interview": (0, 1, 0)},
        furthest={2: ("interview", "no"), 4: ("application", "waiting")},
        waiting={4: ("application", None)},
    ),
    Little(
        "an undated line stands before the next dated one of its job",
        """
        05-01  Acme/Clerk   application  passed    | 2.1 forward
        _      Acme/Clerk   screening    waiting   | 2.2 forward
        05-20  Acme/Clerk   interview    rejected  | 2.3 no
        _      Acme/Clerk   application  waiting   | 5.1 waiting
        _      Birch/Clerk  interview    rejected  | 6.1 no
        06-10  Birch/Clerk  application  waiting   | 7.1 waiting
        """,
        rates={"application": (1, 1, 2), "screening": (1, 1, 0), "interview": (0, 2, 0)},
        furthest={
            2: ("interview", "no"),
            5: ("application", "waiting"),
            6: ("interview", "no"),
            7: ("application", "waiting"),
        },
        waiting={5: ("application", None), 7: ("application", 20)},
    ),
    Little(
        "employers without a name, three columns",
        """
        06-01  Confidential  _  waiting      | 2.1 waiting
        06-02  Confidential  _  waiting      | 3.1 waiting
        06-03  Confidential  _  waiting      | 4.1 waiting
        06-04  Confidential  _  rejected     | 5.1 no
        06-05  ?             _  waiting      | 6.1 waiting
        06-06  ?             _  rejected     | 7.1 no
        06-07  -             _  no.response  | 8.1 no.response
        """,
        rates={"not said": (0, 3, 4)},
        furthest={
            2: ("not said", "waiting"),
            3: ("not said", "waiting"),
            4: ("not said", "waiting"),
            5: ("not said", "no"),
            6: ("not said", "waiting"),
            7: ("not said", "no"),
            8: ("not said", "no answer"),
        },
        waiting={
            2: ("not said", 29),
            3: ("not said", 28),
            4: ("not said", 27),
            6: ("not said", 25),
        },
    ),
    Little(
        "employers without a name join by the same role after passed, or by application_id",
        """
        05-01  Undisclosed/Driver  application  passed        | 2.1 forward
        05-12  Undisclosed/Driver  interview    rejected      | 2.2 no
        05-02  Undisclosed/Cook    application  waiting       | 4.1 waiting
        05-13  Undisclosed/Cook    interview    waiting       | 5.1 waiting
        05-03  ?/Cleaner           application  waiting   x1  | 6.1 forward
        05-14  ?/Cleaner           interview    rejected  x1  | 6.2 no
        """,
        rates={"application": (2, 2, 1), "interview": (0, 2, 1)},
        furthest={
            2: ("interview", "no"),
            4: ("application", "waiting"),
            5: ("interview", "waiting"),
            6: ("interview", "no"),
        },
        waiting={4: ("application", 59), 5: ("interview", 48)},
    ),
    Little(
        "an agency is an ordinary name: several open, and a no that says neither job nor step",
        """
        06-01  Reed  _  waiting   | 2.1 waiting
        06-02  Reed  _  waiting   | 3.1 waiting?
        06-03  Reed  _  waiting   | 4.1 no?
        06-10  Reed  _  rejected  | 4.1 answer?
        """,
        rates={"not said": (0, 1, 2)},
        furthest={2: ("not said", "waiting"), 3: ("not said", "waiting"), 4: ("not said", "no")},
        waiting={2: ("not said", 29), 3: ("not said", 28)},
    ),
    Little(
        "an open application line that is answered by another line",
        """
        05-01  Acme/Clerk   application  waiting   | 2.1 no
        05-20  Acme/Clerk   application  rejected  | 2.1 answer
        05-02  Birch/Clerk  application  waiting   | 4.1 forward
        05-21  Birch/Clerk  application  passed    | 4.1 answer
        06-01  Birch/Clerk  interview    waiting   | 4.2 waiting
        05-03  Cedar/Clerk  application  waiting   | 7.1 no.trial
        05-22  Cedar/Clerk  _            withdrew  | 7.1 answer
        """,
        rates={"application": (1, 2, 0), "interview": (0, 0, 1)},
        furthest={
            2: ("application", "no"),
            4: ("interview", "waiting"),
            7: ("application", "withdrawn by me"),
        },
        waiting={4: ("interview", 29)},
    ),
    Little(
        "after passed: 180 days without a stage belong, 181 are asked, a named stage always belongs",
        """
        2025-09-01  Acme/Clerk   _                passed    | 2.1 forward
        02-28       Acme/Clerk   _                rejected  | 2.2 no
        2025-09-01  Birch/Clerk  _                passed    | 4.1 forward
        03-01       Birch/Clerk  _                rejected  | 5.1 no?
        2025-09-01  Cedar/Clerk  interview        passed    | 6.1 forward
        03-15       Cedar/Clerk  final.interview  waiting   | 6.2 waiting
        """,
        rates={"not said": (2, 4, 0), "interview": (1, 1, 0), "final interview": (0, 0, 1)},
        furthest={
            2: ("not said", "no"),
            4: ("not said", "forward"),
            5: ("not said", "no"),
            6: ("final interview", "waiting"),
        },
        waiting={6: ("final interview", 107)},
    ),
    Little(
        "what is booked makes the step before it passed, and counts nowhere else",
        """
        06-20  Acme/Clerk   application  waiting  | 2.1 forward
        07-08  Acme/Clerk   interview    waiting  | 2.2 booked
        06-21  Birch/Clerk  application  waiting  | 4.1 waiting
        07-02  Cedar/Clerk  application  waiting  | 5.1 booked
        """,
        rates={"application": (1, 1, 1)},
        furthest={2: ("application", "forward"), 4: ("application", "waiting")},
        waiting={4: ("application", 9)},
    ),
    Little(
        "an ending without stage and role where two are open; then one that names its job",
        """
        05-01  Acme/Clerk   application  waiting   | 2.1 waiting
        05-02  Acme/Porter  application  waiting   | 3.1 no
        05-20  Acme         _            rejected  | 4.1 no?
        05-21  Acme/Porter  _            rejected  | 3.1 answer
        """,
        rates={"application": (0, 1, 1), "not said": (0, 1, 0)},
        furthest={2: ("application", "waiting"), 3: ("application", "no"), 4: ("not said", "no")},
        waiting={2: ("application", 60)},
    ),
    Little(
        "a line without a role, then one that has it: the same application, none other is open",
        """
        05-01  Acme        application      waiting   | 2.1 forward
        05-20  Acme/Clerk  interview        passed    | 2.2 forward
        06-01  Acme        final.interview  rejected  | 2.3 no
        06-10  Acme        application      waiting   | 5.1 waiting
        """,
        rates={"application": (1, 1, 1), "interview": (1, 1, 0), "final interview": (0, 1, 0)},
        furthest={2: ("final interview", "no"), 5: ("application", "waiting")},
        waiting={5: ("application", 20)},
    ),
    Little(
        "a line without a role, and two jobs with one: whose it is cannot be told, so three",
        """
        05-01  Acme        application  waiting   | 2.1 waiting
        05-02  Acme/Cook   application  waiting   | 3.1 waiting
        05-20  Acme/Clerk  interview    rejected  | 4.1 no
        06-01  Acme/Clerk  application  waiting   | 5.1 waiting
        """,
        rates={"application": (0, 0, 3), "interview": (0, 1, 0)},
        furthest={
            2: ("application", "waiting"),
            3: ("application", "waiting"),
            4: ("interview", "no"),
            5: ("application", "waiting"),
        },
        waiting={2: ("application", 60), 3: ("application", 59), 5: ("application", 29)},
    ),
    Little(
        "where the rules are silent: a late no, two open of one job, a step under a closed one",
        """
        03-01  Acme/Clerk   _            no.response  | 2.1 no.response
        05-01  Acme/Clerk   _            rejected     | 3.1 no?
        05-01  Birch/Cook   application  waiting      | 4.1 waiting
        05-02  Birch/Cook   application  waiting      | 5.1 no
        05-10  Birch/Cook   _            rejected     | 5.1 answer?
        05-01  Cedar/Cook   application  waiting      | 7.1 forward
        05-02  Cedar/Cook   application  waiting      | 8.1 no
        05-03  Cedar/Cook   application  rejected     | 8.1 answer?
        05-04  Cedar/Cook   interview    waiting      | 7.2 waiting
        05-05  Dunlin/Cook  application  waiting      | 11.1 no
        05-05  Dunlin/Cook  _            rejected     | 11.1 answer
        """,
        rates={"not said": (0, 2, 0), "application": (1, 4, 1), "interview": (0, 0, 1)},
        furthest={
            2: ("not said", "no answer"),
            3: ("not said", "no"),
            4: ("application", "waiting"),
            5: ("application", "no"),
            7: ("interview", "waiting"),
            8: ("application", "no"),
            11: ("application", "no"),
        },
        waiting={4: ("application", 60), 7: ("interview", 57)},
    ),
    Little(
        "no stages: an ending answers, a further waiting line is another try",
        """
        01-05  Acme/Cook  _  waiting   | 2
        01-19  Acme/Cook  _  rejected  | 2
        02-01  Acme/Cook  _  waiting   | 4
        02-03  Acme/Cook  _  waiting   | 5?
        """,
        rates={"not said": (0, 1, 2)},
        as_of=LATE,
    ),
    Little(
        "a no, then the same stage again is another application",
        """
        01-12  Acme/Cook  interview  rejected  | 2
        03-12  Acme/Cook  interview  rejected  | 3
        """,
        rates={"interview": (0, 2, 0)},
        as_of=LATE,
    ),
    Little(
        "an offer that is accepted, one that is declined with a stage, one withdrawn from",
        """
        01-05  Acme/Cook  interview    offer     | 2
        01-09  Acme/Cook  _            accepted  | 2
        01-05  Bird/Cook  interview    offer     | 4
        01-09  Bird/Cook  application  declined  | 4
        01-05  Cole/Cook  interview    offer     | 6
        01-09  Cole/Cook  _            withdrew  | 6
        """,
        rates={"interview": (3, 3, 0)},
        as_of=LATE,
    ),
    Little(
        "an offer, then a no without a stage is asked",
        """
        01-05  Acme/Cook  interview  offer     | 2
        06-09  Acme/Cook  _          rejected  | 3?
        """,
        rates={"interview": (1, 1, 0), "not said": (0, 1, 0)},
        as_of=LATE,
    ),
    Little(
        "applying again after a no, and while the first still waits",
        """
        01-05  Acme/Cook  application  rejected  | 2
        03-05  Acme/Cook  application  waiting   | 3
        06-05  Acme/Cook  application  waiting   | 4
        06-20  Acme/Cook  interview    passed    | 4
        """,
        rates={"application": (1, 2, 1), "interview": (1, 1, 0)},
        as_of=LATE,
    ),
    Little(
        "several jobs at one employer, however they are spelt",
        """
        01-05  Café/Cook    application  waiting   | 2
        01-06  CAFE/Porter  application  waiting   | 3
        01-12  cafe/cook    interview    rejected  | 2
        01-13  Café/PORTER  interview    waiting   | 3
        """,
        rates={"application": (2, 2, 0), "interview": (0, 1, 1)},
        as_of=LATE,
    ),
    Little(
        "an agency is an ordinary name",
        """
        01-05  Reed.Agency/Clerk  application  waiting   | 2
        01-12  Reed.Agency/Clerk  interview    rejected  | 2
        01-14  Reed.Agency/Clerk  application  rejected  | 4
        """,
        rates={"application": (1, 2, 0), "interview": (0, 1, 0)},
        as_of=LATE,
    ),
    Little(
        "a blank role joins the only one that is open",
        """
        01-05  Acme/Cook  application  waiting   | 2
        01-12  Acme       interview    passed    | 2
        01-20  Acme       _            rejected  | 2
        02-01  Acme       application  waiting   | 5
        """,
        rates={"application": (1, 1, 1), "interview": (1, 1, 0), "not said": (0, 1, 0)},
        as_of=LATE,
    ),
    Little(
        "a blank role where two are open",
        """
        01-05  Acme/Cook    application  waiting   | 2
        01-06  Acme/Porter  application  waiting   | 3
        01-20  Acme         _            rejected  | 4?
        """,
        rates={"application": (0, 0, 2), "not said": (0, 1, 0)},
        as_of=LATE,
    ),
    Little(
        "an application line answered by another",
        """
        01-05  Acme/Cook  application  waiting   | 2
        01-19  Acme/Cook  application  rejected  | 2
        01-05  Bird/Cook  application  waiting   | 4
        01-19  Bird/Cook  application  passed    | 4
        01-25  Bird/Cook  interview    waiting   | 4
        """,
        rates={"application": (1, 2, 0), "interview": (0, 0, 1)},
        as_of=LATE,
    ),
    Little(
        "an ending with several open is asked, and taken for the last",
        """
        01-05  Acme/Cook  application  waiting   | 2
        02-05  Acme/Cook  application  waiting   | 3
        02-19  Acme/Cook  _            rejected  | 3?
        """,
        rates={"application": (0, 1, 1)},
        as_of=LATE,
    ),
    Little(
        "half a year after passed, to the day",
        """
        01-01  Acme/Cook  interview  passed   | 2
        06-30  Acme/Cook  _          waiting  | 2
        01-01  Bird/Cook  interview  passed   | 4
        07-01  Bird/Cook  _          waiting  | 5?
        """,
        rates={"interview": (2, 2, 0), "not said": (0, 0, 2)},
        as_of=LATE,
    ),
    Little(
        "undated lines stand before the next dated one",
        """
        _      Acme/Cook  application  waiting   | 2
        01-12  Acme/Cook  interview    rejected  | 2
        _      Acme/Cook  application  waiting   | 4
        03-12  Acme/Cook  interview    passed    | 4
        """,
        rates={"application": (2, 2, 0), "interview": (1, 2, 0)},
        as_of=LATE,
    ),
    Little(
        "booked: the step before has passed, and the booked line counts nowhere",
        """
        01-05  Acme/Cook  application  waiting  | 2
        12-20  Acme/Cook  interview    waiting  | 2
        """,
        rates={"application": (1, 1, 0)},
        as_of=LATE,
    ),
    Little(
        "one id is one application whatever it says, and takes no other in",
        """
        01-05  Acme/Cook  interview    rejected  x1  | 2
        02-05  Acme/Cook  application  waiting   X1  | 2
        03-05  Acme/Cook  interview    waiting       | 4
        """,
        rates={"interview": (0, 1, 1), "application": (0, 0, 1)},
        as_of=LATE,
    ),
    Little(
        "an application closed by me is no trial and ends",
        """
        01-05  Acme/Cook  application  waiting   | 2
        01-19  Acme/Cook  _            withdrew  | 2
        01-20  Acme/Cook  _            rejected  | 4
        """,
        rates={"not said": (0, 1, 0)},
        as_of=LATE,
    ),
)
