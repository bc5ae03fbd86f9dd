// Cells pasted into a <sheet-grid data-paste="url" data-cells="url">: one value fills the selection, Delete empties it; a block from a spreadsheet goes to the
// server with the shots and columns it lies on. What only lies on cells that are there is written at once; all else comes back as a
// dialog that shows how it was read. Fires `cells` with what changed, and `typed` for one value in one cell.
const grid = document.querySelector("sheet-grid[data-paste]");
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const tell = (detail) => detail && document.dispatchEvent(new CustomEvent("toast", { detail }));
const shot = (cell) => Number(cell.parentNode.dataset.shot);

async function send(url, fields) {
  const headers = { "X-CSRFToken": csrf(), "HX-Request": "true", "HX-Target": "div#over" };
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.headers.has("HX-Redirect")) return tell({ text: grid.dataset.lost, level: "error" });
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const { cells, toast } = await answer.json();
    grid.dispatchEvent(new CustomEvent("cells", { detail: cells }));
    return tell(toast);
  }
  const text = await answer.text(), over = document.getElementById("over"), made = document.createElement("template");
  if (!answer.headers.get("Content-Type")?.includes("html")) return tell({ text, level: "error" });
  made.innerHTML = text;
  if (!made.content.querySelector("#pasted")) return tell({ text: grid.dataset.lost, level: "error" });
  over.replaceChildren(made.content);
  htmx.process(over);
  document.dispatchEvent(new CustomEvent("htmx:after:swap")); // its dialog opens
}

function fill(text) {
  const heads = grid.querySelector("thead tr").cells, cells = grid.block().flat().filter((cell) => shot(cell) && !["fact", undefined].includes(heads[cell.cellIndex].dataset.kind) && shot(cell) && grid.text(cell) !== text);
  if (cells.length) send(grid.dataset.cells, { cells: JSON.stringify(cells.map((cell) => [shot(cell), grid.name(cell), text, grid.text(cell)])) });
}

grid?.addEventListener("keydown", (event) => {
  if (!["Delete", "Backspace"].includes(event.key) || event.defaultPrevented || event.metaKey || event.ctrlKey || !event.target.matches("td")) return;
  event.preventDefault();
  fill("");
});

function lay(text) {
  const [[first]] = grid.block(), rows = grid.rows(), heads = [...grid.querySelector("thead tr").cells];
  const below = rows.slice(rows.indexOf(first.parentNode)).map((row) => row.dataset.shot).filter(Number).slice(0, text.split("\n").length);
  const columns = heads.slice(first.cellIndex).map((head) => head.dataset.name);
  send(grid.dataset.paste, { direct: "1", text, rows: below.join(","), columns: columns.join(","), back: location.pathname + location.search });
}

document.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!grid?.contains(document.activeElement) || document.activeElement.matches("input:not([type=checkbox]), textarea, select") || !text) return;
  event.preventDefault();
  if (/[\t\n\r]|^'/.test(text.replace(/\r?\n$/, ""))) lay(text);
  else if (grid.selects) fill(text.trim());
  else grid.dispatchEvent(new CustomEvent("typed", { detail: { cell: grid.at, text: text.trim() } }));
});
