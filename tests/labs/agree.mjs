// node agree.mjs FILE: what scaling-laws.model.js makes of each case in FILE, as JSON on standard output.
// tests/curriculum/test_labs.py writes the cases and compares with the Python twin.
import { readFileSync } from "node:fs";
import * as model from "../../static/labs/scaling-laws.model.js";

const { laws, cases, responses, numbers, shares } = JSON.parse(readFileSync(process.argv[2], "utf8"));

process.stdout.write(JSON.stringify({
  constants: model.CONSTANTS,
  laws: laws.map(({ law, budget, parameters }) => {
    const tokens = model.tokensFor(budget, parameters);
    const best = model.optimum(law, budget);
    const nats = model.loss(law, parameters, tokens);
    return [tokens, nats, best.parameters, best.tokens, best.loss, model.perplexity(nats)];
  }),
  cases: cases.map(({ constants, budget, parameters }) => {
    const law = model.CONSTANTS[constants];
    const tokens = model.tokensFor(budget, parameters);
    const best = model.optimum(law, budget);
    return [
      tokens, model.loss(law, parameters, tokens), model.excess(law, budget, parameters),
      best.parameters, best.tokens, best.loss, ...model.sizesWithin(law, budget, model.CHALLENGE_EXCESS),
    ];
  }),
  verdicts: responses.map(model.judge),
  texts: numbers.map((value) => [model.count(value), model.brief(value), model.power(value * 1e7)]),
  percents: shares.map(model.percent),
}));
