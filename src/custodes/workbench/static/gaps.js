// The letter is copied as it stands in the field.
import { say } from "/static/keys.js";

const button = document.getElementById("copy");
const field = document.getElementById("text");
if (button && field) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
    say(button.dataset.done);
  });
}
