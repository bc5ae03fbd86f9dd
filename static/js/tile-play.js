// Space plays the tile with focus in a <tile-grid>: the clip of its .reel[data-clip] from data-from to before data-until (frames at 24
// fps), with sound and one at a time. Space again, Esc and leaving the tile stop it, and its picture stands again. Nothing is loaded before.
const fps = 24;
let playing = null;

function stop() {
  const { reel, video } = playing ?? {};
  playing = null;
  if (!reel) return;
  delete reel.dataset.playing;
  video.pause();
  video.removeAttribute("src");
  video.load();
  video.remove();
}

async function play(reel) {
  stop();
  const video = Object.assign(document.createElement("video"), { src: reel.dataset.clip, playsInline: true, disableRemotePlayback: true });
  const mine = playing = { reel, video }, until = Number(reel.dataset.until) || Infinity;
  const watch = (_, { mediaTime }) => {
    if (playing !== mine) return;
    if (Math.round(mediaTime * fps) >= until - 1) return stop();
    reel.dataset.playing = "";
    video.requestVideoFrameCallback(watch);
  };
  video.addEventListener("ended", () => playing === mine && stop());
  video.addEventListener("error", () => playing === mine && stop());
  reel.append(video);
  video.currentTime = (Number(reel.dataset.from) + 0.5) / fps;
  video.requestVideoFrameCallback(watch);
  await video.play().catch(() => playing === mine && stop());
}

document.addEventListener("keydown", (event) => {
  const grid = event.target.closest?.("tile-grid"), tile = grid?.tile(event.target);
  if (event.key === "Escape" && playing) { event.stopPropagation(); return stop(); }
  if (event.key !== " " || event.target !== tile || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey || event.defaultPrevented) return;
  event.preventDefault();
  if (event.repeat) return;
  const reel = tile.querySelector(".reel[data-clip]");
  if (!reel || playing?.reel === reel) stop(); else play(reel);
}, true);
document.addEventListener("focusout", (event) => { if (playing?.reel.closest("[data-tile]")?.contains(event.target)) stop(); });
