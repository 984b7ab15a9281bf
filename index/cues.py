"""The verbs of saying in all their forms, and the roles in which people speak for a body; English."""

_CUES = (
    "accuse accept acknowledge add admit advise agree allege announce answer argue ask assert assure blame boast call"
    " caution charge cite claim clarify comment complain concede conclude condemn confirm contend counter criticise"
    " criticize declare demand denounce deny describe disclose dismiss emphasise emphasize estimate explain express"
    " forecast hail hint hope insist joke lament maintain mention note object observe offer pledge post praise predict"
    " promise propose protest quip recall recommend refuse reiterate reject remark repeat reply report respond reveal"
    " rule signal slam state stress suggest tell testify thank threaten tweet underline urge voice vow warn welcome"
    " dispute wonder say think believe write speak label brand mock defend recount elaborate"
).split()

_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"),
    "think": ("thinks", "thought", "thinking"),
    "write": ("writes", "wrote", "writing", "written"),
    "speak": ("speaks", "spoke", "speaking", "spoken"),
    "deny": ("denies", "denied", "denying"),
    "reply": ("replies", "replied", "replying"),
    "testify": ("testifies", "testified", "testifying"),
    "clarify": ("clarifies", "clarified", "clarifying"),
    "admit": ("admits", "admitted", "admitting"),
    "quip": ("quips", "quipped", "quipping"),
    "slam": ("slams", "slammed", "slamming"),
    "dismiss": ("dismisses", "dismissed", "dismissing"),
    "stress": ("stresses", "stressed", "stressing"),
    "express": ("expresses", "expressed", "expressing"),
    "confess": ("confesses", "confessed", "confessing"),
}


def _forms(cue: str) -> tuple[str, ...]:
    if cue in _IRREGULAR:
        return (cue, *_IRREGULAR[cue])
    base = cue.removesuffix("e")
    return (cue, f"{cue}s", f"{base}ed", f"{base}ing")


CUE_OF = {form: cue for cue in _CUES for form in _forms(cue)}
"""The verbs of saying: from every form to the verb's infinitive."""

GENERIC_CUES = frozenset({"say", "tell", "think", "believe", "speak", "state", "comment", "write", "post", "mention"})
"""Verbs that say only that something was said; the others say what kind of thing it was."""

_NOUNS_TOO = frozenset(
    "answer blame boast call caution charge claim comment demand estimate express forecast hail hope insist joke"
    " label note object offer pledge post praise promise protest quip rule signal slam state stress tweet vow voice"
    " report reply repeat recall brand mock defend answers charges claims comments demands estimates forecasts hopes"
    " jokes labels notes objects offers pledges posts promises protests rules signals states stresses tweets vows"
    " voices reports replies calls brands dispute disputes".split()
)
FINITE = frozenset(form for form in CUE_OF if not form.endswith("ing") and form not in _NOUNS_TOO)

ROLES = frozenset(
    "spokesperson spokesman spokeswoman spokespeople official officials chief secretary minister ministry"
    " commander leader president director head chair chairman chairwoman chairperson representative"
    " representatives statement report chancellor premier governor mayor ambassador envoy general admiral captain"
    " coach manager ceo officer executive administrator superintendent sheriff department office agency government"
    " army military police company union committee board council commissioner advisor adviser aide master"
    " librarian professor scientist researcher analyst economist engineer doctor teacher historian lawmaker"
    " senator congressman congresswoman prosecutor detective coordinator organiser organizer founder owner author"
    " columnist king queen pope".split()
)
"""Whoever has such a role speaks for the body that the role is named with: "Pentagon spokesperson Sabrina Singh"."""
