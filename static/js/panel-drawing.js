// A picture dropped on a panel of the board, or pasted while one has focus or is alone chosen, becomes its shot's drawing; D draws on it.
// <tile-grid data-drawing="/shots/0/drawing" data-pad="/shots/0/draw"> says where; form#give-drawing sends. A file dropped beside the panels opens no picture here.
const grid = document.getElementById("board"), form = document.getElementById("give-drawing");
const brings = (event) => event.dataTransfer?.types.includes("Files");
const address = (name, tile) => grid.dataset[name].replace("/0/", `/${tile.dataset.id}/`);
let over;

function mark(tile) {
  if (over === tile) return;
  over?.removeAttribute("data-over");
  tile?.setAttribute("data-over", "");
  over = tile;
}

function chosen() { return grid.focused ?? (grid.selected.length === 1 ? grid.named(grid.selected[0]) : null); }
const say = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "warning", key: "drawing" } }));

async function give(tile, files) {
  const picture = [...files].find((file) => file.type.startsWith("image/")) ?? files[0];
  if (files.length > 1) say(form.dataset.one);
  tile.setAttribute("aria-busy", "true");
  await htmx.ajax("POST", address("drawing", tile), { source: form, swap: "none", values: { picture } });
  grid.named(tile.dataset.id)?.removeAttribute("aria-busy");
}

if (grid && form) {
  document.addEventListener("dragover", (event) => {
    if (!brings(event) || event.target.closest("drop-zone, input")) return;
    event.preventDefault();
    mark(grid.tile(event.target));
    event.dataTransfer.dropEffect = over ? "copy" : "none";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(null); });
  document.addEventListener("drop", (event) => {
    if (!brings(event) || event.target.closest("drop-zone, input")) return;
    event.preventDefault();
    if (over) give(over, event.dataTransfer.files);
    mark(null);
  });
  document.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    if (!files.length || event.target.closest("input, textarea, [contenteditable], dialog")) return;
    event.preventDefault();
    if (chosen()) give(chosen(), files); else say(form.dataset.choose);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "d" || event.target !== grid.focused || event.metaKey || event.ctrlKey || event.altKey || event.repeat || localStorage.getItem("keys") === "off") return;
    event.preventDefault();
    htmx.ajax("GET", address("pad", grid.focused), { source: "#draw", target: "#draw", swap: "innerHTML" });
  });
}
