// The reader: claims in step between list, text and page; words selected for roles and new claims.
// Positions on the server are Unicode code points; a DOM text counts UTF-16 units, so that every
// position is converted here, by counting the code points of the piece that it falls into.
import { say } from "/static/keys.js";

const points = (text) => [...text].length;
const panes = () => document.getElementById("panes");
const words = (name) => document.getElementById("reader-words")?.dataset[name] ?? "";

// --- in step ---------------------------------------------------------------------------------

const keysOf = (element) => (element?.dataset.claims ?? "").split(" ").filter(Boolean);

function light(keys) {
  for (const each of panes().querySelectorAll("[data-claims].lit")) each.classList.remove("lit");
  for (const key of keys) {
    for (const each of panes().querySelectorAll(`[data-claims~="${CSS.escape(key)}"]`)) each.classList.add("lit");
  }
}

// A link that is followed as any other of these panes: fetched, and put in their place.
function go(address) {
  const link = document.createElement("a");
  link.href = address;
  link.hidden = true;
  panes().append(link);
  window.htmx?.process(link);
  link.click();
}

document.addEventListener("mouseover", (event) => {
  const marked = event.target.closest?.("#panes [data-claims]");
  if (panes() && (marked || panes().querySelector(".lit"))) light(keysOf(marked).slice(0, 1));
});
document.addEventListener("focusin", (event) => {
  const marked = event.target.closest?.("#panes [data-claims]");
  if (marked) light(keysOf(marked).slice(0, 1));
});
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const region = event.target.closest?.("#panes svg a[href]");
  if (region) {
    event.preventDefault();
    go(region.getAttribute("href"));
    return;
  }
  const mark = event.target.closest?.("#panes mark[data-claims]");
  // whoever has just selected words did not mean to choose the claim under them
  if (!mark || event.target.closest("a") || String(getSelection())) return;
  const link = panes().querySelector(`ol.queue a[data-claims="${CSS.escape(keysOf(mark)[0])}"], .tag[data-claim="${CSS.escape(keysOf(mark)[0])}"]`);
  if (link) link.click();
});

// --- where to look -----------------------------------------------------------------------------

function blockAt(position) {
  return [...panes().querySelectorAll("[data-text] [data-start]")].find(
    (block) => Number(block.dataset.start) <= position && position < Math.max(Number(block.dataset.end), Number(block.dataset.start) + 1),
  );
}

function reveal(element, block = "center") {
  for (let each = element.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  element.scrollIntoView({ block, behavior: "instant" });
}

function look(fresh) {
  const card = document.getElementById("card");
  const key = card?.dataset.claim;
  const anchor = fresh && /^#p(\d{1,9})$/.exec(location.hash);
  if (anchor) {
    const block = blockAt(Number(anchor[1]));
    if (block) {
      block.classList.add("here");
      reveal(block);
    } else {
      const address = new URL(location.href);
      if (address.searchParams.get("at") !== anchor[1]) {
        address.searchParams.set("at", anchor[1]);
        location.replace(address);
      }
    }
    if (!address_has("claim")) return;
  }
  if (!key) {
    const start = card?.dataset.start;
    const block = start && blockAt(Number(start));
    if (block) reveal(block);
    return;
  }
  for (const mark of panes().querySelectorAll(`mark[data-claims~="${CSS.escape(key)}"]`)) mark.classList.add("on");
  if (!anchor) {
    const first = panes().querySelector(`.text mark.on, .original mark.on`) ?? blockAt(Number(card.dataset.start));
    if (first) reveal(first);
    const page = panes().querySelector(".original .page.here, .original a.on");
    if (page) reveal(page.closest(".page"), "start");
  }
  panes().querySelector("ol.queue [aria-current]")?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

const address_has = (name) => new URL(location.href).searchParams.has(name);

// --- selecting words -----------------------------------------------------------------------------

// The stretch of the text that is selected, as start and end in code points, or null.
function selected() {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = positionOf(range.startContainer, range.startOffset, false);
  const end = positionOf(range.endContainer, range.endOffset, true);
  if (start === null || end === null || start >= end) return null;
  const text = textBetween(range);
  // no white space at the ends: nobody means it
  const lead = points(text) - points(text.trimStart());
  const trail = points(text) - points(text.trimEnd());
  return end - start > lead + trail ? { start: start + lead, end: end - trail, text: text.trim() } : null;
}

function positionOf(node, offset, atEnd) {
  if (node.nodeType !== Node.TEXT_NODE) {
    // between elements: the nearest words after it, or before it at the end of a selection
    const child = node.childNodes[atEnd ? offset - 1 : offset] ?? node;
    const pieces = child.nodeType === Node.ELEMENT_NODE ? child.querySelectorAll("[data-at]") : [];
    const own = child.nodeType === Node.ELEMENT_NODE && child.matches("[data-at]") ? child : null;
    const piece = own ?? (atEnd ? pieces[pieces.length - 1] : pieces[0]) ?? child.parentElement?.closest("[data-at]");
    if (!piece) return neighbour(node, offset, atEnd);
    return Number(piece.dataset.at) + (atEnd ? points(piece.firstChild.data) : 0);
  }
  const piece = node.parentElement?.closest("[data-at]");
  if (!piece?.closest("[data-text]")) return neighbour(node, offset, atEnd);
  // a claim's number stands after the words of its piece
  const inside = node.parentElement === piece ? node.data.slice(0, offset) : piece.firstChild.data;
  return Number(piece.dataset.at) + points(inside);
}

function neighbour(node, offset, atEnd) {
  const place = document.createRange();
  place.setStart(node, offset);
  const pieces = [...panes().querySelectorAll("[data-text] [data-at]")];
  const after = pieces.findIndex((piece) => place.comparePoint(piece, 0) > 0);
  const piece = atEnd ? pieces[(after < 0 ? pieces.length : after) - 1] : pieces[after];
  if (!piece) return null;
  return Number(piece.dataset.at) + (atEnd ? points(piece.firstChild.data) : 0);
}

function textBetween(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll(".tag").forEach((tag) => tag.remove());
  return copy.textContent;
}

// A button takes the focus and a press beside the words drops the selection: keep the last one.
let chosen = null;
document.addEventListener("selectionchange", () => {
  if (!panes()) return;
  const focus = document.activeElement;
  const now = selected();
  if (now) {
    chosen = now;
    CSS.highlights?.delete("chosen");
  } else if (!focus?.closest(".cardpane")) {
    chosen = null;
  }
});
document.addEventListener("pointerdown", (event) => {
  // the selection is the page's only one: show what was chosen after it is gone
  if (event.target.closest?.(".cardpane") && chosen && window.Highlight && getSelection().rangeCount) {
    CSS.highlights.set("chosen", new Highlight(getSelection().getRangeAt(0).cloneRange()));
  }
});

function take(button) {
  const stretch = selected() ?? chosen;
  if (!stretch) {
    complain(words("nothing"));
    return;
  }
  const name = button.dataset.take;
  const place = `${stretch.start}:${stretch.end}`;
  const form = button.form;
  if (name === "quote") {
    form.elements.quote.value = place;
    form.querySelector("[data-quote]").textContent = stretch.text;
  } else if (name === "voice") {
    form.elements.voice_at.value = place;
    form.elements.voice_name.value = stretch.text;
  } else if (name === "figure") {
    addFigure(form, stretch, place);
  } else {
    const chips = form.querySelector(`[data-chips="${CSS.escape(name)}"]`);
    chips.append(chip(name, place, stretch.text));
  }
  say(stretch.text);
  forget();
  changed(form);
}

function chip(name, place, text) {
  const label = document.createElement("label");
  label.className = "chip fresh";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", name, value: place, checked: true });
  const shown = document.createElement("bdi");
  shown.textContent = text;
  label.append(box, shown);
  return label;
}

function addFigure(form, stretch, place) {
  const cell = form.querySelector("[data-figures]");
  const row = document.createElement("span");
  row.className = "pair";
  const field = (name, value, type = "text") => {
    const input = document.createElement("input");
    Object.assign(input, { type, name, value });
    if (type !== "hidden") {
      input.className = "changed num";
      input.setAttribute("aria-label", words(name));
    }
    return input;
  };
  const number = (/[\d,]+(?:\.\d+)?/.exec(stretch.text) ?? [""])[0].replaceAll(",", "");
  const to = document.createElement("span");
  to.textContent = words("to");
  row.append(field("figure_at", place, "hidden"), field("figure_low", number), to, field("figure_high", number), field("figure_unit", ""), field("figure_of", "", "hidden"));
  const shown = document.createElement("bdi");
  shown.textContent = stretch.text;
  cell.append(shown, row);
  row.querySelector("input:not([type=hidden])").focus();
}

function forget() {
  chosen = null;
  CSS.highlights?.delete("chosen");
  getSelection().removeAllRanges();
}

// --- the form ------------------------------------------------------------------------------------

const isChanged = (form) =>
  [...form.elements].some((each) => ("was" in each.dataset ? each.value !== each.dataset.was : each.type === "checkbox" && each.checked !== each.defaultChecked)) ||
  form.querySelector(".chip.fresh, [data-figures] .pair") !== null;

function changed(form) {
  for (const each of form.elements) {
    // what an earlier correction changed is marked by the server, and stays so
    if (!("was" in each.dataset) || each.type === "hidden") continue;
    each.dataset.marked ??= String(each.classList.contains("changed"));
    each.classList.toggle("changed", each.dataset.marked === "true" || each.value !== each.dataset.was);
  }
  const button = form.querySelector("[data-correct]");
  if (button) {
    const dirty = isChanged(form);
    button.firstElementChild.textContent = dirty ? button.dataset.save : button.dataset.idle;
    button.classList.toggle("primary", dirty);
    form.querySelector("[data-key=a]")?.classList.toggle("primary", !dirty);
  }
}

function complain(text) {
  const place = document.getElementById("card-error");
  if (!place) return;
  place.hidden = false;
  place.textContent = text;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("#claim-form");
  if (form) changed(form);
});

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("#panes button, #panes a[data-key=Escape]");
    if (!button) return;
    if (button.dataset.take) take(button);
    else if ("new" in button.dataset) addClaim();
    else if ("select" in button.dataset) selectByKeys();
    else if ("correct" in button.dataset && !isChanged(button.form)) {
      // nothing to save yet: open the form and go to its first field
      event.preventDefault();
      event.stopPropagation();
      button.closest(".cardpane").classList.add("editing");
      button.form.elements.type.focus();
    }
  },
  true,
);

function addClaim() {
  const stretch = selected() ?? chosen;
  if (!stretch) {
    complain(words("nothing"));
    return;
  }
  const address = new URL(location.href);
  const claim = document.getElementById("card")?.dataset.claim;
  if (claim) address.searchParams.set("claim", claim);
  address.searchParams.delete("at");
  address.hash = "";
  address.searchParams.set("new", `${stretch.start}:${stretch.end}`);
  forget();
  go(address.pathname + address.search);
}

// --- selecting by keys ---------------------------------------------------------------------------

let byKeys = false;

function selectByKeys() {
  const card = document.getElementById("card");
  const piece = panes().querySelector(".text mark.on, .original mark.on") ?? blockAt(Number(card?.dataset.start ?? 0))?.querySelector("[data-at]") ?? panes().querySelector("[data-text] [data-at]");
  if (!piece) return;
  byKeys = true;
  document.querySelector("[data-select-hint]").hidden = false;
  piece.closest("[tabindex]").focus({ preventScroll: true });
  const selection = getSelection();
  selection.collapse(piece.firstChild, 0);
  selection.modify("extend", "forward", "word");
}

function endByKeys() {
  byKeys = false;
  const hint = document.querySelector("[data-select-hint]");
  if (hint) hint.hidden = true;
}

document.addEventListener(
  "keydown",
  (event) => {
    if (!byKeys) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      forget();
      endByKeys();
      return;
    }
    const direction = { ArrowRight: "forward", ArrowDown: "forward", ArrowLeft: "backward", ArrowUp: "backward" }[event.key];
    if (!direction || event.target.closest?.("input, select, textarea")) return;
    event.preventDefault();
    const selection = getSelection();
    const line = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (event.shiftKey) {
      selection.modify("extend", direction, line ? "line" : event.ctrlKey ? "word" : "character");
    } else {
      if (direction === "forward") selection.collapseToEnd();
      else selection.collapseToStart();
      selection.modify("move", direction, line ? "line" : "word");
      if (direction === "forward" && !line) selection.modify("move", "backward", "word");
      selection.modify("extend", "forward", "word");
    }
    const stretch = selected();
    if (stretch) say(stretch.text);
    selection.focusNode?.parentElement?.scrollIntoView({ block: "nearest" });
  },
  true,
);

// --- after each change of the panes --------------------------------------------------------------

let first = true;
function begin(fresh) {
  if (!panes()) return;
  chosen = null;
  endByKeys();
  look(fresh);
  const form = document.getElementById("claim-form");
  if (form) changed(form);
  if (!first) {
    const title = document.getElementById("card-title");
    const adding = document.querySelector(".adding #f-type");
    (adding ?? title)?.focus({ preventScroll: true });
    say(panes().dataset.announce);
  }
  first = false;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "panes" || event.detail.elt?.id === "panes") begin(false);
  else if (event.target.closest?.("#panes")) {
    const key = document.getElementById("card")?.dataset.claim;
    if (!key) return;
    for (const mark of panes().querySelectorAll(`[data-claims~="${CSS.escape(key)}"]:is(mark, svg a)`)) mark.classList.add("on");
  }
});
// While another claim is on its way the card that goes takes no changes: they would be lost.
let leaving = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const card = document.getElementById("card");
  if (!card || event.detail.target !== panes()) return;
  leaving = { card, focused: card.contains(document.activeElement) ? document.activeElement : null };
  card.inert = true;
});
document.addEventListener("htmx:afterRequest", () => {
  if (leaving?.card.isConnected) {
    leaving.card.inert = false;
    leaving.focused?.focus();
  }
  leaving = null;
});
// Earlier text comes in above what is being read: what is being read stays where it is.
let above = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const link = event.target.closest?.(".more.earlier");
  const scrolled = link?.closest(".sides > *");
  above = scrolled ? { scrolled, top: scrolled.scrollTop, height: scrolled.scrollHeight } : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (!above) return;
  const { scrolled, top, height } = above;
  above = null;
  if (scrolled.scrollTop === top) scrolled.scrollTop = top + scrolled.scrollHeight - height;
});
// What could not be done is said beside the form, which stays as it was filled in.
document.addEventListener("htmx:responseError", (event) => {
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  complain([...answer.querySelectorAll(".state h1, .state .mono")].map((each) => each.textContent).join(": "));
});
document.addEventListener("htmx:sendError", () => complain(words("offline")));

addEventListener("hashchange", () => look(true));
begin(true);
