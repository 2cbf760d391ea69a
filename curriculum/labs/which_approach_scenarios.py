"""Cases from different businesses, invented for the lab. static/labs/which-approach.scenarios.js is this module's twin.

A fact that bears on a question carries its answer; the others bear on none.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    words: str
    question: str | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    story: str
    facts: tuple[Fact, ...]


SCENARIOS: Mapping[str, Scenario] = {
    "support": Scenario(
        "A shop’s support bot",
        "An online shop answers customers’ messages with a large model behind an API.",
        (
            Fact("Returns rules and delivery times change every two or three months.", "facts", "months"),
            Fact("Each answer must link the page that it rests on.", "sources", "yes"),
            Fact("The founder likes models with many parameters."),
            Fact("Answers are polite and well laid out since the prompt asks for it.", "form", "no"),
            Fact("The model knows what customers mean by parcel, voucher and refund.", "language", "no"),
            Fact("Agents have marked 1,800 past answers as good.", "pairs", "thousands"),
            Fact("At a million messages a month, replies are slow and the bill is too high.", "limit", "volume"),
            Fact("There are means for one small training job.", "budget", "job"),
            Fact("The chat window will be redesigned in spring."),
        ),
    ),
    "prices": Scenario(
        "A wholesaler’s price list",
        "A wholesaler of tiles wants dealers’ questions on prices answered.",
        (
            Fact("The firm was founded by two sisters."),
            Fact("Prices and stock change every Monday.", "facts", "weeks"),
            Fact("Dealers do not ask where a price comes from.", "sources", "no"),
            Fact("With the layout in the prompt, offers look as they should.", "form", "no"),
            Fact("Forty old offers are kept as examples.", "pairs", "dozens"),
            Fact("A few hundred questions a day come in, and the bill is small.", "limit", "no"),
            Fact("The catalogue has won a prize for its photographs."),
            Fact("Nobody has the means to train a model.", "budget", "none"),
        ),
    ),
    "tone": Scenario(
        "A hotel group’s voice",
        "A group of hotels wants drafts of replies to guests’ letters.",
        (
            Fact("Drafts say the right thing, but never in the house’s voice, however long the prompt.", "form", "yes"),
            Fact("All that a reply needs to know stands in the letter.", "facts", "none"),
            Fact("Editors have written 40,000 replies in that voice, each beside its letter.", "pairs", "many"),
            Fact("Marketing plans a press release about the model."),
            Fact("A cluster is at hand for the next six weeks.", "budget", "cluster"),
            Fact("Drafts may take an hour, and their cost is no concern.", "limit", "no"),
            Fact("Most of the hotels were built before 1930."),
        ),
    ),
    "clinic": Scenario(
        "A clinic’s shorthand",
        "A clinic wants its doctors’ notes summed up for the next shift.",
        (
            Fact(
                "Notes are full of the clinic’s own abbreviations, which the model takes for other words.",
                "language",
                "yes",
            ),
            Fact("Twelve years of notes, cleared of personal data, hold 900 million tokens.", "text", "much"),
            Fact("The clinic will move into a new building."),
            Fact("For 1,500 notes a doctor has written the summary that is wanted.", "pairs", "thousands"),
            Fact("Where the model understands a note, its summary has the right form.", "form", "no"),
            Fact("All that a summary says stands in its note.", "facts", "none"),
            Fact("The university lends a cluster for two months.", "budget", "cluster"),
            Fact("Summaries are made overnight, and nobody minds their cost.", "limit", "no"),
            Fact("The clinic next door uses another provider."),
        ),
    ),
    "tablet": Scenario(
        "A lift mechanic’s tablet",
        "A service company wants help for its mechanics in the finding of faults.",
        (
            Fact("Mechanics work in shafts without a network, with a tablet of little memory.", "limit", "device"),
            Fact("A large model named the right fault in nine of ten trials.", "limit", "device"),
            Fact("The fault codes have been the same for years.", "facts", "steady"),
            Fact("The tablets have a yellow case."),
            Fact("Nobody asks where an answer comes from.", "sources", "no"),
            Fact("No answers have been written that a model could learn from.", "pairs", "none"),
            Fact("There are means for one small training job.", "budget", "job"),
            Fact("The company was bought last year."),
        ),
    ),
    "club": Scenario(
        "A rowing club’s newsletter",
        "A rowing club wants a draft of its newsletter once a month.",
        (
            Fact("With five old issues in the prompt, drafts sound as they should.", "form", "no"),
            Fact("Thirty old issues are kept.", "pairs", "dozens"),
            Fact("A member has heard that everyone fine-tunes now."),
            Fact("The editor types the month’s news into the prompt.", "facts", "none"),
            Fact("There is no money for training, and nobody to do it.", "budget", "none"),
            Fact("One draft a month costs next to nothing.", "limit", "no"),
            Fact("The club has 240 members."),
        ),
    ),
    "contracts": Scenario(
        "A housing company’s contracts",
        "The legal department of a housing company wants drafts of memoranda on tenants’ contracts.",
        (
            Fact("A competitor is said to have trained a model from scratch."),
            Fact("Contracts are amended every week, and a draft must follow the wording in force.", "facts", "weeks"),
            Fact("A draft must name the clause that it rests on.", "sources", "yes"),
            Fact(
                "Drafts are right in substance, but not in the house’s form, whatever the prompt says.", "form", "yes"
            ),
            Fact("The lawyers work in three cities."),
            Fact("The model reads the language of contracts without trouble.", "language", "no"),
            Fact("3,000 questions are kept, each with the memorandum a lawyer wrote.", "pairs", "thousands"),
            Fact("The archive holds 400 million tokens of old letters.", "text", "much"),
            Fact("Forty questions a day come in, and nobody minds the time or the cost.", "limit", "no"),
            Fact("There are means for one small training job.", "budget", "job"),
            Fact("The board wants a model of its own in the annual report."),
        ),
    ),
}
