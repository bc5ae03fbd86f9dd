// <take-compare> around two to four article.pane (data-in, data-slide, data-frames) with a <video>, and a .transport: they play as one,
// locked by frame from each in point. Space, J K L, ←/→ and ⇧ as in film-player; ⌥←/→ slides the focused pane against the others and writes
// it into the address; [data-act=units] says timecode or a frame count; 1-4 focus a pane: its sound is heard, its clip is the
// clock, C P X U press its hands, with `plans` G goes to its shot, and what a note-box writes is about it; \ wipes between two.
// The others are held to the clock by their rate, a quarter for each frame that they are off, and by a seek when half a second off.
const FPS = 24;
const typed = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog";
const clamp = (n, low, high) => Math.min(high, Math.max(low, n));
const two = (n) => String(Math.floor(n)).padStart(2, "0");
const counts = () => localStorage.getItem("units") === "frames";
const words = (n) => (counts() ? String(n) : timecode(n));
const timecode = (n) => (n < 0 ? "-" : "") + [n / 86400, (n / 1440) % 60, (n / 24) % 60, n % 24].map((each) => two(Math.abs(Math.trunc(each)))).join(":");

class TakeCompare extends HTMLElement {
  #inner = this.attachInternals();
  #at = 0; // frames after the in points
  #rate = 0; // 0 while nothing plays
  #run = 0; // one more with each start and stop: what still waits belongs to an older one
  #lead = 0;
  #muted = false;
  #reverse;
  #slides = new Map();
  #held = new Set();
  #life;

  get panes() { return [...this.querySelectorAll(".pane")].filter((pane) => pane.querySelector("video")); }
  get videos() { return this.panes.map((pane) => pane.querySelector("video")); }
  get lead() { return this.panes[this.#lead] ?? this.panes[0]; }
  get frame() { return this.#at; }
  get shown() { return this.videos.map((video) => video.shown ?? 0); }
  get playing() { return this.#rate > 0; }
  get slider() { return this.querySelector(".transport input[type=range]"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act) => place.addEventListener(kind, act, { signal: this.#life.signal });
    on(document, "keydown", (event) => this.#key(event));
    on(document, "units", () => this.#say());
    on(document, "keyup", (event) => this.#held.delete(event.key.toLowerCase()));
    on(document, "htmx:after:swap", () => this.#lay());
    on(this, "click", (event) => this.#click(event));
    on(this, "input", ({ target }) => { if (target === this.slider) this.#go(target.valueAsNumber); else if (target.matches(".wipe-edge")) this.style.setProperty("--wipe", target.value / 1000); });
    on(this, "focusin", (event) => this.#hear(this.panes.indexOf(event.target.closest(".pane"))));
    const link = document.querySelector("a[data-back]");
    if (link && document.referrer && new URL(document.referrer).pathname === link.pathname) link.href = document.referrer; // with its filters
    this.#lay();
    this.#show();
  }

  disconnectedCallback() { this.#stop(); this.#life.abort(); }

  #first(pane) { return Number(pane.dataset.in) + (this.#slides.get(pane.dataset.take) ?? Number(pane.dataset.slide)); }
  #last(pane) { return Math.max(0, (Number(pane.dataset.frames) || Math.round((pane.querySelector("video").duration || 0) * FPS)) - 1); }
  #frame(pane) { return clamp(this.#first(pane) + this.#at, 0, this.#last(pane)); }
  get #end() { return Math.max(0, ...this.panes.map((pane) => this.#last(pane) - this.#first(pane))); }
  get #start() { return -Math.min(...this.panes.map((pane) => this.#first(pane))); }

  // Every video is watched once; what a morph brought anew is made like the rest.
  #lay() {
    for (const pane of this.panes) {
      const video = pane.querySelector("video");
      video.controls = false;
      video.muted = this.#muted || pane !== this.lead;
      pane.toggleAttribute("data-heard", pane === this.lead);
      const slide = this.#first(pane) - Number(pane.dataset.in);
      pane.querySelector(".slid").textContent = slide ? `+${slide}` : "";
      if (video.wired) continue;
      video.wired = true;
      video.addEventListener("seeked", () => this.#sought(video));
      video.addEventListener("loadedmetadata", () => { if (!this.playing) this.#show(); });
      const watch = () => video.requestVideoFrameCallback((_, { mediaTime }) => { if (!video.seeking) { video.shown = Math.round(mediaTime * FPS); if (!this.playing) this.#say(); } watch(); });
      watch();
    }
    this.#say();
  }

  #hear(place) {
    if (place < 0) return;
    this.#lead = place;
    this.#lay();
  }

  #say() {
    this.#inner.states[this.playing ? "add" : "delete"]("playing");
    for (const pane of this.panes) pane.querySelector(".shown").textContent = words(this.playing ? pane.querySelector("video").shown ?? 0 : this.#frame(pane));
    const slider = this.slider;
    Object.assign(slider, { min: this.#start, max: this.#end, value: this.#at, ariaValueText: words(this.#at) });
    this.querySelector(".at").textContent = words(this.#at);
    this.querySelector(".total").textContent = words(this.#end + 1);
    this.querySelector(".rate").textContent = this.#rate > 1 ? `${this.#rate}×` : "";
    this.querySelector("[data-act=mute]").ariaPressed = String(this.#muted);
  }

  // The frame that is meant in each; while one seeks, what is meant later waits.
  #show() {
    for (const pane of this.panes) {
      const video = pane.querySelector("video");
      video.meant = this.#frame(pane);
      if (!video.seeking && video.readyState) this.#seek(video);
    }
    this.#say();
  }

  #seek(video) { video.sought = video.meant; video.currentTime = (video.meant + 0.5) / FPS; }

  #sought(video) { if (!this.playing && video.sought !== video.meant) this.#seek(video); }

  #go(at) { this.#stop(); this.#at = clamp(Math.round(at), this.#start, this.#end); this.#show(); }

  /** What stands beside it stops it, and takes a note down on the frame of the focused pane. */
  stop() { this.#halt(); }

  get place() {
    const pane = this.lead ?? this.querySelector(".pane"), { notes, take } = pane?.dataset ?? {}; // no clip has come yet
    return { notes, take, frame: this.lead ? this.#frame(pane) : null };
  }

  words(n) { return words(n); }

  #stop() {
    this.#run += 1;
    this.#rate = 0;
    clearInterval(this.#reverse);
    this.#reverse = null;
    for (const video of this.videos) { video.pause(); video.playbackRate = 1; }
  }

  #halt() { this.#stop(); this.#show(); }

  // All are made to stand ready at rate 0, then let go together.
  async play(rate = 1) {
    if (this.#at >= this.#end) this.#at = 0;
    this.#stop();
    this.#show();
    const run = this.#run, going = this.panes.filter((pane) => this.#frame(pane) < this.#last(pane)).map((pane) => pane.querySelector("video"));
    await Promise.all(going.map((video) => { video.preload = "auto"; video.playbackRate = 0; return video.play().catch(() => {}); }));
    await Promise.all(going.map((video) => video.seeking && new Promise((done) => video.addEventListener("seeked", done, { once: true }))));
    if (run !== this.#run) return;
    this.#rate = rate;
    for (const video of going) video.playbackRate = rate;
    for (const each of this.querySelectorAll("watched-take")) each.setAttribute("action", each.dataset.to);
    requestAnimationFrame(() => this.#follow(run));
  }

  #follow(run) {
    if (run !== this.#run) return;
    const going = this.panes.filter((pane) => { const video = pane.querySelector("video"); return !video.ended && !video.paused; });
    const clock = going.includes(this.lead) ? this.lead : going[0];
    if (!clock) { this.#at = this.#end; return this.#halt(); }
    const time = clock.querySelector("video"), halts = going.some((pane) => pane.querySelector("video").readyState < 3);
    for (const pane of going) this.#hold(pane, halts ? 0 : this.#rate, pane === clock ? 0 : this.#drift(pane, clock));
    this.#at = clamp((time.shown ?? 0) - this.#first(clock), this.#start, this.#end);
    this.#say();
    requestAnimationFrame(() => this.#follow(run));
  }

  // How many frames a pane is ahead of the clock: by their times, and by what has been seen of them over a second or so.
  #drift(pane, clock) {
    const [own, told] = [pane, clock].map((each) => each.querySelector("video"));
    const seen = (own.shown ?? 0) - (told.shown ?? 0) - this.#first(pane) + this.#first(clock);
    own.bias = clamp((own.bias ?? 0) + 0.02 * clamp(seen, -1, 1), -0.6, 0.6);
    return (own.currentTime - told.currentTime) * FPS - this.#first(pane) + this.#first(clock) + own.bias;
  }

  #hold(pane, rate, drift) {
    const video = pane.querySelector("video"), off = Math.abs(drift);
    if (off > 12 && !video.seeking) { video.currentTime -= drift / FPS; return; }
    const by = off > 0.3 || (off > 0.1 && video.playbackRate !== rate) ? clamp(off / 4, 0.05, 0.5) : 0;
    const wanted = rate * (1 - Math.sign(drift) * Math.round(by * 20) / 20);
    if (video.playbackRate !== wanted) video.playbackRate = wanted;
  }

  // Against the others: where it cannot go back itself, they go forward.
  #slide(by) {
    const lead = this.lead;
    for (const pane of this.panes) {
      const own = this.#first(pane) - Number(pane.dataset.in), moves = by > 0 || this.#first(lead) > 0 ? (pane === lead ? by : 0) : pane === lead ? 0 : -by;
      this.#slides.set(pane.dataset.take, own + moves);
    }
    const least = Math.min(...this.#slides.values());
    for (const [take, slide] of this.#slides) this.#slides.set(take, slide - least);
    this.#go(this.#at);
    this.#lay();
    const address = new URL(location.href);
    address.searchParams.delete("slide");
    if ([...this.#slides.values()].some(Boolean)) for (const pane of this.querySelectorAll(".pane")) address.searchParams.append("slide", this.#slides.get(pane.dataset.take) ?? 0);
    history.replaceState(history.state, "", address);
  }

  #wipe() {
    const wiped = this.panes.length === 2 && !this.#inner.states.has("wiped");
    this.#inner.states[wiped ? "add" : "delete"]("wiped");
    const button = this.querySelector("[data-act=wipe]");
    if (button) button.ariaPressed = String(wiped);
  }

  #rated(name) {
    const press = (what) => this.lead?.querySelector(`[data-rate=${what}]:enabled`);
    if (name === "clear") (press("circle")?.ariaPressed === "true" ? press("circle") : press("ng")?.ariaPressed === "true" ? press("ng") : null)?.click();
    else press(name)?.click();
  }

  #click(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) this.#act(act);
    else if (event.target.closest(".screen")) { event.target.closest(".pane").focus(); this.#act("play"); }
  }

  #act(name) {
    if (name === "play") { if (this.#rate || this.#reverse) this.#halt(); else this.play(); }
    if (name === "stop") this.#halt();
    if (name === "back") this.#go(this.#at - 1);
    if (name === "forward") this.#go(this.#at + 1);
    if (name === "faster") { if (!this.playing) this.play(); else this.#rate = Math.min(4, this.#rate * 2); }
    if (name === "reverse" && !this.#reverse) {
      this.#halt();
      this.#reverse = setInterval(() => { if (this.#at <= this.#start) return this.#halt(); if (!this.videos.some((video) => video.seeking)) { this.#at -= 1; this.#show(); } }, 1000 / 12);
    }
    if (name === "mute") { this.#muted = !this.#muted; this.#lay(); }
    if (name === "wipe") this.#wipe();
    if (name === "units") { localStorage.setItem("units", counts() ? "timecode" : "frames"); this.#say(); }
  }

  #key(event) {
    const key = event.key.toLowerCase(), field = event.target.closest?.(typed);
    if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || field || event.target.matches?.(".wipe-edge") || document.querySelector("dialog[open]")) return;
    const by = { arrowleft: -1, arrowright: 1 }[key];
    if (by && event.altKey) this.#slide(by);
    else if (event.altKey) return;
    else if (by) this.#go(this.#at + by * (event.shiftKey ? 12 : 1));
    else if (key === "escape") document.querySelector("a[data-back]")?.click();
    else if (key === " " && !event.target.closest?.("button, a, summary")) { if (!event.repeat) this.#act("play"); }
    else if (!/^[jklcpxug1-4\\]$/.test(key) || (key === "g" && event.shiftKey) || localStorage.getItem("keys") === "off") return;
    else this.#letter(key, event.repeat);
    event.preventDefault();
  }

  #letter(key, repeats) {
    const inch = this.#held.has("k");
    if (repeats && !inch) return;
    this.#held.add(key);
    const acts = { j: inch ? "back" : "reverse", k: "stop", l: inch ? "forward" : "faster", "\\": "wipe" };
    const rates = { c: "circle", p: "pick", x: "ng", u: "clear" };
    if (acts[key]) this.#act(acts[key]);
    else if (rates[key]) this.#rated(rates[key]);
    else if (key === "g") { if (this.hasAttribute("plans")) this.lead?.querySelector("a.code").click(); }
    else this.panes[key - 1]?.focus();
  }
}
customElements.define("take-compare", TakeCompare);
