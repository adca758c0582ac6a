// Composing by keyboard: J and K step through what is chosen, Alt with an arrow moves it. All of
// it clicks buttons of the page, which work without this.

const entries = () => [...document.querySelectorAll("[data-entry]")];

function step(by) {
  const all = entries();
  if (all.length === 0) return;
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  all[to].focus();
  all[to].scrollIntoView({ block: "nearest" });
}

let returning = "";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  const entry = event.target instanceof Element ? event.target.closest("[data-entry]") : null;
  if (event.altKey) {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const button = way && entry?.querySelector(`[data-step=${way}]`);
    if (!button) return;
    event.preventDefault();
    returning = entry.id;
    button.click();
    return;
  }
  if (event.target.matches?.("input, textarea, select")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  }
});

// what was moved keeps the focus, wherever it is now
document.addEventListener("htmx:afterSettle", () => {
  if (!returning) return;
  const moved = document.getElementById(returning);
  returning = "";
  moved?.focus();
  moved?.scrollIntoView({ block: "nearest" });
});

// Open the words of an entry that an address names.
const named = location.hash.startsWith("#entry-") && document.getElementById(location.hash.slice(1));
if (named) named.focus();
