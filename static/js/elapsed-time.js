// <elapsed-time since="1767600000000" now="…" usual="90" late="still waiting" for="progress-id">: m:ss since a moment (epoch ms
// or ISO, `now` the server's clock). With `usual` (seconds) it says so and, past it, adds `late`; `for` names a <progress> to move.
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
const moment = (text) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class ElapsedTime extends HTMLElement {
  static observedAttributes = ["since", "now", "usual"];
  #inner = this.attachInternals();
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
    if (!this.hasAttribute("since")) return;
    const passed = Math.max(0, Date.now() + this.#skew - moment(this.getAttribute("since")));
    this.#show(passed / 1000);
    this.#timer = setTimeout(() => this.#tick(), 1000 - (passed % 1000));
  }

  #show(seconds) {
    const usual = Number(this.getAttribute("usual"));
    const late = usual > 0 && seconds > usual;
    this.#inner.states[late ? "add" : "delete"]("late");
    this.textContent = minutes(seconds) + (usual ? said(", usually {time}").replace("{time}", minutes(usual)) : "") + (late && this.hasAttribute("late") ? `; ${this.getAttribute("late")}` : "");
    const line = document.getElementById(this.getAttribute("for"));
    if (!line) return;
    if (seconds > line.max) line.removeAttribute("value");
    else line.value = seconds;
  }
}
customElements.define("elapsed-time", ElapsedTime);
