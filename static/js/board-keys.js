// Keys of the board. N adds to the scene that holds focus, else to the first in view; B asks how the shot with focus begins, else the
// first in view: only its button has data-key when hot-keys.js looks for it.
// Esc in the empty field of a new shot sends it as it is, and the server takes the shot back.
// After something done by a menu the answer fires `take-focus` at what is to have it.
const hands = {
  n: [".scene", ".panel-add"],
  b: [".panel", ".gap > .link-mark[hx-get]"],
};
const bar = () => document.querySelector(".board-bar")?.getBoundingClientRect().bottom ?? 0;

function near(places) {
  const focused = places.find((place) => place.contains(document.activeElement));
  return focused ?? places.find((place) => place.getBoundingClientRect().bottom > bar() + 24) ?? places.at(-1);
}

addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!hands[key]) return;
  const [around, hand] = hands[key];
  const chosen = near([...document.querySelectorAll(`${around}:has(${hand})`)]);
  document.querySelectorAll(`[data-key="${key}"]`).forEach((old) => delete old.dataset.key);
  if (chosen) chosen.querySelector(hand).dataset.key = key;
}, true);

addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input[data-leave]");
  if (event.key === "Escape" && field && !field.value.trim()) field.form.requestSubmit();
}, true);

document.addEventListener("take-focus", (event) => event.target.focus());
