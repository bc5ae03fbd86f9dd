// data-key="c" on a button or link: the letter clicks it, outside fields; data-key="mod+enter" works everywhere (mod: ⌘ or Ctrl).
// Esc leaves a field; ? (or a click on data-key="?") lists the keys of this page. Letters off: localStorage "keys" = "off".
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
const typed = "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit], [type=file]), textarea, select, [contenteditable]";
const off = () => localStorage.getItem("keys") === "off";
const mac = /Mac|iP/.test(navigator.platform);
document.documentElement.toggleAttribute("data-mac", mac); // <kbd data-mod> begins with ⌘ there, with Ctrl elsewhere
const marks = { mod: mac ? "⌘" : "Ctrl ", shift: "⇧", alt: "⌥", enter: "↵", arrowleft: "←", arrowright: "→" };

function name(event) {
  const third = event.getModifierState("AltGraph");
  const printed = event.key.length === 1;
  return [
    (event.metaKey || event.ctrlKey) && !third && "mod",
    event.altKey && !third && "alt",
    event.shiftKey && (!printed || /[a-z]/i.test(event.key)) && "shift",
    event.key.toLowerCase(),
  ].filter(Boolean).join("+");
}

function places() {
  const within = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
  return [...within.querySelectorAll("[data-key]")].filter((place) => place.checkVisibility() && !place.disabled && place.ariaDisabled !== "true");
}

function label(place) {
  const copy = place.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return place.ariaLabel || copy.textContent.trim().replace(/\s+/g, " ");
}

function row(words, key) {
  const li = document.createElement("li");
  const kbd = document.createElement("kbd");
  kbd.textContent = key.split("+").map((part) => marks[part] ?? part.toUpperCase()).join("");
  li.append(words, kbd);
  return li;
}

// Said by the part that it stands in, which says it also while the place is hidden.
const told = (place) => place.closest("[data-keys]")?.dataset.keys.split(";").some((pair) => pair.trim().startsWith(`${place.dataset.key}=`));

// By whose they are: a part that has keys of its own is named by data-keys-of or its label, what is on every page stands last.
function groups() {
  const words = document.querySelector("[data-keys-everywhere]")?.dataset ?? {};
  const here = words.keysHere ?? said("This page"), everywhere = words.keysEverywhere ?? said("Everywhere");
  const found = new Map([[here, new Map()]]);
  const add = (group, key, said) => found.set(group, (found.get(group) ?? new Map()).set(key, said));
  for (const place of places()) if (place.dataset.key !== "?" && !place.closest(".topbar") && !told(place)) add(here, place.dataset.key, label(place));
  for (const more of document.querySelectorAll("[data-keys]:not([data-keys-everywhere])")) for (const pair of more.dataset.keys.split(";")) add(more.dataset.keysOf ?? more.ariaLabel ?? here, ...pair.split("=").map((part) => part.trim()));
  for (const place of places()) if (place.dataset.key !== "?" && place.closest(".topbar")) add(everywhere, place.dataset.key, label(place));
  for (const pair of words.keys?.split(";") ?? []) add(everywhere, ...pair.split("=").map((part) => part.trim()));
  add(everywhere, "esc", said("Leave a field"));
  add(everywhere, "?", said("This list"));
  return [...found].filter(([, rows]) => rows.size);
}

function part([title, rows]) {
  const section = document.createElement("section"), list = document.createElement("ul");
  list.className = "keys";
  list.append(...[...rows].map(([key, words]) => row(words, key)));
  section.append(Object.assign(document.createElement("h3"), { textContent: title }), list);
  return section;
}

function list() {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.innerHTML = '<header><h2 id="keys-title"></h2><button type="button" class="button" data-kind="bare" data-close></button></header><footer><label class="check switch"><input type="checkbox" data-letter-keys> </label></footer>';
  for (const [place, words] of Object.entries({ h2: said("Keys"), button: said("Close"), label: said("Letter keys") })) dialog.querySelector(place).append(words);
  dialog.querySelector("footer").before(...groups().map(part));
  switches(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// <input type=checkbox data-letter-keys> switches them, here and on one's own page.
function switches(around) {
  for (const box of around.querySelectorAll("[data-letter-keys]")) {
    box.checked = !off();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
}
switches(document);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const field = event.target.closest?.(typed);
  if (event.key === "Escape" && field && !field.closest("dialog")) return field.blur();
  const key = name(event);
  if (!key.startsWith("mod+") && (field || (off() && key !== "?"))) return;
  if (key === "?") return document.querySelector("dialog:modal") || list();
  const place = places().find((candidate) => candidate.dataset.key === key);
  if (!place) return;
  event.preventDefault();
  place.click();
});
document.addEventListener("click", (event) => event.target.closest('[data-key="?"]') && list());
// A deferred htmx starts a moment after the page has loaded; a key that is pressed at once would follow a link that should have stayed.
document.addEventListener("DOMContentLoaded", () => htmx.process(document.body));
