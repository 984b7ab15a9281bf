"""The words by which a question asks for news, a reason, a figure, a time, a place or a person, in lower case."""

import re

_BE = r"(?:did|does|do|is|was|are|were|will|would|can|could|has|have|had|should|must|might|'?s|'?d)"
_FIGURES = (
    r"(?:scores?|tally|vote(?: count)?|prices?|costs?|fee|fare|toll|attendance|crowd(?: size)?|population|wage|temps?"
    r"|temperature|magnitude|rate|odds|turnout|inflation|income|salary|margin|average|number|amount|percent(?:age)?"
    r"|per cent|%|share|proportion|portion|fraction|ratio|size|length|height|width|weight|speed|distance|circumference"
    r"|diameter|level|reward|net worth|record time|total|win-loss record|age|life expectancy|capacity|budget|valuation"
    r"|fine|bail|bond|prize|penalty|(?:head |death |body )?count|unemployment|jackpot|tuition|chances?)"
)
_MEASURED_AT_END = r"(?:toll|price|cost|score|temperature|population|attendance|turnout|crowd size)"
_NO_GAP = (
    "did|does|do|is|was|are|were|of|in|on|for|at|by|about|with|to|that|who|say|said|has|have|had|behind|the|made|makes"
    "|led|gave|keeps?|kept|got|drove|happened"
)
# What stands between a question word and what it asks for is no other part of the sentence.
_GAP = rf"(?:(?!(?:{_NO_GAP})\b)[\w'&$.,%-]+ ){{0,6}}?"
_SHORT_GAP = rf"(?:(?!(?:{_NO_GAP})\b)[\w'&-]+ ){{0,3}}?"
_PEOPLE = (
    "person|people|m[ae]n|wom[ae]n|official|player|team|company|governor|senator|lawyers?|attorney|judge|actor|actress"
    "|singer|songwriters?|coach|president|minister|pm|doctor|researchers?|scientists?|professor|director|boss|ceo|exec"
    "|executives?|advis[eo]rs?|anchors?|journalist|reporter|host|comedian|author|writer|designer|filmmaker|astronaut"
    "|pope|club|franchise|paper|newspaper|outlet|democrats?|republicans?|lawmakers?|congressman|congresswoman|diplomat"
    "|agent|banks?|firm|agency|group|party|candidate|band|artist|golfer|striker|goalkeeper|quarterback|inmate|heiress"
    "|seller|whip|carrier|coordinator|opponent|members?|sponsor|celebrit(?:y|ies)|star|rapper|economist|analyst|expert"
    "|sheriff|prosecutor|mayor|king|queen|prince|princess|driver|rider|microbiologist|historian|engineer|teacher"
)
_PLACES = (
    "city|cities|country|countries|town|place|states?|county|counties|village|region|part of|island|stadium|arena|venue"
    "|park|province|continent|airport|hotel|neighbou?rhood|street|store|building"
)

LATEST = re.compile(
    r"\b(?:latest|newest|most recent|what'?s new|any news|news on|news about|update on|up to date|status of"
    r"|any progress)\b"
)
WHY = re.compile(
    rf"^\W*(?:and )?(?:why|how come|for what reason)\b|\bwhy {_BE}\b|\bwhat (?:is|was|are|were) the reasons?\b"
)
NUMBER = re.compile(
    r"\bhow (?:many|much|old|far(?! back)|long(?! ago)|tall|high|low|big|large|fast|often|close|deep|heavy|wide|thick"
    r"|hot|cold|warm|lopsided|narrow|expensive|effective|steep|young|small)\b"
    rf"|\bwhat(?:'?s)?(?: {_BE})?(?: the| an?)? {_GAP}{_FIGURES}(?![\w'-])(?! (?:say|think))"
    rf"|\b(?:at|by) what {_GAP}{_FIGURES}\b"
    r"|\bwhat (?:did|does|do|will|would) [^?]*"
    r"\b(?:cost|pay for|sell for|go for|fetch|start at|peak at|fall to|rise to)\b"
    r"|\bbeing fined\b"
    rf"|^\W*(?:the )?(?:[\w'$-]+ ){{0,4}}?(?:{_FIGURES} (?:of|for|in|on|at|to|when|after|before|from)\b"
    rf"|{_MEASURED_AT_END}\W*$)"
)
WHEN = re.compile(
    rf"(?:^|[,;:] )\W*(?:and |so |by |since |until |till )?when\b(?! [^?,]*, (?:what|who|where|why|how))|\bwhen {_BE}\b"
    r"|\b(?:what|which)(?:'s)?(?: is| was| were)?(?: the)? (?:exact |specific |first |last |next |same |\w+est )?"
    r"(?:days?|dates?|month|year|time|deadline|era|decade|century)\b(?! of)"
    r"|\bby when\b|\bhow (?:far back|long ago|soon|late|early)\b"
)
WHERE = re.compile(rf"^\W*(?:and )?where\b|\bwhere {_BE}\b|\b(?:what|which|whose) {_SHORT_GAP}(?:{_PLACES})\b")
WHO_IS = re.compile(r"^\W*who(?:['’]s| is| was| are| were)\s+(?P<rest>[^?]*)\??\W*$", re.IGNORECASE)
WHO = re.compile(
    rf"^\W*(?:and )?(?:who|whom|whose)(?:'s)?\b|\bby whom\b|\bwho {_BE}\b|\bwhat(?:'?s| is| was) the name of\b"
    rf"|\b(?:which|what) {_SHORT_GAP}(?:{_PEOPLE})\b"
)
