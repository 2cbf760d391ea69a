// When answers are sent and what becomes of them: one at a time, again as they were, and never over a newer one unasked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Answer, LONGEST, REST, Saving } from "../../static/elements/quiz.saving.js";

/** A saving whose clock and server are ours. The server answers when told to. */
function bench() {
  let now = 0;
  let timers = [];
  const sent = [];
  const told = [];
  const clock = {
    now: () => now,
    after: (ms, act) => {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return timer;
    },
    forget: (timer) => {
      timers = timers.filter((other) => other !== timer);
    },
  };
  const send = (answer, body) => new Promise((resolve) => sent.push({ answer, body, revision: answer.revision, resolve }));
  const saving = new Saving(send, (answer, outcome) => told.push(outcome.is), clock);
  const answer = new Answer(1, 0, "");
  saving.add(answer);
  const pass = (ms) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { act } of due) act();
  };
  const hear = async (outcome) => {
    sent.at(-1).resolve(outcome);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { saving, answer, sent, told, pass, hear };
}

const bodies = (sent) => sent.map(({ body, revision }) => `${body}@${revision}`);

test("nothing is sent before typing rests, a choice at once, and typing without rest after a while all the same", () => {
  const { saving, answer, sent, pass } = bench();
  saving.want(answer, "a", REST);
  pass(REST - 1);
  assert.equal(sent.length, 0);
  pass(1);
  assert.deepEqual(bodies(sent), ["a@0"]);
  const other = bench();
  other.saving.want(other.answer, "b", 0);
  assert.deepEqual(bodies(other.sent), ["b@0"]);
  const third = bench();
  for (let n = 0; n * 500 < LONGEST; n += 1) {
    third.saving.want(third.answer, `c${n}`, REST);
    third.pass(500);
  }
  assert.equal(third.sent.length, 1);
});

test("what was taken back before it was sent is not sent", () => {
  const { saving, answer, sent, pass } = bench();
  saving.want(answer, "a", REST);
  saving.want(answer, "", REST);
  pass(60_000);
  assert.deepEqual(bodies(sent), []);
});

test("one request at a time, and the newest state goes after it with the new revision", async () => {
  const { saving, answer, sent, hear } = bench();
  saving.want(answer, "a", 0);
  saving.want(answer, "ab", 0);
  saving.want(answer, "abc", 0);
  assert.deepEqual(bodies(sent), ["a@0"]);
  await hear({ is: "saved", revision: 1 });
  assert.deepEqual(bodies(sent), ["a@0", "abc@1"]);
  await hear({ is: "saved", revision: 2 });
  assert.equal(saving.open.length, 0);
});

test("what was not heard of goes again as it was, after a pause, before anything newer", async () => {
  const { saving, answer, sent, pass, hear } = bench();
  saving.want(answer, "a", 0);
  await hear({ is: "later" });
  saving.want(answer, "ab", 0);
  pass(999);
  assert.equal(sent.length, 1);
  assert.ok(saving.isInTrouble);
  pass(1);
  await hear({ is: "later" });
  pass(2000);
  await hear({ is: "saved", revision: 1 });
  assert.deepEqual(bodies(sent), ["a@0", "a@0", "a@0", "ab@1"]);
  await hear({ is: "saved", revision: 2 });
  assert.ok(!saving.isInTrouble);
});

test("the network's return ends the pause", async () => {
  const { saving, answer, sent, hear } = bench();
  saving.want(answer, "a", 0);
  for (let n = 0; n < 6; n += 1) {
    await hear({ is: "later" });
    saving.retry();
  }
  assert.equal(sent.length, 7);
});

test("a conflict waits for the learner, whose own goes over the newer revision", async () => {
  const { saving, answer, sent, pass, hear } = bench();
  saving.want(answer, "mine", 0);
  await hear({ is: "conflict", revision: 5 });
  saving.want(answer, "mine too", 0);
  saving.flush();
  pass(60_000);
  assert.equal(sent.length, 1);
  saving.useMine(answer);
  assert.deepEqual(bodies(sent), ["mine@0", "mine too@5"]);
});

test("what cannot be kept waits until it is changed, and holds up no other answer", async () => {
  const { saving, answer, sent, hear } = bench();
  const other = new Answer(2, 0, "");
  saving.add(other);
  saving.want(answer, "bad", 0);
  await hear({ is: "problem", words: "no" });
  saving.want(other, "good", 0);
  await hear({ is: "saved", revision: 1 });
  saving.want(answer, "better", 0);
  assert.deepEqual(bodies(sent), ["bad@0", "good@0", "better@0"]);
});

test("signed out, nothing goes until the learner says so; at the end, nothing goes at all", async () => {
  const { saving, answer, sent, pass, hear } = bench();
  saving.want(answer, "a", 0);
  await hear({ is: "signed-out", words: "" });
  saving.want(answer, "ab", 0);
  pass(60_000);
  assert.equal(sent.length, 1);
  saving.retry();
  await hear({ is: "over", words: "" });
  saving.retry();
  assert.deepEqual(bodies(sent), ["a@0", "a@0"]);
});

test("resting ends when nothing is under way, or after the time given", async () => {
  const { saving, answer, pass, hear } = bench();
  await saving.rest(1000);
  saving.want(answer, "a", 0);
  const first = saving.rest(1000);
  await hear({ is: "saved", revision: 1 });
  await first;
  saving.want(answer, "b", 0);
  const second = saving.rest(1000);
  pass(1000);
  await second;
});
