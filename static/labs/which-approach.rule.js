/**
 * Which approach fits: the questions and the points of the lab's rule. Twin of curriculum/labs/which_approach_rule.py.
 *
 * A rule of thumb of this course's own: its points are chosen so that the usual needs lead to the usual first choices,
 * and nothing more. Facts that change and sources: RAG. Form, with labelled pairs: fine-tuning. The language of a field,
 * with much raw text: continuous pre-training. A good model that is too slow, dear or large: distillation.
 */

/** @typedef {"rag" | "peft" | "full" | "cpt" | "distil"} Approach */
/** @typedef {"facts" | "sources" | "form" | "language" | "pairs" | "text" | "limit" | "budget"} Question */
/** @typedef {readonly [number, string]} Reason points for (or, below 0, against), and why */

/** In the order of the course; `short` heads a column. Prompting comes before all and needs no points. @type {Record<Approach, {name: string, short: string}>} */
export const APPROACHES = {
  rag: { name: "RAG", short: "RAG" },
  peft: { name: "PEFT", short: "PEFT" },
  full: { name: "Full fine-tuning", short: "Full" },
  cpt: { name: "Continuous pre-training", short: "CPT" },
  distil: { name: "Distillation", short: "Distil" },
};

/** What each costs before anything speaks for it. @type {Record<Approach, Reason>} */
export const EFFORT = {
  rag: [-1, "an index to build and to keep"],
  peft: [-2, "a training run, and a test of what it did"],
  full: [-3, "every weight is trained and kept"],
  cpt: [-5, "long training, and a test of what was forgotten"],
  distil: [-3, "a teacher’s answers, a student’s training, a host of its own"],
};

/** The first answer of each is the neutral one. @type {Record<Question, {label: string, short: string, answers: Record<string, string>}>} */
export const QUESTIONS = {
  facts: {
    label: "Facts of your own in the answers", short: "Own facts",
    answers: { none: "none", steady: "hardly change", months: "change every few months", weeks: "change weekly or daily" },
  },
  sources: {
    label: "Sources of an answer", short: "Sources",
    answers: { no: "need not be shown", yes: "must be shown" },
  },
  form: {
    label: "Form, tone or behaviour", short: "Form",
    answers: { no: "right with a good prompt", yes: "wrong even with a good prompt" },
  },
  language: {
    label: "Language of the field", short: "Language",
    answers: { no: "understood", yes: "misread" },
  },
  pairs: {
    label: "Good labelled examples", short: "Labelled examples",
    answers: { none: "none", dozens: "dozens", thousands: "hundreds to a few thousand", many: "tens of thousands" },
  },
  text: {
    label: "Unlabelled text of the field", short: "Unlabelled text",
    answers: { little: "little", some: "millions of tokens", much: "hundreds of millions of tokens or more" },
  },
  limit: {
    label: "Complaint about a large model that answers well", short: "Complaint",
    answers: { no: "none", volume: "too slow or dear at this volume", device: "must run offline on a small device" },
  },
  budget: {
    label: "Means for training", short: "Means for training",
    answers: { none: "none", job: "one small training job", cluster: "a cluster for weeks" },
  },
};

/** Points that an answer brings; what is not named brings none. @type {Record<Question, Record<string, Partial<Record<Approach, Reason>>>>} */
export const RULE = {
  facts: {
    steady: { rag: [1, "what is looked up need not be learnt"] },
    months: { rag: [2, "an index is updated without training"] },
    weeks: {
      rag: [4, "an index is updated without training"],
      peft: [-1, "what weights learnt of facts goes stale"],
      full: [-1, "what weights learnt of facts goes stale"],
      cpt: [-1, "what weights learnt of facts goes stale"],
    },
  },
  sources: {
    yes: { rag: [3, "the passage that was fetched can be shown"] },
  },
  form: {
    yes: { peft: [3, "pairs teach form and behaviour"], full: [3, "pairs teach form and behaviour"] },
  },
  language: {
    yes: {
      peft: [2, "pairs teach the work in the field’s words"],
      full: [2, "pairs teach the work in the field’s words"],
      cpt: [4, "raw text teaches the language of its field"],
    },
  },
  pairs: {
    none: { peft: [-3, "nothing to learn from"], full: [-4, "nothing to learn from"] },
    dozens: { peft: [-1, "so few do their work in the prompt"], full: [-2, "too few for every weight"] },
    thousands: { peft: [1, "enough for a few weights"] },
    many: { peft: [1, "enough for a few weights"], full: [3, "enough for every weight"] },
  },
  text: {
    little: { cpt: [-6, "too little to train on"] },
    some: { cpt: [-3, "rather little to train on"] },
    much: { cpt: [3, "enough to train on"] },
  },
  limit: {
    no: { distil: [-2, "nothing that a smaller model would mend"] },
    volume: {
      rag: [-1, "every request carries its passages too"],
      distil: [4, "a student is faster and cheaper for each request"],
    },
    device: {
      rag: [-1, "the index must fit on the device"],
      distil: [5, "a student can be small enough for the device"],
    },
  },
  budget: {
    none: {
      peft: [-5, "no means to train"],
      full: [-6, "no means to train"],
      cpt: [-6, "no means to train"],
      distil: [-5, "no means to train"],
    },
    job: { full: [-2, "asks for more than a small job"], cpt: [-2, "asks for more than a small job"] },
  },
};
