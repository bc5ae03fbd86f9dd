// <cut-rating circle="/takes/0/circle" ng="/takes/0/ng" fixed="…" failed="…"> in a cut-player: buttons [data-mark=circle], ng and clear rate the take
// that shows, each by its key; [data-mark=pick] lays the takes over the picture with this one tried, so that what it puts out of date is said first. The
// pick stays circled and cannot be put aside: `fixed` says so. ⌘Z, which fires `undone` {place: "shown-4"}, fetches the film anew and goes to that shot.
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class CutRating extends HTMLElement {
  #shown = null;
  #life;
  get player() { return this.closest("cut-player"); }
  get room() { return this.closest("screening-room"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal: this.#life.signal, ...more });
    on(this, "click", (event) => this.#act(event.target.closest("[data-mark]")?.dataset.mark));
    for (const kind of ["frame", "laid"]) on(this.player, kind, () => this.#lay());
    on(document, "undone", (event) => this.#undone(event), { capture: true });
    this.#lay();
  }

  disconnectedCallback() { this.#life.abort(); }

  #button(mark) { return this.querySelector(`[data-mark=${mark}]`); }

  #lay() {
    const { event } = this.player;
    if (event === this.#shown) return;
    this.#shown = event;
    const isPick = !event?.marks.unpicked, pick = this.#button("pick");
    this.hidden = !event?.take;
    this.#button("circle").ariaPressed = String(Boolean(event?.circled));
    this.#button("clear").hidden = isPick || !event.circled;
    if (pick) pick.hidden = isPick || !event.swap;
  }

  #act(mark) {
    const { event } = this.player;
    if (!mark || this.player.querySelector("cut-swap[data-busy]") || document.querySelector("cut-trim")?.moves) return; // a trim that is not saved yet
    if (mark === "pick") document.querySelector("cut-swap").open(true);
    else if (!event.marks.unpicked) this.#say(this.getAttribute("fixed"), "info");
    else this.#rate(event, mark === "ng" ? "ng" : "circle", mark !== "clear" && !(mark === "circle" && event.circled));
  }

  async #rate({ take, shot }, name, on) {
    const back = new URL(this.room.getAttribute("address"), location), body = new FormData();
    for (const [field, value] of Object.entries({ on: Number(on), back: `${back.pathname}${back.search}#shown-${shot}` })) body.set(field, value);
    const answer = await fetch(this.getAttribute(name).replace("/0/", `/${take}/`), { method: "POST", body, keepalive: true, headers: { Accept: "application/json", "HX-Request": "true", "X-CSRFToken": csrf() } }).catch(() => null);
    const told = JSON.parse(answer?.headers.get("HX-Trigger") ?? "{}");
    for (const [kind, detail] of Object.entries(told)) document.dispatchEvent(new CustomEvent(kind, { detail }));
    if (answer?.ok && answer.headers.get("Content-Type")?.includes("json")) this.room.adopt(await answer.json());
    else if (!told.toast) this.#say(this.getAttribute("failed"), "error");
  }

  async #undone(event) {
    const place = event.detail?.value?.place ?? event.detail?.place;
    if (!place?.startsWith("shown-")) return;
    event.stopImmediatePropagation();
    await this.room.refresh();
    const index = this.player.events.findIndex((each) => `shown-${each.shot}` === place);
    if (index >= 0 && index !== this.player.index) this.player.go(index);
  }

  #say(text, level) { document.dispatchEvent(new CustomEvent("toast", { detail: { text, level, key: "rated" } })); }
}
customElements.define("cut-rating", CutRating);
