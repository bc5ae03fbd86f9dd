// A .timecode that the server wrote is counted in frames on click, and so is every other one, here and on each page: localStorage "units".
// Players and what stands beside them count for themselves, by their own [data-act=units] or when `units` is fired on the document; elsewhere a
// button [data-act=units] does it by key. What is a hand already (a link, a button) keeps its click and is counted with the others.
const FPS = 24;
const CODE = /^(\d\d):(\d\d):(\d\d):(\d\d)$/;
const places = ".timecode:not([data-act], [data-point], [data-at]), .events td, .changes td, .tally dd";
const players = "film-player, cut-player, take-compare, screening-room, trim-points";
const hands = `a, button, summary, label, ${players}`;

const inFrames = (code) => {
  const [, hours, minutes, seconds, frames] = CODE.exec(code).map(Number);
  return String((hours * 3600 + minutes * 60 + seconds) * FPS + frames);
};

function lay() {
  const counts = localStorage.getItem("units") === "frames";
  for (const place of document.querySelectorAll(places)) {
    if (place.children.length || place.closest("film-player, cut-player, take-compare")) continue;
    const text = place.textContent.trim(), kept = place.dataset.timecode, code = CODE.test(text) ? text : kept;
    if (!code) continue;
    if (code === kept && text !== code && text !== inFrames(code)) { delete place.dataset.timecode; continue; } // somebody else has written here since
    place.dataset.timecode = code;
    const words = counts ? inFrames(code) : code;
    if (text !== words) place.textContent = words;
  }
}

function turn() {
  localStorage.setItem("units", localStorage.getItem("units") === "frames" ? "timecode" : "frames");
  document.dispatchEvent(new CustomEvent("units"));
  lay();
}

document.addEventListener("click", (event) => {
  const hand = event.target.closest?.("[data-act=units]");
  if (hand) return hand.closest(players) ? queueMicrotask(lay) : turn();
  if (event.target.closest?.("[data-timecode]") && !event.target.closest(hands) && getSelection().isCollapsed) turn();
});
document.addEventListener("htmx:after:swap", lay);
addEventListener("storage", (event) => event.key === "units" && lay());
lay();
