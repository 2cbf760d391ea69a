"""Which approach fits: the questions and the points of the lab's rule.

static/labs/which-approach.rule.js is this module's twin. A rule of thumb of this course's own: its points
are chosen so that the usual needs lead to the usual first choices, and nothing more. Facts that change and sources:
RAG. Form, with labelled pairs: fine-tuning. The language of a field, with much raw text: continuous pre-training. A
good model that is too slow, dear or large: distillation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Reason = tuple[int, str]  # points for (or, below 0, against), and why


@dataclass(frozen=True, slots=True)
class Approach:
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Question:
    label: str
    short: str
    answers: Mapping[str, str]


# In the order of the course; `short` heads a column. Prompting comes before all and needs no points.
APPROACHES: Mapping[str, Approach] = {
    "rag": Approach("RAG", "RAG"),
    "peft": Approach("PEFT", "PEFT"),
    "full": Approach("Full fine-tuning", "Full"),
    "cpt": Approach("Continuous pre-training", "CPT"),
    "distil": Approach("Distillation", "Distil"),
}

# What each costs before anything speaks for it.
EFFORT: Mapping[str, Reason] = {
    "rag": (-1, "an index to build and to keep"),
    "peft": (-2, "a training run, and a test of what it did"),
    "full": (-3, "every weight is trained and kept"),
    "cpt": (-5, "long training, and a test of what was forgotten"),
    "distil": (-3, "a teacher’s answers, a student’s training, a host of its own"),
}

# The first answer of each is the neutral one.
QUESTIONS: Mapping[str, Question] = {
    "facts": Question(
        "Facts of your own in the answers",
        "Own facts",
        {
            "none": "none",
            "steady": "hardly change",
            "months": "change every few months",
            "weeks": "change weekly or daily",
        },
    ),
    "sources": Question("Sources of an answer", "Sources", {"no": "need not be shown", "yes": "must be shown"}),
    "form": Question(
        "Form, tone or behaviour", "Form", {"no": "right with a good prompt", "yes": "wrong even with a good prompt"}
    ),
    "language": Question("Language of the field", "Language", {"no": "understood", "yes": "misread"}),
    "pairs": Question(
        "Good labelled examples",
        "Labelled examples",
        {"none": "none", "dozens": "dozens", "thousands": "hundreds to a few thousand", "many": "tens of thousands"},
    ),
    "text": Question(
        "Unlabelled text of the field",
        "Unlabelled text",
        {"little": "little", "some": "millions of tokens", "much": "hundreds of millions of tokens or more"},
    ),
    "limit": Question(
        "Complaint about a large model that answers well",
        "Complaint",
        {"no": "none", "volume": "too slow or dear at this volume", "device": "must run offline on a small device"},
    ),
    "budget": Question(
        "Means for training",
        "Means for training",
        {"none": "none", "job": "one small training job", "cluster": "a cluster for weeks"},
    ),
}

# Points that an answer brings; what is not named brings none.
RULE: Mapping[str, Mapping[str, Mapping[str, Reason]]] = {
    "facts": {
        "steady": {"rag": (1, "what is looked up need not be learnt")},
        "months": {"rag": (2, "an index is updated without training")},
        "weeks": {
            "rag": (4, "an index is updated without training"),
            "peft": (-1, "what weights learnt of facts goes stale"),
            "full": (-1, "what weights learnt of facts goes stale"),
            "cpt": (-1, "what weights learnt of facts goes stale"),
        },
    },
    "sources": {"yes": {"rag": (3, "the passage that was fetched can be shown")}},
    "form": {"yes": {"peft": (3, "pairs teach form and behaviour"), "full": (3, "pairs teach form and behaviour")}},
    "language": {
        "yes": {
            "peft": (2, "pairs teach the work in the field’s words"),
            "full": (2, "pairs teach the work in the field’s words"),
            "cpt": (4, "raw text teaches the language of its field"),
        }
    },
    "pairs": {
        "none": {"peft": (-3, "nothing to learn from"), "full": (-4, "nothing to learn from")},
        "dozens": {"peft": (-1, "so few do their work in the prompt"), "full": (-2, "too few for every weight")},
        "thousands": {"peft": (1, "enough for a few weights")},
        "many": {"peft": (1, "enough for a few weights"), "full": (3, "enough for every weight")},
    },
    "text": {
        "little": {"cpt": (-6, "too little to train on")},
        "some": {"cpt": (-3, "rather little to train on")},
        "much": {"cpt": (3, "enough to train on")},
    },
    "limit": {
        "no": {"distil": (-2, "nothing that a smaller model would mend")},
        "volume": {
            "rag": (-1, "every request carries its passages too"),
            "distil": (4, "a student is faster and cheaper for each request"),
        },
        "device": {
            "rag": (-1, "the index must fit on the device"),
            "distil": (5, "a student can be small enough for the device"),
        },
    },
    "budget": {
        "none": {
            "peft": (-5, "no means to train"),
            "full": (-6, "no means to train"),
            "cpt": (-6, "no means to train"),
            "distil": (-5, "no means to train"),
        },
        "job": {"full": (-2, "asks for more than a small job"), "cpt": (-2, "asks for more than a small job")},
    },
}
