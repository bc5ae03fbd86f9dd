// <field-marks> holds small marks, each with data-field: a copy of it stands in the `.field` of that name (of a field called so, or whose
// own id it is), laid over its corner, so that nothing moves. What is in here is what is shown: the copies follow each swap.
const frame = (name) => document.querySelector(`#${CSS.escape(name)}.field`) ?? document.querySelector(`#shot :is(auto-save, form) [name="${CSS.escape(name)}"]:not([type=hidden])`)?.closest(".field");

class FieldMarks extends HTMLElement {
  #copies = [];
  #lay = () => this.#show();
  #watch = new MutationObserver(this.#lay);

  connectedCallback() {
    document.addEventListener("htmx:after:swap", this.#lay);
    this.#watch.observe(this, { childList: true, subtree: true, characterData: true, attributes: true });
    this.#lay();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    document.removeEventListener("htmx:after:swap", this.#lay);
    this.#clear();
  }

  #clear() {
    for (const copy of this.#copies) copy.remove();
    this.#copies = [];
  }

  #show() {
    this.#clear();
    for (const each of this.querySelectorAll("[data-field]")) {
      const place = frame(each.dataset.field), copy = each.cloneNode(true);
      copy.removeAttribute("data-field");
      copy.setAttribute("data-mark", "");
      if (place) { place.append(copy); this.#copies.push(copy); }
    }
  }
}
customElements.define("field-marks", FieldMarks);
