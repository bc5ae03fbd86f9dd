// A field with data-names="address": after an @ the names of people and things that the address lists (JSON: names, each {name, hint, picture}) open in
// a listbox at the caret. ↑ ↓ go through them, Enter or Tab writes one, Esc closes; what is offered is said to screen readers (data-offers on the field:
// "{n} names: {first}"). The address is asked once, when the first @ is typed.
const known = new Map();
const BEFORE = /(?:^|[^\p{L}\p{N}\p{M}_])@([^@\n]{0,60})$/u;
const MOST = 8;
let list = null, live = null, field = null, start = 0, active = 0, quiet = "";

const ask = (address) => {
  if (!known.has(address)) {
    const names = fetch(address, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : { names: [] })).catch(() => { known.delete(address); return { names: [] }; });
    known.set(address, names);
  }
  return known.get(address);
};

function close() {
  list?.remove();
  for (const name of ["aria-activedescendant", "aria-controls"]) field?.removeAttribute(name);
  list = field = null;
}

/** Where the caret stands, in the window: a copy of the field's text up to it is laid out beside the page. */
function caret(of) {
  const copy = document.createElement("div"), look = getComputedStyle(of), mark = document.createElement("span"), at = of.getBoundingClientRect();
  for (const name of ["font", "letterSpacing", "padding", "borderWidth", "boxSizing", "lineHeight"]) copy.style[name] = look[name];
  Object.assign(copy.style, { position: "fixed", visibility: "hidden", borderStyle: "solid", left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, whiteSpace: of.matches("textarea") ? "pre-wrap" : "pre", overflowWrap: "break-word" });
  mark.textContent = "@";
  copy.append(of.value.slice(0, start), mark);
  document.body.append(copy);
  const place = mark.getBoundingClientRect();
  copy.remove();
  return { left: Math.min(place.left - of.scrollLeft, at.right), top: place.top - of.scrollTop, bottom: Math.min(place.bottom - of.scrollTop, at.bottom) };
}

function option({ name, hint, picture }, place) {
  const row = Object.assign(document.createElement("div"), { id: `name-word-${place}` });
  row.setAttribute("role", "option");
  row.dataset.name = name;
  const image = picture ? Object.assign(document.createElement("img"), { src: picture, alt: "" }) : document.createElement("i");
  row.append(image, Object.assign(document.createElement("b"), { textContent: `@${name}` }), " ", Object.assign(document.createElement("span"), { textContent: hint }));
  return row;
}

function go(to) {
  const rows = [...list.children];
  active = (to + rows.length) % rows.length;
  for (const [place, row] of rows.entries()) {
    row.setAttribute("aria-selected", String(place === active));
    row.toggleAttribute("data-active", place === active);
  }
  rows[active].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", rows[active].id);
}

function show(of, names) {
  close();
  field = of;
  list = Object.assign(document.createElement("div"), { className: "words-list", id: "name-words", popover: "manual" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", of.dataset.offer ?? "");
  list.append(...names.map(option));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  const place = of.closest("dialog") ?? document.getElementById("main") ?? document.body;
  place.append(list);
  list.showPopover();
  const at = caret(of), up = innerHeight - at.bottom < 200 && at.top > 200;
  Object.assign(list.style, { left: `${Math.max(8, Math.min(at.left, innerWidth - list.offsetWidth - 8))}px` }, up ? { bottom: `${innerHeight - at.top + 4}px` } : { top: `${at.bottom + 4}px` });
  for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-controls": list.id })) of.setAttribute(name, value);
  live ??= Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
  if (live.parentElement !== place) place.append(live);
  live.textContent = (of.dataset.offers ?? "").replace("{n}", names.length).replace("{first}", names[0].name);
  go(0);
}

async function look(of) {
  const typed = of.selectionStart === of.selectionEnd && of.value.slice(0, of.selectionStart).match(BEFORE);
  if (!typed || typed[1] === quiet) return close();
  quiet = "";
  const { names } = await ask(of.dataset.names), wanted = typed[1].toLowerCase();
  if (document.activeElement !== of || of.value.slice(0, of.selectionStart).match(BEFORE)?.[1] !== typed[1]) return;
  start = of.selectionStart - typed[1].length - 1;
  const found = names.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const more = wanted ? names.filter(({ name }) => !found.some((each) => each.name === name) && name.toLowerCase().split(/[\s/]+/).some((word) => word.startsWith(wanted))) : [];
  const shown = [...found, ...more].slice(0, MOST);
  if (!shown.length || (shown.length === 1 && shown[0].name.toLowerCase() === wanted)) close();
  else show(of, shown);
}

function take(row) {
  if (!row) return;
  const of = field, { name } = row.dataset;
  close();
  quiet = name;
  of.setRangeText(`@${name}`, start, of.selectionStart, "end");
  of.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => event.target.dataset?.names && !event.isComposing && look(event.target));
document.addEventListener("focusout", (event) => event.target === field && close());
document.addEventListener("click", (event) => field && event.target === field && look(field));
document.addEventListener("scroll", (event) => list && !list.contains(event.target) && close(), true);
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== field || event.isComposing) return;
  const acts = {
    ArrowDown: () => go(active + 1), ArrowUp: () => go(active - 1), Enter: () => take(list.children[active]), Tab: () => take(list.children[active]),
    Escape: () => { quiet = field.value.slice(0, field.selectionStart).match(BEFORE)?.[1] ?? ""; close(); },
  };
  if (!acts[event.key] || event.shiftKey || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  acts[event.key]();
}, true);
