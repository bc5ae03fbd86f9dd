// <scrub-strip src="/takes/7/strip" frames="16">: lies over a picture; the pointer's place across it shows that frame of a one-row
// strip image, fetched on first need; with from="12" until="80" of="96" frames only what lies between. On touch: press and slide. It listens on its article, so a link over it stays a link.
class ScrubStrip extends HTMLElement {
  #inner = this.attachInternals();
  #ground;
  #on = (event) => this.#show(event);
  #off = () => this.#hide();

  connectedCallback() {
    this.#ground = this.closest("article") ?? this.parentElement;
    for (const kind of ["pointermove", "pointerdown"]) this.#ground.addEventListener(kind, this.#on);
    for (const kind of ["pointerleave", "pointercancel"]) this.#ground.addEventListener(kind, this.#off);
  }

  disconnectedCallback() {
    for (const kind of ["pointermove", "pointerdown"]) this.#ground.removeEventListener(kind, this.#on);
    for (const kind of ["pointerleave", "pointercancel"]) this.#ground.removeEventListener(kind, this.#off);
  }

  #show(event) {
    const box = this.getBoundingClientRect();
    if (event.clientY < box.top || event.clientY > box.bottom) return this.#hide();
    const frames = Number(this.getAttribute("frames")) || 16;
    const at = Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width));
    const of = Number(this.getAttribute("of")) || 1, from = Number(this.getAttribute("from")) || 0, until = Number(this.getAttribute("until")) || of;
    const shown = Math.min(frames - 1, Math.floor(((from + at * (until - from)) / of) * frames));
    this.style.backgroundImage = `url("${this.getAttribute("src")}")`;
    this.style.backgroundSize = `${frames * 100}% 100%`;
    this.style.backgroundPosition = `${frames > 1 ? (shown / (frames - 1)) * 100 : 0}% 0`;
    this.style.setProperty("--at", `${at * 100}%`);
    this.frame = shown;
    this.#inner.states.add("scrubbing");
  }

  #hide() {
    this.style.backgroundImage = "";
    this.frame = null;
    this.#inner.states.delete("scrubbing");
  }
}
customElements.define("scrub-strip", ScrubStrip);
