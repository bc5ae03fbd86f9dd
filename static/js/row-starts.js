// A panel that begins a row, other than the first of its scene, is marked data-row-start: what leads into it names its source there. Only
// scenes near the window are looked at: asking where something stands makes the browser lay it out.
const near = new Set();

// Everything is read before anything is written.
function mark(scenes) {
  const read = (panels) => [...panels.querySelectorAll(":scope > .cell > article")].map((panel) => [panel, panel.parentElement.offsetTop]);
  for (const cells of scenes.map(read)) cells.forEach(([panel, top], n) => panel.toggleAttribute("data-row-start", n > 0 && top > cells[n - 1][1]));
}

const all = () => mark([...near].filter((panels) => panels.isConnected || !near.delete(panels)));
const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) near[isIntersecting ? "add" : "delete"](target);
  mark(entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target));
}, { rootMargin: "300px" });
const observe = () => document.querySelectorAll(".panels").forEach((panels) => watch.observe(panels));

const board = document.getElementById("board");
if (board) new ResizeObserver(all).observe(board);
document.addEventListener("htmx:after:swap", () => requestAnimationFrame(() => { observe(); all(); }));
observe();
