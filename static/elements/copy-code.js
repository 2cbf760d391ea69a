// A "Copy" button on each block of code. Without a clipboard (plain http) there is nothing to offer.

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");

/** @param {Element} block */
function equip(block) {
  if (block.querySelector(".copy")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy the code");
  button.addEventListener("click", async () => {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(block.querySelector("pre")?.textContent ?? "");
    } catch {
      said = "Not copied: the browser refused";
    }
    button.textContent = said;
    status.textContent = said;
    setTimeout(() => {
      button.textContent = "Copy";
      status.textContent = "";
    }, 2500);
  });
  block.append(button);
}

if (navigator.clipboard) {
  document.body.append(status);
  const equipAll = () => document.querySelectorAll(".highlight").forEach(equip);
  equipAll();
  document.addEventListener("page:filled", equipAll);
}
