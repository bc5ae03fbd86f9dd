// <film-player frames="144" fps="24" strip="/takes/7/strip" start="12"> around a <video controls> and a .transport of buttons with data-act.
// Space plays; L again 2×, 4×; J steps back at 12 fps; K stops, with J or L one frame; ←/→ a frame, ⇧ 12. A new src keeps frame and
// play state. Frames count from 0 and are sought at (n + ½) / fps. Fires `frame` {frame}; `player.frame = n` goes there, and stop(),
// play(), show(src, frames), words(n) and units() are for what stands beside it. A form inside is sent with the shown `frame`.
const two = (n) => String(n).padStart(2, "0");
const fields = "input, textarea, select, [contenteditable], [role=grid], dialog";

class FilmPlayer extends HTMLElement {
  static observedAttributes = ["frames", "strip"];
  #inner = this.attachInternals();
  #shown = 0;
  #held = new Set();
  #reverse;
  #still;
  #draw = () => this.#look();
  #down = (event) => this.#key(event);
  #up = (event) => this.#held.delete(event.key.toLowerCase());
  get video() { return this.querySelector("video"); }
  get slider() { return this.querySelector("input[type=range]"); }
  get fps() { return Number(this.getAttribute("fps")) || 24; }
  get frames() { return Number(this.getAttribute("frames")) || Math.round((this.video.duration || 0) * this.fps); }
  get frame() { return this.#shown; }
  set frame(n) {
    const frame = Math.max(0, Math.min(this.frames - 1, Math.round(n)));
    this.video.currentTime = (frame + 0.5) / this.fps;
    this.#say(frame);
  }

  connectedCallback() {
    if (!this.video) return;
    this.video.controls = false;
    document.addEventListener("keydown", this.#down);
    document.addEventListener("keyup", this.#up);
    document.addEventListener("htmx:before:swap", this.#draw);
    document.addEventListener("units", this.#counted);
    if (this.wired) return this.#lay();
    this.wired = true;
    this.addEventListener("click", (event) => this.#act(event.target.closest("[data-act]")?.dataset.act));
    this.addEventListener("input", (event) => { if (event.target === this.slider) { this.stop(); this.frame = event.target.valueAsNumber; } });
    this.addEventListener("formdata", (event) => event.formData.set("frame", this.#shown));
    this.video.addEventListener("click", () => this.#act("play"));
    for (const kind of ["play", "pause", "ratechange", "volumechange", "loadedmetadata"]) this.video.addEventListener(kind, () => this.#lay());
    this.video.addEventListener("emptied", () => this.#keep());
    this.#watch();
    this.#lay();
    if (this.hasAttribute("start")) this.frame = Number(this.getAttribute("start"));
  }

  disconnectedCallback() {
    this.stop();
    document.removeEventListener("keydown", this.#down);
    document.removeEventListener("keyup", this.#up);
    document.removeEventListener("htmx:before:swap", this.#draw);
    document.removeEventListener("units", this.#counted);
  }

  #counted = () => this.#lay();

  attributeChangedCallback() { if (this.isConnected && this.video) this.#lay(); }

  // While it seeks, a frame that comes may be the one before: the frame that is sought stands already.
  #watch() {
    this.video.requestVideoFrameCallback((_, { mediaTime }) => { if (!this.video.seeking) this.#say(Math.round(mediaTime * this.fps)); this.#watch(); });
  }

  // Another clip takes its time: until its frame is there the last one stands, so that two takes can be told apart by eye.
  #look() {
    const { videoWidth: width, videoHeight: height, readyState } = this.video;
    if (readyState < 2) return;
    this.#still ??= Object.assign(document.createElement("canvas"), { className: "held" });
    Object.assign(this.#still, { width, height });
    this.#still.getContext("2d").drawImage(this.video, 0, 0);
  }

  #hold() {
    if (!this.#still) return;
    this.#still.ariaHidden = "true";
    this.video.after(this.#still);
    const leave = () => this.#still.remove();
    this.video.addEventListener("seeked", () => this.video.requestVideoFrameCallback(leave), { once: true });
    this.video.addEventListener("error", leave, { once: true });
  }

  #keep() {
    this.#hold();
    const frame = this.#shown, playing = this.#inner.states.has("playing");
    this.video.addEventListener("loadedmetadata", () => { this.frame = frame; if (playing) this.play(); }, { once: true });
  }

  #say(frame) {
    if (frame !== this.#shown) queueMicrotask(() => this.dispatchEvent(new CustomEvent("frame", { bubbles: true, detail: { frame } })));
    this.#shown = frame;
    const slider = this.slider;
    if (slider) { slider.value = frame; slider.ariaValueText = (this.dataset.wordsFrame ?? "{time}").replace("{time}", this.words(frame)).replace("{n}", frame); }
    const counter = this.querySelector("[data-act=units]");
    if (counter) counter.textContent = this.words(frame);
  }

  words(frame) {
    if (localStorage.getItem("units") === "frames") return String(frame);
    const seconds = Math.floor(frame / this.fps);
    return [seconds / 3600, (seconds / 60) % 60, seconds % 60, frame % this.fps].map((n) => two(Math.floor(n))).join(":");
  }

  #lay() {
    this.#inner.states[this.video.paused ? "delete" : "add"]("playing");
    if (this.slider) this.slider.max = Math.max(0, this.frames - 1);
    const total = this.querySelector(".total"), rate = this.querySelector(".rate"), film = this.querySelector(".film");
    if (total) total.textContent = this.words(this.frames);
    if (rate) rate.textContent = this.video.playbackRate > 1 ? `${this.video.playbackRate}×` : "";
    if (film) film.style.backgroundImage = this.hasAttribute("strip") ? `url("${this.getAttribute("strip")}")` : "";
    this.querySelector("[data-act=mute]")?.setAttribute("aria-pressed", this.video.muted);
    this.#say(this.#shown);
  }

  stop() {
    clearInterval(this.#reverse);
    this.#reverse = null;
    this.video.pause();
    this.video.playbackRate = 1;
  }

  // Rejects when there is no clip, or another one comes before this has begun: neither is news.
  play() { this.video.play().catch(() => {}); }

  /** Another clip at once, on the same frame; what surrounds the player follows with its part. */
  show(src, frames) {
    if (this.video.getAttribute("src") === src) return;
    this.#look();
    this.setAttribute("frames", frames);
    this.video.src = src;
  }

  units() { localStorage.setItem("units", localStorage.getItem("units") === "frames" ? "timecode" : "frames"); this.#lay(); }

  #step(by) { const from = this.#shown; this.stop(); this.frame = from + by; }

  #act(name) {
    const video = this.video;
    if (name === "play") video.paused && !this.#reverse ? this.play() : this.stop();
    if (name === "back") this.#step(-1);
    if (name === "forward") this.#step(1);
    if (name === "faster") { if (video.paused) { this.stop(); this.play(); } else video.playbackRate = Math.min(4, video.playbackRate * 2); }
    if (name === "reverse" && !this.#reverse) { this.stop(); this.#reverse = setInterval(() => (this.#shown > 0 ? (this.frame = this.#shown - 1) : this.stop()), 1000 / 12); }
    if (name === "mute") video.muted = !video.muted;
    if (name === "full") document.fullscreenElement ? document.exitFullscreen() : this.querySelector(".screen").requestFullscreen();
    if (name === "units") this.units();
  }

  #key(event) {
    const key = event.key.toLowerCase(), mine = this.contains(event.target);
    const field = event.target.closest?.(fields);
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || (field && !field.contains(this) && !(mine && field === this.slider))) return;
    if (/^[jkl]$/.test(key) && localStorage.getItem("keys") === "off") return;
    if (key === " " && event.target.closest?.("button, a, summary") && event.target !== this) return;
    const inch = this.#held.has("k");
    if (event.repeat && /^[jkl ]$/.test(key) && !inch) return event.preventDefault();
    this.#held.add(key);
    const acts = { " ": "play", k: "stop", l: inch ? "forward" : "faster", j: inch ? "back" : "reverse" };
    const by = { arrowleft: -1, arrowright: 1 }[key];
    if (!acts[key] && !by) return;
    event.preventDefault();
    if (by) this.#step(by * (event.shiftKey ? 12 : 1));
    else if (acts[key] === "stop") this.stop();
    else this.#act(acts[key]);
  }
}
customElements.define("film-player", FilmPlayer);
