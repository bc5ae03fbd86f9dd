// <note-box refused="…" signed-out="…" saved="…"> around a button [data-act=note] and the form of a note: uid, take, frame, text, an output [data-at],
// a .error. M (or the button, or a click into the field) stops the film-player, cut-player or take-compare and takes its frame; Enter saves and plays on if
// it played, Esc leaves the note and keeps the words. A player that knows more says so: `place` {notes (address), shot, take, frame}.
// What is saved is sent until it is there, each by a uid of its own. Fires `note` {uid, shot, take, frame} at once, `noted` {uid} when it is
// saved, `note-refused` {uid}. A click on [data-go] in [data-frame] fires `note-chosen`; who shows it prevents the way to its page.
const longest = 30;
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
};
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class NoteBox extends HTMLElement {
  #inner = this.attachInternals();
  #place = null;
  #plays = false;
  #pending = new Map();
  #life;
  get form() { return this.querySelector("form"); }
  get field() { return this.form.elements.text; }
  get player() { return document.querySelector("cut-player, film-player, take-compare"); }
  get isOpen() { return this.#inner.states.has("open"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act) => place.addEventListener(kind, act, { signal: this.#life.signal });
    on(this, "click", (event) => { if (event.target.closest("[data-act=note]")) this.open(); });
    on(this, "focusin", (event) => { if (event.target === this.field) this.#take(); });
    on(this, "keydown", (event) => this.#key(event));
    on(this, "submit", (event) => { event.preventDefault(); this.#save(); });
    on(document, "click", (event) => this.#choose(event));
    on(window, "beforeunload", (event) => { if (this.#pending.size) event.preventDefault(); });
    this.#inner.states.add("live");
  }

  disconnectedCallback() { this.#life.abort(); }

  open() {
    this.#take();
    this.field.focus();
  }

  // The frame it is about is the one that stood when somebody began.
  #take() {
    if (this.isOpen) return;
    const player = this.player;
    this.#plays = Boolean(player?.matches(":state(playing)"));
    player?.stop();
    this.#place = player?.place ?? { take: this.form.elements.take.value, frame: player?.frame };
    this.querySelector("[data-at]").textContent = this.#place.frame == null ? "" : player?.words(this.#place.frame) ?? "";
    this.#inner.states.add("open");
  }

  close() {
    this.#inner.states.delete("open");
    this.field.blur();
    if (this.closest("dialog")) this.player?.focus(); // where the dialog has its keys
  }

  #key(event) {
    if (event.isComposing || !this.isOpen) return;
    if (event.key === "Enter" && !event.shiftKey && event.target === this.field) { event.preventDefault(); this.form.requestSubmit(); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.close(); }
  }

  #save() {
    if (!this.field.value.trim()) return this.close();
    const place = this.#place ?? {}, data = new FormData(this.form), uid = uuid();
    for (const [name, value] of Object.entries({ uid, take: place.take, frame: place.frame })) value == null || value === "" ? data.delete(name) : data.set(name, value);
    this.dispatchEvent(new CustomEvent("note", { bubbles: true, detail: { ...place, uid } }));
    this.#pending.set(uid, { to: place.notes ?? this.form.action, data });
    this.#send(uid, 1);
    this.form.reset();
    this.field.value = "";
    this.#say("");
    this.close();
    if (this.#plays) this.player?.play();
  }

  async #send(uid, wait) {
    const { to, data } = this.#pending.get(uid);
    const answer = await fetch(to, { method: "POST", body: data, headers: { "HX-Request": "true", "HX-Target": "section#notes", "X-CSRFToken": csrf() } }).catch(() => null);
    if (!answer || answer.status >= 500) return setTimeout(() => this.#send(uid, Math.min(wait * 2, longest)), wait * 1000);
    this.#pending.delete(uid);
    if (answer.ok && !answer.headers.has("HX-Redirect")) return this.#saved(uid);
    document.body.dispatchEvent(new CustomEvent("note-refused", { bubbles: true, detail: { uid } }));
    this.#refuse(data.get("text"), answer.status === 422 ? await answer.text() : this.getAttribute(answer.ok ? "signed-out" : "refused"));
  }

  // Where no notes are shown a word says that it is kept.
  #saved(uid) {
    document.body.dispatchEvent(new CustomEvent("noted", { bubbles: true, detail: { uid } }));
    if (!document.getElementById("notes")) document.dispatchEvent(new CustomEvent("toast", { detail: { text: this.getAttribute("saved"), key: "noted" } }));
  }

  // The words come back; what was begun meanwhile stays below them.
  #refuse(text, why) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.#say(why);
    this.open();
  }

  #say(sentence) { this.querySelector(".error").textContent = sentence; }

  #choose(event) {
    const note = event.target.closest?.("[data-go]")?.closest("[data-frame]");
    if (!note || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const { shot, take, frame, uid } = note.dataset;
    const chosen = new CustomEvent("note-chosen", { bubbles: true, cancelable: true, detail: { shot, take, frame: Number(frame), uid } });
    if (!note.dispatchEvent(chosen)) event.preventDefault();
  }
}
customElements.define("note-box", NoteBox);
