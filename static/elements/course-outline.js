// Dragging is a plus: a text is dropped on another one of its list, and the form that moves it is sent as by its buttons.

/** @param {Element | null} item */
const place = (item) => [...(item?.parentElement?.children ?? [])].indexOf(/** @type {Element} */ (item));

customElements.define(
  "course-outline",
  class extends HTMLElement {
    /** @type {HTMLElement | null} */
    #dragged = null;

    connectedCallback() {
      for (const item of this.querySelectorAll("li[data-document]")) item.setAttribute("draggable", "true");
      this.addEventListener("dragstart", ({ target }) => {
        this.#dragged = target instanceof HTMLElement ? target.closest("li") : null;
        this.#dragged?.classList.add("is-dragged");
      });
      this.addEventListener("dragend", () => this.#end());
      this.addEventListener("dragover", (event) => {
        const over = this.#over(event);
        this.#mark(over);
        if (over) event.preventDefault();
      });
      this.addEventListener("drop", (event) => {
        const over = this.#over(event);
        if (!over || !this.#dragged) return;
        event.preventDefault();
        const by = place(over) - place(this.#dragged);
        const button = this.#dragged.querySelector("button[name='by']");
        if (by && button instanceof HTMLButtonElement && button.form) {
          button.disabled = false;
          button.value = String(by);
          button.form.requestSubmit(button);
        }
        this.#end();
      });
    }

    /** The item of the same list below the pointer. @param {DragEvent} event */
    #over({ target }) {
      const over = target instanceof Element ? target.closest("li[data-document]") : null;
      const isOther = over && this.#dragged && over !== this.#dragged;
      return isOther && over.parentElement === this.#dragged?.parentElement ? over : null;
    }

    /** @param {Element | null} over */
    #mark(over) {
      for (const item of this.querySelectorAll(".is-over")) item.classList.remove("is-over");
      over?.classList.add("is-over");
    }

    #end() {
      this.#dragged?.classList.remove("is-dragged");
      this.#dragged = null;
      this.#mark(null);
    }
  },
);
