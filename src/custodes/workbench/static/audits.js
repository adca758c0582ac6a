// Sliders beside the fields, figures taken from claims, and files that are sent ahead of their form.
import { csrf } from "/static/keys.js";

const STEPS = 1000;

// where a number lies between the ends of its slider, from 0 to STEPS, and back
function place(field, number) {
  const [least, most] = [Number(field.dataset.least), Number(field.dataset.most)];
  if (field.dataset.scale === "log") return (STEPS * Math.log(Math.max(number, least) / least)) / Math.log(most / least);
  return (STEPS * (number - least)) / (most - least);
}
function numberAt(field, at) {
  const [least, most] = [Number(field.dataset.least), Number(field.dataset.most)];
  if (field.dataset.scale === "log") return Number((least * (most / least) ** (at / STEPS)).toPrecision(2));
  const number = least + ((most - least) * at) / STEPS;
  const step = Number(field.dataset.step) || (most - least) / STEPS;
  return Number((Math.round(number / step) * step).toPrecision(6));
}

function marked(field) {
  const [low, high] = field.querySelectorAll("input:not([type=range], [type=hidden])");
  const moved = low && (low.value !== field.dataset.default || (high && high.value !== field.dataset.defaultHigh));
  field.classList.toggle("moved", Boolean(moved));
}

function dress(field) {
  if (field.dataset.least === undefined || field.querySelector(".sliders")) return;
  const inputs = [...field.querySelectorAll("input:not([type=range], [type=hidden])")];
  const holder = document.createElement("div");
  holder.className = inputs.length > 1 ? "sliders" : "sliders one";
  const sliders = inputs.map((input) => {
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: 0, max: STEPS, step: 1 });
    slider.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent ?? "");
    slider.value = place(field, Number(input.value));
    const told = () => slider.setAttribute("aria-valuetext", input.value);
    told();
    slider.addEventListener("input", () => {
      input.value = numberAt(field, Number(slider.value));
      inputs.forEach((other, index) => {
        // the lower end pushes the upper one, and the other way round
        const crossed = inputs.indexOf(input) < index ? Number(other.value) < Number(input.value) : Number(other.value) > Number(input.value);
        if (other !== input && crossed) {
          other.value = input.value;
          sliders[index].value = slider.value;
        }
      });
      own(field);
      told();
    });
    input.addEventListener("input", () => {
      slider.value = place(field, Number(input.value));
      own(field);
      told();
    });
    return slider;
  });
  holder.append(...sliders);
  field.insertBefore(holder, field.querySelector(".source"));
}

// whoever moves a figure that was taken from a claim has a figure of their own
function own(field) {
  for (const hidden of field.querySelectorAll("input[type=hidden]")) {
    if (hidden.dataset.added) hidden.remove();
    else hidden.value = "";
  }
  marked(field);
}

function fieldOf(name) {
  return [...document.querySelectorAll(".field[data-name]")].find((field) => field.dataset.name === name);
}

function hide(field, suffix, value) {
  const name = `${field.dataset.name}_${suffix}`;
  let input = [...field.querySelectorAll("input[type=hidden]")].find((each) => each.name === name);
  if (!input) {
    input = document.createElement("input");
    Object.assign(input, { type: "hidden", name });
    input.dataset.added = "yes";
    field.append(input);
  }
  input.value = value;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-take]");
  if (!button) return;
  const field = fieldOf(document.getElementById("into").value);
  if (!field) return;
  const [low, high] = field.querySelectorAll("input:not([type=range], [type=hidden])");
  const percent = /%|％|百分/.test(button.dataset.written) && field.dataset.most && Number(field.dataset.most) <= 1 ? 100 : 1;
  low.value = Number(button.dataset.low) / percent;
  high.value = Number(button.dataset.high) / percent;
  own(field);
  hide(field, "source", button.dataset.claim);
  hide(field, "claim", button.dataset.claim);
  hide(field, "words", button.dataset.written);
  const source = field.querySelector(".source");
  if (source) source.textContent = button.closest("li").textContent.trim();
  field.querySelectorAll(".sliders input").forEach((slider, index) => (slider.value = place(field, Number([low, high][index].value))));
  document.getElementById("audit").dispatchEvent(new Event("change", { bubbles: true }));
});

// a file is sent ahead, held in memory, and named in the form
document.addEventListener("change", async (event) => {
  const input = event.target.closest?.("input[data-sends]");
  if (!input) return;
  event.stopPropagation();
  const holder = input.closest(".file");
  const [said, tokens] = [holder.querySelector("[data-said]"), holder.querySelector(".tokens")];
  tokens.replaceChildren();
  const name = document.getElementById("i-name");
  if (input.dataset.sends === "map" && name && !name.value && input.files.length) name.value = input.files[0].name.replace(/\.(osm|pbf|gz|xml)/g, "");
  let size = 0;
  try {
    for (const file of input.files) {
      said.textContent = input.dataset.sending;
      const answer = await fetch("/audits/files", { method: "POST", headers: { "X-CSRF-Token": csrf() }, body: file });
      if (!answer.ok) throw new Error(String(answer.status));
      const got = await answer.json();
      size += got.size;
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name: input.dataset.sends, value: got.token });
      tokens.append(hidden);
    }
    said.textContent = input.dataset.sent.replace("{size}", (size / 2 ** 20).toFixed(size < 2 ** 20 ? 2 : 1));
  } catch {
    said.textContent = input.dataset.failed;
  }
});

// a worksheet that is opened takes the place of the one in the form
async function openSheet(event) {
  if (!event.target.files.length) return;
  document.getElementById("sheet").value = await event.target.files[0].text();
  document.getElementById("sheet-use").click();
}

function dressAll() {
  for (const sheet of document.querySelectorAll("#sheet-file:not([data-kept])")) sheet.addEventListener("change", openSheet);
  document.querySelectorAll(".field[data-name]").forEach(dress);
  // what is typed in these is not an input of the audit yet
  for (const element of document.querySelectorAll("[data-own]:not([data-kept])")) {
    element.dataset.kept = "yes";
    for (const name of ["input", "change", "keyup"]) element.addEventListener(name, (event) => event.stopPropagation());
  }
}

document.addEventListener("htmx:afterSettle", dressAll);
dressAll();

// What was entered before these scripts were there, or is kept by the browser over a reload, is an
// input as well: the answer that came with the page does not know it.
function entered(field) {
  if (!field.name || "own" in field.dataset) return false;
  if (field.tagName === "SELECT") {
    const options = [...field.options];
    return options.some((each) => each.defaultSelected) && options.some((each) => each.selected !== each.defaultSelected);
  }
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.tagName === "INPUT" && field.value !== field.defaultValue;
}
addEventListener("load", () => {
  const form = document.getElementById("audit");
  if (form && [...form.elements].some(entered)) form.dispatchEvent(new Event("change"));
});
