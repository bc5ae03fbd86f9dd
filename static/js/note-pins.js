// Notes at the player of a shot: a pin on the track for each note about what plays, pale until it is saved; the notes that stand within
// half a second of the shown frame bear data-here; a chosen one of the take that plays is gone to instead of its page.
const player = () => document.querySelector("film-player");
const playing = () => document.querySelector("watched-take")?.getAttribute("take")?.replace("take-", "");
const said = new Map();

function pins() {
  const track = player()?.querySelector(".track");
  if (!track) return;
  for (const old of track.querySelectorAll(".pin")) old.remove();
  const saved = [...document.querySelectorAll("#notes [data-uid][data-frame]")].map(({ dataset }) => dataset);
  for (const { uid } of saved) said.delete(uid);
  for (const { take, frame, pale } of [...saved, ...said.values()]) {
    if (frame === "" || frame == null || String(take) !== playing()) continue;
    const pin = Object.assign(document.createElement("span"), { className: "pin", ariaHidden: "true" });
    pin.style.insetInlineStart = `${((Number(frame) + 0.5) / player().frames) * 100}%`;
    pin.toggleAttribute("data-pale", Boolean(pale));
    track.append(pin);
  }
  here();
}

function here() {
  const at = player()?.frame, take = playing();
  for (const note of document.querySelectorAll("#notes [data-frame]")) {
    const near = note.dataset.take === take && note.dataset.frame !== "" && Math.abs(Number(note.dataset.frame) - at) <= 12;
    note.toggleAttribute("data-here", near);
  }
}

document.addEventListener("note", ({ detail }) => { said.set(detail.uid, { ...detail, pale: true }); pins(); });
document.addEventListener("note-refused", ({ detail }) => { said.delete(detail.uid); pins(); });
document.addEventListener("frame", here);
document.addEventListener("htmx:after:swap", pins);
document.addEventListener("note-chosen", (event) => {
  if (event.detail.take !== playing() || !player()) return;
  event.preventDefault();
  player().stop();
  player().frame = event.detail.frame;
  player().scrollIntoView({ block: "nearest" });
});
pins();
