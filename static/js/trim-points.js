// <trim-points take frames enters start end picked hands> beside a film-player: in and out of what plays, `end` exclusive, empty where a
// point stands by itself. I/O mark the shown frame, ⇧ goes there, ⌥ clears; , . move out by a frame and show it, with ⇧ in; ⇧Space plays
// from in to out. On the pick the marks are sent by the form inside, 400 ms after the last one and one request at a time; on another take
// they stay here and go along with the form whose action is `picks`. With `asks` the server wants a press of its button first.
const typed = "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable], dialog";
const frame = (said) => (said === "" || said === null ? null : Number(said));

class TrimPoints extends HTMLElement {
  static observedAttributes = ["take", "frames", "enters", "start", "end", "picked", "asks"];
  #inner = this.attachInternals();
  #in = null;
  #out = null;
  #sent = null;
  #shown = "";
  #timer;
  #until = null;
  #lifetime;

  get player() { return document.querySelector("film-player"); }
  get frames() { return Number(this.getAttribute("frames")); }
  get enters() { return Number(this.getAttribute("enters")); }
  get picked() { return this.hasAttribute("picked"); }
  get first() { return this.#in ?? Math.min(this.enters, this.last); }
  get last() { return (this.#out ?? this.frames) - 1; }
  get marks() { return `${this.#in ?? ""} ${this.#out ?? ""}`; }
  get saved() { return `${this.getAttribute("start")} ${this.getAttribute("end")}`; }
  get kept() { return this.#inner.states.has("kept"); }
  set kept(on) { this.#inner.states[on ? "add" : "delete"]("kept"); }

  connectedCallback() {
    this.#lifetime = new AbortController();
    const { signal } = this.#lifetime;
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal, ...more });
    on(this, "click", (event) => this.#act(event));
    on(this, "submit", () => { clearTimeout(this.#timer); this.#sent = this.marks; });
    on(this, "htmx:finally:request", (event) => this.#answered(event.detail.ctx?.response?.status));
    on(document, "keydown", (event) => this.#key(event), { capture: true }); // before the player, whose Space plays all
    on(document, "formdata", (event) => this.#go(event));
    on(document, "frame", (event) => this.#reached(event.detail.frame));
    on(document, "pause", (event) => { if (event.target.paused) this.#until = null; }, { capture: true });
    on(document, "click", (event) => event.target.closest?.("[data-act=units]") && this.lay());
    on(document, "units", () => this.lay());
    this.#adopt();
  }

  disconnectedCallback() {
    this.#lifetime.abort();
    clearTimeout(this.#timer);
    this.#dim(0, 1);
  }

  attributeChangedCallback() { if (this.#lifetime) queueMicrotask(() => this.#adopt()); }

  // What the server says holds, but for marks that are on their way or wait for a hand.
  #adopt() {
    const shown = `${this.getAttribute("take")} ${this.picked}`;
    if (shown !== this.#shown) { this.kept = false; this.#sent = null; clearTimeout(this.#timer); }
    this.#shown = shown;
    if (!this.kept) { this.#in = frame(this.getAttribute("start")); this.#out = frame(this.getAttribute("end")); }
    this.lay();
  }

  lay() {
    const runs = this.last - this.first + 1, words = this.player?.words?.bind(this.player);
    this.#inner.states[this.marks !== " " ? "add" : "delete"]("trimmed");
    this.#dim(this.first / this.frames, (this.last + 1) / this.frames);
    if (words) for (const [name, n] of Object.entries({ in: this.first, out: this.last, runs })) this.querySelector(`[data-point=${name}]`).textContent = words(n);
  }

  #dim(from, to) {
    const track = this.player?.querySelector(".track");
    track?.style.setProperty("--in", `${from * 100}%`);
    track?.style.setProperty("--out", `${to * 100}%`);
  }

  #mark(start, end) {
    if (!this.hasAttribute("hands")) return;
    this.#in = start === this.enters ? null : start;
    this.#out = end === this.frames ? null : end;
    this.kept = true;
    this.lay();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.picked ? this.#send() : this.#ask()), 400);
  }

  // A point that is set behind the other one takes that away.
  #set(name) {
    const at = this.player.frame;
    if (name === "in") this.#mark(at, at > this.last ? null : this.#out);
    else this.#mark(at < this.first ? (at < this.enters ? 0 : null) : this.#in, at + 1);
  }

  #clear(name) {
    if (name === "in") this.#mark(this.#out !== null && this.enters >= this.#out ? 0 : null, this.#out);
    else this.#mark(this.#in, null);
  }

  #nudge(name, by) {
    const to = (name === "in" ? this.first : this.last) + by;
    const fits = name === "in" ? to >= 0 && to <= this.last : to >= this.first && to < this.frames;
    if (fits) { this.#mark(name === "in" ? to : this.#in, name === "in" ? this.#out : to + 1); this.#show(to); }
  }

  #show(at) { this.player.stop(); this.player.frame = at; }

  #send() {
    if (this.#sent !== null) return;
    if (this.marks === this.saved && !this.hasAttribute("asks")) { this.kept = false; return; }
    this.querySelector("form").requestSubmit();
  }

  #answered(status) {
    const sent = this.#sent;
    this.#sent = null;
    if (status && (status >= 400 || (sent === this.marks && !this.hasAttribute("asks")))) this.kept = false;
    else if (status && sent !== this.marks) return setTimeout(() => this.#send());
    this.#adopt();
  }

  // What would be out of date if it were picked with these marks.
  #ask() {
    const place = document.querySelector(`[id^="consequences-${this.getAttribute("take")}-"]`);
    if (place) htmx.ajax("GET", `${place.getAttribute("hx-get")}?start=${this.#in ?? ""}&end=${this.#out ?? ""}`, { target: place, swap: "innerHTML" });
  }

  #go({ target, formData }) {
    const own = this.contains(target), picks = !this.picked && target.getAttribute("action") === this.getAttribute("picks");
    if (!own && !(picks && this.kept)) return;
    formData.set("start", this.#in ?? "");
    formData.set("last", this.#out === null ? "" : this.#out - 1);
  }

  #play() {
    if (this.#until !== null) return this.player.stop();
    this.#show(this.first);
    this.#until = this.last;
    this.player.play();
  }

  #reached(at) {
    if (this.#until !== null && at >= this.#until) this.#show(this.#until);
  }

  #act(event) {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (name === "in" || name === "out") this.#set(name);
    if (name === "play") this.#play();
    if (name === "clear") this.#mark(null, null);
    if (name === "units") this.player.units();
    if (name === "leave") { event.preventDefault(); this.kept = false; this.querySelector(".ask").remove(); this.removeAttribute("asks"); this.#adopt(); }
  }

  #key(event) {
    if (!this.player || event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.target.closest?.(typed)) return;
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code;
    const name = { i: "in", KeyI: "in", o: "out", KeyO: "out" }[letter], by = { ",": -1, Comma: -1, ".": 1, Period: 1 }[event.shiftKey ? event.code : event.key];
    if (event.code !== "Space" && localStorage.getItem("keys") === "off") return;
    if (name && event.altKey) this.#clear(name);
    else if (name && event.shiftKey) this.#show(name === "in" ? this.first : this.last);
    else if (by && !event.altKey) this.#nudge(event.shiftKey ? "in" : "out", by);
    else if (event.code === "Space" && event.shiftKey && !event.repeat) this.#play();
    else return;
    event.preventDefault();
  }
}
customElements.define("trim-points", TrimPoints);
