// <print-button><button>Print</button></print-button>: opens the browser's print dialog once all of the page is there: what is else fetched as
// one comes near it (data-rest holds the address that brings a part whole), then all its pictures.
class PrintButton extends HTMLElement {
  connectedCallback() { this.addEventListener("click", () => this.print()); }

  async print() {
    const button = this.querySelector("button");
    button.disabled = true;
    const all = await whole();
    await Promise.all([...document.images].map(there));
    button.disabled = false;
    if (all) print();
  }
}

// Whether nothing is missing now; what could not be fetched is said by a toast, and half a page is not printed.
async function whole() {
  for (const part of document.querySelectorAll("[data-rest]")) await htmx.ajax("GET", part.dataset.rest, { source: part, target: part, swap: "outerMorph" });
  return !document.querySelector("[data-rest]");
}

// A lazy picture far down the page is only fetched once it may not be lazy any more.
function there(image) {
  image.loading = "eager";
  return image.complete || new Promise((done) => ["load", "error"].forEach((end) => image.addEventListener(end, done)));
}

customElements.define("print-button", PrintButton);
