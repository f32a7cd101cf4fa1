"""What other articles answer: an amount or a date may be another there."""

import numpy as np

from rag.comparing import Features, met_around, misses_name
from rag.pointing import Text
from rag.quantities import quantities
from rag.questions import Wanted
from rag.values import stated_in
from rag.weighing import Weighed, confidence_of, reading_model

# Of what is wanted, that in which two articles can differ so that it can be told.
COMPARED: tuple[Wanted, ...] = ("money", "percent", "count", "duration", "when")
# So many other articles are told of, and none whose sentence ranks so far behind the best.
_MOST, _BEHIND = 3, 3.0


def rivals(weighed: Weighed, scores: Features) -> tuple[int, ...]:
    """Return the best sentence of each other article that answers by itself, best first.

    Only of those that the network has read, and where an amount or a date is asked for. An article
    that lacks a name of the question speaks of something else.
    """
    compared = weighed.compared
    if compared.want not in COMPARED or len(compared.collection.articles) == 1:
        return ()
    articles = np.array([unit.article for unit in compared.collection.sentences.entries])
    best = int(np.argmax(scores))
    least = reading_model().threshold[compared.language]
    found: dict[int, int] = {}
    for index in sorted(weighed.candidates.pointed, key=lambda each: -float(scores[each])):
        article = int(articles[index])
        if article == articles[best] or article in found or not compared.formed[index]:
            continue
        far = scores[best] - scores[index] > _BEHIND
        if far or misses_name(compared, met_around(compared, index)[2]):
            continue
        alone = np.where(articles == article, scores, scores.min() - 1)
        if int(np.argmax(alone)) == index and confidence_of(weighed, alone) >= least:
            found[article] = index
    return tuple(found.values())[:_MOST]


def differ(one: Text, other: Text) -> bool:
    """Tell whether two amounts or dates cannot both be: each states something the other does not.

    "12 May" and "12 May 2024" do not differ; what cannot be read, or has another unit, does not
    either.
    """
    fewer, more = sorted((stated_in(each.text, each.language) for each in (one, other)), key=len)
    units = [
        {each.unit for each in quantities(said.text, said.language)} - {""} for said in (one, other)
    ]
    if all(units) and not units[0] & units[1]:
        return False
    return any(not any(own.readings & told.readings for told in more) for own in fewer)
