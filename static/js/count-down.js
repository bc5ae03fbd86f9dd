// <count-down until="1767600004000" now="1767600000000" done="now">4 s</count-down>: whole seconds until a moment, both in epoch
// ms or ISO; `now` is the server's clock at rendering, so a wrong clock here does not matter. From 2 min on it says m:ss. Fires
// `elapsed` once.
const moment = (text) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
const said = (s) => (s < 120 ? `${s} s` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`);

class CountDown extends HTMLElement {
  static observedAttributes = ["until", "now"];
  #skew = 0;
  #timer;

  connectedCallback() { this.#tick(); }
  disconnectedCallback() { clearTimeout(this.#timer); }

  attributeChangedCallback(name, _, value) {
    if (name === "now" && value) this.#skew = moment(value) - Date.now();
    if (this.isConnected) this.#tick();
  }

  #tick() {
    clearTimeout(this.#timer);
    if (!this.hasAttribute("until")) return;
    const left = moment(this.getAttribute("until")) - Date.now() - this.#skew;
    this.textContent = left > 0 ? said(Math.ceil(left / 1000)) : this.getAttribute("done") ?? "0 s";
    if (left > 0) this.#timer = setTimeout(() => this.#tick(), left % 1000 || 1000);
    else this.dispatchEvent(new CustomEvent("elapsed", { bubbles: true }));
  }
}
customElements.define("count-down", CountDown);
