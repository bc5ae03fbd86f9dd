// <version-hand> around a details.popover with a form: opened by its key or by hand, its first field has focus; what was sent and went well closes
// it, empties the field and gives focus back to the player around it.
class VersionHand extends HTMLElement {
  #life;
  get menu() { return this.querySelector("details"); }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (kind, act) => this.addEventListener(kind, act, { signal: this.#life.signal, capture: true });
    on("toggle", () => { if (this.menu.open) this.querySelector(".menu :is(input:not([type=hidden]), .button)")?.focus(); });
    on("htmx:after:request", (event) => { if (event.target.matches("form") && event.detail.ctx.response?.status < 400) this.#done(event.target); });
  }

  disconnectedCallback() { this.#life.abort(); }

  #done(form) {
    form.reset();
    this.menu.open = false;
    this.closest("cut-player")?.focus();
  }
}
customElements.define("version-hand", VersionHand);
