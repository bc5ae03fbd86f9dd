// <cut-watched> in a cut-player: a take that was played to where the cut leaves it, or through half of what the cut shows of it, has been watched; that
// is posted once, to event.watched. Who steps or scrubs has not watched it.
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class CutWatched extends HTMLElement {
  #said = new Set();
  #index = -1;
  #from = 0; // where it began to play, in its event
  #life;
  get player() { return this.closest("cut-player"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (kind, act) => this.player.addEventListener(kind, act, { signal: this.#life.signal });
    on("began", () => { this.#index = -1; });
    on("frame", () => this.#look());
  }

  disconnectedCallback() { this.#life.abort(); }

  #look() {
    const { event, index, offset, playing } = this.player;
    if (!playing || !event.watched || this.#said.has(event.take)) return;
    if (index !== this.#index || offset < this.#from) [this.#index, this.#from] = [index, offset];
    const runs = event.out - event.in;
    if (offset >= runs - 1 || offset - this.#from + 1 >= runs / 2) this.#say(event);
  }

  async #say({ take, watched }) {
    this.#said.add(take);
    const answer = await fetch(watched, { method: "POST", headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, keepalive: true }).catch(() => null);
    if (!answer?.ok) this.#said.delete(take);
  }
}
customElements.define("cut-watched", CutWatched);
