// <writing-too action="/shots/7/typing" data-now='{"prompt": "…"}'>: writing in a field of an <auto-save> is told to `action`, at most every 4 s, and leaving it at once. When a part
// comes with newer texts (`data-now`), a field that nobody here has touched takes them; one that is focused, unsaved or in dispute is left.
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const read = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
const fields = () => [...document.querySelectorAll("auto-save [name]:not([type=hidden])")];

function take(field, value) {
  const here = document.activeElement === field, same = read(field) === value;
  if (field.type === "checkbox") field.checked = field.defaultChecked = value !== "";
  else if (field.matches("select")) { for (const each of field.options) each.defaultSelected = each.value === value; field.value = value; }
  else { field.defaultValue = value; if (!here) field.value = value; }
  if ("was" in field && !here) field.was = value;
  if (!same) field.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: { name: field.name, value } }));
}

class WritingToo extends HTMLElement {
  #said = "";
  #at = 0;
  #saved = new Map();
  #lifetime;

  connectedCallback() {
    this.#lifetime = new AbortController();
    const on = (kind, act) => document.addEventListener(kind, act, { signal: this.#lifetime.signal });
    on("input", ({ target }) => target.closest?.("auto-save") && target.name && this.#say(target.name));
    on("focusout", ({ target }) => this.#said && target.name === this.#said && this.#say(""));
    on("saved", ({ detail }) => detail?.name && this.#saved.set(detail.name, performance.now()));
    on("htmx:config:request", ({ detail: { ctx } }) => { ctx.begun = performance.now(); });
    on("htmx:after:swap", ({ detail: { ctx } }) => this.#adopt(ctx?.begun ?? 0));
  }

  disconnectedCallback() { this.#lifetime.abort(); }

  #say(name) {
    if (name && name === this.#said && performance.now() - this.#at < 4000) return;
    [this.#said, this.#at] = [name, performance.now()];
    fetch(this.getAttribute("action"), { method: "POST", body: new URLSearchParams({ name }), headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, keepalive: true }).catch(() => {});
  }

  // What was asked for before something was saved here may not know of it yet.
  #adopt(begun) {
    const now = JSON.parse(this.dataset.now || "{}");
    for (const field of fields()) {
      const value = now[field.name], settled = !field.hasAttribute("hx-morph-skip") && !field.closest(".field")?.querySelector(".conflict")?.hasChildNodes();
      if (value !== undefined && settled && begun > (this.#saved.get(field.name) ?? 0) && (field.defaultValue !== value || read(field) !== value)) take(field, value);
    }
    delete this.dataset.now;
  }
}
customElements.define("writing-too", WritingToo);
