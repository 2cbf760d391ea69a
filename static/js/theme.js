// Before the first paint: a theme chosen here wins over the system's. The button that chooses it, <theme-toggle>,
// is defined here too, since every page has it: one request instead of two. A block keeps its names to itself.
{
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is refused: the system decides.
  }

  /** @typedef {"auto" | "light" | "dark"} Theme */
  /** @type {Theme[]} */
  const themes = ["auto", "light", "dark"];
  const names = { auto: "Auto", light: "Light", dark: "Dark" };

  /** @returns {Theme} */
  function chosen() {
    const theme = document.documentElement.dataset.theme;
    return theme === "light" || theme === "dark" ? theme : "auto";
  }

  /** @param {Theme} theme */
  function apply(theme) {
    const root = document.documentElement;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    // The browser's own bar follows: each meta element holds one scheme's colour.
    for (const meta of document.querySelectorAll("meta[name='theme-color']")) {
      const scheme = meta.getAttribute("data-scheme") ?? (meta.getAttribute("media")?.includes("dark") ? "dark" : "light");
      meta.setAttribute("data-scheme", scheme);
      meta.setAttribute("media", theme === "auto" ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? "all" : "not all");
    }
  }

  /** @param {Theme} theme */
  function remember(theme) {
    try {
      if (theme === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
  }

  class ThemeToggle extends HTMLElement {
    connectedCallback() {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "theme";
      button.innerHTML =
        '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5" fill="none" stroke="currentcolor" stroke-width="1.5"/>' +
        '<path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentcolor"/></svg><span></span>';
      const show = () => {
        const name = names[chosen()];
        const word = button.querySelector("span");
        if (word) word.textContent = name;
        button.setAttribute("aria-label", `Theme: ${name}`);
      };
      button.addEventListener("click", () => {
        const theme = themes[(themes.indexOf(chosen()) + 1) % themes.length];
        apply(theme);
        remember(theme);
        show();
      });
      apply(chosen());
      show();
      this.replaceChildren(button);
    }
  }

  customElements.define("theme-toggle", ThemeToggle);
}
