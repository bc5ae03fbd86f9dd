// ⌘Z and ⇧⌘Z outside fields: my last change in this project is taken back, or done again, wherever it happened. Stands as
// <undo-keys action="/projects/1/undone" again="/projects/1/redone">; over the page only in a dialog with data-undoes, one without fields. The
// answer leads to its page, or fires `undone` with the id of its place: the page is drawn anew, what plays and what is half typed stays, and
// the place has focus, or its menu, else its first hand; never a field to type in, where the next ⌘Z would be the browser's.
const typed = "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit], [type=file]), textarea, select, [contenteditable]";

function show(id) {
  const place = id && document.getElementById(id);
  if (!place) return;
  place.scrollIntoView({ block: "nearest" });
  const focused = place.matches("a, button, [tabindex]") ? place : place.querySelector("[id$=-menu]") ?? place.querySelector("a, button");
  focused?.focus({ preventScroll: true });
  place.removeAttribute("data-flash");
  requestAnimationFrame(() => flash(place));
}

// Who wants less motion has no animation, and so none that ends.
async function flash(place) {
  place.setAttribute("data-flash", "");
  await Promise.allSettled(place.getAnimations().filter((each) => each.animationName === "flash").map((each) => each.finished));
  place.removeAttribute("data-flash");
}

class UndoKeys extends HTMLElement {
  #key = (event) => {
    const pressed = (event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "z";
    if (!pressed || event.defaultPrevented || event.repeat || event.target.closest?.(typed) || document.querySelector("dialog:modal:not([data-undoes])")) return;
    event.preventDefault();
    this.press(this.getAttribute(event.shiftKey ? "again" : "action"));
  };
  #undone = (event) => this.#draw(event.detail?.value?.place ?? event.detail?.place);

  connectedCallback() {
    document.addEventListener("keydown", this.#key);
    document.addEventListener("undone", this.#undone);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("undone", this.#undone);
  }

  /** One at a time, after what is still being saved. */
  async press(action) {
    if (this.busy) return;
    this.busy = true;
    await Promise.all([...document.querySelectorAll("auto-save")].map((each) => each.flush?.()));
    await htmx.ajax("POST", action, { source: this, swap: "none" });
    this.busy = false;
  }

  async #draw(place) {
    await htmx.ajax("GET", location.pathname + location.search, { source: "#main", target: "#main", select: "#main", swap: "outerMorph" });
    const field = place && document.getElementById(place)?.querySelector("auto-save [name]");
    if (field) field.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: { name: field.name } }));
    show(place);
  }
}
customElements.define("undo-keys", UndoKeys);
