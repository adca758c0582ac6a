// Keys: an element with data-key="a" is clicked, or focused if it is a field, when A is pressed.
// Every key is thus a button or link of the page; while somebody types, keys rest.

const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

// what only a page without scripts needs is hidden by this
document.documentElement.classList.add("scripted");
// where the navigation is broader than a telephone, the page's own name is in sight
document.querySelector(".top nav [aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });

const visible = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

function keyed(key) {
  const open = document.querySelector("dialog[open]");
  const candidates = (open ?? document).querySelectorAll("[data-key]");
  return [...candidates].find(
    (element) => element.dataset.key === key && visible(element) && !element.disabled,
  );
}

function nameOf(element) {
  const words = element.dataset.keyWords ?? element.getAttribute("aria-label");
  if (words) return words;
  if (element.matches(FIELDS)) return element.labels?.[0]?.textContent.trim() ?? "";
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd").forEach((each) => each.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function showAll() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("dl");
  const seen = new Set();
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = element.dataset.key;
    if (seen.has(key) || dialog.contains(element) || !visible(element)) continue;
    seen.add(key);
    const term = document.createElement("dt");
    const shown = document.createElement("kbd");
    shown.textContent = key.length === 1 ? key.toUpperCase() : key;
    term.append(shown);
    const words = document.createElement("dd");
    words.textContent = nameOf(element);
    list.append(term, words);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target instanceof Element && event.target.matches(FIELDS)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const element = keyed(key);
  if (!element) return;
  event.preventDefault();
  if (element.matches(FIELDS)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
});

document.querySelector("[data-keys-open]")?.addEventListener("click", showAll);

// Said to screen readers, and nothing else: import { say } from "/static/keys.js".
export function say(words) {
  const place = document.getElementById("said");
  if (place) place.textContent = words;
}

export const csrf = () => document.querySelector("meta[name=csrf]").content;
