// <take-look grid="id"> in a <dialog> with a film-player: Space on a tile (or a double click, or a tap) opens it large; ←/→ and a swipe go
// on, [ and ] to another shot, ⇧ steps as the player does; M on a tile opens it with its note-box, whose form then names this take; Esc returns to the tile last seen. The next two are loaded ahead, no more. What it shows stands in the
// tiles: article[data-clip][data-frames][data-said]; its hands fire `rate` {mark, tile}. [data-act=play-all] makes it dailies: a take
// plays, is rated, and the next one comes; with *Roll on* it comes by itself at the end. `rolls`: that is how it begins.
const AHEAD = 2;
const isOff = () => localStorage.getItem("keys") === "off";
const shotOf = (tile) => tile.querySelector("a.code").pathname;

class TakeLook extends HTMLElement {
  #drafts = new Map(); // by take: the words of a note that is not saved
  #life;
  #tile = null;
  #dailies = false;
  #ahead = new Map();
  #timer;
  #swipe;

  get grid() { return document.getElementById(this.getAttribute("grid")); }
  get dialog() { return this.closest("dialog"); }
  get player() { return this.querySelector("film-player"); }
  get rolls() { return this.querySelector("[data-keeps=roll-on]").checked; }
  get tiles() { return this.grid?.tiles.filter((tile) => tile.querySelector("article[data-clip]")) ?? []; }

  connectedCallback() {
    this.#life = new AbortController();
    const on = (place, kind, act, more) => place.addEventListener(kind, act, { signal: this.#life.signal, ...more });
    on(document, "keydown", (event) => this.#space(event));
    on(document, "dblclick", (event) => this.#pressed(event), { capture: true });
    on(document, "click", (event) => this.#tap(event), { capture: true });
    on(document, "htmx:after:swap", () => this.#lay());
    on(document, "rated", ({ detail }) => { if (this.dialog.open && detail.tile === this.#tile && (this.#dailies || localStorage.getItem("next-after-rating") === "on")) this.#go(1); });
    on(window, "undone", ({ detail }) => this.#undone(detail?.value?.place ?? detail?.place), { capture: true });
    on(this.dialog, "keydown", (event) => this.#key(event));
    on(this.dialog, "close", () => this.#shut());
    on(this, "click", (event) => this.#act(event));
    on(this, "ended", () => { if (this.#dailies && this.rolls) this.#go(1); }, { capture: true });
    on(this, "pointerdown", (event) => { this.#swipe = event.pointerType === "touch" && event.target.closest(".screen") ? event.clientX : null; });
    on(this, "pointerup", (event) => { if (this.#swipe && Math.abs(event.clientX - this.#swipe) > 60) this.#go(event.clientX < this.#swipe ? 1 : -1); });
  }

  disconnectedCallback() { this.#life.abort(); }

  get notes() { return this.querySelector("note-box"); }

  #own(node) { const tile = this.grid?.tile(node); return tile?.querySelector("article[data-clip]") ? tile : null; }

  #space(event) {
    const tile = this.#own(event.target), notes = event.key.toLowerCase() === "m" && !isOff() && this.notes;
    if (!(event.key === " " || notes) || event.target !== tile || event.shiftKey || event.metaKey || event.ctrlKey || event.altKey || event.repeat || event.defaultPrevented) return;
    event.preventDefault();
    this.open(tile);
    if (notes) notes.open();
  }

  #pressed(event) {
    const tile = !event.target.closest("a, button") && this.#own(event.target);
    if (!tile || event.metaKey || event.ctrlKey || event.shiftKey || this.grid.hasAttribute("selecting")) return;
    event.stopPropagation();
    this.open(tile);
  }

  // A finger has no double click: it opens what it taps.
  #tap(event) {
    if (event.target.closest("[data-act=play-all]")) return this.open(this.tiles[0], true);
    const tile = event.pointerType === "touch" && event.target.closest(".picture") && this.#own(event.target);
    if (!tile || this.grid.hasAttribute("selecting")) return;
    event.preventDefault();
    event.stopPropagation();
    this.open(tile);
  }

  open(tile, dailies = false) {
    if (!tile) return;
    this.#dailies = dailies;
    this.toggleAttribute("dailies", dailies);
    this.dialog.showModal();
    this.#show(tile);
    this.player.focus();
  }

  #show(tile) {
    const { clip, poster, frames, strip, pk } = tile.querySelector("article").dataset, player = this.player, video = player.video;
    this.#tile = tile;
    player.stop();
    player.frame = 0;
    player.setAttribute("frames", frames ?? "");
    player.toggleAttribute("strip", Boolean(strip));
    if (strip) player.setAttribute("strip", strip);
    video.poster = poster ?? "";
    video.src = clip;
    player.play();
    const watched = this.querySelector("watched-take");
    watched.setAttribute("take", `take-${pk}`);
    watched.setAttribute("action", `/takes/${pk}/watched`);
    this.#about(tile, pk);
    this.#say(pk);
    this.#load();
    this.#lay();
  }

  // What is said is said of this take, and G leads to it on its shot.
  #about(tile, pk) {
    const { notes } = this, again = this.querySelector("[data-again]");
    if (notes?.isOpen) notes.close();
    if (notes) {
      const { take } = Object.assign(notes.form, { action: `${shotOf(tile)}/notes` }).elements;
      this.#drafts.set(take.value, notes.field.value); // half a sentence stays with its take
      take.value = pk;
      notes.field.value = this.#drafts.get(String(pk)) ?? "";
    }
    if (again) again.href = tile.querySelector("a.code").href;
  }

  // What picking it would put out of date, once a hand rests on it.
  #say(pk) {
    const place = this.querySelector(".consequences");
    if (!place) return;
    place.textContent = "";
    clearTimeout(this.#timer);
    if (!("picked" in this.#tile.querySelector("article").dataset)) this.#timer = setTimeout(() => htmx.ajax("GET", `/takes/${pk}/consequences`, { source: place, target: place, swap: "innerHTML" }), 300);
  }

  #load() {
    const tiles = this.tiles, at = tiles.indexOf(this.#tile), next = tiles.slice(at + 1, at + 1 + AHEAD).map((tile) => tile.querySelector("article").dataset.clip);
    for (const [clip, video] of this.#ahead) if (!next.includes(clip)) { video.removeAttribute("src"); video.load(); this.#ahead.delete(clip); }
    for (const clip of next) if (!this.#ahead.has(clip)) this.#ahead.set(clip, Object.assign(document.createElement("video"), { preload: "auto", muted: true, src: clip }));
    if (at > tiles.length - 4) document.querySelector("#more a")?.click();
  }

  // The tile may have been drawn anew: what it wears now.
  #lay() {
    const tile = this.#tile?.isConnected ? this.#tile : this.#tile && (this.#tile = this.grid?.named(this.#tile.dataset.id));
    if (!tile || !this.dialog.open) return;
    const article = tile.querySelector("article"), total = document.querySelector("#sums")?.dataset.count ?? "", link = this.querySelector("header .code"), code = article.querySelector("a.code");
    link.href = code.href;
    link.textContent = article.ariaLabel;
    this.querySelector(".word").textContent = [...article.querySelectorAll(".word, .head .sandbox")].map((each) => each.textContent).join(" · ");
    this.querySelector(".place").textContent = this.dataset.of.replace("{n}", this.grid.tiles.indexOf(tile) + 1).replace("{total}", total);
    for (const button of this.querySelectorAll("[data-mark]")) {
      const own = article.querySelector(`[data-rate=${button.dataset.mark}]`);
      if (own) { button.ariaPressed = own.ariaPressed; button.disabled = own.disabled; button.title = own.title; }
    }
    for (const name of ["circled", "picked", "ng"]) this.toggleAttribute(`data-${name}`, name in article.dataset);
  }

  #go(by) {
    const tiles = this.tiles, next = tiles[tiles.indexOf(this.#tile) + by];
    if (next) return this.#show(next);
    if (by > 0 && this.#dailies) { document.dispatchEvent(new CustomEvent("toast", { detail: { text: this.dataset.over } })); this.dialog.close(); }
  }

  // ⌘Z goes to the take that it happened to.
  #undone(place) {
    const tile = this.dialog.open && this.grid?.named(String(place ?? "").replace("take-", ""));
    if (tile && tile !== this.#tile) this.#show(tile);
  }

  // The first take of another shot.
  #shot(by) {
    const tiles = this.tiles, at = tiles.indexOf(this.#tile), rest = by > 0 ? tiles.slice(at) : tiles.slice(0, at).reverse();
    const next = rest.find((tile) => shotOf(tile) !== shotOf(this.#tile));
    if (next) this.#show(next);
  }

  #shut() {
    clearTimeout(this.#timer);
    this.player.stop();
    this.player.video.removeAttribute("src");
    this.player.video.load();
    for (const video of this.#ahead.values()) { video.removeAttribute("src"); video.load(); }
    this.#ahead.clear();
    this.querySelector("watched-take").removeAttribute("action");
    const tile = this.#tile;
    this.#tile = null;
    if (tile?.isConnected) this.grid.go(tile);
  }

  #act(event) {
    const { mark, go } = event.target.closest("button")?.dataset ?? {};
    if (go) this.#go(Number(go));
    if (mark) document.dispatchEvent(new CustomEvent("rate", { detail: { mark, tile: this.#tile } }));
  }

  #key(event) {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key], shot = !isOff() && { "[": -1, "]": 1 }[event.key];
    if (!(by || shot) || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey || event.target.matches("input[type=range], textarea")) return;
    event.preventDefault();
    if (by) this.#go(by);
    else this.#shot(shot);
  }
}
customElements.define("take-look", TakeLook);
