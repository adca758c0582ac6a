// Files and folders dropped onto the page, or chosen, are sent one by one and wait in the case; the
// server reads them behind the page. What was answered for is on its disk.

import { csrf, say } from "/static/keys.js";

const AT_ONCE = 3;
const LEFT_ALONE = ["Thumbs.db", "desktop.ini"];

const section = document.getElementById("adding");
const box = document.getElementById("sending");
const queue = [];
const counts = { of: 0, done: 0, waiting: 0, there: 0, removed: 0, skipped: 0, refused: 0 };
let senders = 0;

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function show() {
  box.hidden = false;
  const bar = box.querySelector("progress");
  bar.max = Math.max(1, counts.of);
  bar.value = counts.done;
  const parts = [fill(section.dataset.sending, counts)];
  for (const kind of ["there", "removed", "skipped"]) {
    if (counts[kind]) parts.push(fill(section.dataset[kind], { n: counts[kind] }));
  }
  box.querySelector("p").textContent = parts.join(", ");
}

function complain(place, words) {
  counts.refused += 1;
  const item = document.createElement("li");
  item.textContent = `${place}: ${words}`;
  box.querySelector("ul").append(item);
}

async function send({ file, place }) {
  if (file.size > Number(section.dataset.limit)) {
    complain(place, section.dataset.large);
    return;
  }
  try {
    const answer = await fetch("/documents/files", {
      method: "POST",
      body: file,
      headers: {
        "X-CSRF-Token": csrf(),
        "X-Name": encodeURIComponent(place),
        "Content-Type": "application/octet-stream",
      },
    });
    if (!answer.ok) {
      complain(place, `${section.dataset.refused} (${answer.status})`);
      return;
    }
    counts[(await answer.json()).outcome] += 1;
  } catch (error) {
    complain(place, `${section.dataset.refused} (${error.message})`);
  }
}

function refresh() {
  const part = document.getElementById("progress");
  window.htmx.ajax("GET", "/documents/progress", { target: part, swap: "outerHTML" });
}

async function sender() {
  senders += 1;
  for (let next = queue.shift(); next; next = queue.shift()) {
    await send(next);
    counts.done += 1;
    show();
    if (counts.done === 1) refresh();
  }
  senders -= 1;
  if (!senders) {
    refresh();
    say(box.querySelector("p").textContent);
  }
}

function take(file, place) {
  if (file.name.startsWith(".") || LEFT_ALONE.includes(file.name)) {
    counts.skipped += 1;
  } else {
    counts.of += 1;
    queue.push({ file, place });
  }
}

function begin() {
  show();
  while (senders < AT_ONCE && senders < queue.length) sender();
}

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    take(file, entry.fullPath.replace(/^\//, ""));
  } else if (entry.isDirectory && !entry.name.startsWith(".")) {
    const reader = entry.createReader();
    // a reader gives some hundred entries at a time, and none at the end
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      for (const each of some) await walk(each);
    }
  }
}

if (section) {
  for (const field of [document.getElementById("add-files"), document.getElementById("add-folder")]) {
    field.addEventListener("change", () => {
      for (const file of field.files) take(file, file.webkitRelativePath || file.name);
      field.value = "";
      begin();
    });
  }
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.remove("dropping");
    // entries must be asked for before the event is over
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const files = [...event.dataTransfer.files];
    if (entries.some(Boolean)) for (const entry of entries.filter(Boolean)) await walk(entry);
    else for (const file of files) take(file, file.name);
    begin();
  });
  window.addEventListener("beforeunload", (event) => {
    if (senders) event.preventDefault();
  });
}
