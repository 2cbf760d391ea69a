/**
 * Other measures of what a model is worth, each with its denominator. Twin of curriculum/labs/business_measures.py.
 * Money is in dollars, shares are of 1.
 */
import { payback, roi } from "./business-value.model.js";

/**
 * A bot beside people who answer tickets: it takes `deflected` of them, and costs `bot` on every ticket it meets.
 * @param {number} tickets a month @param {number} deflected @param {number} human @param {number} bot @param {number} build @param {number} run a month
 */
export function supportBot(tickets, deflected, human, bot, build, run) {
  const gross = tickets * deflected * human;
  const cost = run + tickets * bot;
  const net = gross - cost;
  return {
    gross, net, payback: payback(build, net), year: 12 * net - build,
    roiAll: roi(12 * gross, build + 12 * cost), roiBuild: roi(12 * net, build), perResolved: cost / (tickets * deflected),
  };
}

/** More done in an hour. @param {number} before @param {number} after */
export const productivity = (before, after) => ({ uplift: after / before - 1, hoursBefore: 1 / before, hoursAfter: 1 / after });

/** Orders from visits. @param {number} visitors @param {number} before @param {number} after @param {number} order its average value */
export function conversion(visitors, before, after, order) {
  const [was, is] = [visitors * before * order, visitors * after * order];
  return { before: was, after: is, more: is - was, uplift: after / before - 1 };
}

/** Average revenue per user. @param {number} revenue @param {number} users */
export const arpu = (revenue, users) => revenue / users;

/** Customer lifetime value, from margin and churn a month. @param {number} margin @param {number} churn */
export const lifetimeValue = (margin, churn) => margin / churn;

/** The same from orders. @param {number} order average value @param {number} orders a year @param {number} margin @param {number} years */
export const lifetimeOrders = (order, orders, margin, years) => order * orders * margin * years;

/** @typedef {"money" | "price" | "whole" | "ratio" | "months" | "hours" | "plain"} Kind how a number is written */
/** @typedef {{label: string, kind: Kind, start: number, range: readonly [number, number]}} Input */
/** @typedef {{name: string, formula: string, value: number | null, kind: Kind}} Result */
/** @typedef {{name: string, inputs: Input[], results: (values: number[]) => Result[]}} Measure */

/** @param {string} label @param {Kind} kind @param {number} start @param {readonly [number, number]} range @returns {Input} */
const input = (label, kind, start, range) => ({ label, kind, start, range });
/** @param {string} name @param {Kind} kind @param {string} formula @param {number | null} value @returns {Result} */
const result = (name, kind, formula, value) => ({ name, formula, value, kind });

const SHARES = /** @type {const} */ ([0.001, 1]);

/** @type {Record<string, Measure>} */
export const MEASURES = {
  bot: {
    name: "Bot beside people",
    inputs: [
      input("Tickets a month", "whole", 50000, [100, 1e7]), input("Share resolved by the bot", "ratio", 0.3, SHARES),
      input("A person’s ticket, $", "price", 6, [0.1, 100]), input("A bot’s ticket, $", "price", 0.05, [0.001, 10]),
      input("Build, $ once", "money", 120000, [1000, 1e7]), input("Running, $ a month", "money", 20000, [10, 1e6]),
    ],
    results(values) {
      const found = supportBot(.../** @type {[number, number, number, number, number, number]} */ (values));
      return [
        result("Net saving a month", "money", "tickets × share × person − running − tickets × bot", found.net),
        result("Payback time", "months", "build / net saving a month", found.payback),
        result("ROI of a year, on all its costs", "ratio", "(12 × net − build) / (build + 12 × running and bot)", found.roiAll),
        result("ROI of a year, on the build alone", "ratio", "(12 × net − build) / build", found.roiBuild),
        result("Cost per resolved ticket", "price", "(running + tickets × bot) / tickets resolved", found.perResolved),
      ];
    },
  },
  productivity: {
    name: "Productivity",
    inputs: [input("Tickets an hour before", "plain", 5, [0.1, 100]), input("Tickets an hour after", "plain", 6.5, [0.1, 100])],
    results([before, after]) {
      const found = productivity(before, after);
      return [
        result("Productivity gain", "ratio", "after / before − 1", found.uplift),
        result("Time per ticket before", "hours", "1 / tickets an hour before", found.hoursBefore),
        result("Time per ticket after", "hours", "1 / tickets an hour after", found.hoursAfter),
      ];
    },
  },
  conversion: {
    name: "Conversion",
    inputs: [
      input("Visits a month", "whole", 100000, [100, 1e8]), input("Orders per visit before", "ratio", 0.02, SHARES),
      input("Orders per visit after", "ratio", 0.023, SHARES), input("Average order value, $", "price", 60, [1, 10000]),
    ],
    results([visitors, before, after, order]) {
      const found = conversion(visitors, before, after, order);
      return [
        result("Revenue before", "money", "visits × conversion × order value", found.before),
        result("Revenue after", "money", "visits × conversion × order value", found.after),
        result("More revenue", "money", "after − before", found.more),
        result("Relative uplift", "ratio", "conversion after / before − 1", found.uplift),
      ];
    },
  },
  arpu: {
    name: "Revenue per user",
    inputs: [input("Revenue a month, $", "money", 138000, [100, 1e9]), input("Active users a month", "whole", 20000, [1, 1e8])],
    results: ([revenue, users]) => [result("ARPU, a month", "price", "revenue / active users", arpu(revenue, users))],
  },
  churn: {
    name: "Lifetime value, by churn",
    inputs: [input("Margin per customer, $ a month", "price", 6, [0.1, 10000]), input("Customers lost a month", "ratio", 0.04, SHARES)],
    results: ([margin, churn]) => [result("Customer lifetime value", "price", "margin a month / share lost a month", lifetimeValue(margin, churn))],
  },
  orders: {
    name: "Lifetime value, by orders",
    inputs: [
      input("Average order value, $", "price", 60, [1, 10000]), input("Orders a year", "plain", 4, [0.1, 365]),
      input("Gross margin", "ratio", 0.3, SHARES), input("Years", "plain", 3, [0.1, 50]),
    ],
    results: ([order, orders, margin, years]) => [
      result("Customer lifetime value", "price", "order value × orders × margin × years", lifetimeOrders(order, orders, margin, years)),
    ],
  },
};
