// <own-zone for="field-id">: puts the time zone that this browser lives in into a field.
class OwnZone extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
}
customElements.define("own-zone", OwnZone);
