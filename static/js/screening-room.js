// <screening-room> around a cut-player: its keys (Space J K L ← → ⇧ ↑ ↓ [ ] Home End), its buttons [data-act], full screen (F) in which everything but the picture goes
// away 2 s after the last move, a screen that stays awake while it plays, the counter [data-act=units] and .total, what [data-now] says of the shot that
// shows, and what others change meanwhile, asked for every 10 s at `address` unless something is [data-busy] here. States: full, idle.
const fields = "input:not([type=range]), textarea, select, [contenteditable], dialog, .menu";
const rest = 2000, poll = 10000;

class ScreeningRoom extends HTMLElement {
  #inner = this.attachInternals();
  #held = new Set();
  #life;
  #idle;
  #awake = null;
  #back;
  get player() { return this.querySelector("cut-player"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act) => place.addEventListener(kind, act, { signal: this.#life.signal });
    on(document, "keydown", (event) => this.#key(event));
    on(document, "units", () => this.#count());
    on(document, "keyup", (event) => this.#held.delete(event.key.toLowerCase()));
    for (const kind of ["pointermove", "pointerdown", "keydown", "focusin"]) on(document, kind, () => this.#stir());
    on(document, "fullscreenchange", () => this.#full());
    on(document, "visibilitychange", () => (document.hidden ? this.player.stop() : this.#wake()));
    on(this, "click", (event) => this.#act(event.target.closest("[data-act]")?.dataset.act));
    on(this, "frame", () => this.#count());
    on(this, "laid", () => this.#count());
    on(this, "began", () => { this.#back = clearInterval(this.#back); });
    for (const kind of ["began", "stopped"]) on(this, kind, () => { this.#wake(); this.#stir(); });
    this.#life.timer = setInterval(() => this.#ask(), poll);
    this.toggleAttribute("data-slate", localStorage.getItem("slate") === "on");
    this.#said(localStorage.getItem("notes") === "open" || matchMedia("(max-width: 64rem)").matches);
    this.#count();
  }

  #said(open) {
    this.querySelector(".said").open = open;
    this.querySelector("[data-act=said]").setAttribute("aria-expanded", open);
    return open;
  }

  disconnectedCallback() {
    this.#life.abort();
    clearInterval(this.#life.timer);
  }

  #count() {
    const { player } = this, { event } = player;
    if (!event) return;
    for (const place of this.querySelectorAll("[data-act=units]")) place.textContent = player.words(player.record);
    this.querySelector(".total").textContent = player.words(player.total);
    if (this.shown === event) return;
    this.shown = event;
    const says = { code: event.code, take: event.number ? this.getAttribute("take").replace("%s", event.number) : "", mark: event.marks.missing ? this.getAttribute("missing") : event.marks.stale ? this.getAttribute("stale") : event.marks.unpicked ? this.getAttribute("unpicked") : "" };
    for (const place of this.querySelectorAll("[data-now]")) place.textContent = says[place.dataset.now];
    for (const place of this.querySelectorAll("a[data-open-shot]")) place.href = event.href;
  }

  #act(name) {
    const { player } = this;
    const acts = {
      play: () => (player.playing || this.#back ? this.#stop() : player.play()),
      back: () => this.#step(-1),
      forward: () => this.#step(1),
      previous: () => this.#edit(-1),
      next: () => this.#edit(1),
      mute: () => this.#mute(),
      units: () => { localStorage.setItem("units", localStorage.getItem("units") === "frames" ? "timecode" : "frames"); this.#count(); },
      said: () => { localStorage.setItem("notes", this.#said(!this.querySelector(".said").open) ? "open" : "closed"); },
      slate: () => localStorage.setItem("slate", this.toggleAttribute("data-slate") ? "on" : "off"),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    };
    acts[name]?.();
  }

  #stop() {
    this.#back = clearInterval(this.#back);
    this.player.stop();
  }

  #step(by) {
    const from = this.player.record;
    this.#stop();
    this.player.seek(from + by);
  }

  // The edit before and after; within a shot ↑ leads to its own beginning first.
  #edit(by) {
    const { player } = this, index = player.index + (by < 0 && player.offset > 0 ? 0 : by);
    if (index >= player.events.length) player.seek(player.total - 1);
    else player.go(Math.max(0, index));
  }

  #faster() {
    const { player } = this;
    if (player.playing) player.rate = Math.min(4, player.rate * 2);
    player.play();
  }

  #reverse() {
    const { player } = this;
    this.#stop();
    this.#back = setInterval(() => { if (player.record === 0) this.#stop(); else if (!player.matches(":state(waiting)")) player.seek(player.record - 1); }, 1000 / 12);
  }

  #mute() {
    const { player } = this, { video } = player.deck;
    player.muted = !player.muted;
    if (video) video.muted = player.muted;
    this.querySelector("[data-act=mute]").setAttribute("aria-pressed", player.muted);
  }

  #key(event) {
    const key = event.key.toLowerCase(), { player } = this, field = event.target.closest?.(fields);
    if (!player.total || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || field) return;
    if (/^[jkl[\]]$/.test(key) && localStorage.getItem("keys") === "off") return;
    if (key === " " && event.target.closest?.("button, summary")) return;
    const inch = this.#held.has("k");
    if (event.repeat && /^[jkl ]$/.test(key) && !inch) return event.preventDefault();
    this.#held.add(key);
    const by = event.shiftKey ? 12 : 1;
    const acts = {
      " ": () => this.#act("play"),
      k: () => this.#stop(),
      l: () => (inch ? this.#step(1) : this.#faster()),
      j: () => (inch ? this.#step(-1) : this.#reverse()),
      arrowleft: () => this.#step(-by),
      arrowright: () => this.#step(by),
      arrowup: () => this.#edit(-1),
      arrowdown: () => this.#edit(1),
      "[": () => player.go(Math.max(0, player.index - 1)),
      "]": () => player.go(Math.min(player.events.length - 1, player.index + 1)),
      home: () => player.seek(0),
      end: () => player.seek(player.total - 1),
    };
    if (!acts[key]) return;
    event.preventDefault();
    acts[key]();
  }

  #full() {
    this.#set("full", Boolean(document.fullscreenElement));
    document.documentElement.toggleAttribute("data-full", Boolean(document.fullscreenElement));
    this.#stir();
  }

  // In the dark while it plays; a hand or a key brings the room back.
  #stir() {
    clearTimeout(this.#idle);
    this.#set("idle", false);
    this.#idle = setTimeout(() => this.#set("idle", this.player.playing && !this.querySelector(":focus-visible:not(cut-player), [data-busy]")), rest);
  }

  async #wake() {
    const wanted = this.player.playing && !document.hidden;
    if (!wanted) { this.#awake?.release(); this.#awake = null; }
    else if (!this.#awake || this.#awake.released) this.#awake = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  // What others have changed: never under a hand that trims or swaps.
  async #ask() {
    if (document.hidden || this.player.playing || this.querySelector("[data-busy]")) return;
    const to = new URL(this.getAttribute("address"), location);
    to.searchParams.set("version", this.getAttribute("version"));
    const answer = await fetch(to, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.status === 200 && !this.querySelector("[data-busy]")) this.adopt(await answer.json());
  }

  /** As the server has it now. */
  async refresh() {
    const answer = await fetch(this.getAttribute("address"), { headers: { Accept: "application/json" } }).catch(() => null);
    const film = answer?.ok && (await answer.json());
    if (film && !this.querySelector("cut-trim")?.moves) this.adopt(film);
  }

  adopt({ version, events }) {
    this.setAttribute("version", version);
    this.player.load(events);
  }

  #set(state, on) { this.#inner.states[on ? "add" : "delete"](state); }
}
customElements.define("screening-room", ScreeningRoom);
