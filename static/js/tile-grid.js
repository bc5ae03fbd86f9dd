// <tile-grid opens="a.code"> around tiles ([data-tile][data-id], focusable, as a rule role=gridcell) in groups ([data-tiles], as a rule
// role=grid): one tab stop, walked by place, and a selection that stands in aria-selected and is told by `chosen` {ids}.
// Arrows go to the next tile in that direction, over rows and groups; Home and End within the group, with mod over all; ⇧ extends;
// ⇧Space turns one on or off; mod+A takes the group, once more all; Esc clears. A click selects, with mod it turns one on or off,
// with ⇧ it extends; a double click and Enter open: `opened` {tile, ids}, and unless that is prevented the link of the tile that `opens`
// names. F2 goes into a tile, to its field or first control; Esc comes back. [data-selects="id"] is a switch under which a tap selects.
// Morphs leave it alone (tabindex and aria-selected are the browser's); a tile that goes hands focus to where it was before, else near it.
const control = "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable]";
const mod = (event) => event.metaKey || event.ctrlKey;
const ways = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
const id = (tile) => tile.dataset.id;

class TileGrid extends HTMLElement {
  #ids = new Set();
  #at; // the tile that is the tab stop, and its place
  #place = 0;
  #anchor; // where a range begins
  #last; // what in here has focus, until a hand leaves it
  #before; // what had focus before a field that came by itself
  #wanted; // a tile that shall have focus once it is there
  #told = ""; // what `chosen` said last
  #watch = new MutationObserver((records) => this.#tidy(records.flatMap((record) => [...record.addedNodes])));

  get tiles() { return [...this.querySelectorAll("[data-tile]")]; }
  get selected() { return !this.#ids.size ? [] : this.tiles.map(id).filter((each) => this.#ids.has(each)); }
  get focused() { return this.tile(document.activeElement); }
  get at() { return this.#at; }
  tile(node) { return this.contains(node) ? node.closest("[data-tile]") : null; }
  named(name) { return this.tiles.find((tile) => id(tile) === name); }
  link(tile) { return tile.querySelector(this.getAttribute("opens")); }
  #group(tile) { return [...(tile.closest("[data-tiles]") ?? this).querySelectorAll("[data-tile]")]; }

  connectedCallback() {
    for (const kind of ["keydown", "click", "dblclick", "mousedown", "focusin", "focusout"]) this.addEventListener(kind, this);
    document.addEventListener("click", this.#switch);
    this.#watch.observe(this, { childList: true, subtree: true });
    this.#tidy([this]);
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    document.removeEventListener("click", this.#switch);
  }

  handleEvent(event) { this[`on${event.type}`](event); }

  // Choose these ids and no other, or with `add` besides; `from` is the tile a range then begins at.
  select(ids, { add = false, from } = {}) {
    this.#ids = new Set(add ? [...this.#ids, ...ids] : ids);
    if (from) this.#anchor = id(from);
    this.#show();
    return true;
  }

  // Choose tiles that are about to arrive; focus is on the first one then.
  want(ids) {
    [this.#ids, this.#wanted] = [new Set(ids), ids[0]];
    this.#tidy([]);
  }

  #toggle(tile) {
    const others = [...this.#ids].filter((each) => each !== id(tile));
    return this.select(this.#ids.has(id(tile)) ? others : [...others, id(tile)], { from: tile });
  }

  #extend(tile) {
    const all = this.tiles, ends = [all.indexOf(this.named(this.#anchor) ?? this.#at ?? tile), all.indexOf(tile)].sort((a, b) => a - b);
    return this.select(all.slice(ends[0], ends[1] + 1).map(id));
  }

  // The tile has focus, in view, and is the tab stop.
  go(tile) {
    this.stop(tile);
    tile.focus({ preventScroll: true });
    tile.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  stop(tile) {
    if (this.#at && this.#at !== tile) this.#at.tabIndex = -1;
    [this.#at, this.#place] = [tile, this.tiles.indexOf(tile)];
    tile.tabIndex = 0;
  }

  // The tile beside, or the one of the next row that stands nearest below or above.
  beside(tile, key) {
    const all = this.tiles, here = all.indexOf(tile), by = ways[key], box = tile.getBoundingClientRect();
    if (/Left|Right/.test(key)) return all[here + by];
    let found, row, least = Infinity;
    for (let n = here + by; all[n]; n += by) {
      const { top, left, width } = all[n].getBoundingClientRect(), off = Math.abs(left + width / 2 - box.left - box.width / 2);
      if (Math.abs(top - box.top) < 2) continue;
      if (Math.abs(top - (row ??= top)) > 2) break;
      if (off < least) [found, least] = [all[n], off];
    }
    return found;
  }

  onkeydown(event) {
    this.#wanted = null;
    const tile = this.tile(event.target), inside = tile && event.target !== tile;
    if (!tile || event.defaultPrevented || event.isComposing || event.altKey) return;
    if (inside && !(["Escape", "F2"].includes(event.key) && !tile.querySelector("details[open]"))) return;
    if (inside ? this.#walk(tile, tile) : this.#walk(tile, this.#next(tile, event), event.shiftKey) || this.#act(tile, event)) event.preventDefault();
  }

  #next(tile, event) {
    if (ways[event.key] && !mod(event)) return this.beside(tile, event.key) ?? tile;
    if (/^(Home|End)$/.test(event.key)) return (mod(event) ? this.tiles : this.#group(tile)).at(event.key === "Home" ? 0 : -1);
    return null;
  }

  #walk(tile, next, extends_) {
    if (!next) return false;
    if (extends_) { this.#anchor ??= id(tile); this.#extend(next); } else this.#anchor = id(next);
    this.go(next);
    return true;
  }

  #act(tile, event) {
    const key = event.key.toLowerCase(), plain = !mod(event) && !event.shiftKey;
    if (key === "enter" && plain) return this.#open(tile);
    if (key === " " && event.shiftKey) return this.#toggle(tile);
    if (key === "f2") return this.#into(tile);
    if (key === "escape") return this.#ids.size > 0 && this.select([]);
    return key === "a" && mod(event) && !event.shiftKey && this.#all(this.#group(tile));
  }

  #all(group) {
    const whole = group.every((each) => this.#ids.has(id(each)));
    return this.select((whole ? this.tiles : group).map(id), { from: group[0] });
  }

  #open(tile) {
    const detail = { tile, ids: this.selected };
    if (this.dispatchEvent(new CustomEvent("opened", { bubbles: true, cancelable: true, detail }))) this.link(tile)?.click();
    return true;
  }

  #into(tile) {
    const all = [...tile.querySelectorAll(control)].filter((each) => each.checkVisibility());
    (all.find((each) => each.matches("input, textarea, [contenteditable]")) ?? all[0])?.focus();
    return true;
  }

  onmousedown(event) { this.#wanted = null; if (event.shiftKey && this.tile(event.target) && !event.target.closest(control)) event.preventDefault(); }

  onclick(event) {
    const tile = this.tile(event.target), taps = this.hasAttribute("selecting"), hand = event.target.closest(control);
    if (!tile || event.defaultPrevented || (hand && !(taps && hand === this.link(tile)))) return;
    event.preventDefault();
    if (event.shiftKey) this.#extend(tile);
    else if (mod(event) || taps) this.#toggle(tile);
    else this.select([id(tile)], { from: tile });
    this.stop(tile);
    tile.focus({ preventScroll: true });
  }

  ondblclick(event) {
    const tile = this.tile(event.target);
    if (tile && !mod(event) && !event.shiftKey && !event.target.closest(control) && !this.hasAttribute("selecting")) this.#open(tile);
  }

  #switch = ({ target }) => {
    const button = target.closest?.(`[data-selects="${this.id}"]`);
    if (button) button.ariaPressed = String(this.toggleAttribute("selecting"));
    if (button && !this.hasAttribute("selecting")) this.select([]);
  };

  // Controls of a tile are tab stops while focus is in it, and only then.
  onfocusin({ target, relatedTarget }) {
    const tile = this.tile(target);
    if (target.matches("input, textarea")) this.#before = relatedTarget ?? this.#last;
    this.#last = target;
    if (!tile) return;
    this.stop(tile);
    if (target !== tile) for (const each of tile.querySelectorAll(control)) each.tabIndex = 0;
  }

  onfocusout({ target, relatedTarget }) {
    const tile = this.tile(target);
    if (!target.isConnected) return;
    queueMicrotask(() => { if (target.isConnected && this.#last === target && document.hasFocus()) this.#last = null; });
    if (tile && (tile === relatedTarget || tile !== this.tile(relatedTarget))) for (const each of tile.querySelectorAll(control)) each.tabIndex = -1;
  }

  // After each change from outside: there is one tab stop, and focus that went with its tile has a place.
  #tidy(added) {
    const focused = this.focused, before = this.contains(this.#before) && this.#before;
    const news = added.filter((node) => node.isConnected && node.matches).flatMap((node) => [node, ...node.querySelectorAll(control)]);
    for (const each of news) if (each.matches(`:is(${control}):not([tabindex])`) && ![null, focused].includes(this.tile(each))) each.tabIndex = -1;
    const near = (this.#at?.isConnected && this.#at) || (this.#at && this.named(id(this.#at))) || (before && this.tile(before)) || this.tiles[Math.min(this.#place, this.querySelectorAll("[data-tile]").length - 1)];
    if (this.#at && near !== this.#at && id(near ?? this.#at) !== id(this.#at)) this.#wanted ??= this.#last && id(this.#at);
    if (near && (near !== this.#at || near.tabIndex)) this.stop(near);
    this.#show();
    const wanted = this.#wanted && this.named(this.#wanted), free = document.activeElement === document.body || this.contains(document.activeElement);
    if (wanted && free) { this.#wanted = null; return this.go(wanted); }
    if (!this.#last || document.activeElement !== document.body) return;
    const place = this.#last.isConnected ? this.#last : before;
    if (place) place.focus({ preventScroll: true }); else if (near) this.go(near);
  }

  #show() {
    for (const tile of this.tiles) tile.ariaSelected === String(this.#ids.has(id(tile))) || (tile.ariaSelected = this.#ids.has(id(tile)));
    const ids = this.selected;
    if (this.#told === ids.join()) return;
    this.#told = ids.join();
    this.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { ids } }));
  }
}
customElements.define("tile-grid", TileGrid);
