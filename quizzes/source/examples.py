"""A filled example of each kind of question, to begin with: sound as it stands, once it has its id and its place."""

from collections.abc import Mapping
from dataclasses import replace

from quizzes.source.layout import print_question
from quizzes.source.question import (
    CASE,
    ESSAY,
    LAB,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    QuestionText,
    Taught,
)
from quizzes.source.section import parse_question

# What the kinds are called by those who write them.
NAMES: Mapping[str, str] = {
    SINGLE: "Single choice",
    MULTIPLE: "Multiple response",
    TRUE_FALSE: "True or false",
    ORDERING: "Ordering",
    MATCHING: "Matching",
    NUMERIC: "Number",
    SHORT: "Short text",
    ESSAY: "Essay",
    LAB: "Lab",
    CASE: "Case with questions",
}
END = """
### Explanation
Say why in two or three sentences: what makes the right answer right.

Taught in: [Title of the section](lesson.md#section)
"""


def _section(kind: str, name: str, body: str, settings: str = "") -> str:
    return f"## {name} {{#example-{kind} .{kind} objective=objective difficulty=easy{settings}}}\n{body}{END}"


EXAMPLES: Mapping[str, str] = {
    SINGLE: _section(
        SINGLE,
        "Where the label of a context comes from",
        """In next-token training, where does the label of a context come from?

- [x] From the text: it is the token that follows.
    > The text supplies its own labels.
- [ ] From a person, who writes it for each context.
    > Nobody could label trillions of tokens, and nobody needs to.
    > Misconception: Pre-training needs data labelled by people.
- [ ] From a larger model, which is asked for it.
    > That is distillation, which comes later.
""",
    ),
    MULTIPLE: _section(
        MULTIPLE,
        "What takes memory in training",
        """Which two take memory in training and none in inference? (Choose two.)

- [x] The gradients
    > They are made in each step, and only in training.
- [ ] The weights
    > They are needed in inference too.
    > Misconception: Weights are a cost of training alone.
- [x] The optimizer's state
    > Adam keeps two numbers for each parameter.
- [ ] The prompt
    > Both read one.
""",
    ),
    TRUE_FALSE: _section(
        TRUE_FALSE,
        "Whether retrieval trains the model",
        """Retrieval-augmented generation changes the weights of the model.

- [ ] True
    > It changes the prompt.
    > Misconception: What a model answers from, it has learnt.
- [x] False
    > The weights stay as they are; the prompt holds what was found.
""",
    ),
    ORDERING: _section(
        ORDERING,
        "From text to a model that helps",
        """Put the phases in order. One of the responses is none of them.

1. Pre-training
2. Supervised fine-tuning
3. Preference tuning
- Retrieval
    > RAG changes the prompt; it trains nothing.
""",
    ),
    MATCHING: _section(
        MATCHING,
        "What each measure compares",
        """Match each measure to what it is made for.

- BLEU => Translations
- ROUGE => Summaries
- Perplexity => Text of any kind
- => Pictures
    > None of the three looks at pictures.
""",
    ),
    NUMERIC: _section(
        NUMERIC,
        "Memory for training",
        """How much memory do 7 billion parameters take in training, at 16 bytes for each?

= 112 +- 2%
    > 7 × 10⁹ parameters at 16 bytes each.
! 14 +- 2%
    > That is the weights alone, at two bytes each.
    > Misconception: A model needs as much memory in training as in use.
unit GB
unit TB 1000
""",
    ),
    SHORT: _section(
        SHORT,
        "The exponential of the loss",
        """What is the exponential of the cross-entropy called?

= perplexity
    > It says among how many tokens the model in effect hesitates.
~ ppl|perplexit(y|ies)
! entropy
    > Its exponential is asked for.
""",
    ),
    ESSAY: _section(
        ESSAY,
        "Why not fine-tune first",
        """A team wants answers from documents that change daily. Say what you would try first, and why.

+ 2: Names retrieval as what to try first.
+ 1: Says that fine-tuning would have to be repeated with each change.

### Model answer
Retrieval, since the documents change daily: they are looked up when a question comes, and no weight has to change.
""",
        " points=3 words=150",
    ),
    LAB: _section(
        LAB,
        "Spend a budget",
        "Find the values in the lab, and enter what it shows.\n",
        " lab=scaling-laws",
    ),
    CASE: f"""## A team before a decision {{#example-case .{CASE}}}
A bank has 40,000 answered letters and wants a model that answers in its own tone. The questions below share this text.
""",
}


def example_of(kind: str, *, id: str, objective: str, taught: Taught | None, level: int = 2) -> QuestionText:
    """The example of a kind, where it is to stand: in a case, `level` is 3. Raises KeyError for a kind that is none."""
    question, _mistakes = parse_question(EXAMPLES[kind])
    return replace(question, id=id, objective=objective, taught=taught, level=level)


def example_section(kind: str, *, id: str, objective: str, taught: Taught | None, level: int = 2) -> str:
    """The same as text; of a case its heading and text alone."""
    if kind == CASE:
        return EXAMPLES[CASE].replace("#example-case", f"#{id}")
    return print_question(example_of(kind, id=id, objective=objective, taught=taught, level=level))
