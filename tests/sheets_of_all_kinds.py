"""Small invented sheets, one or more of every kind that people keep, with what they come to.

Each is its text, the answers to all that is asked of it, and the lines wanted with those answers:
employer, date, stage, outcome, heard_on.
"""

from __future__ import annotations

import textwrap
from typing import Any, NamedTuple


class Sheet(NamedTuple):
    """One sheet: what stands in it, the answers, the lines wanted, and how it is called."""

    text: str
    answers: dict[str, Any]
    wanted: list[tuple[str, ...]]
    ending: str = "csv"


def _sheet(text, wanted, answers=None, ending="csv"):
    lines = [tuple(part.strip() for part in line.split("|")) for line in wanted.strip().split("\n")]
    return Sheet(textwrap.dedent(text).lstrip("\n"), answers or {}, lines, ending)


SHEETS: dict[str, Sheet] = {
    # Logs of status updates: each row is one thing that happened.
    "updates": _sheet(
        """
        when,employer name,job,update
        2026-02-02,Ash Ltd,Cook,Applied
        2026-02-09,Ash Ltd,Cook,Phone screen
        2026-02-15,Ash Ltd,Cook,Rejected
        2026-02-03,Elm Ltd,Chef,Applied
        2026-02-11,Elm Ltd,Chef,Ghosted
        """,
        """
        Ash Ltd|2026-02-02|application|waiting|
        Ash Ltd|2026-02-09|screening|waiting|
        Ash Ltd|2026-02-15||rejected|
        Elm Ltd|2026-02-03|application|waiting|
        Elm Ltd|2026-02-11||no response|
        """,
    ),
    "updates in another order": _sheet(
        """
        Date;Company;Position;Event
        12/02/2026;Fir & Son;Porter;Not this time
        02/02/2026;Fir & Son;Porter;Applied
        25/02/2026;Yew;Clerk;Interview
        01/02/2026;Yew;Clerk;Applied
        """,
        """
        Fir & Son|2026-02-12||rejected|
        Fir & Son|2026-02-02|application|waiting|
        Yew|2026-02-25|interview|waiting|
        Yew|2026-02-01|application|waiting|
        """,
        {"statuses": {"Not this time": "rejected"}},
    ),
    # Wide sheets in which an outright no says which step was not reached.
    "wide with a no": _sheet(
        """
        Company,Role,Applied on,Outcome date,Outcome,Phone interview,Second interview
        Ash,Cook,2026-04-01,2026-04-08,Unsuccessful,no,no
        Elm,Cook,2026-04-02,2026-04-21,Unsuccessful,yes,no
        Fir,Chef,2026-04-03,,In progress,,
        """,
        """
        Ash|2026-04-01|application|rejected|2026-04-08
        Elm|2026-04-02|application|passed|
        Elm||screening|rejected|2026-04-21
        Fir|2026-04-03|application|waiting|
        """,
    ),
    "wide with crosses": _sheet(
        """
        Employeur,Poste,Date candidature,Statut,Entretien 1,Entretien 2,Date réponse
        Frêne SA,Cuisinier,03/04/2026,Refusé,non,non,17/04/2026
        Orme SA,Cuisinier,04/04/2026,Refusé,oui,non,20/04/2026
        """,
        """
        Frêne SA|2026-04-03|application|rejected|2026-04-17
        Orme SA|2026-04-04|application|passed|
        Orme SA||interview|rejected|2026-04-20
        """,
    ),
    # The outcome under another name.
    "feedback slash status": _sheet(
        """
        #,Company,Vacancy,Sent date,Interview day,Feedback/Status
        1,Ash,Cook,12.05.2026,,Applied
        2,Elm,Chef,15.05.2026,28.05.2026,Interview
        3,Fir,Chef,21.05.2026,,Rejected
        """,
        """
        Ash|2026-05-12|application|waiting|
        Elm|2026-05-15|application|passed|
        Elm|2026-05-28|interview|waiting|
        Fir|2026-05-21||rejected|
        """,
    ),
    "feedback that is the status": _sheet(
        """
        Organisation,Job title,Date applied,Feedback
        Ash,Cook,14/05/2026,Rejected
        Elm,Chef,15/05/2026,No reply
        Fir,Chef,21/05/2026,Interview
        """,
        """
        Ash|2026-05-14||rejected|
        Elm|2026-05-15||no response|
        Fir|2026-05-21|application|passed|
        Fir||interview|waiting|
        """,
    ),
    # Scores that the person gave, not the employer.
    "fit out of ten": _sheet(
        """
        | Date | Company | Role | Score | Status |
        |---|---|---|---|---|
        | 2026-06-02 | Ash | Cook | 7/10 | Applied |
        | 2026-06-03 | Elm | Chef | 9/10 | Rejected |
        """,
        """
        Ash|2026-06-02|application|waiting|
        Elm|2026-06-03||rejected|
        """,
        ending="md",
    ),
    "fit in hundreds": _sheet(
        """
        Company,Role,Date applied,Status,Score
        Ash,Cook,2026-06-02,Interview,88
        Elm,Chef,2026-06-03,Rejected,41
        """,
        """
        Ash|2026-06-02|application|passed|
        Ash||interview|waiting|
        Elm|2026-06-03||rejected|
        """,
    ),
    # Nothing, as programs write it.
    "null": _sheet(
        """
        company,title,applied_date,status,response_date,notes
        Ash,null,2026-06-20,Applied,null,null
        Ash,null,2026-06-02,Rejected,2026-06-09,first try
        Elm,nan,2026-06-05,Applied,nan,None
        """,
        """
        Ash|2026-06-20|application|waiting|
        Ash|2026-06-02||rejected|2026-06-09
        Elm|2026-06-05|application|waiting|
        """,
    ),
    "dashes": _sheet(
        """
        Company,Role,Applied,Interview,Status
        Ash,-,02/06/2026,-,Rejected
        Elm,Cook,13/06/2026,20/06/2026,Offer
        """,
        """
        Ash|2026-06-02||rejected|
        Elm|2026-06-13|application|passed|
        Elm|2026-06-20|interview|offer|
        """,
    ),
    # Several dates, of which the first is blank in places.
    "day of the status": _sheet(
        """
        Company,Role,Status,Status date,Date applied
        Ash,Cook,Rejected,2026-03-11,
        Elm,Chef,Applied,2026-03-09,2026-03-09
        """,
        """
        Ash|||rejected|2026-03-11
        Elm|2026-03-09|application|waiting|
        """,
    ),
    "status changed on": _sheet(
        """
        Company,Position,Current status,Status changed on,Applied on,First seen
        Ash,Cook,Interview,2026-03-12,2026-03-02,2026-03-01
        Elm,Chef,Denied,2026-03-15,2026-03-03,2026-03-01
        """,
        """
        Ash|2026-03-02|application|passed|
        Ash|2026-03-12|interview|waiting|
        Elm|2026-03-03||rejected|2026-03-15
        """,
    ),
    # Roles without an employer, and towns and sectors that are no outcomes.
    "a role and no employer": _sheet(
        """
        date,entreprise,intitulé du poste,ville,secteur
        2026-06-29,Frêne,Cuisinier,Lille,Hôtel
        2026-07-09,,Serveur,Lille,Hôtel
        2026-08-27,Orme,Plongeur,Lille,Hôtel
        """,
        """
        Frêne|2026-06-29||waiting|
        |2026-07-09||waiting|
        Orme|2026-08-27||waiting|
        """,
        {"statuses": {"(blank)": "waiting"}},
    ),
    "towns and branches": _sheet(
        """
        Bewerbungsdatum;Firma;Stelle;Stadt;Branche
        29.06.2026;Esche GmbH;Koch;Ulm;Gastro
        09.07.2026;Ulme AG;Koch;Ulm;Gastro
        """,
        """
        Esche GmbH|2026-06-29|application|no response|
        Ulme AG|2026-07-09|application|no response|
        """,
        {"statuses": {"(blank)": "application, no response"}},
    ),
    # Bare commas that shift cells.
    "bare commas in a place": _sheet(
        """
        Role,Employer,Place,Found at,Status,Date applied,Notes
        Cook,Ash,Leeds, West Yorkshire,Indeed,Applied,28/10/2025,
        Chef,Elm,York,Indeed,Rejected,27/10/2025,
        Porter,Fir,fir.example,Applied,30/10/2025,
        """,
        """
        Ash|2025-10-28|application|waiting|
        Elm|2025-10-27||rejected|
        Fir|2025-10-30|application|waiting|
        """,
    ),
    "bare commas in pay": _sheet(
        """
        Company,Role,Salary,Date applied,Status
        Ash,Cook,£24,000,2026-01-05,Rejected
        Elm,Chef,"£25,000",2026-01-06,Applied
        Fir,Chef,£26,500 pa,January 7, 2026,Applied
        """,
        """
        Ash|2026-01-05||rejected|
        Elm|2026-01-06|application|waiting|
        Fir|2026-01-07|application|waiting|
        """,
    ),
    # Words over the headings, or none at all.
    "comments over no headings": _sheet(
        """
        # My applications since June, kept by hand
        # Company, role, day, status in that order
        Ash,Cook,2026-06-02,Applied
        Elm,Chef,2026-06-03,Rejected
        """,
        """
        Ash|2026-06-02|application|waiting|
        Elm|2026-06-03||rejected|
        """,
        {"columns": {"column 1": "employer", "column 2": "role"}},
    ),
    "comments over headings": _sheet(
        """
        # exported 2026-07-01, do not edit
        Company,Role,Date applied,Status
        Ash,Cook,2026-06-02,Applied
        """,
        "Ash|2026-06-02|application|waiting|",
    ),
    # Other languages.
    "Polish": _sheet(
        """
        Firma;Stanowisko;Data aplikacji;Status;Rozmowa
        Jesion;Kucharz;03.03.2026;Odrzucono;
        Wiąz;Kucharz;14.03.2026;Wysłano;
        Jodła;Kelner;15.03.2026;W toku;20.03.2026
        """,
        """
        Jesion|2026-03-03||rejected|
        Wiąz|2026-03-14|application|waiting|
        Jodła|2026-03-15|application|passed|
        Jodła|2026-03-20|interview|waiting|
        """,
    ),
    "Turkish": _sheet(
        """
        Şirket;Pozisyon;Başvuru tarihi;Durum
        Dişbudak;Aşçı;03.03.2026;Reddedildi
        Karaağaç;Garson;14.03.2026;Mülakat
        """,
        """
        Dişbudak|2026-03-03||rejected|
        Karaağaç|2026-03-14|application|passed|
        Karaağaç||interview|waiting|
        """,
    ),
    "Ukrainian": _sheet(
        """
        Компанія,Посада,Дата подачі,Статус
        Ясен,Кухар,2026-03-03,Відмова
        В'яз,Кухар,2026-03-04,Очікування
        """,
        """
        Ясен|2026-03-03||rejected|
        В'яз|2026-03-04|application|waiting|
        """,
    ),
    "Chinese": _sheet(
        """
        公司,岗位,投递日期,进度
        白蜡,厨师,2026-03-03,已投递
        榆树,厨师,2026-03-04,一面
        """,
        """
        白蜡|2026-03-03|application|waiting|
        榆树|2026-03-04|application|passed|
        榆树||interview|waiting|
        """,
    ),
    "Hindi in Latin letters": _sheet(
        """
        Company ka naam,Pad,Tarikh,Sthiti
        Ashok,Rasoiya,03/03/2026,Reject ho gaya
        Neem,Rasoiya,14/03/2026,Apply kiya
        """,
        """
        Ashok|2026-03-03||rejected|
        Neem|2026-03-14|application|waiting|
        """,
    ),
    "Portuguese": _sheet(
        """
        Empresa,Vaga,Data da inscrição,Status da candidatura,Data do retorno
        Freixo,Cozinheiro,03/03/2026,Rejeitado,20/03/2026
        Ulmeiro,Copeiro,14/03/2026,Aguardando retorno,
        """,
        """
        Freixo|2026-03-03||rejected|2026-03-20
        Ulmeiro|2026-03-14|application|waiting|
        """,
    ),
    "Spanish, Italian and Dutch words": _sheet(
        """
        Empresa,Puesto,Fecha de solicitud,Estado
        Fresno,Cocinero,03/03/2026,Rechazado
        Frassino,Cuoco,14/03/2026,In attesa
        Es,Kok,15/03/2026,Afgewezen
        """,
        """
        Fresno|2026-03-03||rejected|
        Frassino|2026-03-14|application|waiting|
        Es|2026-03-15||rejected|
        """,
    ),
    # Answers that come in two rounds.
    "German in two rounds": _sheet(
        """
        "Bewerbung am";"Firma";"Stelle";"Status";"Absage am"
        "01.07.2026";"Esche";"Koch";"Absage";"07.08.2026"
        "16.07.2026";"Ulme";"Koch";"Offen";""
        "17.07.2026";"Linde";"Koch";"Zu spät";""
        """,
        """
        Esche|2026-07-01||rejected|2026-08-07
        Ulme|2026-07-16||waiting|
        Linde|2026-07-17|application|passed|
        Linde||interview|cancelled|
        """,
        {"statuses": {"Offen": "waiting", "Zu spät": "interview, cancelled"}},
    ),
    "rows that answers leave out": _sheet(
        """
        Company,Role,Date applied,Status
        Ash,Cook,2026-03-01,Closed
        Elm,Chef,2026-03-02,Maybe
        Fir,Chef,2026-03-03,Archived
        Oak,Chef,2026-03-04,Zorp
        """,
        """
        Ash|2026-03-01|application|passed|
        Ash||interview|rejected|
        Fir|2026-03-03|||
        Oak|2026-03-04|application|passed|
        Oak||final interview|waiting|
        """,
        {
            "statuses": {
                "Closed": "interview, rejected",
                "Maybe": "leave out",
                "Archived": "ask me never",
                "Zorp": "final interview",
            }
        },
    ),
    "the order of days": _sheet(
        "Company,Date,Status\nAsh,03/02/2026,Rejected\nElm,04/02/2026,Applied\n",
        "Ash|2026-03-02||rejected|\nElm|2026-04-02|application|waiting|",
        {"date_order": "month first"},
    ),
    "headings that nobody knows": _sheet(
        "Työnantaja,Tehtävä,Tila\nSaarni,Kokki,Hylätty\nJalava,Kokki,Haastattelu\n",
        "Saarni|||rejected|\nJalava||interview|waiting|",
        {
            "columns": {"Työnantaja": "employer", "Tila": "outcome", "Tehtävä": "role"},
            "statuses": {"Hylätty": "rejected", "Haastattelu": "interview, waiting"},
        },
    ),
    "a heading put right": _sheet(
        """
        Company,Date,Added,Status
        Ash,2026-01-01,2026-03-01,Rejected
        Elm,2026-01-02,2026-03-02,Applied
        """,
        "Ash|2026-03-01||rejected|\nElm|2026-03-02|application|waiting|",
        {"columns": {"Date": "keep as extra", "Added": "date"}},
    ),
    # Reapplications, rounds by type, the answer to one step beside the day of the next.
    "applied again": _sheet(
        """
        Company,Role,Date applied,Status,Response date
        Ash,Cook,2026-01-05,Rejected,2026-01-20
        Ash,Cook,2026-05-05,Applied,
        """,
        """
        Ash|2026-01-05||rejected|2026-01-20
        Ash|2026-05-05|application|waiting|
        """,
    ),
    "rounds by type": _sheet(
        """
        Company,Role,Applied,HR round,Technical round,Manager round,Result
        Ash,Cook,2026-01-05,2026-01-12,2026-01-19,,Rejected
        Elm,Chef,2026-01-06,2026-01-13,,,Ghosted
        """,
        """
        Ash|2026-01-05|application|passed|
        Ash|2026-01-12|screening|passed|
        Ash|2026-01-19|interview|rejected|
        Elm|2026-01-06|application|passed|
        Elm|2026-01-13|screening|no response|
        """,
    ),
    "rounds in words": _sheet(
        """
        Company,Role,Applied,HR Round,Technical Round,Manager Round,Result
        Ash,Cook,2026-01-05,Cleared,Rejected,,Rejected
        Elm,Chef,2026-01-06,Cleared,Cleared,Cleared,Offer
        Fir,Chef,2026-01-07,,,,Ghosted
        """,
        """
        Ash|2026-01-05|application|passed|
        Ash||screening|passed|
        Ash||interview|rejected|
        Elm|2026-01-06|application|passed|
        Elm||screening|passed|
        Elm||interview|passed|
        Elm||interview|offer|
        Fir|2026-01-07||no response|
        """,
    ),
    "rounds in words alone": _sheet(
        """
        Company,Date,Round 1,Round 2,Round 3
        Ash,2026-01-05,Passed,Rejected,
        Elm,2026-01-06,Rejected,,
        Fir,2026-01-07,Passed,Passed,Offer
        Oak,2026-01-08,Passed,Pending,
        """,
        """
        Ash|2026-01-05|application|passed|
        Ash||interview|passed|
        Ash||interview|rejected|
        Elm|2026-01-06|application|passed|
        Elm||interview|rejected|
        Fir|2026-01-07|application|passed|
        Fir||interview|passed|
        Fir||interview|passed|
        Fir||interview|offer|
        Oak|2026-01-08|application|passed|
        Oak||interview|passed|
        Oak||interview|waiting|
        """,
        {"statuses": {"Pending": "waiting"}},
    ),
    "days with dots and a step after a word": _sheet(
        """
        Firma;Stelle;Status;Datum
        Esche;Koch;Beworben;01.02.2026
        Linde;Koch;Absage nach Interview;03.02.2026
        """,
        """
        Esche|2026-02-01|application|waiting|
        Linde|2026-02-03|application|passed|
        Linde||interview|rejected|
        """,
    ),
    "a bare comma in a day": _sheet(
        """
        Company,Role,Date applied,Status,Notes
        Ash,Cook,"March 1, 2026",Rejected,
        Elm,Chef,March 5, 2026,Applied,
        Fir, Ltd,Cook,2026-03-06,Applied,
        Oak,Cook,2026-03-07,Rejected
        """,
        """
        Ash|2026-03-01||rejected|
        Elm|2026-03-05|application|waiting|
        Fir, Ltd|2026-03-06|application|waiting|
        Oak|2026-03-07||rejected|
        """,
    ),
    "the answer to the step before": _sheet(
        """
        Company,Role,Date applied,Reply received on,Interview date,Status
        Ash,Cook,2026-01-05,2026-01-12,2026-01-19,Interview
        Elm,Chef,2026-01-06,2026-01-30,2026-01-20,Rejected
        """,
        """
        Ash|2026-01-05|application|passed|2026-01-12
        Ash|2026-01-19|interview|waiting|
        Elm|2026-01-06|application|passed|
        Elm|2026-01-20|interview|rejected|2026-01-30
        """,
    ),
    "stage words": _sheet(
        """
        Company,Role,Date applied,Status
        Ash,Cook,2026-01-05,Phone
        Elm,Chef,2026-01-06,Onsite
        Fir,Chef,2026-01-07,Technical
        Oak,Chef,2026-01-08,Panel
        Yew,Chef,2026-01-09,Trial shift
        Box,Chef,2026-01-10,Assessment centre
        """,
        """
        Ash|2026-01-05|application|passed|
        Ash||screening|waiting|
        Elm|2026-01-06|application|passed|
        Elm||final interview|waiting|
        Fir|2026-01-07|application|passed|
        Fir||interview|waiting|
        Oak|2026-01-08|application|passed|
        Oak||interview|waiting|
        Yew|2026-01-09|application|passed|
        Yew||assessment|waiting|
        Box|2026-01-10|application|passed|
        Box||assessment|waiting|
        """,
    ),
    "an empty cell on every line": _sheet(
        """
        Company,Role,Date applied,Status
        Ash,Analyst,2026-01-05,Rejected,
        Elm,Analyst,2026-01-06,Applied,
        """,
        "Ash|2026-01-05||rejected|\nElm|2026-01-06|application|waiting|",
    ),
    "a heading with a comma": _sheet(
        """
        Company,Role,Date applied,Status,"Pay, per hour"
        Ash,Cook,2026-01-05,Closed,"12, or so"
        """,
        "Ash|2026-01-05||cancelled|",
        {"statuses": {"Closed": "cancelled"}},
    ),
    # Which step a day or a word is about.
    "the day of the first answer": _sheet(
        """
        Employer;Job;Applied on;First reply on;Final status;Assessment
        Ash;Clerk;2026-03-02;2026-03-02;Rejected after assessment;Yes
        Elm;Clerk;2026-03-03;2026-03-09;Rejected;
        Fir;Clerk;;2026-03-05;Ghosted after assessment;Yes
        Oak;Clerk;2026-03-04;;Ghosted;
        Yew;Clerk;2026-03-03;2026-03-11;Rejected;
        """,
        """
        Ash|2026-03-02|application|passed|2026-03-02
        Ash||assessment|rejected|
        Elm|2026-03-03||rejected|2026-03-09
        Fir||application|passed|2026-03-05
        Fir||assessment|no response|
        Oak|2026-03-04||no response|
        Yew|2026-03-03||rejected|2026-03-11
        """,
    ),
    "mails that a program has read": _sheet(
        """
        Date Received,Company Name,Job Title,Status,Email Subject
        20/04/2026,Ash,Porter,Rejection,About you
        02/04/2026,Ash,Porter,Application Acknowledgment,We have it
        02/04/2026,Ash,Porter,Application Acknowledgment,We have it
        21/04/2026,Elm,Clerk,Interview Request,Come in
        03/04/2026,Elm,Clerk,Application Acknowledgment,Thank you
        """,
        """
        Ash|2026-04-20||rejected|2026-04-20
        Ash|2026-04-02|application|waiting|
        Elm|2026-04-21|interview|waiting|
        Elm|2026-04-03|application|waiting|
        """,
    ),
    "a row of dashes below the headings": _sheet(
        """
        | Data | Empresa / Company | Vaga / Role | Status |
        | --- | --- | --- | --- |
        | — | — | — | — |
        | 2026-05-04 | Ash | Clerk | Rejeitado |
        """,
        "Ash|2026-05-04||rejected|",
        ending="md",
    ),
    "words that are explained below the list": _sheet(
        """
        Company,Role,Date applied,Status,Interview date
        Ash,Clerk,2026-05-04,Rejected,2026-05-11
        Elm,Clerk,2026-05-05,Applied,
        ,,,Meanings,  Applied
        ,,,,  First round
        ,,,,  Rejected
        """,
        """
        Ash|2026-05-04|application|passed|
        Ash|2026-05-11|interview|rejected|
        Elm|2026-05-05|application|waiting|
        """,
    ),
    "days of the advert": _sheet(
        """
        Date Found,Company,Title,Date Posted,Status
        2026-06-02,Ash,Clerk,2026-05-30,Applied
        2026-06-03,Elm,Clerk,2026-05-31,Waiting to apply
        """,
        "Ash||application|waiting|",
    ),
    "headed by days": _sheet(
        """
        | Company | 2026-03-01 | 2026-03-08 | 2026-03-15 |
        | --- | --- | --- | --- |
        | Ash | Applied | Interview | Rejected |
        | Elm | | Applied | Yet to hear |
        """,
        """
        Ash|2026-03-01|application|passed|
        Ash|2026-03-08|interview|rejected|2026-03-15
        Elm|2026-03-08|application|waiting|
        """,
        {"statuses": {"Yet to hear": "waiting"}},
        ending="md",
    ),
    "people at the same employers": _sheet(
        """
        | Company | Role | Date | Status |
        | --- | --- | --- | --- |
        | Ash | Clerk | 2026-05-04 | Gone cold |
        | Elm | Clerk | 2026-05-05 | Draft created |

        | Company | Contact | Role | Status |
        | --- | --- | --- | --- |
        | Ash | Ann | Head of clerks | Gone quiet |
        """,
        "Ash|2026-05-04||no response|",
        {"statuses": {"Gone cold": "no response"}},
        ending="md",
    ),
}
