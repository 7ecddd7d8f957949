"""Twenty-three little logs, each with the answers that were counted by hand from the written rules.

`lines` reads: line -> (application, round, state), the application named by its first line of the
file; `rates`: stage -> (forward, decided, waiting); `furthest`: application -> (step, ending);
`waiting`: application -> (step, days); `asked`: lines that only the person can settle.
Everything is looked at on 30 June 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class Little:
    """A log as text, and what a careful person counts in it."""

    name: str
    text: str
    lines: dict[int, tuple[int, int, str]]
    rates: dict[str, tuple[int, int, int]]
    furthest: dict[int, tuple[str, str]]
    waiting: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()


LITTLE_LOGS = (
    Little(
        "rounds with passed",
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,passed
2026-05-10,Acme,Clerk,interview,passed
2026-05-20,Acme,Clerk,final interview,rejected
""",
        lines={2: (2, 1, "forward"), 3: (2, 2, "forward"), 4: (2, 3, "no")},
        rates={"application": (1, 1, 0), "interview": (1, 1, 0), "final interview": (0, 1, 0)},
        furthest={2: ("final interview", "no")},
    ),
    Little(
        "rounds without passed: a later step shows that the earlier one went on",
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,waiting
2026-05-10,Acme,Clerk,interview,waiting
2026-06-20,Acme,Clerk,final interview,waiting
2026-06-01,Birch,Clerk,application,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "forward"),
            4: (2, 3, "waiting"),
            5: (5, 1, "waiting"),
        },
        rates={"application": (1, 1, 1), "interview": (1, 1, 0), "final interview": (0, 0, 1)},
        furthest={2: ("final interview", "waiting"), 5: ("application", "waiting")},
        waiting={2: ("final interview", 10), 5: ("application", 29)},
    ),
    Little(
        "no stages at all",
        """date,employer,role,outcome
2026-04-01,Acme,Clerk,waiting
2026-04-20,Acme,Clerk,rejected
2026-05-01,Birch,Porter,waiting
2026-05-02,Cedar,Cook,passed
2026-05-20,Cedar,Cook,rejected
""",
        lines={
            2: (2, 1, "no"),
            3: (2, 1, "answer"),
            4: (4, 1, "waiting"),
            5: (5, 1, "forward"),
            6: (5, 2, "no"),
        },
        rates={"not said": (1, 3, 1)},
        furthest={2: ("not said", "no"), 4: ("not said", "waiting"), 5: ("not said", "no")},
        waiting={4: ("not said", 60)},
    ),
    Little(
        "two interviews on a day",
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,passed
2026-05-12,Acme,Clerk,interview,passed
2026-05-12,Acme,Clerk,interview,rejected
2026-05-12,Birch,Clerk,interview,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "forward"),
            4: (2, 3, "no"),
            5: (5, 1, "waiting"),
        },
        rates={"application": (1, 1, 0), "interview": (1, 2, 1)},
        furthest={2: ("interview", "no"), 5: ("interview", "waiting")},
        waiting={5: ("interview", 49)},
    ),
    Little(
        "a no, then an appeal: asked, and until then an application of its own",
        """date,employer,role,stage,outcome
2026-04-01,Acme,Clerk,application,passed
2026-04-15,Acme,Clerk,interview,rejected
2026-05-01,Acme,Clerk,final interview,waiting
""",
        lines={2: (2, 1, "forward"), 3: (2, 2, "no"), 4: (4, 1, "waiting")},
        rates={"application": (1, 1, 0), "interview": (0, 1, 0), "final interview": (0, 0, 1)},
        furthest={2: ("interview", "no"), 4: ("final interview", "waiting")},
        waiting={4: ("final interview", 60)},
        asked=frozenset({4}),
    ),
    Little(
        "a silence, then an invitation",
        """date,employer,role,stage,outcome
2026-03-01,Acme,Clerk,application,no response
2026-05-15,Acme,Clerk,interview,rejected
2026-03-02,Birch,Clerk,application,no response
""",
        lines={2: (2, 1, "forward"), 3: (2, 2, "no"), 4: (4, 1, "no response")},
        rates={"application": (1, 2, 0), "interview": (0, 1, 0)},
        furthest={2: ("interview", "no"), 4: ("application", "no answer")},
    ),
    Little(
        "an offer, then accepted without a stage",
        """date,employer,role,stage,outcome
2026-04-01,Acme,Clerk,application,passed
2026-04-20,Acme,Clerk,interview,offer
2026-04-22,Acme,Clerk,,accepted
""",
        lines={2: (2, 1, "forward"), 3: (2, 2, "forward"), 4: (2, 2, "answer")},
        rates={"application": (1, 1, 0), "interview": (1, 1, 0)},
        furthest={2: ("interview", "offer")},
    ),
    Little(
        "an offer, declined the same day, and later a new application there",
        """date,employer,role,stage,outcome
2026-04-20,Acme,Clerk,interview,offer
2026-04-20,Acme,Clerk,interview,declined
2026-05-20,Acme,Clerk,application,waiting
""",
        lines={2: (2, 1, "forward"), 3: (2, 1, "answer"), 4: (4, 1, "waiting")},
        rates={"interview": (1, 1, 0), "application": (0, 0, 1)},
        furthest={2: ("interview", "declined"), 4: ("application", "waiting")},
        waiting={4: ("application", 41)},
    ),
    Little(
        "an offer, then withdrew; an offer, then the job was closed",
        """date,employer,role,stage,outcome
2026-04-20,Acme,Clerk,final interview,offer
2026-04-25,Acme,Clerk,,withdrew
2026-05-01,Birch,Clerk,interview,offer
2026-05-09,Birch,Clerk,interview,cancelled
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 1, "answer"),
            4: (4, 1, "forward"),
            5: (4, 1, "answer"),
        },
        rates={"final interview": (1, 1, 0), "interview": (1, 1, 0)},
        furthest={
            2: ("final interview", "withdrawn by me"),
            4: ("interview", "closed by the employer"),
        },
    ),
    Little(
        "applying again, with the name in other spellings",
        """date,employer,role,stage,outcome
2026-01-05,Acme,Clerk,application,rejected
2026-03-05,ACME ,clerk,application,no response
2026-05-05,Acmé,Clerk,application,waiting
""",
        lines={2: (2, 1, "no"), 3: (3, 1, "no response"), 4: (4, 1, "waiting")},
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
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,waiting
2026-05-01,Acme,Porter,application,waiting
2026-05-15,Acme,Porter,interview,rejected
2026-05-20,Acme,,interview,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (3, 1, "forward"),
            4: (3, 2, "no"),
            5: (2, 2, "waiting"),
        },
        rates={"application": (2, 2, 0), "interview": (0, 1, 1)},
        furthest={2: ("interview", "waiting"), 3: ("interview", "no")},
        waiting={2: ("interview", 41)},
    ),
    Little(
        "all written down at the end, on one day and in any order",
        """date,employer,role,stage,outcome
2026-06-01,Acme,Clerk,final interview,rejected
2026-06-01,Acme,Clerk,application,passed
2026-06-01,Acme,Clerk,interview,passed
2026-06-01,Birch,Clerk,interview,waiting
2026-06-01,Birch,Clerk,application,waiting
""",
        lines={
            2: (2, 3, "no"),
            3: (2, 1, "forward"),
            4: (2, 2, "forward"),
            5: (5, 2, "waiting"),
            6: (5, 1, "forward"),
        },
        rates={"application": (2, 2, 0), "interview": (1, 1, 1), "final interview": (0, 1, 0)},
        furthest={2: ("final interview", "no"), 5: ("interview", "waiting")},
        waiting={5: ("interview", 29)},
    ),
    Little(
        "all without a date",
        """date,employer,role,stage,outcome
,Acme,Clerk,application,passed
,Acme,Clerk,interview,rejected
,Birch,Clerk,application,waiting
""",
        lines={2: (2, 1, "forward"), 3: (2, 2, "no"), 4: (4, 1, "waiting")},
        rates={"application": (1, 1, 1), "interview": (0, 1, 0)},
        furthest={2: ("interview", "no"), 4: ("application", "waiting")},
        waiting={4: ("application", None)},
    ),
    Little(
        "an undated line stands before the next dated one of its job",
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,passed
,Acme,Clerk,screening,waiting
2026-05-20,Acme,Clerk,interview,rejected
,Acme,Clerk,application,waiting
,Birch,Clerk,interview,rejected
2026-06-10,Birch,Clerk,application,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "forward"),
            4: (2, 3, "no"),
            5: (5, 1, "waiting"),
            6: (6, 1, "no"),
            7: (7, 1, "waiting"),
        },
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
        """date,employer,outcome
2026-06-01,Confidential,waiting
2026-06-02,Confidential,waiting
2026-06-03,Confidential,waiting
2026-06-04,Confidential,rejected
2026-06-05,?,waiting
2026-06-06,?,rejected
2026-06-07,-,no response
""",
        lines={
            2: (2, 1, "waiting"),
            3: (3, 1, "waiting"),
            4: (4, 1, "waiting"),
            5: (5, 1, "no"),
            6: (6, 1, "waiting"),
            7: (7, 1, "no"),
            8: (8, 1, "no response"),
        },
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
        """date,employer,role,stage,outcome,application_id
2026-05-01,Undisclosed,Driver,application,passed,
2026-05-12,Undisclosed,Driver,interview,rejected,
2026-05-02,Undisclosed,Cook,application,waiting,
2026-05-13,Undisclosed,Cook,interview,waiting,
2026-05-03,?,Cleaner,application,waiting,x1
2026-05-14,?,Cleaner,interview,rejected,x1
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "no"),
            4: (4, 1, "waiting"),
            5: (5, 1, "waiting"),
            6: (6, 1, "forward"),
            7: (6, 2, "no"),
        },
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
        """date,employer,outcome
2026-06-01,Reed,waiting
2026-06-02,Reed,waiting
2026-06-03,Reed,waiting
2026-06-10,Reed,rejected
""",
        lines={
            2: (2, 1, "waiting"),
            3: (3, 1, "waiting"),
            4: (4, 1, "no"),
            5: (4, 1, "answer"),
        },
        rates={"not said": (0, 1, 2)},
        furthest={
            2: ("not said", "waiting"),
            3: ("not said", "waiting"),
            4: ("not said", "no"),
        },
        waiting={2: ("not said", 29), 3: ("not said", 28)},
        asked=frozenset({3, 4, 5}),
    ),
    Little(
        "an open application line that is answered by another line",
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,waiting
2026-05-20,Acme,Clerk,application,rejected
2026-05-02,Birch,Clerk,application,waiting
2026-05-21,Birch,Clerk,application,passed
2026-06-01,Birch,Clerk,interview,waiting
2026-05-03,Cedar,Clerk,application,waiting
2026-05-22,Cedar,Clerk,,withdrew
""",
        lines={
            2: (2, 1, "no"),
            3: (2, 1, "answer"),
            4: (4, 1, "forward"),
            5: (4, 1, "answer"),
            6: (4, 2, "waiting"),
            7: (7, 1, "no trial"),
            8: (7, 1, "answer"),
        },
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
        """date,employer,role,stage,outcome
2025-09-01,Acme,Clerk,,passed
2026-02-28,Acme,Clerk,,rejected
2025-09-01,Birch,Clerk,,passed
2026-03-01,Birch,Clerk,,rejected
2025-09-01,Cedar,Clerk,interview,passed
2026-03-15,Cedar,Clerk,final interview,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "no"),
            4: (4, 1, "forward"),
            5: (5, 1, "no"),
            6: (6, 1, "forward"),
            7: (6, 2, "waiting"),
        },
        rates={"not said": (2, 4, 0), "interview": (1, 1, 0), "final interview": (0, 0, 1)},
        furthest={
            2: ("not said", "no"),
            4: ("not said", "forward"),
            5: ("not said", "no"),
            6: ("final interview", "waiting"),
        },
        waiting={6: ("final interview", 107)},
        asked=frozenset({5}),
    ),
    Little(
        "what is booked makes the step before it passed, and counts nowhere else",
        """date,employer,role,stage,outcome
2026-06-20,Acme,Clerk,application,waiting
2026-07-08,Acme,Clerk,interview,waiting
2026-06-21,Birch,Clerk,application,waiting
2026-07-02,Cedar,Clerk,application,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "booked"),
            4: (4, 1, "waiting"),
            5: (5, 1, "booked"),
        },
        rates={"application": (1, 1, 1)},
        furthest={2: ("application", "forward"), 4: ("application", "waiting")},
        waiting={4: ("application", 9)},
    ),
    Little(
        "an ending without stage and role where two are open; then one that names its job",
        """date,employer,role,stage,outcome
2026-05-01,Acme,Clerk,application,waiting
2026-05-02,Acme,Porter,application,waiting
2026-05-20,Acme,,,rejected
2026-05-21,Acme,Porter,,rejected
""",
        lines={
            2: (2, 1, "waiting"),
            3: (3, 1, "no"),
            4: (4, 1, "no"),
            5: (3, 1, "answer"),
        },
        rates={"application": (0, 1, 1), "not said": (0, 1, 0)},
        furthest={
            2: ("application", "waiting"),
            3: ("application", "no"),
            4: ("not said", "no"),
        },
        waiting={2: ("application", 60)},
        asked=frozenset({4}),
    ),
    Little(
        "a line without a role, then one that has it: the same application, none other is open",
        """date,employer,role,stage,outcome
2026-05-01,Acme,,application,waiting
2026-05-20,Acme,Clerk,interview,passed
2026-06-01,Acme,,final interview,rejected
2026-06-10,Acme,,application,waiting
""",
        lines={
            2: (2, 1, "forward"),
            3: (2, 2, "forward"),
            4: (2, 3, "no"),
            5: (5, 1, "waiting"),
        },
        rates={"application": (1, 1, 1), "interview": (1, 1, 0), "final interview": (0, 1, 0)},
        furthest={2: ("final interview", "no"), 5: ("application", "waiting")},
        waiting={5: ("application", 20)},
    ),
    Little(
        "a line without a role, and two jobs with one: whose it is cannot be told, so three",
        """date,employer,role,stage,outcome
2026-05-01,Acme,,application,waiting
2026-05-02,Acme,Cook,application,waiting
2026-05-20,Acme,Clerk,interview,rejected
2026-06-01,Acme,Clerk,application,waiting
""",
        lines={
            2: (2, 1, "waiting"),
            3: (3, 1, "waiting"),
            4: (4, 1, "no"),
            5: (5, 1, "waiting"),
        },
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
        """date,employer,role,stage,outcome
2026-03-01,Acme,Clerk,,no response
2026-05-01,Acme,Clerk,,rejected
2026-05-01,Birch,Cook,application,waiting
2026-05-02,Birch,Cook,application,waiting
2026-05-10,Birch,Cook,,rejected
2026-05-01,Cedar,Cook,application,waiting
2026-05-02,Cedar,Cook,application,waiting
2026-05-03,Cedar,Cook,application,rejected
2026-05-04,Cedar,Cook,interview,waiting
2026-05-05,Dunlin,Cook,application,waiting
2026-05-05,Dunlin,Cook,,rejected
""",
        lines={
            2: (2, 1, "no response"),
            3: (3, 1, "no"),
            4: (4, 1, "waiting"),
            5: (5, 1, "no"),
            6: (5, 1, "answer"),
            7: (7, 1, "forward"),
            8: (8, 1, "no"),
            9: (8, 1, "answer"),
            10: (7, 2, "waiting"),
            11: (11, 1, "no"),
            12: (11, 1, "answer"),
        },
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
        asked=frozenset({3, 6, 9}),
    ),
)
