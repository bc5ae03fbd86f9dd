// <print-button><button>Print</button></print-button>: opens the browser's print dialog once all pictures of the page are there.
class PrintButton extends HTMLElement {
  connectedCallback() { this.addEventListener("click", () => this.print()); }

  async print() {
    const button = this.querySelector("button");
    button.disabled = true;
    await Promise.all([...document.images].map(there));
    button.disabled = false;
    print();
  }
}

// A lazy picture far down the page is only fetched once it may not be lazy any more.
function there(image) {
  image.loading = "eager";
  return image.complete || new Promise((done) => ["load", "error"].forEach((end) => image.addEventListener(end, done)));
}

customElements.define("print-button", PrintButton);
