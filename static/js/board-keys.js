// Keys of the board. N opens an empty panel: right after the one that holds focus, or is chosen, else at the end of the scene that holds
// focus or is the first in view. B asks how the shot with focus begins, else the first in view: only its button has data-key when
// hot-keys.js looks for it.
// Esc in the empty field of a new shot sends it as it is, and the server takes the shot back.
// After something done by a menu the answer fires `take-focus` at what is to have it.
const hands = {
  n: [".scene", ".panel-add"],
  b: [".panel", ".gap > .link-mark[hx-get]"],
};
const bar = () => document.querySelector(".board-bar")?.getBoundingClientRect().bottom ?? 0;
const held = () => document.activeElement?.closest(".scene");

// The panel that N adds behind: where the hand is, else the last that is chosen, unless the hand is elsewhere in a scene.
function behind() {
  const grid = document.getElementById("board"), chosen = grid?.selected ?? [];
  return grid?.focused ?? (held() || !chosen.length ? null : grid.named(chosen.at(-1)));
}

function near(places) {
  const focused = places.find((place) => place.contains(document.activeElement));
  return focused ?? places.find((place) => place.getBoundingClientRect().bottom > bar() + 24) ?? places.at(-1);
}

addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!hands[key]) return;
  const [around, hand] = hands[key], after = key === "n" ? behind() : null;
  const chosen = after?.closest(around) ?? near([...document.querySelectorAll(`${around}:has(${hand})`)]);
  document.querySelectorAll(`[data-key="${key}"]`).forEach((old) => delete old.dataset.key);
  if (!chosen) return;
  const button = chosen.querySelector(hand);
  button.dataset.key = key;
  if (key === "n") button.form.elements.after.value = after?.dataset.id ?? "";
}, true);

// A hand on the button itself adds at the end, where the button stands.
addEventListener("click", (event) => {
  const button = event.isTrusted && event.target.closest(".panel-add");
  if (button) button.form.elements.after.value = "";
}, true);

addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input[data-leave]");
  if (event.key === "Escape" && field && !field.value.trim()) field.form.requestSubmit();
}, true);

document.addEventListener("take-focus", (event) => event.target.focus());
