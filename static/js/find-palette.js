// <find-palette action="/projects/1/find" film="1">: its link opens a dialog with one field. What was visited lately stands first, then what this
// page does (its [data-key] hands), then what the server finds: headings, links and forms, which become groups and options. Arrows choose, Enter
// goes or does, ⌘Enter goes in a tab of its own, Esc leaves.
const letters = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
const fits = (words, asked) => letters(asked).every((part) => words.toLowerCase().includes(part));

class FindPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.querySelector("a").addEventListener("click", (event) => { if (!event.metaKey && !event.ctrlKey) { event.preventDefault(); this.#open(); } });
    this.input.addEventListener("input", () => this.#ask());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => this.#run(event.target.closest("[role=option]"), event));
    this.list.addEventListener("pointermove", (event) => this.#choose(event.target.closest("[role=option]")));
    this.#remember();
  }

  get #kept() { return `recent ${this.getAttribute("film")}`; }
  get #recent() { return JSON.parse(localStorage.getItem(this.#kept) ?? "[]"); }

  #remember() {
    const here = { href: location.pathname, words: document.title.replace(/^\(\d+\) /, "").split(" · ")[0] };
    const others = this.#recent.filter((each) => each.href !== here.href);
    localStorage.setItem(this.#kept, JSON.stringify([here, ...others].slice(0, 7)));
  }

  #open() {
    if (this.dialog.open) return this.dialog.close();
    this.hands = [...document.querySelectorAll("[data-key]")].filter((hand) => hand.checkVisibility() && !hand.disabled && !hand.matches('[data-key="mod+k"]') && !hand.closest("dialog"));
    this.input.value = "";
    this.list.replaceChildren();
    this.dialog.showModal();
    this.input.focus();
    this.#ask();
  }

  async #ask() {
    const asked = this.input.value;
    const lately = this.#recent.slice(1).filter((each) => fits(each.words, asked)).map(({ href, words }) => ({ words, href }));
    const hands = this.hands.map((hand) => ({ words: this.#name(hand), key: hand.dataset.key, act: hand })).filter(({ words }) => words && fits(words, asked));
    this.asking?.abort();
    this.asking = new AbortController();
    const headers = { "HX-Request": "true", "HX-Target": "div#found" };
    const text = await fetch(`${this.getAttribute("action")}?q=${encodeURIComponent(asked)}`, { headers, signal: this.asking.signal }).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
    if (this.asking.signal.aborted) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    const found = [...page.querySelectorAll("section")].map((part) => [part.querySelector("h2").textContent, [...part.querySelectorAll("a, form")].map((each) => this.#told(each))]);
    const here = [this.dialog.dataset.here, hands];
    const groups = asked ? [...found, here] : [[this.dialog.dataset.recent, lately], ...found, here];
    this.#draw(groups.filter(([, hits]) => hits.length), page.querySelector("p")?.textContent ?? "");
  }

  #told(each) {
    if (each.matches("form")) return { words: each.textContent.trim(), post: each.getAttribute("action") };
    return { words: each.querySelector("b").textContent, besides: each.querySelector("span")?.textContent, href: each.getAttribute("href") };
  }

  #name(hand) {
    const copy = hand.cloneNode(true);
    copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
    return hand.ariaLabel || copy.textContent.trim().replace(/\s+/g, " ");
  }

  #draw(groups, nothing) {
    let count = 0;
    this.hits = [];
    this.list.replaceChildren(...groups.map(([label, hits]) => {
      const group = document.createElement("div");
      group.role = "group";
      group.ariaLabel = label;
      const head = Object.assign(document.createElement("p"), { textContent: label, ariaHidden: "true" });
      group.append(head, ...hits.map((hit) => { this.hits.push(hit); return this.#option(hit, count++); }));
      return group;
    }));
    if (!count) this.list.append(Object.assign(document.createElement("p"), { textContent: nothing }));
    this.querySelector("[role=status]").textContent = count ? `${count}` : nothing;
    this.#choose(this.list.querySelector("[role=option]"));
  }

  #option(hit, number) {
    const option = Object.assign(document.createElement("div"), { role: "option", id: `found-${number}` });
    option.append(Object.assign(document.createElement("b"), { textContent: hit.words }));
    if (hit.besides) option.append(Object.assign(document.createElement("span"), { textContent: hit.besides }));
    if (hit.key) option.append(Object.assign(document.createElement("kbd"), { textContent: hit.key.replace("mod+", "⌘").replace("shift+", "⇧").replace("enter", "↵").toUpperCase() }));
    return option;
  }

  #choose(option) {
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.list.querySelector("[aria-selected=true]")?.removeAttribute("aria-selected");
    option.ariaSelected = "true";
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  #key(event) {
    const options = [...this.list.querySelectorAll("[role=option]")], at = options.findIndex((each) => each.ariaSelected === "true");
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === "Enter") this.#run(options[at], event);
    if (event.key === "Enter" || to !== undefined) event.preventDefault();
    if (to === undefined || !options.length) return;
    this.#choose(options.at(to % options.length));
    options.at(to % options.length).scrollIntoView({ block: "nearest" });
  }

  #run(option, event) {
    const hit = option && this.hits[Number(option.id.slice(6))];
    if (!hit) return;
    if (hit.href && (event.metaKey || event.ctrlKey)) return window.open(hit.href, "_blank", "noopener");
    this.dialog.close();
    if (hit.href) location.assign(hit.href);
    else if (hit.act) (hit.act.isConnected ? hit.act : document.querySelector(`[data-key="${CSS.escape(hit.key)}"]`))?.click();
    else this.#post(hit.post);
  }

  #post(action) {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: document.querySelector("meta[name=csrf-token]").content }));
    this.append(form);
    form.submit();
  }
}
customElements.define("find-palette", FindPalette);
