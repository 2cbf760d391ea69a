// The reference values, and what it means to agree with them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const { items } = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8"));

/** The items whose id begins so: {id, inputs, outputs, tolerance}. */
export const starting = (prefix) => items.filter(({ id }) => id.startsWith(prefix));

/** Equal within a tolerance: {type: "abs" | "rel", value}. */
export function close(actual, expected, { type, value }, what) {
  const error = Math.abs(actual - expected) / (type === "rel" ? Math.abs(expected) : 1);
  assert.ok(error <= value, `${what}: ${actual} is not ${expected} (${type} ${value})`);
}
