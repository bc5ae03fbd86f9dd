// <sheet-grid> around a table[role=grid]: one tab stop. Arrows move (⌘ to the edge), Tab goes along, ⇧ or the pointer selects a block,
// ⌘C copies it as spreadsheets read it, Space ticks a row. Esc, then Tab leaves. Rows with data-scene or data-more are passed over.
// `at` is the cell with focus, `block()` the selected cells by row; fires `moved`. What edits cells stands in other modules.
const cellOf = (target) => target.closest?.("td, th");
const quoted = (text) => (/[\t\n\r]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const guarded = (text) => (/^'*\p{Cf}*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text); // a spreadsheet would run it

class SheetGrid extends HTMLElement {
  at = null;
  #corner = null;
  #leaving = false;

  connectedCallback() {
    this.addEventListener("keydown", this.#key);
    this.addEventListener("pointerdown", this.#press);
    this.addEventListener("pointerover", (event) => event.buttons === 1 && this.#drag && this.#extend(cellOf(event.target)));
    addEventListener("pointerup", this.#release);
    this.addEventListener("focusin", (event) => this.#took(cellOf(event.target)));
    document.addEventListener("copy", this.#copy);
    document.addEventListener("htmx:after:swap", this.#begin);
    this.#begin();
  }

  disconnectedCallback() {
    removeEventListener("pointerup", this.#release);
    document.removeEventListener("copy", this.#copy);
    document.removeEventListener("htmx:after:swap", this.#begin);
  }

  #drag = false;
  #release = () => { this.#drag = false; };

  /** The grid is one stop: links and boxes in it are reached by arrows, Enter and Space. */
  #begin = () => {
    for (const inner of this.querySelectorAll(":is(a, input[type=checkbox], td, [data-shot] > th):not([tabindex])")) inner.tabIndex = -1;
    this.#stop(this.at?.isConnected ? this.at : this.querySelector("tbody tr[data-shot] > *"));
  };

  #stop(cell) {
    if (this.at) this.at.tabIndex = -1;
    this.at = cell;
    if (cell) cell.tabIndex = 0;
  }

  rows() { return [...this.querySelectorAll("tr:not([data-scene], [data-more])")].filter((row) => row.parentNode.tagName === "THEAD" || row.dataset.shot !== undefined); }

  name(cell) { return this.querySelector("thead tr").cells[cell.cellIndex].dataset.name; }

  text(cell) {
    const inner = (cell.querySelector(":scope > a") ?? cell).cloneNode(true);
    inner.querySelectorAll(".cell-words, .cell-field").forEach((part) => part.remove());
    return inner.textContent.trim();
  }

  /** Where the selection stands: [[cell, …] of a row, …]. */
  block() {
    const [first, last, left, right] = this.#edges();
    return this.rows().slice(first, last + 1).map((row) => [...row.cells].slice(left, right + 1));
  }

  #edges() {
    const rows = this.rows(), ends = [this.at, this.#corner ?? this.at];
    const [ys, xs] = [ends.map((cell) => rows.indexOf(cell.parentNode)), ends.map((cell) => cell.cellIndex)];
    return [Math.min(...ys), Math.max(...ys), Math.min(...xs), Math.max(...xs)];
  }

  get selects() { return Boolean(this.#corner && this.#corner !== this.at); }

  go(cell) {
    if (!cell) return;
    this.#clear();
    this.#stop(cell);
    cell.focus();
  }

  #clear() {
    this.#corner = null;
    for (const cell of this.querySelectorAll("[aria-selected]")) cell.removeAttribute("aria-selected");
  }

  #extend(cell) {
    if (!cell || !this.contains(cell) || cell.parentNode.dataset.shot === undefined) return;
    const from = this.at, corner = cell;
    this.#clear();
    this.#corner = corner;
    if (corner === from) return;
    for (const row of this.block()) for (const each of row) each.setAttribute("aria-selected", "true");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #took(cell) {
    if (!cell || cell === this.at || cell.parentNode.matches("[data-scene], [data-more]")) return;
    this.#clear();
    this.#stop(cell);
    this.dispatchEvent(new CustomEvent("moved"));
  }

  #press = (event) => {
    const cell = cellOf(event.target);
    if (!cell || event.button || event.target.closest("input, textarea, select, a, button, label, .cell-words")) return;
    if (event.shiftKey && this.at) { event.preventDefault(); return this.#extend(cell); }
    if (cell.parentNode.dataset.shot === undefined) return;
    event.preventDefault();
    this.#drag = event.pointerType === "mouse";
    this.go(cell);
  };

  /** The cell so many rows and columns from another one; as far as there are some. */
  step(cell, down, along, far = false) {
    const rows = this.rows(), last = rows.length - 1, row = rows.indexOf(cell.parentNode);
    const y = far && down ? (down > 0 ? last : 1) : Math.max(0, Math.min(last, row + down));
    const to = rows[y].cells, x = far && along ? (along > 0 ? to.length - 1 : 0) : Math.max(0, Math.min(to.length - 1, cell.cellIndex + along));
    return to[x];
  }

  #next(cell, along) {
    const beside = this.step(cell, 0, along);
    if (beside !== cell) return beside;
    const row = this.step(cell, along, 0);
    return row.parentNode === cell.parentNode ? null : row.parentNode.cells[along > 0 ? 0 : row.parentNode.cells.length - 1];
  }

  #key = (event) => {
    if (event.defaultPrevented || event.isComposing || event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    const cell = cellOf(event.target);
    if (!cell || !this.contains(cell) || event.target.closest(".cell-words")) return;
    const mod = event.metaKey || event.ctrlKey, { key, shiftKey: shift } = event;
    const arrow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-12, 0], PageDown: [12, 0] }[key];
    const edge = { Home: [mod ? -1 : 0, -1], End: [mod ? 1 : 0, 1] }[key];
    const by = arrow ?? edge;
    if (by && !event.altKey) {
      event.preventDefault();
      const from = shift ? this.#corner ?? this.at : this.at;
      let to = this.step(from, by[0], edge ? by[1] : by[1], Boolean(edge) || mod);
      if (edge && mod) to = this.step(to, 0, by[1], true);
      return shift ? this.#extend(to) : this.go(to);
    }
    if (key === "Tab" && !mod && !this.#leaving) {
      const to = this.#next(this.at, shift ? -1 : 1);
      if (!to) return;
      event.preventDefault();
      return this.go(to);
    }
    this.#leaving = key === "Escape" && !this.selects;
    if (key === "Escape" && this.selects) { event.preventDefault(); return this.go(this.at); }
    if (key.toLowerCase() === "a" && mod) { event.preventDefault(); return this.#all(); }
    if (key === " " && event.target === cell && (cell.cellIndex === 0 || shift)) { event.preventDefault(); return this.#tick(); }
    if (key === "Enter" && !mod && event.target === cell) cell.querySelector("a")?.click();
  };

  #all() {
    const rows = this.rows().filter((row) => row.dataset.shot > 0);
    if (!rows.length) return;
    this.go(rows[0].cells[0]);
    this.#extend(rows.at(-1).cells[rows.at(-1).cells.length - 1]);
  }

  /** The rows of the selection: all ticked, or when they are, none. */
  #tick() {
    const boxes = this.block().map(([cell]) => cell.parentNode.querySelector("input[type=checkbox]")).filter(Boolean);
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) if (box.checked !== on) box.click();
  }

  #copy = (event) => {
    if (!this.contains(document.activeElement) || document.activeElement.matches("input, textarea, select")) return;
    const rows = this.block().map((row) => row.map((cell) => quoted(guarded(this.text(cell)))).join("\t"));
    event.preventDefault();
    event.clipboardData.setData("text/plain", rows.join("\n") + (rows.length > 1 ? "\n" : ""));
  };
}
customElements.define("sheet-grid", SheetGrid);
