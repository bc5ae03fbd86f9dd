// <join-loop first="/takes/1/clip" from="0" last="95" second="/takes/2/clip" start="4" until="120"> around a picture, a div.reel and a
// button: loops the last second of one clip and the first of another. Frames at 24 fps; `last` is the last one shown of the first clip,
// `until` the first one after the second. Starts on hover and focus (not under prefers-reduced-motion) and by its button; until then no
// clip is loaded. States: playing, second. One loops at a time; by its button with sound.
const fps = 24;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const seeked = (video, frame) => new Promise((resolve) => {
  video.addEventListener("seeked", resolve, { once: true });
  video.currentTime = (frame + 0.5) / fps;
});

class JoinLoop extends HTMLElement {
  static observedAttributes = ["first", "second", "from", "last", "start", "until"];
  static playing;
  #inner = this.attachInternals();
  #run;
  #held = false;
  get button() { return this.querySelector("button"); }
  get reel() { return this.querySelector(".reel"); }
  get isPlaying() { return Boolean(this.#run); }
  #number(name) { return Number(this.getAttribute(name)); }

  connectedCallback() {
    this.addEventListener("pointerenter", this.#near);
    this.addEventListener("pointerleave", this.#far);
    this.addEventListener("focusin", this.#near);
    this.addEventListener("focusout", this.#far);
    this.addEventListener("click", this.#press);
  }

  disconnectedCallback() { this.stop(); }

  // A morph sets one attribute after another: what plays goes on from all of them.
  attributeChangedCallback(name, was) {
    if (was === null || !this.#run) return;
    this.stop();
    queueMicrotask(() => this.play());
  }

  #near = (event) => { if (event.pointerType !== "touch" && !still.matches && !this.#run && !event.target.matches(":focus:not(:focus-visible)")) this.play(); };
  #far = () => { if (!this.#held && !this.matches(":hover, :focus-within:has(:focus-visible)")) this.stop(); };
  #press = (event) => { if (event.target.closest("button")) this.toggle(); };

  toggle() {
    const stops = this.#held && this.#run;
    stops ? this.stop() : this.play();
    this.#hold(!stops);
  }

  #hold(on) {
    this.#held = on;
    this.button?.setAttribute("aria-pressed", on);
    for (const video of this.querySelectorAll("video")) video.muted = !on;
  }

  stop() {
    this.#run?.abort();
    this.#run = null;
    this.#hold(false);
    for (const video of this.querySelectorAll("video")) video.pause();
    for (const state of ["playing", "second"]) this.#inner.states.delete(state);
  }

  async play() {
    if (this.#run) return;
    if (JoinLoop.playing !== this) JoinLoop.playing?.stop();
    JoinLoop.playing = this;
    const run = this.#run = new AbortController();
    try {
      const [first, second] = await Promise.all(["first", "second"].map((side) => this.#clip(side)));
      while (!run.signal.aborted) await this.#once(first, second, run.signal);
    } catch { if (this.#run === run) this.stop(); } // no clip, or it was taken away
  }

  // Loaded on first need, and again when the address is another one.
  async #clip(side) {
    const video = this.reel.querySelector(`.${side}`) ?? Object.assign(document.createElement("video"), { className: side, muted: !this.#held, playsInline: true, preload: "auto" });
    if (!video.isConnected) this.reel.append(video);
    if (video.getAttribute("src") === this.getAttribute(side) && video.readyState) return video;
    const loaded = new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = reject; });
    video.src = this.getAttribute(side);
    await loaded;
    return video;
  }

  async #once(first, second, signal) {
    const last = this.#number("last"), start = this.#number("start");
    await seeked(first, Math.max(this.#number("from"), last - fps + 1));
    this.#show(false, signal);
    const ready = seeked(second, start); // behind the first one, which plays
    await this.#until(first, last, signal);
    await ready;
    this.#show(true, signal);
    await this.#until(second, Math.min(start + fps, this.#number("until")) - 1, signal);
  }

  #show(isSecond, signal) {
    if (signal.aborted) return;
    this.#inner.states.add("playing");
    this.#inner.states[isSecond ? "add" : "delete"]("second");
  }

  // Plays until this frame has stood for its time; held there, the next one never shows.
  #until(video, last, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", resolve, { once: true });
      video.addEventListener("ended", resolve, { once: true });
      const done = () => { video.pause(); setTimeout(resolve, 1000 / fps); };
      const look = (_, { mediaTime }) => (Math.round(mediaTime * fps) >= last ? done() : video.requestVideoFrameCallback(look));
      video.requestVideoFrameCallback(look);
      video.play().catch(reject);
    });
  }
}
customElements.define("join-loop", JoinLoop);
