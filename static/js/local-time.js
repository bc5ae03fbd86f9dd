// <local-time datetime="2026-01-05T14:02:00Z" show="time|day|both">14:02 UTC</local-time>: a UTC moment in the reader's zone and manner.
const shapes = {
  time: { hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
  both: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
};

class LocalTime extends HTMLElement {
  static observedAttributes = ["datetime", "show"];
  connectedCallback() { this.#show(); }
  attributeChangedCallback() { if (this.isConnected) this.#show(); }

  #show() {
    const moment = new Date(this.getAttribute("datetime") ?? "");
    if (Number.isNaN(moment.valueOf())) return;
    const time = document.createElement("time");
    time.dateTime = moment.toISOString();
    time.title = moment.toLocaleString();
    time.textContent = new Intl.DateTimeFormat(undefined, shapes[this.getAttribute("show")] ?? shapes.both).format(moment);
    this.replaceChildren(time);
  }
}
customElements.define("local-time", LocalTime);
