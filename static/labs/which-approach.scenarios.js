/**
 * Cases from different businesses, invented for the lab. Twin of curriculum/labs/which_approach_scenarios.py.
 *
 * A fact that bears on a question carries its answer; the others bear on none.
 */

/** @typedef {import("./which-approach.rule.js").Question} Question */
/** @typedef {readonly [string, Question, string] | readonly [string]} Fact */

/** @type {Record<string, {name: string, story: string, facts: Fact[]}>} */
export const SCENARIOS = {
  support: {
    name: "A shop’s support bot",
    story: "An online shop answers customers’ messages with a large model behind an API.",
    facts: [
      ["Returns rules and delivery times change every two or three months.", "facts", "months"],
      ["Each answer must link the page that it rests on.", "sources", "yes"],
      ["The founder likes models with many parameters."],
      ["Answers are polite and well laid out since the prompt asks for it.", "form", "no"],
      ["The model knows what customers mean by parcel, voucher and refund.", "language", "no"],
      ["Agents have marked 1,800 past answers as good.", "pairs", "thousands"],
      ["At a million messages a month, replies are slow and the bill is too high.", "limit", "volume"],
      ["There are means for one small training job.", "budget", "job"],
      ["The chat window will be redesigned in spring."],
    ],
  },
  prices: {
    name: "A wholesaler’s price list",
    story: "A wholesaler of tiles wants dealers’ questions on prices answered.",
    facts: [
      ["The firm was founded by two sisters."],
      ["Prices and stock change every Monday.", "facts", "weeks"],
      ["Dealers do not ask where a price comes from.", "sources", "no"],
      ["With the layout in the prompt, offers look as they should.", "form", "no"],
      ["Forty old offers are kept as examples.", "pairs", "dozens"],
      ["A few hundred questions a day come in, and the bill is small.", "limit", "no"],
      ["The catalogue has won a prize for its photographs."],
      ["Nobody has the means to train a model.", "budget", "none"],
    ],
  },
  tone: {
    name: "A hotel group’s voice",
    story: "A group of hotels wants drafts of replies to guests’ letters.",
    facts: [
      ["Drafts say the right thing, but never in the house’s voice, however long the prompt.", "form", "yes"],
      ["All that a reply needs to know stands in the letter.", "facts", "none"],
      ["Editors have written 40,000 replies in that voice, each beside its letter.", "pairs", "many"],
      ["Marketing plans a press release about the model."],
      ["A cluster is at hand for the next six weeks.", "budget", "cluster"],
      ["Drafts may take an hour, and their cost is no concern.", "limit", "no"],
      ["Most of the hotels were built before 1930."],
    ],
  },
  clinic: {
    name: "A clinic’s shorthand",
    story: "A clinic wants its doctors’ notes summed up for the next shift.",
    facts: [
      ["Notes are full of the clinic’s own abbreviations, which the model takes for other words.", "language", "yes"],
      ["Twelve years of notes, cleared of personal data, hold 900 million tokens.", "text", "much"],
      ["The clinic will move into a new building."],
      ["For 1,500 notes a doctor has written the summary that is wanted.", "pairs", "thousands"],
      ["Where the model understands a note, its summary has the right form.", "form", "no"],
      ["All that a summary says stands in its note.", "facts", "none"],
      ["The university lends a cluster for two months.", "budget", "cluster"],
      ["Summaries are made overnight, and nobody minds their cost.", "limit", "no"],
      ["The clinic next door uses another provider."],
    ],
  },
  tablet: {
    name: "A lift mechanic’s tablet",
    story: "A service company wants help for its mechanics in the finding of faults.",
    facts: [
      ["Mechanics work in shafts without a network, with a tablet of little memory.", "limit", "device"],
      ["A large model named the right fault in nine of ten trials.", "limit", "device"],
      ["The fault codes have been the same for years.", "facts", "steady"],
      ["The tablets have a yellow case."],
      ["Nobody asks where an answer comes from.", "sources", "no"],
      ["No answers have been written that a model could learn from.", "pairs", "none"],
      ["There are means for one small training job.", "budget", "job"],
      ["The company was bought last year."],
    ],
  },
  club: {
    name: "A rowing club’s newsletter",
    story: "A rowing club wants a draft of its newsletter once a month.",
    facts: [
      ["With five old issues in the prompt, drafts sound as they should.", "form", "no"],
      ["Thirty old issues are kept.", "pairs", "dozens"],
      ["A member has heard that everyone fine-tunes now."],
      ["The editor types the month’s news into the prompt.", "facts", "none"],
      ["There is no money for training, and nobody to do it.", "budget", "none"],
      ["One draft a month costs next to nothing.", "limit", "no"],
      ["The club has 240 members."],
    ],
  },
  contracts: {
    name: "A housing company’s contracts",
    story: "The legal department of a housing company wants drafts of memoranda on tenants’ contracts.",
    facts: [
      ["A competitor is said to have trained a model from scratch."],
      ["Contracts are amended every week, and a draft must follow the wording in force.", "facts", "weeks"],
      ["A draft must name the clause that it rests on.", "sources", "yes"],
      ["Drafts are right in substance, but not in the house’s form, whatever the prompt says.", "form", "yes"],
      ["The lawyers work in three cities."],
      ["The model reads the language of contracts without trouble.", "language", "no"],
      ["3,000 questions are kept, each with the memorandum a lawyer wrote.", "pairs", "thousands"],
      ["The archive holds 400 million tokens of old letters.", "text", "much"],
      ["Forty questions a day come in, and nobody minds the time or the cost.", "limit", "no"],
      ["There are means for one small training job.", "budget", "job"],
      ["The board wants a model of its own in the annual report."],
    ],
  },
};
