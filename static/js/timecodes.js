// A .timecode that stands on the page by itself is counted in frames on click, and so are all others, here and on every page: localStorage
// "units". What is a hand already ([data-act=units] of a player, a link, a button) keeps its click and is counted with them.
const FPS = 24;
const CODE = /^(\d\d):(\d\d):(\d\d):(\d\d)$/;
const places = ".timecode, .events td, .changes td, .tally dd";
const hands = "a, button, summary, label, [data-act=units], film-player, cut-player, take-compare";

function lay() {
  const counts = localStorage.getItem("units") === "frames";
  for (const place of document.querySelectorAll(`:is(${places}):not([data-act])`)) {
    const text = place.textContent.trim(), code = CODE.test(text) ? text : place.dataset.timecode;
    if (!code || place.children.length || place.closest("film-player, cut-player, take-compare")) continue;
    const [, hours, minutes, seconds, frames] = CODE.exec(code).map(Number);
    place.dataset.timecode = code;
    const words = counts ? String((hours * 3600 + minutes * 60 + seconds) * FPS + frames) : code;
    if (text !== words) place.textContent = words;
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-act=units]")) return queueMicrotask(lay);
  if (!event.target.closest?.("[data-timecode]") || event.target.closest(hands)) return;
  localStorage.setItem("units", localStorage.getItem("units") === "frames" ? "timecode" : "frames");
  lay();
});
document.addEventListener("htmx:after:swap", lay);
addEventListener("storage", (event) => event.key === "units" && lay());
lay();
