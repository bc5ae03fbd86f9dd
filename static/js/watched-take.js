// <watched-take take="take-7" action="/takes/7/watched"> beside what plays: once that has stood in sight for a second, it is posted that
// this person has seen it, and the dot `data-new` goes from the element named by `take`. Fires `watched`. Nothing is sent while the tab
// is out of sight; another `action` begins anew, and where none is named nothing happens.
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

class WatchedTake extends HTMLElement {
  static observedAttributes = ["action"];
  #timer;
  #seen = new Set();
  #look = () => this.#wait();
  #lift = () => {
    for (const id of this.#seen) {
      document.getElementById(id)?.removeAttribute("data-new");
      document.querySelector(`#${id} [data-word=new]`)?.remove();
    }
  };

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#look);
    document.addEventListener("htmx:after:swap", this.#lift); // what was asked for before it was said
    this.#wait();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#look);
    document.removeEventListener("htmx:after:swap", this.#lift);
  }

  attributeChangedCallback() { if (this.isConnected) queueMicrotask(() => this.#wait()); }

  #wait() {
    clearTimeout(this.#timer);
    const take = this.getAttribute("take"), action = this.getAttribute("action");
    if (action && !document.hidden && !this.#seen.has(take)) this.#timer = setTimeout(() => this.#say(take, action), 1000);
  }

  async #say(take, action) {
    const answer = await fetch(action, { method: "POST", headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, keepalive: true }).catch(() => null);
    if (!answer?.ok || answer.headers.has("HX-Redirect")) return;
    this.#seen.add(take);
    this.#lift();
    this.dispatchEvent(new CustomEvent("watched", { bubbles: true, detail: { take } }));
  }
}
customElements.define("watched-take", WatchedTake);
