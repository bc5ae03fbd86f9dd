// A band drawn with the mouse over a <tile-grid data-band> chooses the tiles that it touches, with ⇧ or mod besides what is chosen. It begins
// after 4 px, beside tiles, between them or below; edges scroll; Esc puts back what was chosen. A finger scrolls instead.
let band, begun, before, grid, own, at;
const box = () => ({ left: Math.min(begun.x, at.x + scrollX), top: Math.min(begun.y, at.y + scrollY), right: Math.max(begun.x, at.x + scrollX), bottom: Math.max(begun.y, at.y + scrollY) });

function touched({ left, top, right, bottom }) {
  return grid.tiles.filter((tile) => {
    const own = tile.getBoundingClientRect();
    return own.left + scrollX < right && own.right + scrollX > left && own.top + scrollY < bottom && own.bottom + scrollY > top;
  });
}

function draw() {
  const area = box();
  if (!band) {
    if (Math.hypot(area.right - area.left, area.bottom - area.top) < 4) return;
    band = Object.assign(document.createElement("div"), { className: "rubber-band" });
    document.body.append(band);
  }
  Object.assign(band.style, { left: `${area.left}px`, top: `${area.top}px`, width: `${area.right - area.left}px`, height: `${area.bottom - area.top}px` });
  grid.select([...(own ? before : []), ...touched(area).map((tile) => tile.dataset.id)]);
}

function end(puts) {
  if (band && puts) grid.select(before);
  if (band && !puts) { const last = touched(box())[0]; if (last) grid.stop(last); }
  band?.remove();
  band = begun = null;
}

document.addEventListener("pointerdown", (event) => {
  grid = document.querySelector("tile-grid[data-band]");
  const free = grid && event.button === 0 && event.pointerType === "mouse" && (grid.contains(event.target) || event.target.closest("main"));
  if (!free || event.target.closest("a, button, input, select, label, summary, [data-tile], .filters, dialog, take-batch")) return;
  [begun, at, before, own] = [{ x: event.pageX, y: event.pageY }, { x: event.clientX, y: event.clientY }, grid.selected, event.shiftKey || event.metaKey || event.ctrlKey];
  event.preventDefault();
});
document.addEventListener("pointermove", (event) => {
  if (!begun) return;
  at = { x: event.clientX, y: event.clientY };
  if (event.clientY > innerHeight - 24) scrollBy(0, 16);
  if (event.clientY < 72) scrollBy(0, -16);
  draw();
});
document.addEventListener("pointerup", () => {
  if (begun && !band && grid && !own && at.y) grid.select([]);
  end(false);
});
document.addEventListener("pointercancel", () => end(true));
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && band) { event.preventDefault(); event.stopPropagation(); end(true); } }, { capture: true });
