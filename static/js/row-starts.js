// A panel that begins a row, other than the first of its scene, is marked data-row-start: what leads into it names its source there.
function mark() {
  const starts = new Map();
  for (const panels of document.querySelectorAll(".panels")) {
    let above = null;
    for (const panel of panels.querySelectorAll(":scope > .cell > .panel[id]")) {
      starts.set(panel, above !== null && panel.parentElement.offsetTop > above);
      above = panel.parentElement.offsetTop;
    }
  }
  for (const [panel, isStart] of starts) panel.toggleAttribute("data-row-start", isStart);
}

const board = document.getElementById("board");
if (board) new ResizeObserver(mark).observe(board);
document.addEventListener("htmx:after:swap", mark);
document.addEventListener("sorted", mark);
