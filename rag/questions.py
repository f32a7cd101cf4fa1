"""What a question asks for: a person, a place, a date, a number, a reason, or the whole article."""

import re
from typing import Literal

from rag.languages import Language

Kind = Literal[
    "who", "when", "where", "how_many", "how_long", "why", "how", "yes_no", "list", "whole", "what"
]
SmallTalk = Literal["greeting", "thanks"]

# In order of preference: the first pattern found names the kind.
_KINDS: dict[Language, tuple[tuple[Kind, str], ...]] = {
    "it": (
        ("whole", r"di (?:che|cosa|che cosa) (?:parla|tratta|si parla)|riassum|riassunto|sintesi|in breve"
                  r"|punti (?:principali|chiave)|argomento (?:principale|dell)"),
        ("how_long", r"\b(?:da |per )?quanto (?:tempo|dura)|\bquant[ie] (?:anni|mesi|giorni|ore|minuti|settimane)\b"
                     r"|\bdurata\b"),
        ("how_many", r"\bquant[oaie]\b|\bquant'|\bnumero\b|\bcifra\b|\bcosto\b|\bprezzo\b|\bpercentuale\b"),
        ("when", r"\bquando\b|\bche (?:giorno|anno|data|ora|mese)\b|\b(?:quale|qual) (?:giorno|anno|data|mese)\b"
                 r"|\bin (?:che|quale) (?:giorno|anno|data|mese|periodo)\b|\bdate?\b|\ba che ora\b"),
        ("where", r"\bdove\b|\bdov'|\bin (?:che|quale) (?:citta|luogo|paese|zona|posto|regione|sede)\b|\bsede\b"),
        ("why", r"\bperche\b|\bcome mai\b|\bper (?:quale|che) (?:motivo|ragione|scopo)\b|\bmotivo\b"
                r"|\bobiettivo\b|\bscopo\b|\ba (?:che|quale) (?:fine|scopo)\b"),
        ("who", r"\bchi\b|\b(?:da|con|a|di|per) chi\b|\bcome si chiama|\bnome d"),
        ("list", r"\bqual[ie] (?:sono|settori|istituti|aziende|ambiti|enti|tecnologie)\b|\belenc"
                 r"|\bche (?:settori|aziende|ambiti|enti|tecnologie)\b"),
        ("how", r"\bcome\b|\bcom'e\b|\bin che modo\b"),
        ("what", r"\bche\b|\bcosa\b|\bcos'e\b|\bqual[ei]?\b|\bqual'e\b"),
        ("yes_no", r"^(?:e |ma )?(?:c'e|ci sono|e|sono|ha|hanno|era|erano|fu|sara|saranno|puo|possono"
                   r"|si|il|la|lo|i|gli|le|l'|un|una|esiste|esistono|\w+(?:ra|no|ta|va|to))\b"),
    ),
    "en": (
        ("whole", r"what(?:'s| is| does)? (?:it|this|the (?:article|text|piece|report)) (?:about|say)|summar"
                  r"|main points?|key points?|in short|tl;?dr|\bgist\b"),
        ("how_long", r"\bhow long\b|\bhow many (?:years|months|days|hours|minutes|weeks)\b|\bduration\b"),
        ("how_many", r"\bhow (?:many|much|big|large|far|tall|deep|old|high|fast|heavy|wide|often)\b|\bnumber of\b"
                     r"|\bwhat (?:percentage|share|number|price|cost|sum|amount|proportion)\b"
                     r"|\bcost\b|\bprice\b|\bbudget\b|\bbill\b"),
        ("when", r"\bwhen\b|\bwhat (?:day|year|date|time|month)\b|\bwhich (?:day|year|date|month)\b|\bdates?\b"),
        ("where", r"\bwhere\b|\b(?:what|which) (?:city|town|place|country|region)\b"),
        ("why", r"\bwhy\b|\bhow come\b|\b(?:what|which) (?:is|was|are|were)? ?(?:the )?(?:reason|purpose|aim|goal|cause)"
                r"|\bwhat for\b"),
        ("who", r"\bwho\b|\bwhose\b|\bwhom\b|\bwho'|\bname of\b|\bcalled\b"),
        ("list", r"\b(?:what|which) (?:are|were|sectors|institutions|companies|fields|technologies|industries)\b"
                 r"|\blist\b|\bname the\b"),
        ("how", r"\bhow\b"),
        ("what", r"\bwhat\b|\bwhich\b|\bwhat's\b"),
        ("yes_no", r"^(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
                   r"|may|might|must|isn|aren|wasn|don|doesn|didn)\b"),
    ),
    "zh": (
        ("whole", r"(?:文章|本文|这篇|报道).{0,6}(?:讲|说|关于|内容|介绍)|概括|总结|摘要|主要内容|要点|大意"),
        ("why", r"为什么|为何|为啥|什么原因|原因|怎么会|目的|目标"),
        ("how_long", r"多久|多长时间|几(?:年|个月|天|小时|分钟|周)|多少(?:年|个月|天|小时|分钟|周)(?!份)"),
        ("how_many", r"多少|几(?:个|家|位|人|名|所|种|次|处|座|岁|项)|多大|多高|多远|多深|多快|多重|数量|价格|费用|成本|比例"),
        ("when", r"何时|什么时候|什么时间|哪(?:一)?(?:天|年|月|日)|几(?:月|号|点)|日期|时间"),
        ("where", r"哪里|哪儿|在哪|何处|什么地方|哪(?:个|座)(?:城市|国家|地方|地区)|地点"),
        ("who", r"谁|哪(?:位|个人)|何人|叫什么|名字"),
        ("list", r"哪些|列出|分别是"),
        ("how", r"怎么|怎样|如何|什么样"),
        ("what", r"什么|哪|是啥"),
        ("yes_no", r"吗|是否|有没有|是不是|能不能|会不会"),
    ),
}  # fmt: skip
_SMALL_TALK: dict[SmallTalk, str] = {
    "greeting": r"(?:ciao|salve|buon ?giorno|buona ?sera|hello|hi|hey|good (?:morning|evening|afternoon)"
                r"|你好|您好|嗨|早上好|晚上好|大家好)",
    "thanks": r"(?:(?:molte |mille |tante )?grazie(?: mille| tante)?|(?:many )?thanks?(?: you)?(?: very much| a lot)?"
              r"|谢谢(?:你|您)?|多谢|感谢)",
}  # fmt: skip


def question_kind(question: str, language: Language) -> Kind:
    """Return what a question asks for; 'what' where nothing tells."""
    plain = plain_question(question)
    for kind, pattern in _KINDS[language]:
        if re.search(pattern, plain):
            return kind
    return "what"


def small_talk(question: str) -> SmallTalk | None:
    """Return which courtesy a question consists of, or None where it asks something."""
    plain = plain_question(question).strip(" \t\n!.?,;:！。？，~、")
    for talk, pattern in _SMALL_TALK.items():
        if re.fullmatch(rf"(?:{pattern}[\s!,.，！。]*(?:ponte)?)+", plain):
            return talk
    return None


def plain_question(question: str) -> str:
    """Return a question in lower case with plain apostrophes and no Italian accents."""
    accents = str.maketrans("àèéìòù’‘", "aeeiou''")
    return question.lower().translate(accents).strip()
