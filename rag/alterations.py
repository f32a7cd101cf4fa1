"""The words with which true sentences are altered, in the three languages."""

from rag.languages import Language

FRAMES: dict[Language, tuple[str, ...]] = {
    "it": ("Secondo l'articolo, {}", "L'articolo riferisce che {}"),
    "en": ("According to the article, {}", "The article reports that {}"),
    "zh": ("据文章介绍，{}", "文章指出，{}"),
}

NUMERALS: dict[Language, tuple[str, ...]] = {
    "it": ("due", "tre", "quattro", "cinque", "sette", "otto", "nove", "dodici", "quindici"),
    "en": ("two", "three", "four", "five", "seven", "eight", "nine", "twelve", "fifteen"),
    "zh": ("两", "三", "四", "五", "七", "八", "九", "十二", "十五"),
}

DAYS: dict[Language, tuple[str, ...]] = {
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}

# Verbs with which a sentence is denied, and what is taken out to affirm it.
DENIED: dict[Language, tuple[tuple[str, str], ...]] = {
    "it": (
        (r"\b(è|ha|hanno|sono|era|erano|sarà|saranno|può|possono|aveva|avevano|deve|costa|prevede|"
         r"riceve|riceverà|lavora|arriva|partirà|spiega|chiede|racconta|fu|resta|serve|vuole)\b",
         r"non \1"),
    ),
    "en": (
        (r"\b(is|are|was|were|has|have|had|will|can|could|would|must|may|should)\b", r"\1 not"),
    ),
    "zh": (
        (r"(?<!不)(是|会|能|可以|必须|需要|允许|属于)", r"不\1"),
        (r"(?:已经?|曾)(?=[\u4e00-\u9fff])", "尚未"),
        (r"(?<!没)有(?=[\d一二两三四五六七八九十百])", "没有"),
        (r"将(?=[\u4e00-\u9fff])", "不会"),
    ),
}  # fmt: skip

AFFIRMED: dict[Language, tuple[tuple[str, str], ...]] = {
    "it": ((r"\b[Nn]on ", ""), (r"\bsenza\b", "con"), (r"\b[Nn]essun[oa]? ", "ogni ")),
    "en": ((r"\bnot ", ""), (r"n't\b", ""), (r"\bnever ", ""), (r"\bno ", "some "),
           (r"\bwithout\b", "with")),
    "zh": ((r"并?不(?=[会能可要是需])", ""), (r"没有", "有"), (r"尚?未能?(?!来)", "已")),
}  # fmt: skip

ROLES: dict[Language, tuple[str, ...]] = {
    "it": ("sindaco", "presidente", "ministro", "avvocato", "giudice", "allenatore", "infermiere"),
    "en": ("mayor", "president", "minister", "lawyer", "judge", "coach", "nurse"),
    "zh": ("市长", "主席", "部长", "律师", "法官", "教练", "护士"),
}

JOINED: dict[Language, str] = {"it": "{}, e {}.", "en": "{}, and {}.", "zh": "{}，{}。"}

INVENTED: dict[Language, tuple[str, ...]] = {
    "it": (
        "il progetto sarà esteso ad altre città", "i costi sono saliti più del previsto",
        "molti residenti hanno protestato", "il governo ha promesso nuovi fondi",
        "gli esperti la considerano una svolta", "i lavori finiranno in ritardo",
    ),
    "en": (
        "the scheme will be extended to other cities", "costs rose more than expected",
        "many residents have protested", "the government has promised more funding",
        "experts consider it a turning point", "the work will finish late",
    ),
    "zh": (
        "该项目将推广到其他城市", "成本上涨超出预期", "许多居民表示抗议", "政府承诺追加资金",
        "专家认为这是一个转折点", "工程将推迟完工",
    ),
}  # fmt: skip
