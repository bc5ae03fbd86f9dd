// <frame-guides> over a picture or a <video> in the same box: a format, thirds and title safe as lines, never in the picture itself. What is
// shown is kept in this browser for all of them. Fields name="guides" anywhere choose (a radio the format, boxes the rest), ⇧G shows
// or hides what was chosen last. The shape is the video's own, else that of the nearest data-aspect.
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

document.addEventListener("change", (event) => {
  if (event.target.name !== "guides") return;
  const place = event.target.closest(".guides-menu") ?? document;
  keep([...place.querySelectorAll("[name=guides]:checked")].map((field) => field.value).filter(Boolean));
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.metaKey || event.ctrlKey || event.altKey || event.target.closest?.(fields)) return;
  if (!event.shiftKey || event.key.toLowerCase() !== "g" || localStorage.getItem("keys") === "off" || !document.querySelector("frame-guides")) return;
  event.preventDefault();
  toggle();
});

class FrameGuides extends HTMLElement {
  #draw = () => this.draw();

  connectedCallback() {
    addEventListener("guides", this.#draw);
    addEventListener("storage", this.#draw);
    this.video?.addEventListener("loadedmetadata", this.#draw);
    this.draw();
  }

  disconnectedCallback() {
    removeEventListener("guides", this.#draw);
    removeEventListener("storage", this.#draw);
    this.video?.removeEventListener("loadedmetadata", this.#draw);
  }

  get video() { return this.parentElement?.querySelector("video"); }

  get ratio() {
    const video = this.video;
    if (video?.videoWidth) return video.videoWidth / video.videoHeight;
    const [wide, high] = (this.closest("[data-aspect]")?.dataset.aspect ?? "16:9").split(":").map(Number);
    return wide / high;
  }

  draw() {
    const words = shown(), format = words.map(Number).find(Boolean);
    for (const field of document.querySelectorAll("[name=guides]")) field.checked = field.type === "radio" ? field.value === (format ? words.find(Number) : "") : words.includes(field.value);
    this.toggleAttribute("data-on", words.length > 0);
    this.innerHTML = words.length ? this.#lines(words, format) : "";
  }

  // In units of which the frame is 1000 high; thirds and title safe lie in the format, where one is chosen.
  #lines(words, format) {
    const h = 1000, w = h * this.ratio, wide = Math.min(w, h * (format || this.ratio)), high = Math.min(h, w / (format || this.ratio));
    const x = (w - wide) / 2, y = (h - high) / 2, box = (by) => `M${x + (wide * (1 - by)) / 2} ${y + (high * (1 - by)) / 2}h${wide * by}v${high * by}h${-wide * by}z`;
    const paths = [];
    if (format) paths.push(box(1));
    if (words.includes("thirds")) for (const part of [1 / 3, 2 / 3]) paths.push(`M${x + wide * part} ${y}v${high}M${x} ${y + high * part}h${wide}`);
    if (words.includes("safe")) paths.push(box(SAFE));
    const out = format ? `<path class="out" fill-rule="evenodd" d="M0 0h${w}v${h}H0z${box(1)}"/>` : "";
    const lines = paths.map((d) => `<path class="edge" d="${d}"/><path class="line" d="${d}"/>`).join("");
    return `<svg viewBox="0 0 ${w} ${h}" preserveAspectRatio="xMidYMid meet" aria-hidden="true">${out}${lines}</svg>`;
  }
}
customElements.define("frame-guides", FrameGuides);
