// Cells of a <sheet-grid data-cells="url"> are written in place: typing replaces, Enter or F2 or a double-click edits, Enter saves and goes
// down, Tab along, Esc puts back. A cell is posted with the text it started from. What the server says
// (422 a sentence, 409 both texts) stands in the cell with what was typed. A row with data-shot="0" makes a shot.
const grid = document.querySelector("sheet-grid[data-cells]");
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const began = new WeakMap(); // cell → the text it started from, as long as what stands in it is not saved
let field = null;

const kind = (cell) => grid.querySelector("thead tr").cells[cell.cellIndex]?.dataset.kind;
const writable = (cell) => cell?.matches("td") && kind(cell) !== "fact" && cell.parentNode.dataset.shot !== undefined;
const words = (cell) => { const copy = cell.cloneNode(true); copy.querySelectorAll(".cell-words, .cell-field").forEach((part) => part.remove()); return copy.textContent; };

/** Put what the server made of cells where they stand. */
function show(cells) {
  const columns = [...grid.querySelector("thead tr").cells].map((head) => head.dataset.name);
  for (const [shot, name, text] of cells) {
    const cell = document.getElementById(`row-${shot}`)?.cells[columns.indexOf(name)];
    if (cell) { cell.textContent = text; cell.removeAttribute("aria-invalid"); began.delete(cell); }
  }
}

async function post(url, fields) {
  const body = new URLSearchParams(fields), headers = { "X-CSRFToken": csrf(), "HX-Request": "true", "HX-Target": "div#over" };
  const answer = await fetch(url, { method: "POST", body, headers, keepalive: body.toString().length < 60000 }).catch(() => null); // who leaves the page takes nothing along
  if (!answer || answer.status >= 500) return { trouble: grid.dataset.lost };
  if (answer.headers.has("HX-Redirect")) return { trouble: grid.dataset.signedOut };
  const kind = answer.headers.get("Content-Type") ?? "", json = kind.includes("json") ? await answer.json() : null;
  return { status: answer.status, json, html: kind.includes("html"), both: answer.headers.has("X-Both-Texts"), text: json ? "" : await answer.text() };
}

function editor(cell, text) {
  const shape = kind(cell), name = grid.name(cell);
  const made = document.createElement(shape === "choice" ? "select" : shape === "text" ? "textarea" : "input");
  if (shape === "choice") made.append(document.getElementById(`choices-${name}`).content.cloneNode(true));
  else made.setAttribute("autocomplete", "off");
  if (document.getElementById(`words-${name}`) && shape === "line") made.setAttribute("list", `words-${name}`);
  made.className = "cell-field";
  made.rows = 1;
  made.setAttribute("aria-label", `${grid.text(cell.parentNode.cells[0])} ${grid.text(grid.querySelector("thead tr").cells[cell.cellIndex])}`);
  made.value = text;
  return made;
}

function edit(cell, text = words(cell)) {
  if (!writable(cell)) return;
  if (kind(cell) === "choice") text = words(cell); // a letter goes to the word that begins with it
  if (!began.has(cell)) began.set(cell, words(cell));
  field = editor(cell, text);
  field.addEventListener("blur", () => close(cell, true));
  cell.append(field); // over its text, which keeps the columns as wide as they are
  field.focus();
  field.setSelectionRange?.(text.length, text.length);
}

function close(cell, keep) {
  const was = field;
  if (!was || was.parentNode !== cell) return;
  field = null;
  if (keep && was.value !== began.get(cell)) { cell.textContent = was.value; return void save(cell); }
  cell.textContent = keep ? was.value : began.get(cell);
  cell.removeAttribute("aria-invalid");
  began.delete(cell);
}

let making = null; // the shot that the row for new ones is making, while somebody goes along in it

async function save(cell) {
  const typed = words(cell), shot = Number(cell.parentNode.dataset.shot), name = grid.name(cell);
  if (!shot && making) return follow(cell, typed, await making);
  if (shot) return send(cell, shot, name, typed);
  const mine = making = send(cell, shot, name, typed).then((row) => { made(cell, row, making === mine); if (making === mine) making = null; return row; });
}

/** What was typed beside it goes into the shot that was made meanwhile. */
function follow(cell, typed, row) {
  if (!row) return save(cell);
  const there = row.cells[cell.cellIndex];
  began.set(there, words(there));
  there.textContent = typed;
  cell.textContent = "";
  began.delete(cell);
  return save(there);
}

const lost = new WeakMap(); // the New cell → the click of a shot that may have been made, and the text it would hold
const uuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

async function send(cell, shot, name, typed) {
  cell.setAttribute("aria-busy", "true");
  const { click = uuid(), was = began.get(cell) ?? "" } = (!shot && lost.get(cell)) || {};
  lost.delete(cell);
  const answer = await post(grid.dataset.cells, { click: shot ? "" : click, cells: JSON.stringify([[shot, name, typed, was]]) });
  cell.removeAttribute("aria-busy");
  if (!shot && !answer.status) lost.set(cell, { click, was: was || typed });
  if (!shot && answer.both) lost.set(cell, { click });
  if (answer.json?.made) return stand(cell, answer.json);
  if (words(cell) !== typed && field?.parentNode !== cell) return;
  if (answer.json) return show(answer.json.cells);
  say(cell, answer);
}

/** The new shot's row, at the end of its scene. */
function stand(cell, { made: html, scene }) {
  const place = document.getElementById(`shots-${scene}`) ?? cell.closest("tbody").previousElementSibling;
  place.insertAdjacentHTML("beforeend", html);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  cell.textContent = "";
  began.delete(cell);
  return place.lastElementChild;
}

/** Who went on along the row goes on in the shot that was made, with what they have typed meanwhile. */
function made(cell, row, along) {
  const { at } = grid;
  if (!row || !along || at.parentNode !== cell.parentNode || at === cell) return;
  const typing = field?.parentNode === at ? field.value : null;
  if (typing !== null) { field = null; at.textContent = ""; began.delete(at); }
  grid.go(row.cells[at.cellIndex]);
  if (typing !== null) edit(row.cells[at.cellIndex], typing);
}

/** A sentence, or both texts, under what was typed; a page of somebody else's is only told as one that is none. */
function say(cell, { both, html, text, trouble }) {
  cell.setAttribute("aria-invalid", "true");
  if (html && !both) return document.dispatchEvent(new CustomEvent("toast", { detail: { text: grid.dataset.lost, level: "error" } }));
  const place = Object.assign(document.createElement("div"), { className: "cell-words" });
  place.setAttribute("role", "alert");
  if (both) place.innerHTML = text;
  else place.textContent = trouble ?? text;
  place.classList.add(both ? "conflict" : "error");
  cell.querySelector(".cell-words")?.remove();
  cell.append(place);
  cell.scrollIntoView({ block: "nearest" });
}

grid?.addEventListener("click", (event) => {
  const keep = event.target.closest("[data-keep]")?.dataset.keep, cell = event.target.closest("td");
  if (!keep) return;
  const mine = words(cell), theirs = cell.querySelector("[data-theirs]").dataset.theirs;
  began.set(cell, theirs);
  cell.textContent = keep === "theirs" ? theirs : keep === "both" ? `${theirs}\n${mine}` : mine;
  cell.removeAttribute("aria-invalid");
  if (keep !== "theirs" || lost.has(cell)) save(cell);
  else began.delete(cell);
  grid.go(cell);
});

function inField(event, cell) {
  const { key } = event, line = key === "Enter" && (event.shiftKey || event.altKey);
  event.stopPropagation();
  if (line && field.tagName === "TEXTAREA") return void (event.altKey && (event.preventDefault(), field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end")));
  if (!["Enter", "Tab", "Escape"].includes(key) || event.isComposing) return;
  event.preventDefault();
  close(cell, key !== "Escape");
  if (key === "Enter") making = null; // the next one is another shot
  grid.go(key === "Enter" ? grid.step(cell, 1, 0) : key === "Tab" ? grid.step(cell, 0, event.shiftKey ? -1 : 1) : cell);
}

grid?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("td");
  if (!cell) return;
  if (field && event.target === field) return inField(event, cell);
  if (event.target !== cell || event.metaKey || event.ctrlKey || !writable(cell)) return;
  if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); return edit(cell); }
  if ((event.key.length !== 1 && event.key !== "Process") || event.altKey || (event.key === " " && event.shiftKey)) return;
  event.stopPropagation(); // a letter that is typed is no key of the page
  edit(cell, ""); // the letter goes into the field that has focus by now
}, true);
grid?.addEventListener("cells", (event) => show(event.detail));
grid?.addEventListener("typed", ({ detail: { cell, text } }) => { edit(cell, text); if (field) { field.value = text; close(cell, true); grid.go(cell); } });
let tapped = null; // on touch a second tap on a cell edits it
grid?.addEventListener("click", (event) => {
  const cell = event.target.closest("td");
  if (event.pointerType === "touch" && cell && cell === tapped && field?.parentNode !== cell && event.target === cell) edit(cell);
  tapped = cell;
});
grid?.addEventListener("dblclick", (event) => { const cell = event.target.closest("td"); if (cell && field?.parentNode !== cell && !event.target.closest(".cell-words")) edit(cell); });
let column = ""; // where one was last, for what is done with all ticked rows
grid?.addEventListener("focusin", ({ target }) => { const cell = target.closest("td"); if (writable(cell)) column = grid.name(cell); });
document.addEventListener("formdata", ({ target, formData }) => { if (target.id === "ticked" && column) formData.set("field", column); });
