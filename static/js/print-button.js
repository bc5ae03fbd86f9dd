// <print-button><button>Print</button></print-button>: opens the browser's print dialog for this page.
class PrintButton extends HTMLElement {
  connectedCallback() { this.addEventListener("click", () => print()); }
}
customElements.define("print-button", PrintButton);
