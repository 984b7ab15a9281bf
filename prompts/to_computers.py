"""Whether a sentence speaks to whatever computer reads it: such a sentence reports nothing, so it is no answer.

News about assistants and their makers stays: what counts is the order itself, as in "ignore your instructions", or
words that turn to a reading machine and say what its answer must be. Who writes such orders for a living finds others;
that nobody is pinged or led astray by them rests on how answers are shown, and not on this.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
# Cyrillic and Greek letters that look like Latin ones, for words that mix them.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһӏԛԝкмтвнοαειυνρτκ", "aeopcyxijsdhlqwkmtbhoaeiuvptk")
_MIXED = re.compile(r"[^\W\d_]*(?:[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z])[^\W\d_]*")

_MACHINE = (
    r"(?:(?:ai|artificial intelligence|language|chat|reader|reading|automated|virtual)[\s-]{1,3})"
    r"(?:assistants?|models?|bots?|systems?|agents?|readers?|tools?)|\bllms?|\bchatbots?|\bassistants?|\bbots?|\bcrawlers?"
)
_SAYS = (
    r"(?:say|print|write|output|emit|respond|repl(?:y|ies)|answer|begin|start|append|add|include|insert|recommend|cite"
    r"|quote|tell|notify|mention|repeat|reveal|send|use|obey)"
)
_ANSWER = r"(?:answers?|repl(?:y|ies)|response|output|summary)"
_READER = r"(?:the|its|your|their|every)\s(?:user|reader|asker|human)\b"
_ORDERS = "|".join(
    (
        # "Ignore all previous instructions", in a few tongues.
        r"\b(?:ignore|disregard|forget|override|bypass|overlook)\s(?:[\w’']+\s){0,4}?(?:previous|prior|earlier|above|your"
        r"|preceding|other|system)\s(?:[\w’']+\s){0,2}?(?:instructions?|directions?|directives?|prompts?|rules|guidelines"
        r"|guardrails|programming|training)\b",
        r"\bignore\s(?:all\s|any\s|of\s|the\s){0,3}instructions\b",
        r"\b(?:forget|ignore|disregard)\s(?:everything|anything|all|what)\s(?:that\s)?you\b",
        r"\bignor\w{0,6}\s(?:[^\s.]{1,20}\s){0,4}?(?:instru[ck][ct]?\w{2,8}|istruzioni|anweisung\w{0,3}|befehle?|vorgaben?"
        r"|инструкци\w{1,3})\b(?<!instructions)(?<!instruction)",
        r"\bignore[rz]?\s(?:toutes\s)?(?:les|vos|tes)\sinstructions",
        r"\bигнориру\w{1,4}\s(?:\S{1,20}\s){0,4}?(?:инструкци|указани)",
        r"(?:忽略|无视|忘记).{0,12}(?:指令|指示|说明|提示)",
        r"(?:以前|これまで|上記).{0,8}(?:指示|命令).{0,6}無視",
        # Roles and modes.
        r"\bsystem\s(?:notice|prompt|message|override|instruction)s?\b",
        rf"(?:^|[.:;>#\])!?]\s?)[\W_]{{0,8}}(?:system|assistants?|chatbots?|bots?|{_MACHINE}|user|human)\s?:\s?\w",
        r"\byou\sare\s(?:now\s)?(?:an?\s)?(?:\w+\s){0,2}(?:assistant|chatbot|language\smodel|llm|ai)\b",
        r"\byou\sare\snow\b.{0,40}\b(?:assistant|chatbot|model|mode|unrestricted)\b",
        r"\b(?:enter|enable|activate|switch\sto)\s(?:\w+\s){0,2}(?:developer|debug|god|admin|maintenance)\smode\b",
        # Turning to a machine.
        r"\b(?:instructions?|notes?|message|correction|notice|attention|warning|instruction)\s?,?\s(?:for|to)?\s?"
        rf"(?:all\s|any\s|every\s|the\s)?(?:{_MACHINE})",
        r"\battention\b\W{0,3}(?:all\s)?(?:reader\s)?(?:model|assistant|bot|ai)\b",
        rf"(?:{_MACHINE})\s(?:that\s|who\s|which\s)?(?:is\s|are\s)?(?:read|process|summar|index)\w{{0,6}}\s(?:this|these|here|it)\b",
        rf"(?:{_MACHINE})\b.{{0,60}}\b{_SAYS}\b.{{0,40}}\b(?:(?:your|their|its)\s{_ANSWER}|{_READER})",
        r"\bwhen\s(?:you\s)?(?:summari[sz]|index|process|quot|answer|read|cit)\w{0,4}\s(?:about\s)?this\s(?:page|article|text"
        r"|document|passage)\b",
        # Saying what the answer must be.
        rf"\b(?:new|updated|real|actual|hidden|secret|following)\s(?:instructions?|orders?)\b.{{0,60}}\b{_SAYS}\b",
        rf"\b(?:only|correct|right|true|best|proper)\s{_ANSWER}\s(?:is|to\s(?:the|this|that|every|any|all|each)\squestions?)\b",
        rf"\byour\s{_ANSWER}\s(?:must|should|shall|has\sto|contains?|includes?|begins?|ends?)\b",
        r"\b(?:reveal|print|repeat|show|leak|disclose|output)\s(?:your|its)\s(?:\w+\s){0,2}(?:prompt|instructions)\b",
        r"\b(?:the\s)?user['’]s\s(?:real|actual|true)\s(?:request|question|instruction)",
        # Marks of chats and of prompts.
        r"<\||\|>|<!--|\[/?inst\]|</?s>|</?(?:start|end)_of_turn>|</?think>|</?tool_\w{1,20}>|<<[^<>\s]{4,80}>>",
        r"\bend\sof\s(?:passage|document|context|data)\b",
    )
)
_TO_A_COMPUTER = re.compile(_ORDERS)
# Every pattern above holds one of these; looking for them first takes a fiftieth of the time.
_SIGNS = (
    *("ignor", "disregard", "forget", "overrid", "bypass", "overlook", "игнориру", "忽略", "无视", "忘记", "無視"),
    *("system", "assistant", "bot", "model", "llm", "ai ", "ai-", " ai", "crawler", "automated", "virtual", "reader"),
    *("user", "human", " mode", "answer", "repl", "response", "output", "summar", "prompt", "instruction", "orders"),
    *(" this page", " this article", " this text", " this document", " this passage"),
    *("<", "|>", "[inst]", "[/inst]", "end of "),
)
_UNREADABLE = re.compile(r"[a-z0-9+/]{40}|(?:\b\w\s){10}")


def speaks_to_a_computer(sentence: str) -> bool:
    """Whether a sentence, on one line, gives an order to a machine that reads it, or forges what such a one reads."""
    plain = _plain(sentence)
    if _UNREADABLE.search(plain):
        return True  # what only a machine can read
    return any(sign in plain for sign in _SIGNS) and bool(_TO_A_COMPUTER.search(plain))


def _plain(sentence: str) -> str:
    """The sentence as it looks to a hasty reader: small Latin letters for what looks like them, nothing invisible."""
    if sentence.isascii():
        return sentence.lower()
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", sentence)).lower()
    return _MIXED.sub(lambda word: word[0].translate(_LOOK_ALIKES), plain)
