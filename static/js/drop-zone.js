// <drop-zone paste> around a form with a file input: files dropped on it (or pasted, outside fields) or chosen are put into the
// input and the form is submitted at once. States over and sending are for the style sheet.
class DropZone extends HTMLElement {
  #inner = this.attachInternals();
  #depth = 0;
  #paste = (event) => {
    if (this.hasAttribute("paste") && !event.target.closest("input, textarea") && this.checkVisibility()) this.#take(event.clipboardData.files, event);
  };

  get input() { return this.querySelector("input[type=file]"); }

  connectedCallback() {
    this.addEventListener("dragenter", (event) => this.#over(event, 1));
    this.addEventListener("dragleave", (event) => this.#over(event, -1));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => { this.#over(event, -this.#depth); this.#take(event.dataTransfer.files, event); });
    this.addEventListener("change", (event) => { if (event.target === this.input) this.#send(); });
    this.addEventListener("submit", () => this.#inner.states.add("sending"));
    this.addEventListener("htmx:finally:request", () => { this.#inner.states.delete("sending"); if (this.input) this.input.value = ""; });
    document.addEventListener("paste", this.#paste);
  }

  disconnectedCallback() { document.removeEventListener("paste", this.#paste); }

  #over(event, step) {
    event.preventDefault();
    this.#depth = Math.max(0, this.#depth + step);
    this.#inner.states[this.#depth ? "add" : "delete"]("over");
  }

  #take(files, event) {
    if (!files.length || !this.input) return;
    event.preventDefault();
    const kept = new DataTransfer();
    for (const file of this.input.multiple ? files : [files[0]]) kept.items.add(file);
    this.input.files = kept.files;
    this.#send();
  }

  #send() { if (this.input.files.length) this.input.form.requestSubmit(); }
}
customElements.define("drop-zone", DropZone);
