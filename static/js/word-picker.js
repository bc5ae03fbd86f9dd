// <word-picker pictures="film.svg"> around an input with a list: its options, each with its picture (data-picture, a symbol of that file), open in a
// listbox under the field: on a click, ↓ or by typing. ↑ ↓ go through them, Enter takes one, Esc closes; any other words may be typed. The
// picture of the word that stands in the field is drawn in it. Without script the field offers the same words by its datalist.
class WordPicker extends HTMLElement {
  #list = null;
  #active = -1;

  connectedCallback() {
    this.addEventListener("focusin", () => this.#ready());
    this.addEventListener("click", (event) => event.target.matches("input") && this.#open(""));
    this.addEventListener("input", (event) => event.isTrusted && this.#open(event.target.value));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusout", () => this.#close());
    this.addEventListener("change", () => this.#draw());
    document.addEventListener("scroll", this.#away, true);
    this.#ready();
    this.#watch.observe(this, { childList: true });
  }

  disconnectedCallback() {
    document.removeEventListener("scroll", this.#away, true);
    this.#watch.disconnect();
  }

  #away = (event) => { if (!this.#list?.contains(event.target)) this.#close(); };
  #watch = new MutationObserver(() => this.#ready());

  get input() { return this.querySelector("input"); }
  get #words() { return [...(document.getElementById(this.input.dataset.words)?.options ?? [])]; }
  get #shown() { return this.#list ? [...this.#list.children] : []; }

  /** The field may have been swapped for another: it is a combobox again, and its own list keeps out of the way. */
  #ready() {
    const { input } = this;
    if (!input?.hasAttribute("list")) return;
    input.dataset.words = input.getAttribute("list");
    input.removeAttribute("list");
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox" })) input.setAttribute(name, value);
    this.#draw();
  }

  #picture(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "film");
    svg.setAttribute("aria-hidden", "true");
    svg.dataset.picture = name;
    for (const part of name.startsWith("move-") ? ["scene", name] : [name]) {
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `${this.getAttribute("pictures")}#${part}`);
      svg.append(use);
    }
    return svg;
  }

  #draw() {
    const typed = this.input.value.trim().toLowerCase(), word = this.#words.find((each) => each.value.toLowerCase() === typed);
    if (this.querySelector(":scope > svg")?.dataset.picture === word?.dataset.picture) return;
    this.querySelector(":scope > svg")?.remove();
    if (word) this.prepend(this.#picture(word.dataset.picture));
  }

  #open(typed) {
    const wanted = typed.trim().toLowerCase();
    const words = this.#words.filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted));
    this.#close();
    this.#draw();
    if (!words.length) return;
    this.#list = Object.assign(document.createElement("div"), { className: "words-list", id: `${this.input.id}-words`, popover: "manual" });
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", this.closest(".field")?.querySelector("label")?.textContent ?? "");
    this.#list.append(...words.map((word, place) => this.#option(word, place)));
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#take(event.target.closest("[role=option]")));
    this.append(this.#list);
    this.#list.showPopover();
    this.#place();
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.#list.id);
  }

  #option({ value, label, dataset }, place) {
    const option = Object.assign(document.createElement("div"), { id: `${this.input.id}-word-${place}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(value === this.input.value));
    option.dataset.value = value;
    option.append(this.#picture(dataset.picture), Object.assign(document.createElement("b"), { textContent: value }));
    if (label !== value) option.append(" ", Object.assign(document.createElement("span"), { textContent: label }));
    return option;
  }

  #place() {
    const at = this.input.getBoundingClientRect(), below = innerHeight - at.bottom - 12, over = at.top - 12;
    const up = below < 240 && over > below;
    const style = { left: `${Math.max(8, Math.min(at.left, innerWidth - this.#list.offsetWidth - 8))}px`, maxHeight: `${Math.min(400, up ? over : below)}px` };
    Object.assign(this.#list.style, style, up ? { bottom: `${innerHeight - at.top + 4}px` } : { top: `${at.bottom + 4}px` });
  }

  #go(to) {
    const shown = this.#shown;
    this.#active = (to + shown.length) % shown.length;
    shown.forEach((each, place) => each.toggleAttribute("data-active", place === this.#active));
    shown[this.#active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", shown[this.#active].id);
  }

  #key(event) {
    if (event.isComposing || !event.target.matches("input")) return;
    const { key } = event, open = Boolean(this.#list);
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.#open("");
      const chosen = this.#shown.findIndex((each) => each.ariaSelected === "true");
      if (this.#list && !event.altKey) this.#go(open || chosen < 0 ? this.#active + (key === "ArrowDown" ? 1 : this.#active < 0 ? 0 : -1) : chosen);
    } else if (key === "Enter" && open && this.#active >= 0) {
      event.preventDefault();
      this.#take(this.#shown[this.#active]);
    } else if (key === "Escape" && open) {
      event.preventDefault();
      this.#close();
    }
  }

  #take(option) {
    if (!option) return;
    this.input.value = option.dataset.value;
    this.#close();
    for (const name of ["input", "change"]) this.input.dispatchEvent(new Event(name, { bubbles: true }));
  }

  #close() {
    this.#list?.remove();
    this.#list = null;
    this.#active = -1;
    this.input?.setAttribute("aria-expanded", "false");
    for (const name of ["aria-activedescendant", "aria-controls"]) this.input?.removeAttribute(name);
  }
}
customElements.define("word-picker", WordPicker);
