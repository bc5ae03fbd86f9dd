// The shot page in the hand. On arriving focus is in the player, or where it will stand, unless the address names a field (that one has
// it) or focus is somewhere already. ↑ ↓ go along the row of takes and `\` to the take before, both on the same frame. A button
// [data-says] says its sentence as a toast: there is no shot further on.
const typed = "input:not([type=range], [type=button], [type=submit]), textarea, select, [contenteditable], dialog, [role=region], .popover[open]";
const tiles = () => [...document.querySelectorAll("#takes article.take > a.picture[href]")];
const playing = () => document.querySelector("#takes article.take[aria-current=true] > a.picture");
let now = playing()?.parentElement.id, before = null, following = false, late;
const pressed = [];

function arrive() {
  if (document.activeElement && document.activeElement !== document.body) return;
  if (location.hash === "#say") return document.querySelector("note-box")?.open();
  if (location.hash === "#price") return document.querySelector("#generate [data-kind=go]")?.focus();
  const named = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  if (location.hash && !named) return;
  if (named) return named.focus();
  const player = document.querySelector("film-player, #no-player");
  player?.setAttribute("data-quiet", ""); // no ring round a picture that nobody has gone to
  player?.focus({ preventScroll: true });
  player?.addEventListener("blur", () => player.removeAttribute("data-quiet"), { once: true });
}

function go(link) { if (link && link.parentElement.id !== now) link.click(); }

// The picture changes at once, and with it which take came before; what is pressed until the page has followed is meant for the take
// that is seen, and waits for it.
function follow(link) {
  const player = document.querySelector("film-player"), id = link.parentElement.id;
  if (id === now) return;
  [before, now] = [now, id];
  following = true;
  if (player && link.dataset.clip) player.show(link.dataset.clip, link.dataset.frames);
  clearTimeout(late);
  late = setTimeout(() => { following = false; pressed.length = 0; now = playing()?.parentElement.id; }, 5000);
}

function arrived() {
  clearTimeout(late);
  following = false;
  for (const { key, code, shiftKey, altKey } of pressed.splice(0)) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, altKey, bubbles: true, cancelable: true }));
}

window.addEventListener("keydown", (event) => {
  if (!following || !event.isTrusted || event.metaKey || event.ctrlKey || event.target.closest?.(typed) || !/^[cpxuiogrm,.]$/i.test(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  pressed.push(event);
}, { capture: true });

function along(by) {
  const row = tiles(), at = row.findIndex((link) => link.parentElement.id === now);
  go(row[at + by]);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
  if (event.target.closest?.(typed) || event.target.closest?.("#shot > .column:not(:has(#takes))")) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key], back = event.key === "\\" || event.code === "Backslash";
  if (!by && !back || (back && localStorage.getItem("keys") === "off")) return;
  if (!tiles().length) return;
  event.preventDefault();
  if (by) along(by);
  else go(document.querySelector(`#${before} > a.picture[href]`));
});

document.addEventListener("htmx:after:swap", () => {
  const id = playing()?.parentElement.id;
  if (following && id === now) arrived();
  else if (!following && id && id !== now) [before, now] = [now ?? null, id];
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#takes article.take > a.picture[href]");
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) follow(link);
  const words = event.target.closest("[data-says]")?.dataset.says;
  if (words) document.dispatchEvent(new CustomEvent("toast", { detail: { text: words, key: "ends" } }));
});
arrive();
