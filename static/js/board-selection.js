// The bar at the foot of the board: asks the server what the chosen shots come to, and what can be done with all of them. [data-clears]
// lets go, "." goes into the bar, Esc in it goes back to the panels.
const grid = document.getElementById("board");
const bar = () => document.getElementById("selection");
let asked;

function ask() {
  clearTimeout(asked);
  const ids = grid.selected;
  bar().hidden = !ids.length;
  if (ids.length) asked = setTimeout(() => htmx.ajax("POST", grid.dataset.comesTo, { source: bar(), target: "#selection", swap: "outerMorph", values: { shot: ids.join(" ") } }), 60);
}

grid?.addEventListener("chosen", ask);
document.addEventListener("chosen-again", ask);
if (grid?.selected.length) ask(); // chosen when one was here before

document.addEventListener("click", (event) => {
  if (event.target.closest("#selection [data-clears]")) { grid.select([]); grid.go(grid.at); }
  if (event.target.closest("#selection [data-key='.']")) bar().querySelector(".hands .button").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !bar()?.contains(event.target)) return;
  event.preventDefault();
  grid.go(grid.at);
});
