// Up and down go from hit to hit, from the field too; nothing else here needs a script.
const hits = () => [...document.querySelectorAll("#found .hits .to")];

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const field = document.getElementById("q");
  const all = hits();
  const at = all.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== field) return;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  if (next < 0) field.focus();
  else all[Math.min(next, all.length - 1)]?.focus();
});
