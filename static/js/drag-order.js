// Tiles of a <tile-grid data-drops="/place"> are dragged as a stack, all that are selected, to a line between others: [data-drop="3"] on
// a group is its list. Posts shot (ids), scene, before (the id that then follows, or empty), with ⌥ copy=1. It begins after 4 px, edges
// scroll, Esc lets go, and nothing moves until the server has said so. ⌥ with arrows does the same by key, ⌥⇧ with arrows copies.
// Rows of a [data-sorts="/order"] (children [data-id]) are dragged by their .grip, and post moved and before.
// `take-tiles` {ids} selects what arrives. On touch nothing is dragged: a press slides through the strip, and there is a menu.
const near = 4, edge = 80;
const grid = () => document.querySelector("tile-grid[data-drops]");
const part = (name) => Object.assign(document.createElement("div"), { className: name });
let drag = null;

document.addEventListener("pointerdown", (event) => {
  if (event.button || event.pointerType === "touch" || event.ctrlKey || event.metaKey) return;
  const grip = event.target.closest(".grip"), sorts = grip?.closest("[data-sorts]"), tiles = grid();
  if (sorts) drag = { row: grip.closest("[data-sorts] > [data-id]"), sorts, x: event.clientX, y: event.clientY };
  else if (tiles?.tile(event.target) && !event.target.closest("a, button, input, select, textarea, summary")) drag = { tile: tiles.tile(event.target), x: event.clientX, y: event.clientY };
});

document.addEventListener("dragstart", (event) => { if (drag) event.preventDefault(); });

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.line && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < near) return;
  if (!drag.line) begin(event);
  Object.assign(drag, { x: event.clientX, y: event.clientY, copies: event.altKey && !drag.row });
  place();
});

function begin(event) {
  const tiles = grid();
  if (drag.tile && !tiles.selected.includes(drag.tile.dataset.id)) tiles.select([drag.tile.dataset.id], { from: drag.tile });
  drag.ids = drag.row ? [drag.row.dataset.id] : tiles.selected;
  drag.line = part("drop-line");
  drag.stack = part("drag-stack");
  const picture = (drag.row ?? drag.tile).querySelector(".picture")?.cloneNode(true);
  drag.stack.append(...[!drag.row && picture, Object.assign(document.createElement("b"), { textContent: drag.row?.querySelector(".number")?.textContent ?? drag.ids.length })].filter(Boolean));
  if (drag.ids.length > 1) drag.stack.dataset.many = "";
  document.body.append(drag.line, drag.stack);
  document.documentElement.dataset.dragging = "";
  (drag.sorts ?? tiles).setPointerCapture(event.pointerId);
  getSelection().removeAllRanges();
  scroll();
}

function place() {
  drag.stack.style.translate = `${drag.x + 12}px ${drag.y + 12}px`;
  drag.stack.toggleAttribute("data-copies", drag.copies);
  drag.slot = drag.row ? between(drag.sorts) : beside();
  const { left = 0, top = 0, width = 0, height = 0 } = drag.slot?.box ?? {};
  drag.line.hidden = !drag.slot;
  Object.assign(drag.line.style, { translate: `${left}px ${top}px`, width: `${width}px`, height: `${height}px` });
}

// The list under the pointer, in it the row nearest to it, and in that the first tile whose middle is further on.
function beside() {
  const far = (box) => Math.max(box.top - drag.y, drag.y - box.bottom, 0);
  const lists = [...document.querySelectorAll("[data-drop]")].map((list) => [far(list.parentElement.getBoundingClientRect()), list]);
  const list = lists.sort((a, b) => a[0] - b[0])[0]?.[1];
  if (!list) return null;
  const all = [...list.querySelectorAll("[data-tile]")].map((tile) => [tile, tile.getBoundingClientRect()]);
  if (!all.length) { const { left, top } = list.getBoundingClientRect(); return { list, before: "", box: { left: left + 12, top: top + 24, width: 2, height: 80 } }; }
  const [, row] = all.reduce((best, each) => (far(each[1]) < far(best[1]) ? each : best));
  const here = all.filter(([, box]) => Math.abs(box.top - row.top) < 2), next = here.find(([, box]) => drag.x < box.left + box.width / 2);
  const at = next ?? here.at(-1), gap = parseFloat(getComputedStyle(list.querySelector(".panels") ?? list).columnGap) || 16;
  const follows = next ?? all[all.indexOf(at) + 1], height = (at[0].querySelector(".picture") ?? at[0]).getBoundingClientRect().height;
  return { list, before: follows?.[0].dataset.id ?? "", box: { left: (next ? at[1].left - gap / 2 : at[1].right + gap / 2) - 1, top: at[1].top, width: 2, height } };
}

function between(sorts) {
  const rows = [...sorts.querySelectorAll(":scope > [data-id]")], next = rows.find((row) => { const box = row.getBoundingClientRect(); return drag.y < box.top + box.height / 2; });
  const box = (next ?? rows.at(-1)).getBoundingClientRect();
  return { before: next?.dataset.id ?? "", box: { left: box.left, top: (next ? box.top : box.bottom) - 1, width: box.width, height: 2 } };
}

function scroll() {
  if (!drag?.line) return;
  const over = Math.max(edge + 48 - drag.y, 0) * -1 + Math.max(drag.y - innerHeight + edge, 0);
  if (over) { scrollBy({ top: over / 5, behavior: "instant" }); place(); }
  requestAnimationFrame(scroll);
}

function end() {
  const done = drag;
  drag = null;
  delete document.documentElement.dataset.dragging;
  done?.line?.remove();
  done?.stack?.remove();
  return done;
}

document.addEventListener("pointerup", () => {
  const { line, slot, row, sorts, ids, copies } = end() ?? {};
  if (!line || !slot) return;
  if (row) htmx.ajax("POST", sorts.dataset.sorts, { source: "#tools", target: "#tools", swap: "innerHTML swapEmpty:true", values: { moved: row.dataset.id, before: slot.before === row.dataset.id ? row.nextElementSibling?.dataset.id ?? "" : slot.before } });
  else drop(ids, slot.list, slot.before, copies);
});
document.addEventListener("pointercancel", end);
document.addEventListener("keydown", (event) => {
  if (drag?.line && event.key === "Escape") { event.preventDefault(); event.stopPropagation(); end(); }
}, true);

const post = (action, values) => htmx.ajax("POST", action, { source: grid(), swap: "none", values });
const drop = (ids, list, before, copies) => post(grid().dataset.drops, { shot: ids.join(" "), scene: list.dataset.drop, before, ...(copies && { copy: "1" }) });
const list = (tile) => tile.closest("[data-drop]");

document.addEventListener("keydown", (event) => {
  const tiles = grid(), tile = tiles?.focused, forward = /Right|Down/.test(event.key);
  if (tile !== event.target || !tile || !event.altKey || event.metaKey || event.ctrlKey || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  if (event.repeat) return;
  const ids = tiles.selected.includes(tile.dataset.id) ? tiles.selected : [tile.dataset.id];
  const all = tiles.tiles, rest = (from) => all.slice(from).find((each) => !ids.includes(each.dataset.id));
  const ends = [all.findIndex((each) => ids.includes(each.dataset.id)), all.findLastIndex((each) => ids.includes(each.dataset.id))];
  const behind = (each) => { const next = rest(all.indexOf(each) + 1); return next && list(next) === list(each) ? next.dataset.id : ""; };
  if (event.shiftKey) return drop(ids, list(all[ends[forward ? 1 : 0]]), forward ? behind(all[ends[1]]) : all[ends[0]].dataset.id, true);
  const aside = /Up|Down/.test(event.key) ? tiles.beside(all[ends[forward ? 1 : 0]], event.key) : all[forward ? ends[1] + 1 : ends[0] - 1];
  if (aside) stand(ids, aside, forward, list(aside) === list(all[ends[forward ? 1 : 0]]), behind);
});

// In its own list behind or before the one aside; into another one at its near end.
function stand(ids, aside, forward, same, behind) {
  if (forward) drop(ids, list(aside), same ? behind(aside) : aside.dataset.id);
  else drop(ids, list(aside), same ? aside.dataset.id : behind(aside));
}

document.addEventListener("take-tiles", ({ detail }) => grid()?.want((detail.value ?? detail).ids));
