// <cut-player events="id" shot="4"> around a clip-deck, a still-card and an output.waiting[data-words="Loading %s"]: plays the events of the JSON in
// #id one after another, cut to the frame. Wants clip-deck and still-card. An event is {shot, code, in, out (exclusive), clip or still or size and action, why}; frames at 24 fps. What is
// not there yet is waited for on the picture that stands. load(events) takes others and keeps the place; seek(record), go(index, offset), play(), stop(),
// loop(from, to, once), pair(first, second): both frames of an edit. `place` is for a note. Fires `frame` {record, index, offset}, `laid` when the events are
// others, `began`, `stopped`. States: playing, waiting, still, pair.
const fps = 24;
const two = (n) => String(Math.floor(n)).padStart(2, "0");

class CutPlayer extends HTMLElement {
  #inner = this.attachInternals();
  #index = 0;
  #offset = 0;
  #run = 0; // another number whenever what is under way is not wanted any more
  #loop = null;
  #coming = false; // another picture is on its way
  #paired = false;
  #broken = new Set();
  events = [];
  rate = 1;
  muted = false;

  get deck() { return this.querySelector("clip-deck"); }
  get event() { return this.events[this.#index]; }
  get index() { return this.#index; }
  get offset() { return this.#offset; }
  get record() { return (this.event?.record ?? 0) + this.#offset; }
  get total() { const last = this.events.at(-1); return last ? last.record + last.out - last.in : 0; }
  get playing() { return this.#is("playing"); }
  get looping() { return this.playing && this.#loop && !this.#loop.once; }
  get place() {
    const { notes, shot, take, clip, in: from } = this.event ?? {};
    return { notes, shot, take: clip ? take : null, frame: clip ? from + this.#offset : null, record: this.record };
  }

  connectedCallback() {
    if (this.events.length) return;
    this.load(JSON.parse(document.getElementById(this.getAttribute("events")).textContent).events);
    const start = this.events.findIndex((event) => String(event.shot) === this.getAttribute("shot"));
    if (this.events.length) this.go(Math.max(0, start));
  }

  disconnectedCallback() { this.stop(); }

  // Other events; the picture that stands goes on standing where it is still one of them.
  load(events) {
    const here = this.event;
    let record = 0;
    this.events = events.map((event) => { const placed = { ...event, record }; record += event.out - event.in; return placed; });
    const same = this.events.findIndex((event) => event.shot === here?.shot);
    this.#index = same < 0 ? Math.max(0, Math.min(this.#index, events.length - 1)) : same;
    this.dispatchEvent(new CustomEvent("laid", { bubbles: true }));
    if (!here || !this.event) return;
    const shows = same >= 0 && here.clip === this.event.clip;
    const at = Math.max(0, Math.min(this.#offset + (shows ? here.in - this.event.in : 0), this.event.out - this.event.in - 1));
    const stands = shows && this.event.in + at === here.in + this.#offset;
    if (!stands) return this.go(this.#index, at, this.#loop);
    this.#say(this.#index, at);
    if (!this.#paired) this.#ahead();
  }

  at(record) {
    const index = Math.max(0, this.events.findLastIndex((event) => event.record <= record));
    return [index, Math.max(0, record - this.events[index].record)];
  }

  seek(record) { this.go(...this.at(Math.max(0, Math.min(this.total - 1, record)))); }

  async go(index, offset = 0, loop = null) {
    const run = (this.#run += 1), event = this.events[index];
    this.#coming = true;
    this.#paired = false;
    this.#loop = loop;
    this.#say(index, offset);
    if (!event.clip || this.#broken.has(event.clip)) return this.#card(event, run);
    const frame = event.in + offset;
    if (!this.deck.isReady(event.clip, frame)) { this.deck.pause(); this.#wait(event.code); }
    const shown = await this.deck.show(event.clip, frame).catch(() => { this.#broken.add(event.clip); });
    if (run !== this.#run) return;
    if (!shown) return this.go(index, offset, loop);
    this.#set("still", false);
    this.#stands();
  }

  // A still or a card runs by the clock.
  async #card(event, run) {
    this.#wait(event.code);
    const put = await this.querySelector("still-card").show(event, this.#broken.has(event.clip));
    if (run !== this.#run) return;
    this.deck.pause();
    put();
    this.#set("still", true);
    this.#stands();
  }

  #stands() {
    this.#coming = false;
    this.#wait("");
    this.#set("pair", false);
    if (this.playing) this.#start();
    this.#ahead();
  }

  play() {
    if (!this.event) return;
    const begins = !this.#loop && this.record >= this.total - 1, paired = this.#paired;
    const began = !this.playing;
    this.#set("playing", true);
    if (began) this.dispatchEvent(new CustomEvent("began", { bubbles: true }));
    if (begins) this.go(0);
    else if (paired) this.go(this.#index, this.#offset, this.#loop);
    else if (!this.#coming) this.#start();
  }

  stop() {
    const played = this.playing;
    this.#set("playing", false);
    this.rate = 1;
    if (!this.#coming) this.#run += 1;
    this.deck?.pause();
    if (played) this.dispatchEvent(new CustomEvent("stopped", { bubbles: true }));
  }

  // Over and over, or once: what an edit looks like.
  loop(from, to, once = false) {
    const loop = { from: Math.max(0, from), to: Math.min(this.total, to), once };
    this.stop();
    this.go(...this.at(loop.from), loop);
    this.play();
  }

  async pair(first, second) {
    this.stop();
    const run = (this.#run += 1), side = (event, frame) => (event?.clip && !this.#broken.has(event.clip) ? [event.clip, frame] : null);
    this.#loop = null;
    this.#paired = true;
    await this.deck.pair(side(first, first?.out - 1), side(second, second?.in));
    if (run === this.#run) { this.#coming = false; this.#wait(""); this.#set("still", false); this.#set("pair", true); }
  }

  words(frames) {
    if (localStorage.getItem("units") === "frames") return String(frames);
    return [frames / fps / 3600, (frames / fps / 60) % 60, (frames / fps) % 60, frames % fps].map(two).join(":");
  }

  #is(state) { return this.#inner.states.has(state); }
  #set(state, on) { this.#inner.states[on ? "add" : "delete"](state); }

  #say(index, offset) {
    [this.#index, this.#offset] = [index, offset];
    this.dispatchEvent(new CustomEvent("frame", { bubbles: true, detail: { record: this.record, index, offset } }));
  }

  #wait(code) {
    this.#set("waiting", Boolean(code));
    const place = this.querySelector(".waiting");
    place.textContent = code && place.dataset.words.replace("%s", code);
  }

  /** The frame of the event that does not show any more. */
  get #until() {
    const { in: from, out, record } = this.event;
    return this.#loop ? Math.min(out, from + this.#loop.to - record) : out;
  }

  #after(index) {
    const event = this.events[index];
    if (this.#loop && event.record + event.out - event.in >= this.#loop.to) return this.#loop.once ? null : this.at(this.#loop.from);
    return index + 1 < this.events.length ? [index + 1, 0] : null;
  }

  /** What plays at a place: [clip, frame]; null for a still. */
  #clip(at) {
    const event = at && this.events[at[0]];
    return event?.clip && !this.#broken.has(event.clip) ? [event.clip, event.in + at[1]] : null;
  }

  // The next two clips; a still between them wants none.
  #ahead() {
    const wanted = [];
    for (let at = this.#after(this.#index), steps = 0; at && steps < 4 && wanted.length < 2; at = this.#after(at[0]), steps += 1) {
      const clip = this.#clip(at);
      if (clip) wanted.push(clip);
      else this.querySelector("still-card").ahead(this.events[at[0]]);
    }
    this.deck.keep(wanted);
  }

  #start() {
    const run = (this.#run += 1);
    const say = (offset) => { if (run === this.#run) this.#say(this.#index, Math.max(0, offset)); }, done = () => this.#cut(run);
    if (this.#is("still")) return this.querySelector("still-card").run({ from: this.#offset, rate: this.rate, until: () => this.#until - this.event.in, say, done, goes: () => run === this.#run });
    this.deck.play({ rate: this.rate, muted: this.muted, until: () => this.#until, next: () => this.#clip(this.#after(this.#index)), say: (frame) => say(frame - this.event.in), done });
  }

  #cut(run) {
    if (run !== this.#run) return;
    const next = this.#after(this.#index);
    if (next) return this.go(...next, this.#loop);
    this.#say(this.#index, this.#until - this.event.in - 1);
    this.stop();
    this.#loop = null;
  }
}
customElements.define("cut-player", CutPlayer);
