// <live-title total="12">: when `total` grows while the tab is not looked at, the title counts what came: "(2) Keeper".
const bare = () => document.title.replace(/^\(\d+\) /, "");

class LiveTitle extends HTMLElement {
  static observedAttributes = ["total"];
  #came = 0;
  #look = () => { if (!document.hidden) this.#say(0); };

  connectedCallback() { document.addEventListener("visibilitychange", this.#look); }
  disconnectedCallback() { document.removeEventListener("visibilitychange", this.#look); }

  attributeChangedCallback(_, old, value) {
    if (old !== null && document.hidden && Number(value) > Number(old)) this.#say(this.#came + Number(value) - Number(old));
  }

  #say(came) {
    this.#came = came;
    document.title = (came ? `(${came}) ` : "") + bare();
  }
}
customElements.define("live-title", LiveTitle);
