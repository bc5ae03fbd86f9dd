// <own-news last="1767600000000" title-of="Keeper" word="8 takes have come." running>: what became of all that one asked for oneself. Once
// nothing of it is `running` and `last` has grown, the browser says `word`, where it may and the tab is not looked at. The line inside,
// a question with buttons data-act="yes|no", is shown once: while something runs and nobody has answered; only a press of yes asks the browser.
const asked = () => localStorage.getItem("news") !== null;

class OwnNews extends HTMLElement {
  static observedAttributes = ["last", "running", "hidden"];
  #known = null; // what was said, or was there when the page came

  connectedCallback() {
    this.addEventListener("click", (event) => this.#answer(event.target.closest("[data-act]")?.dataset.act));
    this.#known ??= this.#last;
    this.#lay();
  }

  // Attributes come one by one: looked at once all are here.
  attributeChangedCallback() {
    queueMicrotask(() => this.#look());
    if (this.isConnected) this.#lay();
  }

  get #last() { return Number(this.getAttribute("last")) || 0; }

  #look() {
    if (this.#known === null || this.hasAttribute("running") || this.#last <= this.#known) return;
    this.#known = this.#last;
    this.#tell();
  }

  async #answer(act) {
    if (!act) return;
    localStorage.setItem("news", act);
    this.#lay();
    (document.querySelector("film-player, #no-player") ?? document.getElementById("main"))?.focus({ preventScroll: true });
    if (act === "yes") await Notification.requestPermission();
  }

  #lay() {
    const open = "Notification" in window && Notification.permission === "default" && !asked() && this.hasAttribute("running");
    if (this.hidden === open) this.hidden = !open; // said again it would be a change
  }

  #tell() {
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted" || localStorage.getItem("news") === "no") return;
    const news = new Notification(this.getAttribute("title-of"), { body: this.getAttribute("word"), tag: `generation-${this.getAttribute("last")}` });
    news.addEventListener("click", () => { window.focus(); news.close(); });
  }
}
customElements.define("own-news", OwnNews);
