// Letters of the board for what its panels show (article[data-take][data-wears]): C P X U rate the take of the panel with focus, or of all
// chosen ones where that is one of them, in one request that form#rate-shown names; its data-rates, data-picks, data-again say what one
// may. [ and ] go to the shot before and after. G chooses the panel with focus, and the bar then has the button that says the price.
const typed = "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable], dialog";
const marks = { c: "circled", p: "pick", x: "ng", u: "clear" };
const grid = document.getElementById("board"), form = document.getElementById("rate-shown");
const panel = (tile) => tile.querySelector("article[data-take]");
let pressed = {};
let asked = null; // a press of P was answered by what it would put out of date: while that is read the same press once more does it
const inView = (tile) => tile.getBoundingClientRect().bottom > 120;

function chosen() {
  const ids = new Set(grid.selected), tile = grid.focused ?? grid.named([...ids][0]);
  return !tile ? [] : ids.has(tile.dataset.id) ? grid.tiles.filter((each) => ids.has(each.dataset.id)) : [tile];
}

// A panel that has not come yet is fetched first: what is chosen is rated, not what happens to be here.
async function whole() {
  const parts = new Set(chosen().map((tile) => tile.matches(".frame") && tile.closest("[data-rest]")).filter(Boolean));
  for (const part of parts) await htmx.ajax("GET", part.dataset.rest, { source: part, target: part, swap: "outerMorph" });
  return !chosen().some((tile) => tile.matches(".frame"));
}

async function rate(mark) {
  if (!(mark === "pick" ? "picks" in form.dataset : "rates" in form.dataset) || !(await whole())) return;
  const tiles = chosen(), shown = tiles.filter(panel);
  if (!tiles.length) return;
  if (!shown.length) return document.dispatchEvent(new CustomEvent("toast", { detail: { text: form.dataset.none, key: "no-take" } }));
  const worn = shown.every((tile) => panel(tile).dataset.wears.split(" ").includes(mark));
  const values = { mark, on: worn ? "0" : "1", shown: shown.map((tile) => `${tile.dataset.id}-${panel(tile).dataset.take}`).join(" ") };
  const known = asked && document.querySelector('#toasts [data-about="ask-pick"]') ? asked : {};
  if (mark === "pick" && known.on === Number(values.on) && known.shown === values.shown) values.knows = known.knows;
  [asked, pressed] = [null, values];
  htmx.ajax("POST", form.action, { source: form, swap: "none", values });
}

document.addEventListener("pick-asked", ({ detail }) => {
  const { on, knows } = detail.value ?? detail;
  asked = { on, knows, shown: pressed.shown };
});

function step(by) {
  const tiles = grid.tiles, at = grid.focused ? tiles.indexOf(grid.focused) + by : tiles.findIndex(inView);
  if (tiles[at]) grid.go(tiles[at]);
}

// ⌘↵ chooses the panel with focus: the bar then has the button that says the price, and the same keys press it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented || event.repeat || !grid?.focused || grid.selected.length || !("again" in form.dataset) || document.querySelector("dialog:modal")) return;
  event.preventDefault();
  grid.select([grid.focused.dataset.id], { from: grid.focused });
});

document.addEventListener("keydown", (event) => {
  if (!grid || event.defaultPrevented || event.repeat || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
  if (localStorage.getItem("keys") === "off" || event.target.closest?.(typed) || document.querySelector("dialog:modal")) return;
  const key = event.key.toLowerCase(), by = { "[": -1, "]": 1 }[key];
  if (by) { event.preventDefault(); step(by); }
  if (marks[key] && !event.shiftKey) { event.preventDefault(); rate(marks[key]); }
  if (key === "g" && !event.shiftKey && "again" in form.dataset && grid.focused && !grid.selected.length) { event.preventDefault(); grid.select([grid.focused.dataset.id], { from: grid.focused }); }
});
