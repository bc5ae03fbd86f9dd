// <script-lines data-at="12"> around a form of lines, each a checkbox: pressing and dragging over them chooses from one to another, ↑ ↓ go, ⇧ with
// them or with a press goes on choosing, Esc lets go, Enter submits, with nothing chosen the line itself. One tab stop; without script each line is ticked by itself. data-at: the line that has
// focus when the pane comes again. [data-close-pane] empties the pane and gives focus back to its door.
class ScriptLines extends HTMLElement {
  #from = -1;
  #dragged = false;

  connectedCallback() {
    this.addEventListener("pointerdown", (event) => this.#press(event));
    this.addEventListener("pointerover", (event) => this.#over(event));
    this.addEventListener("click", (event) => this.#click(event), true);
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => this.#rove(event.target));
    addEventListener("pointerup", this.#up);
    this.setAttribute("data-ready", "");
    const at = Number(this.dataset.at), next = this.boxes.find((box) => Number(box.value) >= at) ?? this.boxes.at(-1);
    this.#rove(this.boxes[0]);
    this.#tell();
    if (at && next) setTimeout(() => this.isConnected && this.#focus(next)); // htmx gives focus back to the line that had it
    else if (this.#comes) this.#focus(this.querySelector("li:not([data-covered], [data-kind=transition]) input[name=line]") ?? this.boxes[0]);
  }

  /** Opened by its key or its door: the hand goes along. */
  get #comes() { return this.boxes.length > 0 && [document.body, document.querySelector(".script-door")].includes(document.activeElement); }

  disconnectedCallback() { removeEventListener("pointerup", this.#up); }

  get boxes() { return [...this.querySelectorAll("input[name=line]")]; }

  #focus(box) {
    box.focus();
    box.closest("li").scrollIntoView({ block: "nearest" });
  }

  #rove(target) {
    if (target?.name !== "line") return;
    for (const box of this.boxes) box.tabIndex = box === target ? 0 : -1;
  }

  #box(event) { return event.target.closest?.("li")?.querySelector("input[name=line]"); }

  /** From the first line that was chosen to this one. */
  #choose(box, further) {
    const { boxes } = this, place = boxes.indexOf(box);
    if (!further || this.#from < 0) this.#from = place;
    const [first, last] = [Math.min(this.#from, place), Math.max(this.#from, place)];
    boxes.forEach((each, n) => { each.checked = n >= first && n <= last; });
    this.#tell();
  }

  #clear() {
    this.#from = -1;
    for (const box of this.boxes) box.checked = false;
    this.#tell();
  }

  #tell() {
    const words = this.querySelector(".hands [role=status]"), count = this.boxes.filter((box) => box.checked).length;
    if (words) words.textContent = count ? words.dataset.some.replace("{n}", count) : words.dataset.none;
    this.toggleAttribute("data-chosen", count > 0);
  }

  #press(event) {
    const box = this.#box(event);
    if (!box || event.button || event.target.closest("a, button") || event.pointerType === "touch") return;
    event.preventDefault();
    const alone = box.checked && this.boxes.filter((each) => each.checked).length === 1 && !event.shiftKey;
    if (alone) this.#clear();
    else this.#choose(box, event.shiftKey);
    this.#dragged = !alone;
    this.#focus(box);
  }

  #over(event) {
    const box = this.#dragged && event.buttons === 1 && this.#box(event);
    if (box) this.#choose(box, true);
  }

  #up = () => { this.#dragged = false; };

  /** What was pressed is chosen already; a finger taps one line after the other, and what lies between comes along. */
  #click(event) {
    const box = this.#box(event);
    if (!box || event.target.closest("a, button")) return;
    const touched = event.pointerType === "touch";
    if (!touched && event.detail === 0 && event.target !== box) return;
    const chosen = touched ? !box.checked : box.checked;
    if (touched || event.detail > 0) event.preventDefault();
    if (touched || event.detail === 0) setTimeout(() => (chosen ? this.#choose(box, true) : this.#clear()));
  }

  #key(event) {
    if (event.target.name !== "line") return;
    const { boxes } = this, place = boxes.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = boxes[Math.max(0, Math.min(boxes.length - 1, place + step))];
      if (event.shiftKey) {
        if (this.#from < 0 || !boxes[place].checked) this.#choose(boxes[place], false);
        this.#choose(next, true);
      }
      this.#focus(next);
    } else if (event.key === "Escape" && this.hasAttribute("data-chosen")) {
      event.preventDefault();
      this.#clear();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!this.hasAttribute("data-chosen")) this.#choose(event.target, false);
      this.querySelector("form").requestSubmit(this.querySelector(".hands button"));
    }
  }
}
customElements.define("script-lines", ScriptLines);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close-pane]")) return;
  document.getElementById("script-pane")?.replaceChildren();
  document.querySelector(".script-door")?.focus();
});
