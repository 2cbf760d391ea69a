// node agree.mjs FILE: what static/labs/MODULE makes of each call in FILE, as JSON on standard output.
// tests/curriculum/labs/agreeing.py writes the file {module, calls: [[function, …arguments]]} and compares with Python.
import { readFileSync } from "node:fs";

const { module, calls } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const model = await import(new URL(`../../static/labs/${module}`, import.meta.url));

// A name without brackets is a value, not a call.
const answers = calls.map(([name, ...given]) => (typeof model[name] === "function" ? model[name](...given) : model[name]));
process.stdout.write(JSON.stringify(answers.map((answer) => answer ?? null)));
