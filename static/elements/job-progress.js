// Asks how far a job has come, soon and then more seldom, and shows the page anew once it has come to its end.

const WAITS = [500, 1000, 1000, 2000];

class JobProgress extends HTMLElement {
  #nLooks = 0;

  connectedCallback() {
    this.#next();
  }

  #next() {
    setTimeout(() => this.#look(), WAITS[this.#nLooks] ?? 3000);
    this.#nLooks += 1;
  }

  async #look() {
    if (!this.isConnected) return;
    try {
      const answer = await fetch(this.dataset.src ?? "", {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(10_000),
      });
      // Signed out, or the right is gone: the page itself says so.
      if (answer.redirected || [403, 404].includes(answer.status)) return location.reload();
      if (answer.ok) this.#show(await answer.json());
    } catch {
      // Out of reach: the worker goes on, and the next look may fare better.
    }
    this.#next();
  }

  /** @param {{ moving: boolean, seen: number, total: number, words: string }} told */
  #show({ moving, seen, total, words }) {
    if (!moving) return location.reload();
    const bar = this.querySelector("progress");
    if (bar) {
      bar.max = total;
      bar.value = seen;
    }
    const line = this.querySelector("[data-words]");
    if (line) line.textContent = words;
  }
}

customElements.define("job-progress", JobProgress);
