// Numbers as labs write and read them, and chance by seed.
import assert from "node:assert/strict";
import test from "node:test";
import { chance, gumbel, normal, shuffle } from "../../static/labs/chance.js";
import * as numbers from "../../static/labs/numbers.js";
import { close } from "./reference.mjs";

test("numbers as people read them", () => {
  assert.equal(numbers.count(72.2487e9), "72.2\u00a0B");
  assert.equal(numbers.count(999.6e6), "1.00\u00a0B");
  assert.equal(numbers.count(0.2), "0.20");
  assert.equal(numbers.spoken(1.4e12), "1.40\u00a0trillion");
  assert.equal(numbers.brief(70e9), "70\u00a0B");
  assert.equal(numbers.brief(100e9), "100\u00a0B");
  assert.equal(numbers.power(1e22), "10²²");
  assert.equal(numbers.power(5.76e23), "5.76\u00a0×\u00a010²³");
  assert.equal(numbers.spokenPower(5.76e23), "5.76 times 10 to the 23");
  assert.equal(numbers.spokenPower(1e22), "10 to the 22");
  assert.equal(numbers.percent(0.00097), "0.097%");
  assert.equal(numbers.percent(0.0128), "1.3%");
  assert.equal(numbers.percent(0), "less than 0.001%");
});

test("numbers as people write them", () => {
  const written = {
    "70B": 7e10, "72.2\u00a0B": 7.22e10, "1.5 T": 1.5e12, "9e9": 9e9, "1e+22": 1e22, "1E22": 1e22, "10²²": 1e22, "10^22": 1e22,
    "5.76\u00a0×\u00a010²³": 5.76e23, "5.76 x 10^23": 5.76e23, "5.76*10**23": 5.76e23, "70,000,000,000": 7e10, "300m": 3e8, ".5b": 5e8,
  };
  for (const [text, value] of Object.entries(written)) close(numbers.read(text), value, { type: "rel", value: 1e-12 }, text);
  for (const text of ["", "many", "-5", "1e", "e22", "1.2.3", "B", "10^", "7e10e", "1e22 flops", "0x10"]) assert.ok(Number.isNaN(numbers.read(text)), text);
  // What the field shows, it can read.
  for (const value of [3e7, 1.234e9, 7.2e10, 2.9e12]) close(numbers.read(numbers.count(value)), value, { type: "rel", value: 5e-3 }, "count");
  for (const value of [1e19, 5.76e23, 1e25]) close(numbers.read(numbers.power(value)), value, { type: "rel", value: 5e-3 }, "power");
});

test("chance is even, normal, Gumbel, and repeats itself by seed", () => {
  const next = chance(7);
  const draws = Array.from({ length: 20000 }, next);
  assert.ok(draws.every((value) => value >= 0 && value < 1));
  assert.ok(Math.abs(draws.reduce((sum, value) => sum + value) / 20000 - 0.5) < 0.01);
  const again = chance(7);
  assert.deepEqual(Array.from({ length: 5 }, again), draws.slice(0, 5));
  assert.notEqual(chance(8)(), draws[0]);
  const normals = Array.from({ length: 20000 }, () => normal(next));
  close(normals.reduce((sum, value) => sum + value * value) / 20000, 1, { type: "abs", value: 0.05 }, "variance");
  const gumbels = Array.from({ length: 20000 }, () => gumbel(next));
  close(gumbels.reduce((sum, value) => sum + value) / 20000, 0.5772, { type: "abs", value: 0.05 }, "Euler's constant");
});

test("a shuffle keeps what it moves, and every order comes", () => {
  const next = chance(3);
  const seen = new Set(Array.from({ length: 200 }, () => shuffle(["a", "b", "c"], next).join("")));
  assert.deepEqual([...seen].sort(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
});
