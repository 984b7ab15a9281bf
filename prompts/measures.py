"""In what measure a question wants its figure, and whether a text holds one of it: money, a share, miles, hours."""

import re
from enum import StrEnum


class Measure(StrEnum):
    """What kind of figure answers; EXTENT is a length in space or in time ("how long is the wall?")."""

    MONEY = "money"
    PERCENT = "percent"
    LENGTH = "length"
    SPEED = "speed"
    DURATION = "duration"
    EXTENT = "extent"
    AGE = "age"
    CLOCK = "clock"
    SCORE = "score"
    TEMPERATURE = "temperature"
    WEIGHT = "weight"
    COUNT = "count"


NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?"
    "|dozens?|half|halves|quarters?|thirds?|fifths?|none|no|single|both|several|once|twice|doubled?|tripled?|couple|zero"
)
_SCALE = r"(?:[\s-]+(?:hundred|thousand|million|billion|trillion|dozen))?"
_SMALL = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|dozens?|hundreds?|thousands?|few"
    "|several|couple)"
)
_NUMERAL = rf"(?:(?<![\d.,])\d+(?:[.,]\d+){{0,6}}|\b{_SMALL}(?:-{_SMALL})?\b){_SCALE}"
_BETWEEN = (
    r"[\s-]+(?:(?:and|a|an|of|more|full|whole|square|cubic|half|consecutive|straight|additional|extra)[\s-]+){0,3}"
)

_CURRENCIES = (
    "dollar|buck|pound|euro|cent|yen|yuan|rupee|franc|rubles?|rouble|peso|penn(?:y|ie)|pence|grand|crown|kroner|krona|kronor"
    "|lira|rand|shekel|dirham|riyal|dinar|zloty|forint|ringgit|baht|rupiah|naira|shilling"
)
_LENGTHS = (
    "mile|kilomet(?:er|re)|met(?:er|re)|centimet(?:er|re)|millimet(?:er|re)|yard|foot|feet|inche?|inch|acre|hectare|block"
    "|nautical mile|light[ -]year|storey|story|stories|km|cm|mm|ft|mi"
)
_DURATIONS = (
    "second|minute|hour|day|night|week|month|year|decade|centur(?:y|ie)|season|weekend|quarter|sec|min|hr|yr|mo"
)


def _of_units(units: str) -> str:
    return rf"{_NUMERAL}{_BETWEEN}(?:{units})s?\b|\d(?:{units})s?\b"


_HELD = {
    Measure.MONEY: (
        r"(?:[$£€¥₹]|\b(?:US|C|A)\$|\b(?:Rs|USD|GBP|EUR)\.?)\s?\d"
        rf"|{_NUMERAL}{_BETWEEN}(?:{_CURRENCIES})s?\b"
    ),
    Measure.PERCENT: (
        rf"\d\s?%|{_NUMERAL}[\s-]+(?:percent|per cent|percentage|basis)\b"
        r"|\b(?:half|(?:a|one|two|three|four)[\s-]+(?:third|quarter|fifth|sixth|tenth)s?)\b"
        r"|\b(?:one|two|three|four|nine|\d+) (?:in|out of) \w"
        r"|\b(?:doubled?|tripled?|quadrupled?|twice|\w+fold)\b"
    ),
    Measure.LENGTH: _of_units(_LENGTHS),
    Measure.SPEED: (
        rf"{_NUMERAL}[\s-]*(?:mph|kph|kmh|km/h|knots?|(?:miles|kilomet(?:er|re)s|met(?:er|re)s|feet)[\s-]+(?:per|an|a)[\s-]+\w+)"
        rf"|\d\s?%|{_NUMERAL}[\s-]+times\b|(?:in|within|every) {_NUMERAL}{_BETWEEN}(?:{_DURATIONS})s?\b"
    ),
    Measure.DURATION: (
        rf"{_of_units(_DURATIONS)}|\b(?:a|an|the)\s+(?:\w+\s+)?(?:{_DURATIONS})\b|\b(?:since|until|till)\b"
    ),
    Measure.AGE: (
        r"\b\d{1,3}[\s-]+years?[\s-]+olds?\b|\b(?:aged?|ages)\s+(?:of\s+)?\d|,\s\d{1,3}[,.;)]|\bborn\b|\(\d{1,3}\)"
        rf"|\bturn(?:s|ed|ing)?\s+\d|\b{_SMALL}[\s-]+years?[\s-]+old\b|\b(?:at|was|is|under|over|until|by)\s+\d{{1,3}}\b"
        rf"|{_NUMERAL}[\s-]+(?:(?:years?|months?|weeks?|days?)[\s-]+(?:old|ago)|centuries)\b"
        r"|\bin (?:his|her|their) \w+(?:ies|0s)\b"
    ),
    Measure.CLOCK: (
        r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b)|\b\d{1,2}:\d\d\b|\b(?:noon|midnight)\b|\b\d{1,2} o['’]clock\b"
    ),
    Measure.SCORE: (
        rf"\b\d+\s?[-–—]\s?\d+\b|{_NUMERAL}\s+(?:votes?\s+)?(?:to|against|in favou?r|yes|no)\b"
        rf"|\bby (?:\w+ ){{0,2}}{_NUMERAL}|\d+, (?:[A-Z]\w+ ){{1,4}}\d+"
        rf"|\b{_NUMERAL}[\s-]+(?:points?|goals?|runs?|votes?|members?)\b|\bunanimous"
    ),
    Measure.TEMPERATURE: rf"°|{_NUMERAL}[\s-]+degrees?\b|\b\d+\s?[CF]\b|\b(?:Celsius|Fahrenheit)\b|\b[1-9]0s\b",
    Measure.WEIGHT: _of_units(r"pound|lb|ounce|oz|ton|tonne|kilogram|kilo|kg|gram|milligram|microgram|stone|carat"),
}
_HOLDS = {measure: re.compile(pattern, re.IGNORECASE) for measure, pattern in _HELD.items()}

_MONEY_NOUNS = (
    "prices?|costs?|fees?|fine|fares?|wages?|salar(?:y|ies)|incomes?|earnings|revenues?|profits?|net worth|rewards?"
    "|bounty|bail|bond|donations?|debts?|price tag|payouts?|settlement|ransom|tuition|rent|budget|valuation|prize"
    "|jackpot"
)
_PAYING = (
    "cost|pay|paid|paying|charged?|sell|sold|selling|worth|fined?|earn|earned|donated?|spend|spent|spending|owed?|raised?"
    "|fetch|bid|awarded|offer(?:ed|ing)?"
)
_WANTED = (
    (Measure.AGE, r"\bhow (?:old|young)\b|\b(?:what|minimum|which) age\b|\bage of\b|['’]s age\b"),
    (Measure.CLOCK, r"\bwhat time\b|\bwhat hour\b|\bat what hour\b"),
    (Measure.PERCENT, r"\bhow many (?:percent|percentage|per cent)\b"),
    (Measure.MONEY, r"\bhow many (?:\w+ )?(?:dollars|euros|bucks|cents|yen|rupees)\b"),
    (
        Measure.LENGTH,
        r"\bhow many (?:\w+ )?(?:miles|feet|inches|yards|met(?:er|re)s|kilomet(?:er|re)s|km|acres|hectares)\b",
    ),
    (
        Measure.DURATION,
        r"\bhow many (?:more |straight |consecutive )?(?:second|minute|hour|day|night|week|month|year|decade)s\b",
    ),
    (Measure.TEMPERATURE, r"\bhow many degrees\b|\bhow (?:hot|cold|warm)\b|\btemp(?:erature)?s?\b"),
    (Measure.COUNT, r"\bhow many\b|\bnumber of\b|\bwhat number\b|\bhow much of an? audience\b"),
    (Measure.MONEY, r"\bhow much (?:[\w'’-]+ ){0,2}(?:money|cash|funding|dough)\b"),
    (Measure.WEIGHT, r"\bhow (?:heavy|much did .* weigh|much does .* weigh)\b|\bweights?\b|\bweigh\b"),
    (Measure.SPEED, r"\bhow fast\b|\bspeeds?\b"),
    (Measure.EXTENT, r"\bhow long (?:is|was|are|were)\b"),
    (Measure.DURATION, r"\bhow (?:long|soon)\b|\bhow much (?:more |extra )?time\b"),
    (
        Measure.LENGTH,
        r"\bhow (?:deep|tall|wide|thick)\b|\b(?:height|width|depth|circumference|diameter|distance)\b"
        r"|\bhow (?:far|close)\b(?! (?:back|along|ahead|apart|behind|into|down|up)\b)"
        r"(?!.*\b(?:drop|fall|fell|ris))",
    ),
    (
        Measure.SCORE,
        r"\bscores?\b|\btally\b|\b(?:house|senate|panel|final|committee|floor|board|council|by what|the) vote\b"
        r"|\bwin-loss\b|\bvote count\b",
    ),
    (
        Measure.MONEY,
        rf"\bhow much\b.*\b(?:{_PAYING})\b|\b(?:{_MONEY_NOUNS})\b|\bbeing fined\b"
        r"|\bwhat (?:did|does|do|will|would) .*\b(?:cost|pay for|sell for|go for|fetch)\b",
    ),
    (
        Measure.PERCENT,
        r"\bpercent(?:age)?\b|\bper cent\b|(?<!\d)%|\b(?:proportion|portion|fraction|what share|inflation|odds)\b"
        r"|\b(?:\w+ment|interest|mortgage|tax|vaccination|approval|poverty|efficacy|success|inflation) rate\b"
        r"|\bhow effective\b"
        r"|\bhow much (?:(?:more |less )?(?:pricier|cheaper|dearer|faster|quicker|slower|likelier)|of)\b",
    ),
)
_WANTS = tuple((measure, re.compile(pattern, re.IGNORECASE)) for measure, pattern in _WANTED)


def measure_of(question: str) -> Measure | None:
    """The measure of the figure that a question asks for; None where any figure may be meant."""
    return next((measure for measure, pattern in _WANTS if pattern.search(question)), None)


def holds_measure(text: str, measure: Measure) -> bool:
    """Whether a text holds a figure of a measure; a COUNT is one that is no money, share, length or time."""
    if measure is Measure.COUNT:
        return bool(counts_in(text))
    if measure is Measure.EXTENT:
        return holds_measure(text, Measure.LENGTH) or holds_measure(text, Measure.DURATION)
    return bool(_HOLDS[measure].search(text))


_FIGURE = re.compile(rf"(?<![\w$£€.,-])(?:[$£€]\s?)?\d+(?:[.,:]\d+)*%?|\b(?:{NUMBER_WORDS})\b", re.IGNORECASE)
_UNIT_BEHIND = re.compile(
    rf"(?:{_SCALE}{_BETWEEN}(?:percent|per cent|(?:{_CURRENCIES})s?|(?:{_LENGTHS}|{_DURATIONS})s?)\b)|[-–]\d",
    re.IGNORECASE,
)


def counts_in(text: str) -> list[re.Match[str]]:
    """The figures of a text that may count things: no money, share, length or time."""
    found = []
    for match in _FIGURE.finditer(text):
        if match.group()[0] in "$£€" or match.group()[-1] == "%" or ":" in match.group():
            continue
        if not _UNIT_BEHIND.match(text, match.end()):
            found.append(match)
    return found
