// <auto-save action="/shots/7"> around fields: 400 ms after the last key and on leaving, a changed field is posted alone as name, value
// and `was`, the value it started from. The word goes to [data-saved] (or for="id"). 422: its sentence into the field's .error.
// 409: HTML into its .conflict, with data-theirs and buttons data-keep="mine|theirs|both". Offline the text is kept here and sent
// later. Typed text is never lost and never morphed while unsaved. Fires `saved` {name, value}; forms with data-after-save wait.
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const read = (field) => (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value);
const write = (field, value) => (field.type === "checkbox" ? (field.checked = value !== "") : (field.value = value));
const start = (field) => (field.type === "checkbox" ? (field.defaultChecked ? "on" : "") : field.matches("select") ? ([...field.options].find((each) => each.defaultSelected) ?? field.options[0])?.value ?? "" : field.defaultValue);
const begin = (field, value) => {
  if (field.type === "checkbox") field.defaultChecked = value !== "";
  else if (field.matches("select")) for (const each of field.options) each.defaultSelected = each.value === value;
  else field.defaultValue = value;
};

class AutoSave extends HTMLElement {
  #was = new Map();
  #timers = new Map();
  #sending = new Map();
  #again = () => this.flush();
  #wait = (event) => {
    const form = event.target.closest?.("form[data-after-save]");
    if (!form || !this.#was.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.flush().then((clean) => clean && form.requestSubmit(event.submitter));
  };

  connectedCallback() {
    this.addEventListener("input", (event) => this.#touch(event.target, 400));
    this.addEventListener("change", (event) => this.#touch(event.target, 0));
    this.addEventListener("focusin", (event) => this.#hold(event.target));
    this.addEventListener("focusout", (event) => this.#leave(event.target));
    this.addEventListener("click", (event) => this.#keep(event.target.closest("[data-keep]")));
    this.addEventListener("submit", (event) => { if (!event.target.matches("[data-after-save]")) { event.preventDefault(); this.flush(); } });
    document.addEventListener("submit", this.#wait, true);
    addEventListener("online", this.#again);
    addEventListener("pagehide", this.#again);
    this.#restore();
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this.#wait, true);
    removeEventListener("online", this.#again);
    removeEventListener("pagehide", this.#again);
  }

  /** Send what is unsaved now; true when nothing is left. */
  async flush() {
    await Promise.all([...this.#was.keys()].map((name) => this.#send(this.#field(name))));
    return this.#was.size === 0;
  }

  #field(name) { return this.querySelector(`[name="${CSS.escape(name)}"]:not([type=radio]), [name="${CSS.escape(name)}"]:checked`); }
  #slot(field, part) { return field.closest(".field")?.querySelector(`.${part}`); }
  #key(name) { return `auto-save ${this.getAttribute("action")} ${name}`; }
  #mine(field) { return field?.name && field.type !== "file" && field.name !== "csrfmiddlewaretoken" && !field.closest("[data-after-save]"); }

  #say(word) {
    const place = document.getElementById(this.getAttribute("for")) ?? document.querySelector("[data-saved]");
    if (place) place.textContent = word;
  }

  #hold(field) { if (this.#mine(field) && !this.#was.has(field.name)) field.was = read(field); }

  #touch(field, delay) {
    if (!this.#mine(field)) return;
    if (!this.#was.has(field.name)) this.#was.set(field.name, field.was ?? start(field));
    field.setAttribute("hx-morph-skip", "");
    clearTimeout(this.#timers.get(field.name));
    this.#timers.set(field.name, setTimeout(() => this.#send(field), delay));
  }

  #leave(field) {
    if (!this.#mine(field)) return;
    if (this.#was.has(field.name)) this.#send(field);
    else if ("was" in field && field.matches("input, textarea") && read(field) === field.was && start(field) !== field.was) field.value = field.defaultValue;
  }

  #send(field) {
    if (!field || !this.#was.has(field.name)) return;
    clearTimeout(this.#timers.get(field.name));
    const before = this.#sending.get(field.name) ?? Promise.resolve();
    const post = before.then(() => this.#post(field)).finally(() => { if (this.#sending.get(field.name) === post) this.#sending.delete(field.name); });
    this.#sending.set(field.name, post);
    return post;
  }

  async #post(field) {
    const { name } = field, value = read(field), was = this.#was.get(name);
    if (was === undefined || this.#slot(field, "conflict")?.hasChildNodes()) return;
    if (value === was) return this.#settle(field, value);
    this.#say(said("Saving"));
    localStorage.setItem(this.#key(name), JSON.stringify({ value, was }));
    const body = new URLSearchParams({ name, value, was });
    const headers = { "X-CSRFToken": csrf(), "HX-Request": "true", "HX-Target": "auto-save" };
    const answer = await fetch(this.getAttribute("action"), { method: "POST", body, headers, keepalive: body.toString().length < 60000 }).catch(() => null);
    if (!answer || answer.status >= 500) return this.#offline(field);
    if (answer.headers.has("HX-Redirect")) return this.#say(said("Signed out: your text is kept here, sign in to save it"));
    const text = await answer.text();
    if (answer.ok) return this.#settle(field, value);
    this.#say(said("Not saved"));
    if (answer.status === 409) return this.#clash(field, text);
    this.#complain(field, answer.status === 422 ? text : said("This could not be saved; reload the page. Your text is kept."));
  }

  #settle(field, value) {
    this.#complain(field, "");
    localStorage.removeItem(this.#key(field.name));
    field.was = value;
    begin(field, value);
    if (read(field) !== value) { this.#was.set(field.name, value); return this.#touch(field, 400); }
    this.#was.delete(field.name);
    field.removeAttribute("hx-morph-skip");
    if (!this.#was.size) this.#say(said("Saved"));
    field.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: { name: field.name, value } }));
  }

  #offline(field) {
    this.#say(said("Offline: kept here, sent when the server is back"));
    this.#timers.set(field.name, setTimeout(() => this.#send(field), 5000));
  }

  #complain(field, sentence) {
    const slot = this.#slot(field, "error");
    field.toggleAttribute("aria-invalid", false);
    if (sentence) field.setAttribute("aria-invalid", "true");
    if (slot) slot.textContent = new DOMParser().parseFromString(sentence, "text/html").body.textContent.trim();
  }

  #clash(field, html) {
    const slot = this.#slot(field, "conflict");
    if (slot) slot.innerHTML = html;
  }

  #keep(button) {
    const slot = button?.closest(".conflict"), field = slot?.closest(".field").querySelector("[name]");
    if (!field) return;
    const theirs = slot.querySelector("[data-theirs]").dataset.theirs;
    if (button.dataset.keep === "theirs") write(field, theirs);
    if (button.dataset.keep === "both") field.value = `${theirs}\n${field.value}`;
    this.#was.set(field.name, theirs);
    slot.replaceChildren();
    field.focus();
    this.#send(field);
  }

  #restore() {
    for (const field of this.querySelectorAll("input[name], textarea[name]")) {
      const kept = JSON.parse(localStorage.getItem(this.#key(field.name)) ?? "null");
      if (!kept || !this.#mine(field) || field.matches("[type=radio], [type=checkbox]")) continue;
      if (kept.value === read(field)) { localStorage.removeItem(this.#key(field.name)); continue; }
      field.value = kept.value;
      field.was = kept.was;
      this.#touch(field, 0);
    }
  }
}
customElements.define("auto-save", AutoSave);
