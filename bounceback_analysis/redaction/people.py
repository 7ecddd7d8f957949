"""Finds people's names in free text: listed ones, and odd words where something tells of one."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bounceback_analysis.redaction.things import things_in
from bounceback_analysis.redaction.words import (
    GEORGIAN,
    SHORT_FORMS,
    WORD,
    base_of,
    doings,
    has_capital,
    is_met,
    is_ordinary,
    is_plain,
    likely_names,
    sure_names,
    words_before,
    words_of,
)
from bounceback_analysis.vocabulary.schema import fold, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bounceback_analysis.redaction.words import Token

FEW = 6
"""Words of a script without capitals, up to which each may be a name: more are sentences."""
SENTENCE_END = re.compile(r"[.!?:;\n•|\"“”(]|\s[-–—]\s")
SURE_TITLES = {"mr", "mrs", "ms", "dr", "prof", "cllr", "sgt"}
ENDINGS = (
    *("ly", "ing", "ed", "tion", "sion", "ment", "ness", "ful", "less", "able", "ible", "ive"),
    *("ical", "ous", "ity", "ship", "ence", "ance", "al", "ents", "ists", "ers", "ors", "ies"),
)
TELLING = {"i", "me", "my", "we", "us", "they", "them", "he", "she", "her", "his", "never", "ask"}
MARKED = re.compile(r"[=;!?]|\.\s")
INITIALS = re.compile(
    r"(?<!\w)(?:[A-Z]\.\s?){1,8}(?!(?:You|We|They|He|She|It|The|This|But|My|Your|Not?)\b)"
    r"(?!(?:Com|Sc|Ed|Eng|Tech|Phil|Arch|Mus|Pharm)\b)"
    r"[A-Z][a-z'’-]+|(?<=[-–—] )[A-Z]{2,3}\s*$"
    r"|(?<!\w)(?!I\.T|U\.K|C\.V|U\.S|H\.R)[A-Z]\.[A-Z]\.?(?!\w|\.)"
    r"|(?<![\w.])(?!e\.g|i\.e|[ap]\.m|p\.a|p\.h|n\.b|i\.t|u\.k|c\.v|h\.r)(?:[a-z]\.){2} [a-z]{3,}"
)
BESIDE = re.compile(
    r"(?:\s?[,(–—-]\s?|\s(?:is|was)?\s?(?=(?:the|our|my|an?)\s)|\s(?=from\s))"
    r"(?:(?:the|our|your|my|their|a|an|who|from)\s)*([a-z]+)(?:\s([a-z]+))?",
    re.IGNORECASE,
)
PLACING = {"in", "near", "around", "across"}
MOST_PLACES = 30
"""Words of a list of places that are looked back over to the word that says where."""
OWNERS = {"my", "our", "your", "the", "his", "her", "their"}
JOINING = {"", "and", "but", "because", "that", "when", "then", "so", "as", "if"}
JOINING |= {"why", "what", "how", "where", "whether", "who"}
"""What may stand before somebody who did something: "what torquil said", not "the panel said"."""
WORKS = re.compile(
    r"\s(?:in|from)\s(?:hr|payroll|accounts|reception|dispatch|personnel|stores)\b", re.IGNORECASE
)
"""What tells where somebody works, whose name is a word too: "dawn in hr"."""
TO_DO = re.compile(r"\sto\s(?:send|do|ring|call|email|confirm|chase|check|bring|book|let|get)\b")
"""What somebody is to do whose name is a word too: "Summer to send the dates"."""
WITHIN = re.compile(r"[\w,]\s")
JOINED = re.compile(r"[\s.]{1,3}")
TRULY_BEGINS = re.compile(r"[.!?\n]")
NUMBER = " 0123456789"
SHORTEST = 4
"""Words of the shortest sentence: fewer are an item of a list, and may name somebody."""
ACTED_ON = {"me", "us", "my", "our", "him", "them"}


@cache
def _listed(name: str) -> re.Pattern[str]:
    """Give what finds sayings that hold a name and mean nobody, or firms that are known to all."""
    listed = "|".join(load_words("names")[name]).replace("'", "['’]")
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def name_spans(text: str, *, prose: bool) -> tuple[tuple[int, int], ...]:
    """Find where names stand in a text without accents.

    In ``prose``, which is surely written in sentences, a capital inside one means a name; the
    title of a job is none, unless its words say so, and places stay in it.
    """
    places = not prose
    meant = {place for match in _listed("sayings").finditer(text) for place in range(*match.span())}
    tokens = _readable([token for token in WORD.finditer(text) if token.start() not in meant])
    things = things_in(text, tokens)
    told = {token.group().casefold() for token in tokens} & (doings() | TELLING)
    prose = prose or bool(told) or bool(MARKED.search(text))
    named = [
        i not in things
        and _is_name(text, tokens, i, prose=prose)
        and not (places and _is_place(text, tokens, i))
        for i in range(len(tokens))
    ]
    for order in (range(1, len(tokens)), range(len(tokens) - 2, -1, -1)):
        for i in order:
            named[i] = named[i] or (
                i not in things and _goes_with(text, tokens, named, i, -order.step)
            )
    found = [token for token, is_name in zip(tokens, named, strict=True) if is_name]
    firms = () if places else _listed("firms").finditer(text)
    return tuple(match.span() for match in (*found, *firms, *INITIALS.finditer(text)))


@lru_cache(maxsize=20_000)
def names_in(text: str) -> tuple[str, ...]:
    """Give the words that surely name somebody here, so that they are known in any writing."""
    named = []
    for start, end in name_spans(text, prose=True):
        token, follows = WORD.fullmatch(text, start, end), WORD.match(text, end + 1)
        if token and _strange(token.group()):
            within = token.group().islower() or WITHIN.fullmatch(text[max(0, start - 2) : start])
            acts = follows and follows.group() in words_of("speaking")
            owns = SHORT_FORMS.search(token.group())
            if within or acts or owns or _stands_beside_job(text, token):
                named.append(base_of(token.group()))
    return tuple(named)


def spans_of(names: frozenset[str], text: str) -> Iterator[tuple[int, int]]:
    """Find where names that are known stand in a text, in any writing."""
    found = WORD.finditer(text) if names else ()
    yield from (token.span() for token in found if base_of(token.group()) in names)


def _readable(tokens: list[Token]) -> list[Token]:
    """Leave out the words of a script without capitals where there are sentences of them."""
    cased = [t for t in tokens if t[0][0].lower() != t[0][0].upper() and not GEORGIAN.match(t[0])]
    return cased if len(tokens) - len(cased) > max(FEW, len(cased)) else tokens


def _goes_with(text: str, tokens: list[Token], named: list[bool], i: int, step: int) -> bool:
    """Tell whether a word is part of the name beside it, or is named together with somebody."""
    beside, over = i + step, i + 2 * step
    if step < 0 or over < len(tokens):
        also = over >= 0 and named[over] and tokens[beside].group().casefold() in {"and", "i"}
        if also and _strange(tokens[i].group()):
            return True
    if not named[beside]:
        return False
    word, (first, last) = tokens[i].group(), sorted((i, beside))
    gap = text[tokens[first].end() : tokens[last].start()]
    surname = step < 0 and gap == " " and _is_surname(word, tokens[beside].group())
    shouted = gap == ", " and word.isupper() and _strange(word)
    return shouted or bool(JOINED.fullmatch(gap) and (surname or _joins(word)))


def _strange(word: str) -> bool:
    """Tell whether a word, in capitals or not, is none that sentences are made of."""
    low = base_of(word)
    return len(low) > 2 and not is_met(low) and not low.endswith(ENDINGS)


def _joins(word: str) -> bool:
    """Tell whether a word beside a name is part of it: a surname, a first name, an initial."""
    low = base_of(word)
    if not has_capital(word) or word in {"I", "A"}:
        return False
    return low in likely_names() or len(low) == 1 or not is_ordinary(low)


def _is_surname(word: str, first: str) -> bool:
    """Tell whether a word right after a name is its surname, also one like "Tuck" or "mills"."""
    low = base_of(word)
    if first.islower() and word.islower() and _strange(word):
        return True
    if low in words_of("family"):
        return not word.isupper() and (has_capital(word) or low not in words_of("ordinary"))
    return word.istitle() and len(word) > 1 and low not in words_of("capitals")


def _is_name(text: str, tokens: list[Token], i: int, *, prose: bool) -> bool:
    token, base = tokens[i], base_of(tokens[i].group())
    if is_plain(token.group()):
        return words_before(text, tokens, i)[0] in SURE_TITLES
    capital = has_capital(token.group())
    if not capital and words_before(text, tokens, i)[0] in {"a", "an"}:
        return False  # "a bob", "a jack"
    parts = base.split("-")
    if base.endswith("s") and base[:-1] in sure_names() and not is_met(base):
        return True  # "jamals question"
    joined = len(parts) > 1 and all(part in likely_names() for part in parts)
    if base in sure_names() or (
        capital and (joined or any(part in sure_names() for part in parts))
    ):
        return True
    if _follows_title(text, tokens, i, capital=capital) or _follows_cue(text, tokens, i):
        return True
    if _acts(text, tokens, i, base) or _stands_beside_job(text, tokens[i]):
        return True
    if capital and SHORT_FORMS.search(token.group()) and not is_ordinary(base) and len(base) > 2:
        return True
    return prose and capital and len(base) > 1 and _capital_tells(text, tokens, i, base)


def _capital_tells(text: str, tokens: list[Token], i: int, base: str) -> bool:
    word, begins = tokens[i].group(), _begins(text, tokens, i)
    if begins and base in likely_names() and not word.isupper():
        follows = tokens[i + 1].group().casefold() if i + 1 < len(tokens) else ""
        has_to = TO_DO.match(text, tokens[i].end())
        if has_to or follows in words_of("helping") or word[-2:] in {"'s", "’s"}:
            return base not in {"love", "hope"}
    if base in words_of("jobs"):
        return False
    titled = base in words_of("words") and (begins or _is_in_title(text, tokens, i))
    if titled or base in words_of("places", "abroad"):
        return False
    if is_ordinary(base):
        placed = words_before(text, tokens, i)[0] == "in"
        return not (begins or placed) and base in likely_names() and not _is_shouted(word)
    if _is_shouted(word) or (begins and (base.endswith(ENDINGS) or is_met(base))):
        return False
    if _only_begins(text, tokens, i, base):
        return False
    return not (_is_tool(text, tokens, i) or (is_met(base) and _is_in_title(text, tokens, i)))


def _only_begins(text: str, tokens: list[Token], i: int, base: str) -> bool:
    """Tell whether a strange word has its capital because a sentence begins with it.

    Somebody does something, has a second name, or is told apart by a mark.
    """
    before = text[tokens[i - 1].end() : tokens[i].start()] if i else "."
    alone = i + 1 == len(tokens) or text[tokens[i].end() : tokens[i + 1].start()].strip(NUMBER)
    listed = base in words_of("first", "family", "words")
    if alone or listed or len(tokens) < SHORTEST or not TRULY_BEGINS.search(before):
        return False
    follows, *after = (token.group() for token in tokens[i + 1 : i + 3])
    does = (
        follows in doings() | words_of("acting")
        or follows.endswith("ed")
        or not ACTED_ON.isdisjoint(after)
    )
    return follows not in {"and", "from", "off"} and not does and not has_capital(follows)


def _is_tool(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether it is something that one uses or learns: "never used Opera"."""
    one, _ = words_before(text, tokens, i)
    return one in words_of("tools")


def _is_in_title(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether words with capitals stand beside it: "Assistant Registrar", not "Mrs Marsh"."""
    for first, last in ((i - 1, i), (i, i + 1)):
        other = last if first == i else first
        if first >= 0 and last < len(tokens):
            word = tokens[other].group()
            beside = text[tokens[first].end() : tokens[last].start()] in {" ", "-", "/", " & "}
            titled = (
                word[0].isupper() and is_met(word.casefold()) and not _begins(text, tokens, other)
            )
            if beside and titled and word.casefold() not in words_of("jobs", "titles", "first"):
                return True
    return False


def _is_shouted(word: str) -> bool:
    """Tell whether a word is short and all in capitals, as CV and PAYE are."""
    return word.isupper() and len(word) < 6


def _is_place(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether a word says where: "near Leeds", "in Leeds, York or Royal Leamington Spa"."""
    for _ in range(MOST_PLACES):
        one, _ = words_before(text, tokens, i)
        if one in PLACING or not one or base_of(tokens[i].group()) in sure_names():
            return one in PLACING
        i -= 2 if one in {"and", "or"} else 1
        if i <= 0 or not has_capital(tokens[i].group()):
            return False
    return False


def _begins(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether a word begins a sentence or a line."""
    return not i or bool(SENTENCE_END.search(text[tokens[i - 1].end() : tokens[i].start()]))


def _acts(text: str, tokens: list[Token], i: int, base: str) -> bool:
    """Tell whether somebody says, feels or works here: "torquil said", "Wrenna at the shop"."""
    after = [token.group() for token in tokens[i + 1 : i + 5] if token.group() not in OWNERS]
    follows, place, does = (*after, "", "", "")[:3]
    works = has_capital(place) or place.casefold() in words_of("jobs", "organisations", "spots")
    works &= (
        has_capital(tokens[i].group())
        if follows in {"at", "from"}
        else does in words_of("speaking")
    )
    works &= follows in {"at", "from", "in", "on", "off"}  # "will in stores showed me round"
    if not works and follows.casefold() not in words_of("speaking"):
        return False
    before = tokens[i - 1].end() if i else 0
    comma = text[before : tokens[i].start()].rstrip().endswith(",")
    led = words_before(text, tokens, i)[0] in JOINING | words_of("jobs")
    if not (comma or led or _begins(text, tokens, i)):
        return False
    named = base in words_of("first") or not is_ordinary(base)
    meant = base in words_of("words") and base not in words_of("organisations")
    return (named and has_capital(tokens[i].group())) or meant or _strange(base)


def _follows_title(text: str, tokens: list[Token], i: int, *, capital: bool) -> bool:
    one, _ = words_before(text, tokens, i)
    if one in SURE_TITLES:
        return True
    titled = one in words_of("titles") and tokens[i - 1].group()[0].isupper()
    return capital and titled and not is_ordinary(base_of(tokens[i].group()))


def _follows_cue(text: str, tokens: list[Token], i: int) -> bool:
    one, two = words_before(text, tokens, i)
    base, capital = base_of(tokens[i].group()), has_capital(tokens[i].group())
    strange = base in likely_names() or not is_ordinary(base)
    if {one, two} & words_of("spoken") and (base in words_of("words") or _strange(base)):
        return True
    cues = words_of("spoken", "strong", "weak")
    if {one, two} & cues and base in words_of("words") and WORKS.match(text, tokens[i].end()):
        return True
    if one in words_of("jobs") and two.split()[0] in OWNERS and _strange(base):
        return True
    weak = {one, two} & words_of("weak") and base not in words_of("places", "abroad")
    cued = bool(weak or {one, two} & words_of("spoken", "strong"))
    return capital and strange and cued and not tokens[i].group().isupper()


def _stands_beside_job(text: str, token: Token) -> bool:
    """Tell whether it is somebody, said with what they are: "Thandiwe, our manager"."""
    base = base_of(token.group())
    known = is_ordinary(base) and base not in likely_names()
    lower = text[token.start()].islower() and text[token.end() : token.end() + 1] == " "
    if (
        known
        or lower
        or token.group().isupper()
        or not (has_capital(token.group()) or _strange(base))
    ):
        return False
    after = BESIDE.match(text, token.end(), token.end() + 40)
    return bool(after and {fold(word or "") for word in after.groups()} & words_of("jobs"))
