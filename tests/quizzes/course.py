"""A tiny course with questions of every kind, loaded by the real loader.

It has a graded quiz with one of each kind, a practice quiz, a readiness check with topics, and a lesson with two
checks. Each text that tells right from wrong holds a canary, a word that stands nowhere else: where one is met before
the key is released, the key has leaked (P13). The right number, 271828, is a canary too.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from tests.curriculum.trees import varied

GRADED = """---
id: exam
title: The exam
summary: One of each.
purpose: graded
minutes: 20
pass_mark: 60
marking: learn
attempts: 2
time_limit: 20
---

Words before the exam.

## Canary-single-title {#which .single objective=count difficulty=easy}
Which letter comes first?

- [x] The letter alpha
    > Canary-single-right.
- [ ] The letter beta
    > Canary-single-wrong.
    > Misconception: Canary-single-belief.
- [ ] The letter gamma
    > Canary-single-other.

### Explanation
Canary-single-why.

Taught in: [The law](alpha.md#law)

## Canary-multiple-title {#several .multiple objective=count difficulty=medium points=2}
Which two letters are vowels? (Choose two.)

- [x] The vowel alpha
    > Canary-multiple-right.
- [ ] The consonant beta
    > Canary-multiple-wrong.
    > Misconception: Canary-multiple-belief.
- [x] The vowel epsilon
    > Canary-multiple-second.
- [ ] The consonant gamma
    > Canary-multiple-other.

### Explanation
Canary-multiple-why.

Taught in: [The end](beta.md#end)

## Canary-truth-title {#truth .true-false objective=name difficulty=easy}
Beta comes before alpha.

- [ ] True
    > Canary-truth-wrong.
    > Misconception: Canary-truth-belief.
- [x] False
    > Canary-truth-right.

### Explanation
Canary-truth-why.

Taught in: [The law](alpha.md#law)

## Canary-order-title {#order .ordering objective=name difficulty=medium points=3}
Put the letters in order.

1. First alpha
2. Then beta
3. Then gamma
- An aleph
    > Canary-order-extra.

### Explanation
Canary-order-why.

Taught in: [The law](alpha.md#law)

## Canary-match-title {#match .matching objective=name difficulty=hard points=2}
Match each letter to its name.

- The sign A => Named alpha
    > Canary-match-first.
- The sign B => Named beta
    > Canary-match-second.
- The sign C => Named gamma
    > Canary-match-third.
- => Named omega
    > Canary-match-extra.

### Explanation
Canary-match-why.

Taught in: [The first week](module.md)

## Canary-number-title {#number .numeric objective=count difficulty=hard}
How many letters fit on the shelf?

= 271828 +- 5
    > Canary-number-right.
! 314159 +- 5
    > Canary-number-wrong.
    > Misconception: Canary-number-belief.
unit GB
unit TB 1000

### Explanation
Canary-number-why.

Taught in: [Perplexity](../glossary.md#perplexity)

## Canary-short-title {#short .short objective=count difficulty=medium}
Name the letter.

= canary-short-accepted
    > Canary-short-right.
~ canary-short-pattern[0-9]
! beta
    > Canary-short-wrong.
    > Misconception: Canary-short-belief.

### Explanation
Canary-short-why.

Taught in: [The weeks](../course.md#weeks)

## Canary-essay-title {#essay .essay objective=name difficulty=hard points=4 words=100}
Say why letters have an order.

+ 3: Canary-essay-first.
+ 1: Canary-essay-second.

### Model answer
Canary-essay-model.

### Explanation
Canary-essay-why.

Taught in: [The law](alpha.md#law)

## Canary-lab-title {#lab .lab lab=scaling-laws objective=count difficulty=hard points=2}
Find a size that meets the challenge.

### Explanation
Canary-lab-why.

Taught in: [The law](alpha.md#law)

## The shelf {#shelf .case}
A shelf holds three letters.

### Canary-case-title {#shelf-one .single objective=count difficulty=easy}
Which one lies on the left?

- [ ] The left letter
    > Canary-case-wrong.
- [x] The third letter
    > Canary-case-right.
- [ ] The second letter
    > Canary-case-other.

#### Explanation
Canary-case-why.

Taught in: [The law](alpha.md#law)

### Canary-second-title {#shelf-two .true-false objective=count difficulty=easy}
The shelf is full.

- [x] True
    > Canary-second-right.
- [ ] False
    > Canary-second-wrong.

#### Explanation
Canary-second-why.

Taught in: [The law](alpha.md#law)
"""

N_GRADED, POSSIBLE = 11, Decimal(19)
# What no page ever shows, since a learner has no use for it.
NEVER_SHOWN = frozenset({"canary-short-pattern"})
CANARIES = frozenset(word.lower() for word in re.findall(r"canary-[a-z]+-[a-z]+|271828", GRADED, re.IGNORECASE))

EASY = """## {title} {{#{id} .true-false objective={objective} difficulty={difficulty}}}
{stem}

- [x] True
    > It does.
- [ ] False
    > It does.

### Explanation
It says so.

Taught in: [The law]({law}#law)
"""


def easy(id: str, stem: str, objective: str = "count", difficulty: str = "easy", law: str = "alpha.md") -> str:
    """A question whose right answer is True."""
    return EASY.format(title=f"About {id}", id=id, stem=stem, objective=objective, difficulty=difficulty, law=law)


PRACTICE = """---
id: drill
title: A drill
summary: Again and again.
purpose: practice
minutes: 5
pass_mark: 50
marking: learn
---

""" + "\n".join([easy("drill-one", "The drill asks one."), easy("drill-two", "The drill asks two.")])

READINESS = """---
id: ready
title: Ready or not
summary: Whether to begin.
purpose: practice
minutes: 5
pass_mark: 60
marking: learn
topics:
  - id: letters
    title: Letters
    read: "[The law](one/alpha.md#law)"
  - id: signs
    title: Signs
    read: "[Perplexity](glossary.md#perplexity)"
---

""" + "\n".join(
    easy(f"ready-{topic}", f"The check asks about {topic}.", objective=topic, law="one/alpha.md")
    for topic in ("letters", "signs")
)

CHECKS = """
```check first-check .single objective=count difficulty=easy
What does the first check ask?

- [x] What is right
    > Kestrel-first-right.
- [ ] What is wrong
    > Kestrel-first-wrong.
- [ ] What is neither
    > Kestrel-first-other.

### Explanation
Kestrel-first-why.
```

```check second-check .short objective=count difficulty=easy
What does the second check ask?

= kestrel-second-accepted
    > Kestrel-second-right.

### Explanation
Kestrel-second-why.
```
"""

_listed = varied("one/module.md", "lessons: [alpha, beta]", "lessons: [alpha, beta]\nquizzes: [exam, drill]")
_listed = varied("course.md", "modules: [one, two]", "modules: [one, two]\nquizzes: [ready]", _listed)
TEXTS: Mapping[str, str] = {
    **_listed,
    "one/beta.md": _listed["one/beta.md"] + CHECKS,
    "one/quiz.md": GRADED,
    "one/drill.quiz.md": PRACTICE,
    "ready.quiz.md": READINESS,
}


def altered(path: str, old: str, new: str, texts: Mapping[str, str] = TEXTS) -> dict[str, str]:
    """The course with the one place where `old` stands in `path` replaced."""
    return varied(path, old, new, texts)


def drill_of(n: int, head: str = "") -> dict[str, str]:
    """The course with so many questions in its practice quiz, all of them alike; `head` are more lines of its head."""
    front, _, _ = PRACTICE.partition("marking: learn\n")
    questions = [easy(f"drill-{number}", f"Number {number} comes in its turn.") for number in range(n)]
    return {**TEXTS, "one/drill.quiz.md": f"{front}marking: learn\n{head}---\n\n" + "\n".join(questions)}
