// <toast-region>: says what went wrong on the wire, what a response says by HX-Trigger: {"toast": {"text", "level", "undo", "link"}}, and
// gives a .toast that the server wrote its link and its Undo: data-undo='{"link": {href, words}, "action": url, "fields": {name: value}}' becomes a form that posts them.
// Where the page has a place with [data-takes-undo], htmx posts it and the answer goes there; an undo with "into": "queue" goes into #queue alone.
// They stand where they hide no work: over the bars at the foot, else under those at the head, else on the other side (data-at, --head, --foot); errors stay
// when there are many.
// A good or neutral word goes by itself after 8 s, unless it offers Undo or the pointer rests on it.
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const heads = ".topbar, .board-bar, .filters, take-look > header", feet = ".topbar > nav, .selection, .batch, tick-bar, .sheet-foot, form > .cost, .script-lines ~ .hands, take-look > footer";
const work = `.take-bar, .transport, .dialog footer, .by-hand:focus-within, .foot, count-down, :is(input, select, textarea, button, summary, td, [contenteditable]):focus, ${heads}, ${feet}`;
const seen = (places, around) => [...around.querySelectorAll(places)].filter((place) => place.checkVisibility() && !place.closest("toast-region")).map((place) => place.getBoundingClientRect()).filter((box) => box.height && box.bottom > 0 && box.top < innerHeight);
const air = 10; // they rise as they come
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top - air < b.bottom && b.top < a.bottom;

class ToastRegion extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".toast").remove());
    document.addEventListener("toast", this.#told);
    document.addEventListener("htmx:error", this.#lost);
    document.addEventListener("htmx:response:error", this.#refused);
    document.addEventListener("htmx:after:request", this.#back);
    for (const kind of ["focusin", "keyup", "pointerup", "htmx:after:swap"]) document.addEventListener(kind, this.#place);
    this.#watch.observe(this, { childList: true, subtree: true });
    this.#mind();
  }

  // Into a dialog that has opened, or back: over-all.js.
  connectedMoveCallback() { this.#place(); }

  #watch = new MutationObserver(() => this.#mind());

  disconnectedCallback() {
    this.#watch.disconnect();
    for (const kind of ["focusin", "keyup", "pointerup", "htmx:after:swap"]) document.removeEventListener(kind, this.#place);
    document.removeEventListener("toast", this.#told);
    document.removeEventListener("htmx:error", this.#lost);
    document.removeEventListener("htmx:response:error", this.#refused);
    document.removeEventListener("htmx:after:request", this.#back);
  }

  say(text, { level = "info", undo, key, link } = {}) {
    if (key) this.querySelector(`[data-about="${key}"]`)?.remove();
    const toast = Object.assign(document.createElement("div"), { className: "toast" });
    Object.assign(toast.dataset, { level, about: key ?? "" });
    toast.append(Object.assign(document.createElement("p"), { textContent: text }));
    this.#link(toast, link);
    if (undo) toast.dataset.undo = JSON.stringify(undo);
    toast.append(this.#button(said("Dismiss"), () => toast.remove()));
    this.append(toast);
  }

  // Asked again in a moment, once what was pressed has come.
  #place = () => { if (this.children.length) requestAnimationFrame(() => this.#settle()); };

  #settle() {
    const around = this.closest("dialog") ?? document; // what lies under a modal is nobody's work
    const foot = seen(feet, around).filter((box) => box.bottom > innerHeight - 80), head = seen(heads, around).filter((box) => box.top < 160);
    this.style.setProperty("--foot", `${innerHeight - Math.min(innerHeight, ...foot.map((box) => box.top))}px`);
    this.style.setProperty("--head", `${Math.max(0, ...head.map((box) => box.bottom))}px`);
    const places = seen(work, around);
    for (const at of ["foot", "head", "side", "foot"]) {
      this.dataset.at = at;
      const boxes = [...this.children].map((toast) => toast.getBoundingClientRect());
      if (!places.some((place) => boxes.some((box) => meet(box, place)))) return;
    }
  }

  #mind() {
    const most = matchMedia("(max-width: 48rem)").matches ? 2 : 3;
    [...this.querySelectorAll(".toast")].slice(0, -most).filter((old) => old.dataset.level !== "error").forEach((old) => old.remove());
    for (const toast of this.querySelectorAll(".toast:not([data-minded])")) {
      toast.dataset.minded = "";
      const undo = JSON.parse(toast.dataset.undo ?? "{}");
      this.#link(toast, undo.link);
      if (!undo.action) { this.#fade(toast); continue; }
      const form = this.#undo(undo), change = JSON.stringify([undo.action, undo.fields]);
      this.querySelector(`.toast[data-change="${CSS.escape(change)}"]`)?.remove(); // a page and a part under way may both have heard it
      toast.dataset.change = change;
      toast.lastElementChild.before(form);
      if (undo.into) this.#smooth(form, document.getElementById(undo.into), "outerMorph");
      else this.#smooth(form, document.querySelector("[data-takes-undo]"), "innerHTML swapEmpty:true");
    }
    this.#place();
  }

  #link(toast, link) {
    if (link) toast.querySelector("p").append(" ", Object.assign(document.createElement("a"), { href: link.href, textContent: link.words }));
  }

  #undo({ action, fields, words = said("Undo") }) {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    for (const [name, value] of Object.entries({ ...fields, csrfmiddlewaretoken: csrf() })) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    const button = this.#button(words);
    button.type = "submit";
    form.append(button);
    return form;
  }

  #smooth(form, place, swap) {
    if (!place) return;
    for (const [name, value] of Object.entries({ post: form.action, target: `#${place.id}`, swap })) form.setAttribute(`hx-${name}`, value);
    form.addEventListener("htmx:after:request", () => form.closest(".toast").remove());
    htmx.process(form);
  }

  #button(words, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
    Object.assign(button.dataset, { size: "s", kind: words === said("Dismiss") ? "bare" : "plain" });
    if (act) button.addEventListener("click", act);
    return button;
  }

  #fade(toast) {
    if (["error", "warning"].includes(toast.dataset.level)) return;
    setTimeout(() => (toast.matches(":hover, :focus-within") ? this.#fade(toast) : toast.remove()), 8000);
  }

  #told = (event) => {
    const word = event.detail?.value ?? event.detail;
    if (typeof word === "string") this.say(word);
    else if (word?.text) this.say(word.text, word);
  };

  #lost = (event) => {
    if (!event.detail?.ctx?.request || event.detail.ctx.response) return;
    const { ctx } = event.detail, polls = /every|load/.test(event.target.getAttribute?.("hx-trigger") ?? ""), isPost = ctx.request.method?.toUpperCase() === "POST";
    const lost = isPost ? said("No answer came: whether it was done is not known. Look before you press again; nothing is paid for twice.") : said("Could not reach the server. Try again.");
    this.say(polls ? said("Could not reach the server; retrying.") : lost, { level: "error", key: "wire" });
  };

  #refused = (event) => {
    const status = event.detail.ctx.response.status;
    if (status >= 500) this.say(said("The server could not do that ({status}). Try again.").replace("{status}", status), { level: "error", key: "wire" });
    if (status === 404) this.say(said("That is not there any more."), { level: "warning", key: "wire" });
    if (status === 403) this.say(said("You may not do that here."), { level: "warning", key: "wire" });
    if (status === 401) location.reload();
  };

  #back = (event) => {
    if (event.detail.ctx.response?.status < 400) this.querySelector('[data-about="wire"]')?.remove();
  };
}
customElements.define("toast-region", ToastRegion);
