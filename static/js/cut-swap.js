// <cut-swap failed="…"> in a cut-player, around .tray: T lays the takes of the shot that shows over the lower third (fetched at event.swap: buttons [data-take] with clip,
// in, out, [data-pick-url], [data-ask-url]). 1-9 by number, ← → or a click tries one at the same offset; what it would put out of date is fetched and said before ↵ picks it;
// Esc puts the film back as it was. State: open.
const typed = "input:not([type=range]), textarea, select, [contenteditable], dialog, .menu";
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class CutSwap extends HTMLElement {
  #inner = this.attachInternals();
  #was = null; // {events, index, offset}
  #tried = null;
  #life;
  get player() { return this.closest("cut-player"); }
  get room() { return this.closest("screening-room"); }
  get tray() { return this.querySelector(".tray"); }
  get takes() { return [...this.querySelectorAll("[data-take]:enabled")]; }
  get button() { return this.querySelector("[data-act=pick]"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal: this.#life.signal, ...more });
    on(this.room, "click", (event) => { if (event.target.closest("[data-act=swap]")) this.#was ? this.restore() : this.open(); });
    on(this, "click", (event) => this.#act(event.target.closest("button")));
    on(document, "keydown", (event) => this.#key(event), { capture: true });
  }

  disconnectedCallback() { this.#life.abort(); }

  /** With `tries` the take that shows is tried at once, so that what picking it would do is said. */
  async open(tries = false) {
    const { player } = this, { event, events, index, offset } = player;
    if (!event?.swap) return;
    document.querySelector("cut-trim")?.leave?.();
    player.stop();
    this.#was = { events, index, offset };
    this.toggleAttribute("data-busy", true);
    const answer = await fetch(event.swap).catch(() => null);
    if (!answer?.ok) { this.#close(); return this.#say(this.getAttribute("failed")); }
    this.tray.innerHTML = await answer.text();
    this.#inner.states.add("open");
    const shown = this.takes.find((take) => Number(take.dataset.take) === event.take);
    if (tries) this.try(shown); else this.#press(shown);
  }

  #close() {
    this.#was = this.#tried = null;
    this.tray.replaceChildren();
    this.#inner.states.delete("open");
    this.toggleAttribute("data-busy", false);
  }

  restore() {
    if (!this.#was) return;
    const { events, index, offset } = this.#was, { player } = this, plays = player.playing;
    player.stop();
    player.load(events);
    player.go(index, offset);
    if (plays) player.play();
    this.#close();
  }

  #press(tried) { for (const take of this.takes) take.setAttribute("aria-pressed", take === tried); }

  async try(take) {
    if (!take || !this.#was) return;
    const { player } = this, { events, index } = this.#was, { offset } = player.index === index ? player : this.#was, plays = player.playing;
    const said = take.dataset, number = (name) => Number(said[name]);
    const event = { ...events[index], take: number("take"), number: number("number"), clip: said.clip, still: "", in: number("in"), out: number("out"), marks: { ...events[index].marks, missing: false } };
    this.#tried = take;
    this.#press(take);
    player.stop();
    player.load(events.map((each, n) => (n === index ? event : each)));
    player.go(index, Math.min(offset, event.out - event.in - 1));
    if (plays) player.play();
    await this.#ask(take);
  }

  // Said before it takes effect: until it is, there is nothing to press.
  async #ask(take) {
    const place = this.querySelector(".consequences"), isPick = take.hasAttribute("data-picked");
    if (!this.button) return; // the tray is gone
    this.button.disabled = true;
    place.replaceChildren();
    const answer = isPick ? null : await fetch(take.dataset.askUrl).catch(() => null);
    if (take !== this.#tried || !this.button) return; // another one is tried by now
    if (answer?.ok) place.innerHTML = await answer.text();
    this.button.disabled = isPick || !answer?.ok;
  }

  async #pick() {
    if (this.button.disabled || !this.#tried) return;
    this.button.disabled = true;
    const back = new URL(this.room.getAttribute("address"), location), body = new FormData(), { shot } = this.#was.events[this.#was.index];
    for (const [name, value] of Object.entries({ on: 1, back: `${back.pathname}${back.search}#edit-${shot}` })) body.set(name, value);
    const answer = await fetch(this.#tried.dataset.pickUrl, { method: "POST", body, headers: { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": csrf() } }).catch(() => null);
    const isFilm = answer?.ok && answer.headers.get("Content-Type")?.includes("json");
    const told = JSON.parse(answer?.headers.get("HX-Trigger") ?? "{}");
    for (const [name, detail] of Object.entries(told)) document.dispatchEvent(new CustomEvent(name, { detail }));
    if (!isFilm) { if (!told.toast) this.#say(this.getAttribute("failed")); return this.restore(); }
    this.#close();
    this.room.adopt(await answer.json());
  }

  #say(text) { document.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "error" } })); }

  #act(button) {
    if (button?.dataset.take) this.try(button);
    if (button?.dataset.act === "pick") this.#pick();
    if (button?.dataset.act === "restore") this.restore();
  }

  #key(event) {
    if (!this.#was || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.target.closest?.(typed)) return;
    const { takes } = this, by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], now = takes.findIndex((take) => take.ariaPressed === "true");
    const letters = localStorage.getItem("keys") !== "off";
    if (/^[1-9]$/.test(event.key) && letters) this.try(takes.find((take) => take.dataset.number === event.key));
    else if (by) this.try(takes.at((now + by + takes.length) % takes.length));
    else if (event.key === "Enter" || (event.key.toLowerCase() === "p" && letters)) this.#pick();
    else if (event.key === "Escape") this.restore();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
customElements.define("cut-swap", CutSwap);
