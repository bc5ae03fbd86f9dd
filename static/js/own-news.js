// <own-news last="12" title-of="Keeper" word="1-040: 2 takes have come." running>: what became of the newest thing one asked for oneself. When
// `last` changes while the tab is not looked at, the browser says `word`, where it may. The line inside, a question with buttons
// data-act="yes|no", is shown once: while something runs and nobody has answered; only a press of yes asks the browser.
const asked = () => localStorage.getItem("news") !== null;

class OwnNews extends HTMLElement {
  static observedAttributes = ["last", "running", "hidden"];

  connectedCallback() {
    this.addEventListener("click", (event) => this.#answer(event.target.closest("[data-act]")?.dataset.act));
    this.#lay();
  }

  attributeChangedCallback(name, old, value) {
    if (name === "last" && old !== null && value && Number(value) > Number(old)) queueMicrotask(() => this.#tell());
    if (this.isConnected) this.#lay();
  }

  async #answer(act) {
    if (!act) return;
    localStorage.setItem("news", act);
    this.#lay();
    document.querySelector("film-player, #no-player")?.focus({ preventScroll: true });
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
