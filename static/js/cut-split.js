// <cut-split failed="…"> in a cut-player, around a form: splits the shot that shows at the frame that shows, where its event says at `split` that one may. The
// frame stays on the screen; what was split is told with its Undo, after which, as after doing it again, it still does.
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class CutSplit extends HTMLElement {
  #life;
  #busy = false;
  get player() { return this.closest("cut-player"); }
  get room() { return this.closest("screening-room"); }
  get button() { return this.querySelector("button"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal: this.#life.signal, ...more });
    on(this, "submit", (event) => { event.preventDefault(); this.#split(); });
    for (const kind of ["frame", "laid"]) on(this.player, kind, () => this.#lay());
    on(document, "undone", (event) => this.#undone(event), { capture: true });
    this.#lay();
  }

  disconnectedCallback() { this.#life.abort(); }

  #lay() {
    const can = Boolean(this.player.event?.split);
    if (this.button.disabled === can) this.button.disabled = !can;
  }

  async #split() {
    const { player, room } = this, { event, offset, record } = player;
    if (this.#busy || !event?.split || room.querySelector("[data-busy]")) return;
    this.#busy = true;
    player.stop();
    const back = new URL(room.getAttribute("address"), location), body = new FormData(this.querySelector("form"));
    for (const [name, value] of Object.entries({ frame: event.in + offset, back: `${back.pathname}${back.search}#split-${event.shot}` })) body.set(name, value);
    try {
      const answer = await fetch(event.split, { method: "POST", body, headers: { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": csrf() } }).catch(() => null);
      this.#tell(answer);
      if (answer?.ok && answer.headers.get("Content-Type")?.includes("json")) this.#show(await answer.json(), record);
    } catch { // it may be split: what came of it is asked for
      room.refresh();
    } finally {
      this.#busy = false;
    }
  }

  #tell(answer) {
    const { toast } = JSON.parse(answer?.headers.get("HX-Trigger") ?? "{}");
    const detail = toast ?? (answer?.ok ? null : { text: this.getAttribute("failed"), level: "error" });
    if (detail) document.dispatchEvent(new CustomEvent("toast", { detail }));
  }

  #show(film, record) {
    this.room.adopt(film);
    this.player.seek(record);
  }

  async #undone(event) {
    const place = event.detail?.value?.place ?? event.detail?.place;
    if (!place?.startsWith("split-")) return;
    event.stopImmediatePropagation();
    const { record } = this.player;
    await this.room.refresh();
    this.player.seek(record);
  }
}
customElements.define("cut-split", CutSplit);
