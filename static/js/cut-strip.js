// <cut-strip> around an ol, an input[type=range] for the keyboard and screen readers, and .tip: the film of a cut-player as blocks, one per event as
// wide as it is long, with its code, what is missing or out of date, the pins of the notes (`#notes [data-frame]`, and those on their way by the event
// `note`) and a playhead. Click or drag goes there; a pin goes to its note. The blocks that the server wrote are links and stay without script.
class CutStrip extends HTMLElement {
  #life;
  #pale = new Map(); // notes that are being saved
  get player() { return this.closest("cut-player"); }
  get list() { return this.querySelector("ol"); }
  get slider() { return this.querySelector("input"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act) => place.addEventListener(kind, act, { signal: this.#life.signal });
    on(this.player, "laid", () => this.lay());
    on(this.player, "frame", (event) => this.#head(event.detail));
    on(this, "pointerdown", (event) => this.#press(event));
    on(this, "pointermove", (event) => this.#over(event));
    on(this, "pointerleave", () => { this.querySelector(".tip").hidden = true; });
    on(this, "click", (event) => { if (event.target.closest("a")) event.preventDefault(); });
    on(this.slider, "input", () => this.player.seek(this.slider.valueAsNumber));
    on(document, "note", ({ detail }) => { this.#pale.set(detail.uid, detail.record); this.#pins(); });
    on(document, "note-refused", ({ detail }) => { this.#pale.delete(detail.uid); this.#pins(); });
    on(document, "note-chosen", (event) => this.#choose(event));
    this.#watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-uid"] });
    if (this.player.events.length) this.lay();
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#watch.disconnect();
  }

  #watch = new MutationObserver((changes) => { if (changes.some(({ target }) => target.closest?.("#notes") || target.querySelector?.("#notes"))) this.#pins(); });

  lay() {
    const { events, total } = this.player;
    this.list.replaceChildren(...events.map((event) => this.#block(event)));
    this.slider.max = Math.max(0, total - 1);
    this.#pins();
    this.#head(this.player);
  }

  #block({ shot, code, href, in: from, out, marks }) {
    const block = document.createElement("li"), link = Object.assign(document.createElement("a"), { href, tabIndex: -1 });
    link.append(Object.assign(document.createElement("span"), { textContent: code }));
    block.id = `edit-${shot}`;
    block.style.flexGrow = out - from;
    for (const name of ["missing", "unpicked", "stale"]) block.toggleAttribute(`data-${name}`, Boolean(marks[name]));
    block.append(link);
    return block;
  }

  #head({ record, index }) {
    const { events, total } = this.player;
    this.style.setProperty("--at", `${total ? (record / total) * 100 : 0}%`);
    this.slider.value = record;
    this.slider.ariaValueText = `${events[index]?.code ?? ""}, ${this.player.words(record)}`;
    if (this.shown === index) return;
    this.shown = index;
    for (const [n, block] of [...this.list.children].entries()) block.toggleAttribute("data-here", n === index);
  }

  /** Where each note stands in the film: [record, uid, words]; -1 where its frame does not show. */
  get notes() {
    const said = [...document.querySelectorAll("#notes [data-uid]")].map((note) => [this.#place(note), note.dataset.uid, note.querySelector(".text")?.textContent.trim() ?? ""]);
    for (const [, uid] of said) this.#pale.delete(uid);
    return [...said, ...[...this.#pale].map(([uid, record]) => [record, uid, null])].filter(([record]) => record >= 0);
  }

  #place({ dataset: { shot, take, frame } }) {
    const shows = (event) => (take ? String(event.take) === take && event.in <= Number(frame) && Number(frame) < event.out : String(event.shot) === shot);
    const event = this.player.events.find(shows);
    return event ? event.record + (take ? Number(frame) - event.in : 0) : -1;
  }

  #pins() {
    const { total } = this.player;
    this.querySelectorAll(".pin").forEach((pin) => pin.remove());
    for (const [record, uid, words] of total ? this.notes : []) {
      const pin = Object.assign(document.createElement("i"), { className: "pin", title: words ?? "" });
      Object.assign(pin.dataset, { uid, record });
      pin.toggleAttribute("data-pale", words === null);
      pin.style.insetInlineStart = `${(record / total) * 100}%`;
      this.append(pin);
    }
  }

  #record({ clientX }) {
    const { left, width } = this.list.getBoundingClientRect();
    return Math.max(0, Math.min(this.player.total - 1, Math.floor(((clientX - left) / width) * this.player.total)));
  }

  #press(event) {
    const pin = event.target.closest(".pin"), { player } = this;
    if (event.button || !player.total) return;
    event.preventDefault();
    const plays = player.playing && !pin;
    player.stop();
    player.seek(pin ? Number(pin.dataset.record) : this.#record(event));
    if (pin) return this.#light(pin.dataset.uid);
    const drag = new AbortController(), { signal } = drag;
    this.setPointerCapture(event.pointerId);
    this.addEventListener("pointermove", (moved) => player.seek(this.#record(moved)), { signal });
    for (const kind of ["pointerup", "pointercancel"]) this.addEventListener(kind, () => { drag.abort(); if (plays) player.play(); }, { signal });
  }

  #over(event) {
    const tip = this.querySelector(".tip"), { player } = this;
    if (!player.total || event.pointerType === "touch") return;
    const record = this.#record(event), [index] = player.at(record), { code, marks } = player.events[index];
    tip.hidden = false;
    tip.textContent = [code, player.words(record), marks.missing && this.getAttribute("missing"), marks.stale && `${this.getAttribute("stale")}: ${marks.stale}`].filter(Boolean).join(" · ");
    tip.style.insetInlineStart = `${(record / player.total) * 100}%`;
  }

  #choose(event) {
    const note = event.target.closest("#notes [data-uid]"), record = note ? this.#place(note) : -1;
    if (record < 0) return;
    event.preventDefault();
    this.player.stop();
    this.player.seek(record);
    this.#light(note.dataset.uid);
  }

  #light(uid) {
    for (const note of document.querySelectorAll("#notes [data-uid]")) {
      note.toggleAttribute("data-here", note.dataset.uid === uid);
      if (note.dataset.uid === uid) note.scrollIntoView({ block: "nearest" });
    }
  }
}
customElements.define("cut-strip", CutStrip);
