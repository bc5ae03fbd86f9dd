// <take-batch grid="id"> at the foot of a gallery: C P X U rate the tile with focus by its own buttons ([data-rate]), or all chosen ones by
// its form in one request; with `plans` G goes to its shot, where making it again has its price; the event `rate` {mark, tile} does the same from elsewhere and `rated` {tile} answers. It shows while two or more
// are chosen (:state(chosen)) and says how many, how long and how heavy (data-frames, data-bytes of a tile). Enter compares two to four. The
// browser keeps what [data-keeps] are ticked. After an undo the tiles that are here are asked for anew, so that none goes and nothing jumps.
const typed = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog";
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);
const length = (frames) => `${Math.floor(frames / 1440)}:${String(Math.floor(frames / 24) % 60).padStart(2, "0")}`;
const fill = (words, named) => words.replace(/\{(\w+)\}/g, (_, name) => named[name]);

class TakeBatch extends HTMLElement {
  #inner = this.attachInternals();
  #life;
  #mark = "";

  get grid() { return document.getElementById(this.getAttribute("grid")); }
  get chosen() { const ids = new Set(this.grid?.selected); return this.grid?.tiles.filter((tile) => ids.has(tile.dataset.id)) ?? []; }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal: this.#life.signal, ...more });
    on(document, "chosen", () => this.#lay());
    on(document, "opened", (event) => this.#open(event));
    on(document, "keydown", (event) => this.#key(event));
    on(document, "rate", ({ detail }) => this.#rate(detail.mark, detail.tile));
    on(document, "htmx:after:swap", () => this.#lay());
    on(document, "change", ({ target }) => { if (target.dataset.keeps) localStorage.setItem(target.dataset.keeps, target.checked ? "on" : "off"); });
    on(window, "undone", (event) => { if (this.grid) { event.stopPropagation(); this.#again(event.detail?.value?.place ?? event.detail?.place); } }, { capture: true });
    on(document, "click", ({ target }) => { const button = target.closest?.("tile-grid [data-rate=pick]"); if (button) this.#unpick(button.closest("article")); });
    on(this, "click", (event) => this.#act(event));
    on(this, "formdata", ({ formData }) => this.#fill(formData));
    this.#lay();
  }

  disconnectedCallback() { this.#life.abort(); }

  #lay() {
    for (const box of document.querySelectorAll("[data-keeps]")) box.checked = localStorage.getItem(box.dataset.keeps) === "on" || (box.closest("[rolls]") && localStorage.getItem(box.dataset.keeps) !== "off");
    const tiles = this.chosen, sum = (name) => tiles.reduce((all, tile) => all + Number(tile.querySelector("article").dataset[name] || 0), 0), n = tiles.length;
    this.#inner.states[n > 1 || (n && this.grid.hasAttribute("selecting")) ? "add" : "delete"]("chosen");
    if (!n) return;
    this.querySelector(".chosen").textContent = `${n > 1 ? fill(this.dataset.many, { n }) : this.dataset.one} · ${fill(this.dataset.runs, { time: length(sum("frames")) })}`;
    const zip = this.querySelector("[data-act=zip]"), here = tiles.filter((tile) => Number(tile.querySelector("article").dataset.bytes));
    zip.hidden = !here.length;
    zip.textContent = fill(this.dataset.download, { n: here.length, size: size(sum("bytes")) });
    zip.href = `${this.getAttribute("zip")}?takes=${here.map((tile) => tile.dataset.id).join("-")}`;
    this.querySelector("[data-act=compare]").hidden = n < 2 || n > 4;
  }

  #say(text, level = "warning") { document.dispatchEvent(new CustomEvent("toast", { detail: { text, level, key: "batch" } })); }

  #open(event) {
    const { ids } = event.detail;
    if (ids.length < 2 || event.target !== this.grid) return;
    event.preventDefault();
    this.#compare(ids);
  }

  #compare(ids) {
    if (ids.length > 4) this.#say(this.dataset.tooMany);
    else location.assign(`${this.getAttribute("compare")}?${ids.map((id) => `take=${id}`).join("&")}`);
  }

  #act(event) {
    this.#mark = event.target.closest("button[name=mark]")?.value ?? this.#mark;
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "compare") this.#compare(this.grid.selected);
    if (act === "none") { this.grid.select([]); this.grid.at && this.grid.go(this.grid.at); }
  }

  #key(event) {
    const mark = { c: "circle", p: "pick", x: "ng", u: "clear" }[event.key.toLowerCase()], tile = this.grid?.tile(event.target) ?? this.grid?.at;
    const again = event.key.toLowerCase() === "g" && !event.shiftKey && this.hasAttribute("plans"), by = { "[": -1, "]": 1 }[event.key];
    if (!(mark || again || by) || !tile || localStorage.getItem("keys") === "off" || event.defaultPrevented || event.repeat || event.isComposing || event.metaKey || event.ctrlKey || event.altKey || event.target.closest?.(typed)) return;
    event.preventDefault();
    if (mark) this.#rate(mark, tile);
    else if (by) this.#shot(tile, by);
    else this.grid.link(tile)?.click();
  }

  // The first take of the run of another shot's that stands before or after in the list.
  #shot(tile, by) {
    const shot = (each) => each.querySelector("a.code")?.pathname, tiles = this.grid.tiles, at = tiles.indexOf(tile);
    const other = (from, step) => { let n = from; while (tiles[n] && shot(tiles[n]) === shot(tiles[from])) n += step; return n; };
    const next = other(at, by), first = by > 0 || !tiles[next] ? next : other(next, -1) + 1;
    if (tiles[first] && first !== at) this.grid.go(tiles[first]);
  }

  #rate(mark, tile) {
    const many = this.chosen;
    if (many.length > 1 && many.includes(tile) && !document.querySelector("dialog[open]")) return this.#many(mark);
    const button = this.#button(tile, mark);
    if (!button) return;
    if (button.disabled) return this.#say(button.title);
    button.click();
    tile.dispatchEvent(new CustomEvent("rated", { bubbles: true, detail: { tile, mark } }));
    if (localStorage.getItem("next-after-rating") === "on" && !document.querySelector("dialog[open]")) this.#next(tile);
  }

  #button(tile, mark) {
    const press = (name) => tile.querySelector(`[data-rate=${name}]`);
    return mark === "clear" ? [press("circle"), press("ng")].find((each) => each?.ariaPressed === "true" && !each.disabled) : press(mark);
  }

  // A shot has one pick: the tile that wore the mark before is asked for anew, once the other one wears it.
  #unpick(article) {
    const path = (each) => each.querySelector("a.code").pathname, all = [...this.grid.querySelectorAll("article[data-picked]")];
    const before = all.filter((each) => each !== article && path(each) === path(article)).map((each) => each.dataset.pk);
    if (!before.length) return;
    const done = ({ detail }) => {
      if (!detail.ctx?.sourceElement?.matches("[data-rate=pick]")) return;
      article.removeEventListener("htmx:after:swap", done);
      this.#fetch(before);
    };
    article.addEventListener("htmx:after:swap", done);
  }

  #fetch(ids) { return htmx.ajax("GET", `${this.dataset.again}?takes=${ids.join("+")}`, { source: this, swap: "none" }); }

  #next(tile) {
    const tiles = this.grid.tiles, next = tiles[tiles.indexOf(tile) + 1];
    if (next) this.grid.go(next);
  }

  #many(mark) {
    if (mark === "pick") { if (this.chosen.some((tile) => tile.querySelector("[data-rate=pick]"))) this.#say(this.dataset.onePick); return; }
    const names = { circle: "circled", ng: "ng", clear: "clear" };
    this.querySelector(`button[name=mark][value=${names[mark]}]`)?.click();
  }

  // All of them get the mark, unless all wear it already.
  #fill(formData) {
    const mark = this.#mark, wear = { circled: "circled", ng: "ng" }[mark], tiles = this.chosen;
    formData.set("takes", tiles.map((tile) => tile.dataset.id).join(" "));
    formData.set("on", wear && tiles.every((tile) => wear in tile.querySelector("article").dataset) ? "0" : "1");
    formData.set("mark", mark);
    formData.set("back", location.pathname + location.search);
  }

  async #again(place) {
    await this.#fetch(this.grid.tiles.map((tile) => tile.dataset.id));
    const tile = this.grid.named(String(place ?? "").replace("take-", ""));
    if (tile) this.grid.go(tile);
  }
}
customElements.define("take-batch", TakeBatch);
