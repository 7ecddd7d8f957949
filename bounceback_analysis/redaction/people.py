"""Finds people's names in free text, and rather takes an odd word for a name than miss one."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from bounceback_analysis.vocabulary.schema import every_word, fold, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    Token = re.Match[str]

MARKS = (
    "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0e7f\u0eb0-\u0ecd"
    "\u0f18-\u0fbc\u1039-\u109d\u17b4-\u17d3\u200d"
)
"""Vowels and the like that are no letters to a pattern, of scripts that write them as marks."""
PART = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*"
WORD = re.compile(rf"{PART}(?:['’-]{PART})*")
GEORGIAN = re.compile(r"[\u10d0-\u10ff]")
"""Letters that have capitals which nobody writes."""
FEW = 6
"""Words of a script without capitals, up to which each may be a name: more are sentences."""
SENTENCE_END = re.compile(r"[.!?:;\n•|\"“”(]|\s[-–—]\s")
SURE_TITLES = {"mr", "mrs", "ms", "dr", "prof", "cllr", "sgt"}
ENDINGS = (
    *("ly", "ing", "ed", "tion", "sion", "ment", "ness", "ful", "less", "able", "ible", "ive"),
    *("ical", "ous", "ity", "ship", "ence", "ance", "ents", "ists", "ers", "ors", "ies"),
)
NOT = ("n't", "n’t", "nt", "nnae")
"""How a word ends that denies: "hadn't", "hadnt"."""
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
"""What may stand before somebody who did something: "and torquil said", not "the panel said"."""
WORKS = re.compile(
    r"\s(?:in|from)\s(?:hr|payroll|accounts|reception|dispatch|personnel|stores)\b", re.IGNORECASE
)
"""What tells where somebody works, whose name is a word too: "dawn in hr"."""
SHORT_FORMS = re.compile(r"['’](?:s|d|ll|ve|re|m)$")
PARTS = re.compile(r"['’-]")
WITHIN = re.compile(r"[\w,]\s")
JOINED = re.compile(r"[\s.]{1,3}")
ALONGSIDE = re.compile(r",?\s(?:and|or)\s(?:an?\s|the\s)?|,\s|\s?[/&+]\s?")
"""What parts two of a kind: "Docker and Jenkins"."""
CAMEL = re.compile(r"(?!(?:Mac|Mc|De|La|Le|Di|Du|Da|Fitz|Van)[A-Z])[A-Z]?[a-z]+[A-Z]\w*")
"""A capital within a word, as programs and companies have it and few people: "AgilePM"."""
ABOUT_ONE = {"as", "am", "i'm", "was", "being", "you're", "met", "named", "called"}
"""What stands before "a" where it tells of a person: "as a Geordie"."""
ARTICLES = {"a", "an", "the"}
TO_A_PLACE = {"at", "for", "from", "to", "of", "by", "in", "left", "join", "joined", "near"}
"""What stands before a name where it may be an employer: "at the Hollies"."""
TRULY_BEGINS = re.compile(r"[.!?\n]")
NUMBER = " 0123456789"
SHORTEST = 4
"""Words of the shortest sentence: fewer are an item of a list, and may name somebody."""
ACTED_ON = {"me", "us", "my", "our", "him", "them"}


@cache
def words_of(*names: str) -> frozenset[str]:
    """Give lists of the vocabulary ``names`` as folded words."""
    listed = (load_words("names")[name] for name in names)
    words = (word for part in listed for word in (part.split() if isinstance(part, str) else part))
    return frozenset(word if word.isascii() and word.islower() else fold(word) for word in words)


@cache
def _common() -> frozenset[str]:
    listed = words_of("ordinary", "capitals", "organisations")
    return listed | {word.replace("'", "") for word in listed}  # as in "didnt"


def is_common(word: str) -> bool:
    """Tell whether a lower-case word is one that anybody uses, of a trade or not."""
    return word in _common()


@cache
def ordinary() -> frozenset[str]:
    """Give the words that are no names, whatever letter they begin with."""
    names = words_of("first", "family", "words")
    return _common() | every_word("skills") | (every_word("phrases") - names)


def doings() -> frozenset[str]:
    """Give what somebody does who is named: says, felt, was."""
    return words_of("speaking", "helping")


@cache
def _sayings() -> re.Pattern[str]:
    """Give what finds words that hold a name and mean nobody: "rose to the challenge"."""
    listed = "|".join(load_words("names")["sayings"]).replace("'", "['’]")
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


@cache
def _sure() -> frozenset[str]:
    return words_of("first") - words_of("words") - ordinary()


@cache
def _maybe() -> frozenset[str]:
    return words_of("words", "family") - words_of("capitals")


@cache
def is_met(word: str) -> bool:
    """Tell whether a lower-case word is ordinary, or one that names somebody only by its place."""
    one = word.removesuffix("s")
    return is_ordinary(word) or bool({word, one} & words_of("met")) or word.endswith(NOT)


@cache
def is_ordinary(word: str) -> bool:
    """Tell whether a lower-case word is one that sentences are made of."""
    stems = (word, word.removesuffix("s"), word.removesuffix("ing"), word.removesuffix("ed"))
    more = (word.removesuffix("es"), word.removesuffix("ly"), word.removesuffix("d"))
    parts = word.split("-")
    whole = any(stem in ordinary() for stem in (*stems, *more))
    return whole or (len(parts) > 1 and all(is_ordinary(part) for part in parts))


@lru_cache(maxsize=20_000)
def name_spans(text: str, *, prose: bool) -> tuple[tuple[int, int], ...]:
    """Find where names stand in a text without accents.

    In ``prose``, which is surely written in sentences, a capital inside one means a name; the
    title of a job is none, unless its words say so, and places stay in it.
    """
    places = not prose
    meant = {place for match in _sayings().finditer(text) for place in range(*match.span())}
    tokens = _readable([token for token in WORD.finditer(text) if token.start() not in meant])
    things = _things(text, tokens)
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
    return tuple(match.span() for match in (*found, *INITIALS.finditer(text)))


def _things(text: str, tokens: list[Token]) -> set[int]:
    """Find capitals that name a thing: "a Torx screw", "Docker and Jenkins", "Ohm's law"."""
    capitals = [i for i in range(len(tokens)) if _capital(tokens[i].group())]
    found = {i for i in capitals if _is_thing(text, tokens, i)}
    scales = [i for i in capitals if tokens[i].group().casefold() in words_of("laws", "scales")]
    found |= {j for i in scales for j in _led_up(text, tokens, i)}
    tools = {i for i in capitals if tokens[i].group().casefold() in _tools()}
    pairs = [(a, b, text[tokens[a].end() : tokens[b].start()]) for a, b in pairwise(capitals)]
    for a, b, gap in (*pairs, *((b, a, gap) for a, b, gap in reversed(pairs))):
        named, _, rest = gap.removeprefix(" ").partition(", ")
        parted = ALONGSIDE.fullmatch(gap) or (_of_things(named) and not rest)
        alike = parted and a in found | tools
        called = gap == " " and a < b and a in tools
        if (alike or called) and _base(tokens[b].group()) not in words_of("first"):
            found.add(b)
    return found


def _led_up(text: str, tokens: list[Token], i: int) -> Iterator[int]:
    """Give the capitals that lead up to a word: "Glasgow Coma" of "the Glasgow Coma Scale"."""
    while i and text[tokens[i - 1].end() : tokens[i].start()] == " ":
        i -= 1
        if not _capital(tokens[i].group()) or tokens[i].group().casefold() in words_of("titles"):
            return
        yield i


def _is_thing(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether a capital names a thing by its own letters, or by the words beside it."""
    word, base = tokens[i].group(), _base(tokens[i].group())
    follows = WORD.match(text, tokens[i].end() + 1)
    after = follows.group() if follows and text[tokens[i].end()] == " " else ""
    one, two = _before(text, tokens, i)
    beside = two.split(" ")[0] if one in ARTICLES else one
    owns = SHORT_FORMS.search(word)
    if one in words_of("titles") or (owns and after not in words_of("laws")):
        return False
    if owns or _of_things(after):
        return True
    one_of_a_kind = one in {"a", "an"} and after not in {"from", "in", "at", "who", "called"}
    known = base in words_of("first") and not (one_of_a_kind and one != beside)
    if beside in TO_A_PLACE or known or after[:1].isupper():
        return False
    if CAMEL.fullmatch(word) or one in words_of("tools"):
        return True
    of_employer = one == "the" and after in words_of("organisations")
    return one in ARTICLES and beside not in ABOUT_ONE and not of_employer


@cache
def _of_things(word: str) -> bool:
    """Tell whether a word names what can be called after somebody: "screw", "laws"."""
    return word.islower() and bool({word, word.removesuffix("s")} & words_of("things"))


@cache
def _tools() -> frozenset[str]:
    """Name what one uses, of what has a capital and adverts ask for: "docker"."""
    return (every_word("skills") & words_of("capitals")) - words_of("organisations")


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
                named.append(_base(token.group()))
    return tuple(named)


def spans_of(names: frozenset[str], text: str) -> Iterator[tuple[int, int]]:
    """Find where names that are known stand in a text, in any writing."""
    found = WORD.finditer(text) if names else ()
    yield from (token.span() for token in found if _base(token.group()) in names)


def _readable(tokens: list[Token]) -> list[Token]:
    """Leave out the words of a script without capitals where there are sentences of them."""
    cased = [t for t in tokens if t[0][0].lower() != t[0][0].upper() and not GEORGIAN.match(t[0])]
    return cased if len(tokens) - len(cased) > max(FEW, len(cased)) else tokens


def _base(word: str) -> str:
    """Give a word as it is looked up: lower case, without the 's."""
    return SHORT_FORMS.sub("", word.casefold())


def _capital(word: str) -> bool:
    """Tell whether a word, or a part of it, begins with a capital: Rashid, al-Rashid, d'Arcy."""
    parts = filter(None, PARTS.split(word))
    return any(not part[0].islower() or GEORGIAN.match(part) for part in parts)


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
    low = _base(word)
    return len(low) > 2 and not is_met(low) and not low.endswith(ENDINGS)


def _joins(word: str) -> bool:
    """Tell whether a word beside a name is part of it: a surname, a first name, an initial."""
    low = _base(word)
    if not _capital(word) or word in {"I", "A"}:
        return False
    return low in _maybe() or len(low) == 1 or not is_ordinary(low)


def _is_surname(word: str, first: str) -> bool:
    """Tell whether a word right after a name is its surname, also one like "Tuck" or "mills"."""
    low = _base(word)
    if first.islower() and word.islower() and _strange(word):
        return True
    if low in words_of("family"):
        return not word.isupper() and (_capital(word) or low not in words_of("ordinary"))
    return word.istitle() and len(word) > 1 and low not in words_of("capitals")


@cache
def _is_plain(word: str) -> bool:
    """Tell whether a word, as it is written, names nobody unless "Dr" stands before it."""
    return (
        word.islower()
        and is_ordinary(word)
        and not (word in words_of("family", "words") or word in _sure())
    )


def _is_name(text: str, tokens: list[Token], i: int, *, prose: bool) -> bool:
    token, base = tokens[i], _base(tokens[i].group())
    if _is_plain(token.group()):
        return _before(text, tokens, i)[0] in SURE_TITLES
    capital = _capital(token.group())
    parts = base.split("-")
    joined = len(parts) > 1 and all(part in _maybe() for part in parts)
    if base in _sure() or (capital and (joined or any(part in _sure() for part in parts))):
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
    if begins and base in _maybe():
        follows = tokens[i + 1].group().casefold() if i + 1 < len(tokens) else ""
        if follows in words_of("helping") or word[-2:] in {"'s", "’s"}:
            return base not in {"love", "hope"}
    if base in words_of("jobs"):
        return False
    titled = base in words_of("words") and (begins or _is_in_title(text, tokens, i))
    if titled or base in words_of("places", "abroad"):
        return False
    if is_ordinary(base):
        placed = _before(text, tokens, i)[0] == "in"
        return not (begins or placed) and base in _maybe() and not _is_shouted(word)
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
    return follows not in {"and", "from", "off"} and not does and not _capital(follows)


def _is_tool(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether it is something that one uses or learns: "never used Opera"."""
    one, _ = _before(text, tokens, i)
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
        one, _ = _before(text, tokens, i)
        if one in PLACING or not one or _base(tokens[i].group()) in _sure():
            return one in PLACING
        i -= 2 if one in {"and", "or"} else 1
        if i <= 0 or not _capital(tokens[i].group()):
            return False
    return False


def _begins(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether a word begins a sentence or a line."""
    return not i or bool(SENTENCE_END.search(text[tokens[i - 1].end() : tokens[i].start()]))


def _acts(text: str, tokens: list[Token], i: int, base: str) -> bool:
    """Tell whether somebody says, feels or works here: "torquil said", "Wrenna at the shop"."""
    follows = tokens[i + 1].group().casefold() if i + 1 < len(tokens) else ""
    where = (token.group() for token in tokens[i + 2 : i + 4] if token.group() not in OWNERS)
    works = follows in {"at", "from"} and any(map(_names_a_place, islice(where, 1)))
    works &= _capital(tokens[i].group())
    if follows in {"in", "from", "on"} and i + 3 < len(tokens):  # "will in stores showed me round"
        place, does = (token.group().casefold() for token in tokens[i + 2 : i + 4])
        works |= place in words_of("jobs", "organisations") and does in words_of("speaking")
    if not works and follows not in words_of("speaking"):
        return False
    before = tokens[i - 1].end() if i else 0
    comma = text[before : tokens[i].start()].rstrip().endswith(",")
    led = _before(text, tokens, i)[0] in JOINING | words_of("jobs")
    if not (comma or led or _begins(text, tokens, i)):
        return False
    named = base in words_of("first") or not is_ordinary(base)
    meant = base in words_of("words") and base not in words_of("organisations")
    return (named and _capital(tokens[i].group())) or meant or _strange(base)


def _names_a_place(word: str) -> bool:
    """Tell whether somebody may work at what a word names: "Wrenna at the shop"."""
    return _capital(word) or word in words_of("jobs", "organisations")


def _before(text: str, tokens: list[Token], i: int) -> tuple[str, str]:
    """Give the word before and the two words before, where nothing but marks stands between."""
    if not i or len(text[tokens[i - 1].end() : tokens[i].start()].strip(" ,:.\n-–—'\"’(")):
        return "", ""
    one = tokens[i - 1].group().casefold()
    return one, f"{tokens[i - 2].group().casefold()} {one}" if i > 1 else one


def _follows_title(text: str, tokens: list[Token], i: int, *, capital: bool) -> bool:
    one, _ = _before(text, tokens, i)
    if one in SURE_TITLES:
        return True
    titled = one in words_of("titles") and tokens[i - 1].group()[0].isupper()
    return capital and titled and not is_ordinary(_base(tokens[i].group()))


def _follows_cue(text: str, tokens: list[Token], i: int) -> bool:
    one, two = _before(text, tokens, i)
    base, capital = _base(tokens[i].group()), _capital(tokens[i].group())
    strange = base in _maybe() or not is_ordinary(base)
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
    base = _base(token.group())
    known = is_ordinary(base) and base not in _maybe()
    if known or token.group().isupper() or not (_capital(token.group()) or _strange(base)):
        return False
    after = BESIDE.match(text, token.end(), token.end() + 40)
    return bool(after and {fold(word or "") for word in after.groups()} & words_of("jobs"))
