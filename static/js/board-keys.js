// Keys of the board. N adds to the scene that holds focus, else to the first in view: only its button has data-key when hot-keys.js
// looks for it. Esc in the empty field of a new shot sends it as it is, and the server takes the shot back.
// After something done by a menu the answer fires `take-focus` at what is to have it.
const adds = () => [...document.querySelectorAll(".scene:has(.panel-add)")];
const bar = () => document.querySelector(".board-bar")?.getBoundingClientRect().bottom ?? 0;

function near() {
  const scenes = adds();
  const focused = scenes.find((scene) => scene.contains(document.activeElement));
  return focused ?? scenes.find((scene) => scene.getBoundingClientRect().bottom > bar() + 24) ?? scenes.at(-1);
}

addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "n") return;
  const chosen = near();
  for (const scene of adds()) {
    const button = scene.querySelector(".panel-add");
    if (scene === chosen) button.dataset.key = "n";
    else delete button.dataset.key;
  }
}, true);

addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input[data-leave]");
  if (event.key === "Escape" && field && !field.value.trim()) field.form.requestSubmit();
}, true);

document.addEventListener("take-focus", (event) => event.target.focus());
