// <draw-desk data-of="address"> around a <draw-pad> and its form: opens the dialog it came in once its sheet is there, keeps what is drawn
// over this ground until it is saved (Esc and reload lose nothing), and sends the picture with its strokes. What goes wrong is said here.
let opener; // has focus again, also when another ground was chosen in between

class DrawDesk extends HTMLElement {
  get pad() { return this.querySelector("draw-pad"); }
  get form() { return this.pad.querySelector("form"); }
  get dialog() { return this.closest("dialog"); }
  get #key() { return `drawing ${this.dataset.of}`; }

  async connectedCallback() {
    this.addEventListener("drawn-on", () => this.#keep());
    this.addEventListener("submit", (event) => this.#submit(event), true);
    this.addEventListener("paste", (event) => event.stopPropagation());
    this.addEventListener("htmx:finally:request", ({ target, detail }) => { if (target === this.form) this.#answered(detail.ctx); });
    await Promise.all([customElements.whenDefined("draw-pad"), this.#dressed()]);
    await this.pad?.ready;
    if (!this.isConnected) return;
    const kept = sessionStorage.getItem(this.#key);
    this.pad.begin(kept ? JSON.parse(kept) : this.pad.strokes); // in the colours that the sheet has brought by now
    if (kept) this.pad.querySelector("[role=status]").textContent = this.dataset.kept;
    this.#open();
  }

  // The sheet comes with the part: without its colours a page would be black.
  async #dressed() {
    while (this.isConnected && !getComputedStyle(this).getPropertyValue("--pen-page")) await new Promise(requestAnimationFrame);
  }

  #open() {
    const { dialog } = this, { activeElement } = document;
    if (activeElement !== document.body) opener = activeElement;
    dialog?.addEventListener("close", () => {
      dialog.remove();
      if (document.activeElement === document.body) opener?.focus();
    });
    dialog?.showModal();
  }

  #keep() {
    this.#say("");
    try { sessionStorage.setItem(this.#key, JSON.stringify(this.pad.strokes)); } catch { /* full: it is still on the page */ }
  }

  // The picture takes a moment to be made: then the form goes by itself.
  async #submit(event) {
    if (this.made || event.target !== this.form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { strokes, size, hasGround } = this.pad;
    if (!strokes.length && !hasGround) return this.#say(this.dataset.nothing);
    if (this.making) return;
    this.making = true;
    const blob = await this.pad.picture().finally(() => { this.making = false; }), files = new DataTransfer();
    files.items.add(new File([blob], "drawing", { type: blob.type }));
    this.form.elements.picture.files = files.files;
    this.form.elements.strokes.value = JSON.stringify({ schema: 1, size, strokes });
    this.made = true;
    this.form.requestSubmit(event.submitter);
    this.made = false;
  }

  // Only an answer that has something to tell the page has kept it: one that leads to the sign-in page has not.
  #answered({ response, text }) {
    const isKept = response?.status < 300 && response.headers.has("HX-Trigger");
    if (response?.status === 409) this.form.elements.was?.remove();
    if (!isKept) return this.#say([409, 422].includes(response?.status) ? text : this.dataset.lost);
    sessionStorage.removeItem(this.#key);
    if (this.dialog) this.dialog.close(); else location.assign(this.dataset.done);
  }

  #say(words) { this.querySelector(".error").textContent = words; }
}
customElements.define("draw-desk", DrawDesk);
