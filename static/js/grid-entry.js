// An arrow pressed where nothing has focus goes into the page's grid: to its tab stop, or to the first cell in view when that one is
// scrolled away. So a room is in the hand at the first key, and not after thirty tabs.
const cells = "tile-grid [data-tile], sheet-grid tr[data-shot] > *";
const inView = (cell) => { const { top, bottom } = cell.getBoundingClientRect(); return bottom > 120 && top < innerHeight - 24; };
const idle = () => [document.body, document.getElementById("main"), null].includes(document.activeElement) && !document.querySelector("dialog:modal");

addEventListener("keydown", (event) => {
  if (!event.key.startsWith("Arrow") || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey || !idle()) return;
  const all = [...document.querySelectorAll(cells)], stop = all.find((cell) => cell.tabIndex === 0), place = [stop, ...all].find((cell) => cell && inView(cell)) ?? stop;
  if (!place) return;
  event.preventDefault();
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest", inline: "nearest" });
});
