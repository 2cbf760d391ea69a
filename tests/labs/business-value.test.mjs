// The arithmetic of the business value lab against reference values, and what only the browser does.
import assert from "node:assert/strict";
import test from "node:test";
import * as measures from "../../static/labs/business-value.measures.js";
import * as model from "../../static/labs/business-value.model.js";
import { close, starting } from "./reference.mjs";

/** Calls `check` with the only reference item of that id, and with what compares a value with one of its outputs. */
function reference(id, check) {
  const [{ inputs, outputs, tolerance }] = starting(id);
  test(id, () => check(inputs, (actual, name, factor = 1) => close(actual * factor, outputs[name], tolerance, name)));
}

reference("biz.distil_vs_api", (given, near) => {
  const { tokens_in: tokensIn, tokens_out: tokensOut, teacher_price_per_Mtok_in_out: api, student_price_per_Mtok_in_out: student } = given;
  const [priceIn, priceOut] = api;
  const own = 1000 * model.perRequest(tokensIn, tokensOut, student);
  const found = model.worth({
    tokensIn, tokensOut, priceIn, priceOut, own, requests: given.requests_per_month, hosting: given.student_extra_monthly_hosting,
    setup: given.one_off_distillation_cost, users: given.active_users, extra: 0, handover: 6,
  });
  near(found.api, "cost_per_request_teacher");
  near(found.own, "cost_per_request_student");
  near(found.saving, "saving_per_request");
  near(found.toHost, "min_monthly_requests_for_positive_saving");
  near(model.breakEven(found.saving, 0, given.one_off_distillation_cost, 1), "break_even_requests_if_no_hosting");
  near(found.apiMonth, "teacher_monthly");
  near(found.ownMonth, "student_monthly");
  near(found.net, "net_monthly_saving");
  near(found.payback, "payback_months");
  near(Math.ceil(found.payback), "payback_months_ceiling");
  near(found.value, "first_year_net_benefit");
  near(found.roiSetup, "first_year_roi_pct", 100);
  near(found.perUser[0], "cost_per_user_teacher");
  near(found.perUser[1], "cost_per_user_student");
});

reference("biz.support_bot", (given, near) => {
  const names = ["tickets_per_month", "deflection_rate", "human_cost_per_ticket", "bot_cost_per_ticket", "build_cost", "monthly_run_cost"];
  const found = measures.supportBot(...names.map((name) => given[name]));
  near(found.gross, "monthly_gross_saving");
  near(found.net, "monthly_net");
  near(found.payback, "payback_months");
  near(found.year, "annual_net");
  near(found.roiAll, "annual_roi_pct", 100);
  near(found.roiBuild, "annual_roi_on_build_only_pct", 100);
  near(found.perResolved, "cost_per_resolved");
});

reference("biz.productivity", (given, near) => {
  const found = measures.productivity(given.tickets_per_hour_before, given.tickets_per_hour_after);
  near(found.uplift, "uplift_pct", 100);
  near(found.hoursBefore, "hours_per_ticket_before");
  near(found.hoursAfter, "hours_per_ticket_after");
});

reference("biz.conversion", (given, near) => {
  const found = measures.conversion(given.visitors, given.conv_before, given.conv_after, given.aov);
  near(found.before, "rev_before");
  near(found.after, "rev_after");
  near(found.more, "incremental");
  near(found.uplift, "relative_uplift_pct", 100);
});

reference("biz.arpu", (given, near) => near(measures.arpu(given.revenue, given.users), "arpu"));
reference("biz.clv_churn", (given, near) => near(measures.lifetimeValue(given.monthly_margin, given.monthly_churn), "clv"));
reference("biz.clv_simple", (given, near) =>
  near(measures.lifetimeOrders(given.aov, given.orders_per_year, given.gross_margin, given.years), "clv"));

test("every reference item on business is tested above", () => {
  assert.deepEqual(starting("biz.").map(({ id }) => id).sort(), [
    "biz.arpu", "biz.clv_churn", "biz.clv_simple", "biz.conversion", "biz.distil_vs_api", "biz.productivity", "biz.support_bot",
  ]);
});

test("a measure begins within the range of each of its numbers and has a result for each row", () => {
  for (const { inputs, results } of Object.values(measures.MEASURES)) {
    for (const { start, range: [low, high], label } of inputs) assert.ok(start >= low && start <= high, label);
    for (const { name, value } of results(inputs.map(({ start }) => start))) assert.ok(value > 0, name);
  }
});

test("the case of the challenge lies where its formula says", () => {
  const { saving } = model.worth(model.CASE);
  close(model.breakEven(saving, model.CASE.hosting, model.CASE.setup, model.MONTHS), 1.4e6, { type: "rel", value: 1e-12 }, "requests");
});

test("no preset meets the challenge, nor does the case as it is given", () => {
  for (const values of [model.CASE, ...Object.values(model.PRESETS).map((preset) => preset.values)]) assert.equal(model.judge(values).met, false);
});
