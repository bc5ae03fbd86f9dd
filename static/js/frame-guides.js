// <frame-guides> over a picture or a <video> in the same box: a format, thirds and title safe as lines, never in the picture itself. What is
// shown is kept in this browser for all of them. Fields name="guides" anywhere choose (a radio the format, boxes the rest), ⇧G shows
// or hides what was chosen last. The shape is the video's own, else that of the nearest data-aspect. Many pictures of one shape share theirs:
// an element with data-guides has them as a picture in --guides.
const fields = "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const SAFE = 0.9; // of width and height, SMPTE ST 2046-1
const read = (key) => (localStorage.getItem(key) ?? "").split(" ").filter(Boolean);
const shown = () => read("guides");

function keep(words) {
  if (words.length) localStorage.setItem("guides-last", words.join(" "));
  localStorage.setItem("guides", words.join(" "));
  dispatchEvent(new Event("guides"));
}

function toggle() { keep(shown().length ? [] : read("guides-last").length ? read("guides-last") : ["2.39"]); }

function shape(place) {
  const [wide, high] = (place.closest("[data-aspect]")?.dataset.aspect ?? "16:9").split(":").map(Number);
  return wide / high;
}

// In units of which the frame is 1000 high; thirds and title safe lie in the format, where one is chosen.
function lines(words, ratio) {
  const format = words.map(Number).find(Boolean) || ratio, h = 1000, w = h * ratio, wide = Math.min(w, h * format), high = Math.min(h, w / format);
  const x = (w - wide) / 2, y = (h - high) / 2, box = (by) => `M${x + (wide * (1 - by)) / 2} ${y + (high * (1 - by)) / 2}h${wide * by}v${high * by}h${-wide * by}z`;
  const isFormat = words.some(Number), paths = isFormat ? [box(1)] : [];
  if (words.includes("thirds")) for (const part of [1 / 3, 2 / 3]) paths.push(`M${x + wide * part} ${y}v${high}M${x} ${y + high * part}h${wide}`);
  if (words.includes("safe")) paths.push(box(SAFE));
  const out = isFormat ? `<path class="out" fill-rule="evenodd" d="M0 0h${w}v${h}H0z${box(1)}"/>` : "";
  return { box: `viewBox="0 0 ${w} ${h}" preserveAspectRatio="xMidYMid meet"`, paths: out + paths.map((d) => `<path class="edge" d="${d}"/><path class="line" d="${d}"/>`).join("") };
}

function picture(place, words) {
  if (!words.length) return "none";
  const { box, paths } = lines(words, shape(place)), role = (name) => getComputedStyle(place).getPropertyValue(name);
  const dress = `path{fill:none;vector-effect:non-scaling-stroke}.out{fill:${role("--color-scrim")}}.edge{stroke:${role("--color-scrim")};stroke-width:3}.line{stroke:${role("--color-on-picture")};stroke-opacity:.85}`;
  return `url("data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" ${box}><style>${dress}</style>${paths}</svg>`)}")`;
}

// What is chosen stands in every menu, and over the pictures that share it.
function lay() {
  const words = shown(), format = words.find(Number) ?? "";
  for (const field of document.querySelectorAll("[name=guides]")) field.checked = field.type === "radio" ? field.value === format : words.includes(field.value);
  for (const place of document.querySelectorAll("[data-guides]")) place.style.setProperty("--guides", picture(place, words));
}

document.addEventListener("change", (event) => {
  if (event.target.name !== "guides") return;
  const place = event.target.closest(".guides-menu") ?? document;
  keep([...place.querySelectorAll("[name=guides]:checked")].map((field) => field.value).filter(Boolean));
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.metaKey || event.ctrlKey || event.altKey || event.target.closest?.(fields)) return;
  if (!event.shiftKey || event.key.toLowerCase() !== "g" || localStorage.getItem("keys") === "off" || !document.querySelector("frame-guides, [data-guides]")) return;
  event.preventDefault();
  toggle();
});
for (const kind of ["guides", "storage"]) addEventListener(kind, lay);
lay();

class FrameGuides extends HTMLElement {
  #draw = () => this.draw();

  connectedCallback() {
    addEventListener("guides", this.#draw);
    addEventListener("storage", this.#draw);
    this.video?.addEventListener("loadedmetadata", this.#draw);
    this.draw();
    lay(); // its menu has come with it
  }

  disconnectedCallback() {
    removeEventListener("guides", this.#draw);
    removeEventListener("storage", this.#draw);
    this.video?.removeEventListener("loadedmetadata", this.#draw);
  }

  get video() { return this.parentElement?.querySelector(":scope > video"); }
  get ratio() { const { videoWidth: wide, videoHeight: high } = this.video ?? {}; return wide ? wide / high : shape(this); }

  draw() {
    const words = shown(), { box, paths } = lines(words, this.ratio);
    this.toggleAttribute("data-on", words.length > 0);
    this.innerHTML = words.length ? `<svg ${box} aria-hidden="true">${paths}</svg>` : "";
  }
}
customElements.define("frame-guides", FrameGuides);
