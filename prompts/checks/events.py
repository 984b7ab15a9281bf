"""The kinds of events that are news, with the words that tell of one and all words that may.

A kind has two patterns: the first is what a sentence says when it plainly tells of such an event, the second any word
by which somebody might tell of it, or of what belongs to it. The second is broad on purpose: where it matches nothing
in a text, the text does not tell of the event.
"""

import re
from dataclasses import dataclass

_PASSIVE = r"(?:was|were|been|being|is|are|be|gets?|got)"
_HAS = r"(?:has|have|had|will|would|to)"
_ITS = r"(?:his|her|its|their|the|an?)"
_GOING = r"(?:will|would|is|are|was|were|plans?|planned|intends?|wants?|decided|has|have|had)"

_KINDS = (
    (
        "a death",
        rf"died|passed away|drowned|{_PASSIVE} (?:killed|murdered)",
        "di(?:e|ed|es|ing)\\b|dead|death|kill|fatal|li(?:fe|ves)\\b|surviv|pass|murder|slay|slain|victim|casualt"
        "|toll|bod(?:y|ies)"
        "|late\\b|funeral|grave|bur(?:y|ied|ial)|mourn|drown|perish|suicid|succumb|shot|shoot|execut|assassin"
        "|claim|widow"
        "|obituar|memorial|tribute|posthum|corpse|homicid|manslaught|autops|coroner|massacr|slaught|fell|lynch|hang"
        "|behead|eutha|stab|eliminat|genocid|los[te]|crash|crush|starv|inquest|poison|until|\\d{4}[–-]",
    ),
    (
        "an arrest",
        rf"arrested|{_PASSIVE} detained|taken into custody",
        "arrest|detain|detention|custody|jail|prison|held|caught|captur|apprehen|seiz|police|charg|handcuff|raid"
        "|incarcer|lock|nab|suspect|bust|indict|behind bars|cell|intern|imprison|round",
    ),
    (
        "a charge",
        rf"{_PASSIVE} (?:charged with|indicted)",
        "charg|indict|accus|prosecut|court|trial|count|alleg|plea|pled|arraign|case|suspect|offen[cs]|arrest|crim"
        "|convict"
        "|guilt|impeach|fac(?:e|es|ing)\\b",
    ),
    (
        "a sentence",
        rf"{_PASSIVE} (?:convicted|found guilty|sentenced|jailed)",
        "convict|guilt|sentenc|jail|prison|verdict|jur(?:y|or)|condemn|felon|plea|pled|trial|court|punish|penalt"
        "|inmate|acquit"
        "|judge|behind bars|crim|\\d+ years|life",
    ),
    (
        "a resignation",
        r"resigned|resigns|(?:will|would|to) resign|step(?:s|ped)? down|stood down",
        "resign|step|quit|leav|left(?! its\\b)|depart|exit|retir|st(?:and|ood)|former|ex-|oust|fired|replac"
        "|succe(?:ed|ss)|vacat"
        "|relinquish|bow|walk|withdr|abandon|dismiss|remov|predecessor|no longer|farewell|goodbye|drop|sack"
        "|forced|out\\b"
        "|abdicat|hand|renounc|gave up|giv(?:e|ing) up|ended",
    ),
    (
        "a departure",
        rf"{_GOING} (?:leave|leaving|retire|retiring|depart|to leave|to retire)",
        "leav|left(?! its\\b)|depart|exit|quit|resign|step|retir|mov(?:e|ing)|go(?:es|ing|ne)?\\b|went|withdr"
        "|pull|abandon|out of|out\\b|flee"
        "|fled|goodbye|farewell|evacu|brexit|transfer|join|expir|split|walk|away|former|return|travel|fl(?:y|ew|ight)"
        "|head(?:s|ed|ing)? (?:to|for|home|off|back|out)"
        "|sece|no longer|drop|pension|end of|last (?:day|season|year|term|game|match)|replac|succe(?:ed|ss)|escap"
        "|separat"
        "|part(?:ed|ing)|cede|remov|displac|emigrat|migrat|expel|launch|sail|shipp|drive|drove|boarded|took off"
        "|take off",
    ),
    (
        "a dismissal",
        rf"{_PASSIVE} (?:fired|sacked|laid off|ousted)|sacked {_ITS}",
        "fir(?:e|ed|ing)\\b|sack|dismiss|oust|remov|laid|lay|let go|axe|cut|terminat|resign|replac|expel|suspen"
        "|jobs?\\b|redundan"
        "|part(?:ed|ing)|forced|purge|drop|kick|boot|push|reliev|leav|left|former|quit|demot|step|discharg|strip|shot"
        "|shoot|overthr|depos|topple|coup|no longer|vote",
    ),
    (
        "an appointment",
        rf"{_PASSIVE} (?:appointed|promoted)|{_HAS} appointed",
        "appoint|nam(?:e|ed|es|ing)\\b|elect|pick|chos|choos|select|promot|hir(?:e|ed)|nomin|instal|bec[ao]m|took"
        "|tak(?:e|en|es)|new|join"
        "|assum|succe|replac|tap|since|le[ad]|head|post|role|job|position|assign|recruit|designat|commission"
        "|sworn|made"
        "|put|rank|rose|charge|confirm|advertis|market|campaign",
    ),
    (
        "a wedding",
        rf"married|{_HAS} (?:marry|wed)\b",
        "marr|wed|wife|wives|husband|spouse|bride|groom|nuptial|engag|couple|partner|honeymoon|tied|divorc|widow"
        "|fianc"
        "|mrs|in-law|vow|propos|elop",
    ),
    (
        "a divorce",
        r"divorced|divorces|divorcing|filed for divorce",
        "divorc|separat|split|ex-|marri|broke|break|former|part|estrang|alimony|ex\\b",
    ),
    (
        "a birth",
        r"gave birth|given birth",
        "birth|born|bab(?:y|ies)|child|deliver|newborn|infant|twins?|mother|mum|mom|pregnan|son\\b|sons|daughter"
        "|labour|labor|hatch"
        "|cub|calf|pup|parent|boy|girl|arriv|welcom|bore",
    ),
    (
        "a sale",
        rf"sold (?:{_ITS}|off)",
        "s(?:e|o)l[ld]|sale|bu(?:y|ys|ying|yer|yers)\\b|bought|purchas|acqui|auction|deal|dispos|divest|transfer"
        "|market|customer"
        "|shop|store|pric|offload|paid|pay|takeover|take over|bid|fetch|export|trad|merchan|vend|retail|cost"
        "|stake|demand"
        "|unit|revenue|privatis|privatiz|strip|owner",
    ),
    (
        "a purchase",
        rf"{_HAS} (?:bought|purchased)|bought {_ITS}",
        "bu(?:y|ys|ying|yer|yers|yout)\\b|bought|purchas|acqui|s(?:e|o)l[ld]|sale|auction|deal|tak(?:e|es|ing)"
        "|took|bid|paid|pay|spen[dt]"
        "|invest|own|stake|order|obtain|procur|secur|merg|shop|pric|cost|get|got|trad|import|collect|pick|snap|add",
    ),
    (
        "a bankruptcy",
        r"bankrupt|bankruptcy|insolven(?:t|cy)",
        "bankrupt|insolv|chapter|administrat|receiver|liquidat|collaps|credit|debt|fail|fold|broke|bust|under"
        "|clos|default"
        "|ruin|debtor|owe",
    ),
    (
        "a closing",
        rf"{_HAS} (?:been |be )?(?:clos(?:e|ed)|shut(?: down)?) {_ITS}|(?:has|have|had|were|was"
        rf"|will) (?:been |be )?closed down",
        "clos|shut|ceas|end(?:s|ed|ing)?\\b|halt|suspen|stop|fold(?:s|ed|ing)?\\b|bankrupt|lock|seal|evacuat"
        "|cancel|block|wind|wound|demoli|abandon"
        "|disband|terminat|turn(?:ed)? off|barr|finish|conclud|wrap|scrap|shutter|dismantl|ban|discontinu|pull",
    ),
    (
        "an opening",
        r"(?:has|have|had|will|to) open(?:ed)? (?:his|her|its|their|an?)\b",
        "open|launch|start|beg[iau]n|inaugur|establish|found|creat|unveil|set up|new|first|debut|buil[dt]"
        "|introduc|expand"
        "|reveal|set|bring|branch|site|locat|releas|forc|trigger|unlock",
    ),
    (
        "a lawsuit",
        r"sued|suing|fil(?:e|ed|ing) (?:an? |the )?(?:law)?suit",
        "su(?:e|ed|es|ing|it|its)\\b|lawsuit|court|legal|litig|complain|case|plaintiff|judge|trial|damages|settle"
        "|attorney"
        "|lawyer|filed|filing|law\\b|tribunal|injunct|class.action|writ|jury",
    ),
    (
        "a strike",
        r"(?:went|go|gone|going|are|were|be) on strike|walked out|(?:will|would) strike\b",
        "str(?:ik|uck)|walk|stoppage|picket|industrial|union|protest|down(?:ed)? tools|labou?r|boycott|left|leav"
        "|storm|exit|lockout",
    ),
    (
        "an election",
        rf"(?:won|lost) (?:the|an?) (?:\w+ )?election|{_PASSIVE} (?:re-?)?elected",
        "elect|vot(?:e|es|ed|ing|er|ers)|ballot|poll|w[io]n|victor|defeat|los[ties]|president|seat|race|candidat"
        "|majority|term"
        "|landslide|office|campaign|beat|inaugur|mayor|governor|senat|minister|parliament|congress|referend|chos"
        "|choos"
        "|nomin|mandate|sworn|became|member|lawmaker|mp\\b",
    ),
    (
        "a transfer",
        r"mov(?:e|es|ed|ing) to (?:an?|the|another) (?:\w+ )?(?:club|team|side|rival)|transferred to",
        "mov(?:e|es|ed|ing)|transfer|join|loan|switch|leav|left|swap|sign(?:s|ed|ing)? (?:for|with|from|to|at)"
        "|depart|trade|sold|sell"
        "|bought|buy|sent|brought|recruit|exchang|acquir|deliver|shift|pass",
    ),
    (
        "a removal",
        r"(?:will|to|has|have|had) (?:move|moved|relocate|relocated|emigrate|emigrated) to (?=[A-Z])",
        "mov|reloc|transfer|migra|settl|arriv|c[ao]me|left|leav|return|join|sen[dt]|head|flee|fled|w[eo]nt"
        "|go(?:es|ing|ne)?\\b"
        "|travel|li(?:ve|ves|ved|ving)|resid|home|based|shift|switch|transport|evacu|fl(?:ew|y)|br(?:ought|ing)"
        "|t[ao]+k|born|rais|grew|exile"
        "|displac|deport|expat|sign|swap|station|enrol|attend|turn|carr|drive|drove|march|withdr|deploy|ship|neighbo",
    ),
    (
        "a book",
        r"(?:written|wrote|published|publish|releas(?:e|ed)) (?:\w+ ){0,3}(?:book|novel|memoir"
        r"|autobiography|album)s?\b",
        "book|novel|memoir|biogra|author|writ(?:e|er|es|ten|ing)|wrote|publi[sc]|album|record|song|poe[mt]"
        "|stor(?:y|ies)|volume|volumes"
        "|bestsell|trilogy|sequel|releas|music|singer|tome|fiction|literat|tale|read(?:er|ing)|single|title|band",
    ),
    (
        "an apology",
        r"apologi[sz]ed|apologi[sz]es|issued an apology|said sorry",
        "apolog|sorry|regret|forgiv|remors|pardon|mea culpa|excuse|mistake|contrit|asham|express|condol|retract"
        "|backtrack",
    ),
    (
        "an injury",
        rf"{_PASSIVE} (?:\w+ly )?(?:injured|wounded)",
        "injur|wound|hurt|hospital|harm|fractur|broke|bruis|burn|blee?d|blood|maim|hit|struck|sho[ot]|stab|treat"
        "|casualt|crash|victim"
        "|pain|surg|damag|strain|sprain|tor?e|tear|attack|kill|suffer|cut|trauma|crush|bit|knock|concus|leg|knee"
        "|head|condition",
    ),
    (
        "a stay in hospital",
        r"hospitali[sz]ed|(?:taken|brought|rushed|admitted) to (?:an? |the )?hospital",
        "hospital|clinic|medic|doctor|intensive|icu|treat|surg|ward|ambulan|admi(?:t|ss)|patient|injur|ill\\b"
        "|illness|sick|health"
        "|condition|emergen|infirm|airlift|car(?:e|ed)\\b|stable|recover|rush|wound|nurs|trauma|operat|a&e|er\\b"
        "|collaps",
    ),
    (
        "an explosion",
        rf"exploded|blew up|{_PASSIVE} blown up",
        "explo|blast|bomb|deton|bl[eo]w|burst|erupt|shell|missil|rocket|strike|attack|grenad|device|fire|dynamit|boom"
        "|ruptur|ignit|flame|surg|soar|destroy|grew|grow|mine|torpedo|airstrike",
    ),
    (
        "a crash",
        r"crashed (?:into|near|in|on)",
        "crash|collid|collis|accident|wreck|hit|smash|plung|derail|fell|fall|ran|slam|went down|emergen|skid"
        "|overturn|drop"
        "|plumm|tumbl|ditch|str(?:ike|uck)|sank|down|impact|plough|plow|veer|lost|rammed|ram\\b|knock|damag|burst",
    ),
    (
        "a ceasefire",
        r"(?:agreed|signed|declared|announced) (?:to )?an? (?:\w+ )?(?:ceasefire|truce)",
        "ceas|truce|armistice|peace|halt|paus|hostil|lull|stop|fight|agree|deal|de-escal",
    ),
    (
        "a fine",
        rf"{_PASSIVE} fined|(?:has|have|had) fined|fined {_ITS}",
        "fine|penal|punish|pay|paid|sanction|forfeit|lev(?:y|ied)|damages|ticket|settle|order|impos|[$£€]",
    ),
    (
        "a theft",
        r"stole|stolen|robbed|burgled",
        "st[oe][la]|thef|thie|rob|burgl|loot|t[ao]+k|snatch|heist|raid|missing|br[eo][ak]|seiz|shoplift|pilfer"
        "|embezz|fraud"
        "|hijack|purloin|swip|hack|grab|pirat|plunder|carjack|leak|nick|intercept|grift|scam|phish|crime|loss"
        "|lost|plagiar",
    ),
    (
        "an escape",
        r"escaped|has fled|have fled|fled (?:to|from|the)",
        "escap|fle[ed]|r[ua]n|away|evad|br[eo][ak]|g[eo]t out|abscond|left|leav|refuge|surviv|elud|avoid|free|exodus"
        "|displac|loose|slip|evacu|dodg|narrow|manhunt|asylum|exile|hid|seek|sought|migra|driven|out\\b|cross",
    ),
    (
        "an application",
        r"appl(?:ied|ies|ying) (?:for|to become|to be)",
        "appl[iy]|seek|sought|request|submi|candida|bid|ask|filed|filing|jobs?\\b|petition|regist|vie|interview"
        "|hop(?:e|es|ed|ing)"
        "|enter|compet|enrol|sign(?:s|ed|ing)? up|plan|claim|eligib|order|demand|call|tr(?:y|ied)|need|visa|licen",
    ),
    (
        "a handing over",
        r"handed (?:over|(?:\w+ ){1,4}to the)|turned (?:over|(?:\w+ ){1,3}over to)",
        "hand|giv|gave|pass|deliver|turn(?:ed|s|ing)? (?:\\w+ ){0,4}(?:over|in)\\b|submi|surrend|transfer|present"
        "|provid|receiv"
        "|sen[dt]|award|relinq|br(?:ing|ought)|deposit|return|shar|suppl|entrust|grant|yield|forward|g[eo]t\\b"
        "|t[ao]+k|accept|ced"
        "|serv|issu|extradit|obtain|disclos|produc|dealt|distribut|acqui|seiz|cooperat|hold|held",
    ),
    (
        "a prize",
        rf"won (?:{_ITS}) (?:\w+ ){{0,3}}(?:prize|award|medal|trophy|oscar)",
        "w[io]n|award|prize|medal|troph|honou?r|oscar|title|champion|gold|silver|bronze|receiv|laureat|victor"
        "|nomin|recogn"
        "|accolad|grammy|emmy|present|nobel|first|took|earn|collect|pulitzer|best",
    ),
    (
        "a kidnapping",
        r"kidnapped|abducted",
        "kidnap|abduct|hostag|capt|taken?|took|seiz|held|snatch|ransom|disappear|missing|hijack|grab|prison",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A kind of event: its name with an article, what plainly tells of it, and all that may."""

    name: str
    plain: re.Pattern[str]
    any: re.Pattern[str]


EVENTS = tuple(
    Event(
        name=name,
        plain=re.compile(rf"\b(?:{plain})(?!\w)" if not plain.endswith("(?=[A-Z])") else rf"\b(?:{plain})"),
        any=re.compile(rf"\b(?:re-?)?(?:{related})", re.IGNORECASE),
    )
    for name, plain, related in _KINDS
)
