// <cut-trim> in a cut-player: the edit nearest to the picture, both its frames side by side. , . move the out point of the shot before it by a frame, with ⇧ the in
// point of the one after; / loops two seconds around it; Esc leaves. Buttons [data-by] in [data-side] do the same. The film follows at once; 400 ms after the
// last press each moved shot posts its points to event.trim, with `ask`: where the server wants a word first, the sentence stands in .ask until ↵ or Esc.
// ⌘Z, which fires `undone` {place: "edit-4"}, fetches the film anew and plays around that edit.
const fps = 24, rest = 400;
const typed = "input:not([type=range]), textarea, select, [contenteditable], dialog, .menu";
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class CutTrim extends HTMLElement {
  #inner = this.attachInternals();
  #edit = null; // the place between event edit - 1 and event edit
  #moved = new Map(); // by shot: the points that the server has
  #along = ""; // the change that the other side of this hand made: one ⌘Z takes back both
  #busy = false;
  #timer;
  #saving = null; // what is on its way
  #life;
  get player() { return this.closest("cut-player"); }
  get room() { return this.closest("screening-room"); }
  get isOpen() { return this.#edit !== null; }
  get moves() { return this.#moved.size > 0; }
  get asks() { return !this.querySelector(".ask").hidden; }
  #side(name) { return this.player.events[name === "out" ? this.#edit - 1 : this.#edit]; }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal: this.#life.signal, ...more });
    on(this, "click", (event) => this.#act(event.target.closest("button")));
    on(this.room, "click", (event) => { if (event.target.closest("[data-act=trim]")) this.isOpen ? this.leave() : this.open(); });
    on(document, "keydown", (event) => this.#key(event), { capture: true });
    on(document, "undone", (event) => this.#undone(event), { capture: true });
    on(this.player, "frame", () => { if (this.isOpen && !this.#busy && !this.player.looping && !this.#near()) this.#close(); });
    on(this.player, "began", () => { if (this.isOpen && !this.#busy && !this.player.looping) this.#close(); });
    on(this.player, "stopped", () => { if (this.isOpen && !this.#busy) this.#show(false); });
    on(window, "beforeunload", (event) => { if (this.#moved.size) event.preventDefault(); });
  }

  disconnectedCallback() { this.#life.abort(); clearTimeout(this.#timer); }

  #near() { const { index, offset, event } = this.player; return index + (offset > (event.out - event.in) / 2 ? 1 : 0) === this.#edit; }

  open() {
    const { player } = this, { event, index, offset } = player;
    if (!event) return;
    document.querySelector("cut-swap")?.restore?.();
    this.#edit = index + (offset > (event.out - event.in) / 2 ? 1 : 0);
    this.#inner.states.add("open");
    this.toggleAttribute("data-busy", true);
    this.#show();
  }

  leave() {
    if (!this.isOpen) return;
    const loops = this.player.looping;
    this.#close();
    if (loops) this.player.stop();
    this.player.seek(this.player.record);
  }

  #close() {
    this.#edit = null;
    this.#inner.states.delete("open");
    this.toggleAttribute("data-busy", this.#moved.size > 0);
    this.#press(false);
  }

  #press(on) { this.querySelector("[data-act=loop]").setAttribute("aria-pressed", on); }

  /** Where the edit lies in the film. */
  get #at() { return this.player.events[this.#edit]?.record ?? this.player.total; }

  // What the film does under this hand does not close it.
  #busily(act) {
    this.#busy = true;
    act();
    this.#busy = false;
  }

  #show(loops = this.player.looping) {
    const { player } = this, first = this.#side("out"), second = this.#side("in");
    this.#busily(() => {
      if (loops) return player.loop(this.#at - fps, this.#at + fps);
      player.seek(Math.min(this.#at, player.total - 1));
      player.pair(first, second);
    });
    this.#press(Boolean(loops));
    for (const [name, event, at] of [["out", first, first?.out - 1], ["in", second, second?.in]]) {
      const side = this.querySelector(`[data-side=${name}]`), can = Boolean(event?.trim && event.clip), edge = player.querySelector(`[data-edge=${name}]`);
      side.querySelector(".code").textContent = event?.code ?? this.getAttribute(name === "out" ? "from-start" : "to-end");
      side.querySelector("output").textContent = event?.clip ? player.words(at) : "";
      side.querySelector(".runs").textContent = event ? (can ? this.getAttribute("runs").replace("%s", player.words(event.out - event.in)) : this.getAttribute("fixed")) : "";
      for (const button of side.querySelectorAll("button")) button.disabled = !can;
      edge.textContent = event ? `${event.code} ${event.clip ? player.words(at) : ""}` : "";
    }
  }

  nudge(name, by) {
    if (!this.isOpen) this.open();
    const { player } = this, event = this.#side(name), point = name === "out" ? event?.out + by : event?.in + by;
    const fits = event?.trim && event.clip && (name === "out" ? point > event.in && point <= event.frames : point >= 0 && point < event.out);
    if (!fits || this.asks) return;
    if (!this.#moved.has(event.shot)) this.#moved.set(event.shot, event);
    const loops = player.looping;
    this.#busily(() => player.load(player.events.map((each) => (each === event ? { ...each, [name]: point } : each))));
    this.#show(loops);
    this.#say("");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(true), rest);
  }

  loop() {
    if (!this.isOpen) this.open();
    this.#show(!this.player.looping);
  }

  // One after the other; each comes to whether it changed something.
  #save(ask) {
    const saving = (this.#saving ?? Promise.resolve()).then(() => this.#send(ask)).finally(() => { if (this.#saving === saving) this.#saving = null; });
    this.#saving = saving;
  }

  // What is on its way to the server is there before it is taken back, and nothing else is where it never came there.
  async #takeBack() {
    clearTimeout(this.#timer);
    const made = await this.#saving;
    if (this.#moved.size) this.#answer(false);
    else if (made) this.#undo();
  }

  #undo() {
    const keys = document.querySelector("undo-keys");
    keys?.press(keys.getAttribute("action"));
  }

  // One shot after the other; what the film says then is what the server has.
  async #send(ask) {
    if (!this.#moved.size) return "";
    this.#say("saving");
    for (const [shot, was] of [...this.#moved]) {
      const now = this.player.events.find((event) => event.shot === shot);
      const answer = await this.#post(was, now, ask).catch(() => null);
      if (!answer) return this.#put(this.getAttribute("offline"));
      if (answer.headers.get("HX-Retarget") && answer.ok) return this.#ask(await answer.text());
      this.#tell(answer);
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return this.#put("");
      const film = await answer.json(), still = this.player.events.find((event) => event.shot === shot);
      const there = film.events.find((event) => event.shot === shot);
      if (there && still && there.in === still.in && there.out === still.out) this.#moved.delete(shot);
      else if (there) this.#moved.set(shot, there);
      this.last = film;
    }
    const made = this.#along;
    if (this.#moved.size) return made;
    this.#along = "";
    this.#busily(() => this.room.adopt(this.last));
    this.toggleAttribute("data-busy", this.isOpen);
    this.#say("saved");
    return made;
  }

  #post(was, now, ask) {
    const body = new FormData(), into = this.player.events[this.#edit ?? this.player.index] ?? now;
    const back = new URL(this.room.getAttribute("address"), location);
    const said = { take: was.take, was_start: was.start ?? "", was_end: was.end ?? "", start: now.in, last: now.out - 1, ask: ask ? 1 : "", along: this.#along, back: `${back.pathname}${back.search}#edit-${into.shot}` };
    for (const [name, value] of Object.entries(said)) body.set(name, value);
    return fetch(was.trim, { method: "POST", body, headers: { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": csrf() } });
  }

  #ask(html) {
    const said = new DOMParser().parseFromString(html, "text/html").querySelector(".ask p");
    const ask = this.querySelector(".ask");
    ask.querySelector("p").replaceChildren(...(said?.childNodes ?? []));
    ask.hidden = false;
    this.#say("");
  }

  #answer(yes) {
    this.querySelector(".ask").hidden = true;
    if (yes) this.#save(false);
    else this.#put("", false);
  }

  // As the server has it.
  #put(sentence, changed = true) {
    clearTimeout(this.#timer);
    const { player } = this, had = this.#moved;
    this.#moved = new Map();
    this.toggleAttribute("data-busy", this.isOpen);
    this.#along = "";
    this.#say("");
    if (sentence) document.dispatchEvent(new CustomEvent("toast", { detail: { text: sentence, level: "error" } }));
    this.#busily(() => player.load(player.events.map((event) => had.get(event.shot) ?? event)));
    if (this.isOpen) this.#show();
    if (changed) this.room.refresh();
  }

  // What went well stands in the row, with its Undo; only what did not is a toast over the picture.
  #tell(answer) {
    const { toast } = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
    if (!answer.ok && toast) document.dispatchEvent(new CustomEvent("toast", { detail: toast }));
    if (answer.ok) this.said = [this.#along && this.said, toast?.text].filter(Boolean).join(" ");
    this.#along ||= toast?.undo?.fields?.change ?? "";
  }

  #say(state) {
    this.querySelector("[data-state]").textContent = state === "saved" ? this.said : state && this.getAttribute(state);
    this.querySelector("[data-act=undo]").hidden = state !== "saved" || !this.said;
  }

  async #undone(event) {
    const place = event.detail?.value?.place ?? event.detail?.place;
    if (!place?.startsWith("edit-")) return;
    event.stopImmediatePropagation();
    await this.room.refresh();
    const at = this.player.events.findIndex((each) => `edit-${each.shot}` === place);
    if (at < 0) return;
    this.leave();
    const { record } = this.player.events[at];
    this.player.loop(record - fps, record + fps, true);
  }

  #act(button) {
    const { by, act } = button?.dataset ?? {};
    if (by) this.nudge(button.closest("[data-side]").dataset.side, Number(by));
    if (act === "loop") this.loop();
    if (act === "leave") this.leave();
    if (act === "undo") this.#undo();
    if (act === "apply" || act === "put-back") this.#answer(act === "apply");
  }

  #key(event) {
    const { player } = this;
    if (event.defaultPrevented || event.altKey || event.target.closest?.(typed) || !player.total) return;
    const mod = event.metaKey || event.ctrlKey, by = { ",": -1, Comma: -1, ".": 1, Period: 1 }[event.shiftKey ? event.code : event.key];
    const letters = localStorage.getItem("keys") !== "off";
    if (mod && event.key.toLowerCase() === "z" && this.#moved.size && !event.shiftKey) { this.#takeBack(); event.stopImmediatePropagation(); }
    else if (mod) return;
    else if (by && letters) this.nudge(event.shiftKey ? "in" : "out", by);
    else if (event.key === "/" && letters) this.loop();
    else if (event.key === "Enter" && this.asks) this.#answer(true);
    else if (event.key === "Escape" && this.isOpen) this.asks ? this.#answer(false) : this.leave();
    else return;
    event.preventDefault();
  }
}
customElements.define("cut-trim", CutTrim);
