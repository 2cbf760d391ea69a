/**
 * <data-selection-lab preset="usual">: remove near-copies from a pool, then select what resembles a target.
 * The arithmetic is in data-selection.model.js and .dsir.js; the steps are in .panels.js. The texts come with the
 * page, as JSON.
 */
import { button } from "./controls.js";
import { html } from "./dom.js";
import { LabElement } from "./lab.js";
import { deduplicatePanel, selectPanel } from "./data-selection.panels.js";
import { CHALLENGE, FIRST, LAB, PRESETS, grams, judge, readState } from "./data-selection.model.js";
import { bucketOf } from "./sha256.js";

/** @typedef {import("./data-selection.model.js").State} State */

/** @type {Record<State["step"], string>} */
const STEPS = { deduplicate: "1 · Deduplicate", select: "2 · Select" };

/** @extends {LabElement<State>} */
class DataSelectionLab extends LabElement {
  lab = LAB;
  challenge = CHALLENGE;
  goal = "In step 1, choose bands and rows, with 128 hashes at most, so that pairs of similarity 0.8 become candidates "
    + "with a probability of at least 0.95, and pairs of similarity 0.4 with at most 0.05.";
  judge = judge;

  texts = JSON.parse(this.querySelector('script[type="application/json"]')?.textContent ?? "{}");
  panels = /** @type {const} */ ({
    deduplicate: deduplicatePanel(this.texts.documents, (change) => this.set(change)),
    select: selectPanel(this.texts.target, this.texts.pools, (change) => this.set(change)),
  });
  switches = /** @type {State["step"][]} */ (Object.keys(STEPS)).map((step) => ({ step, element: button(STEPS[step], () => this.set({ step })) }));

  first() {
    return { ...FIRST, ...PRESETS[this.getAttribute("preset") ?? ""]?.state };
  }

  carry() {
    return Object.fromEntries(Object.entries(this.state).map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]));
  }

  /** @param {URLSearchParams} given */
  read(given) {
    return readState(given);
  }

  spoken() {
    return this.panels[this.state.step].spoken();
  }

  build() {
    // Digests take the longest; made one text after another, before they are asked for, they hold nothing up.
    const { documents, target, pools } = this.texts;
    for (const text of [...documents, ...target, ...pools.even.texts, ...pools.uneven.texts]) {
      setTimeout(() => [1, 2, 3, 4, 5].forEach((n) => grams(text, n).forEach((gram) => bucketOf(gram, 1))));
    }
    return [
      html("div", { class: "buttons", role: "group", "aria-label": "Step" }, ...this.switches.map(({ element }) => element)),
      this.panels.deduplicate.element, this.panels.select.element,
    ];
  }

  response() {
    const { bands, rows } = this.state;
    return { bands, rows };
  }

  render() {
    for (const { step, element } of this.switches) {
      element.setAttribute("aria-pressed", String(step === this.seen.step));
      this.panels[step].element.hidden = step !== this.seen.step;
    }
    this.panels[this.seen.step].show(this.seen);
  }
}

customElements.define("data-selection-lab", DataSelectionLab);
