// <char-count for="prompt" max="4000">: counts code points of a field, as Python does; says how many are too many.
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language

class CharCount extends HTMLElement {
  #inner = this.attachInternals();
  #count = (event) => { if (!event || event.target.id === this.getAttribute("for")) this.#show(); };

  connectedCallback() {
    document.addEventListener("input", this.#count);
    document.addEventListener("saved", this.#count);
    document.addEventListener("taken", this.#count);
    this.#count();
  }

  disconnectedCallback() {
    document.removeEventListener("input", this.#count);
    document.removeEventListener("saved", this.#count);
    document.removeEventListener("taken", this.#count);
  }

  #show() {
    const field = document.getElementById(this.getAttribute("for"));
    if (!field) return;
    const max = Number(this.getAttribute("max"));
    const length = [...field.value].length;
    const over = max > 0 && length > max;
    const number = (n) => n.toLocaleString("en");
    const count = `${number(length)} / ${number(max)}`;
    this.textContent = over ? said("{count}: {n} too many").replace("{count}", count).replace("{n}", number(length - max)) : count;
    this.#inner.states[over ? "add" : "delete"]("over");
  }
}
customElements.define("char-count", CharCount);
