// <live-title total="12">: when `total` grows, who hears the page hears how many came; while the tab is not looked at its title counts them: "(2) Keeper".
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
const bare = () => document.title.replace(/^\(\d+\) /, "");

class LiveTitle extends HTMLElement {
  static observedAttributes = ["total"];
  #came = 0;
  #look = () => { if (!document.hidden) this.#say(0); };

  connectedCallback() { document.addEventListener("visibilitychange", this.#look); }
  disconnectedCallback() { document.removeEventListener("visibilitychange", this.#look); }

  attributeChangedCallback(_, old, value) {
    const came = old === null ? 0 : Number(value) - Number(old);
    if (came <= 0) return;
    const place = document.querySelector("#news [data-of=takes]");
    if (place) place.textContent = said("New takes: {n}").replace("{n}", came);
    if (document.hidden) this.#say(this.#came + came);
  }

  #say(came) {
    this.#came = came;
    document.title = (came ? `(${came}) ` : "") + bare();
  }
}
customElements.define("live-title", LiveTitle);
