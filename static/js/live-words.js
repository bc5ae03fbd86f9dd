// <live-words says="1 under way. Picked">: when what it says changes, who hears the page hears it, through #news, wherever they are on it.
class LiveWords extends HTMLElement {
  static observedAttributes = ["says"];

  attributeChangedCallback(_, old, value) {
    const place = document.querySelector("#news [data-of=words]");
    if (place && old !== null && value !== old) place.textContent = value;
  }
}
customElements.define("live-words", LiveWords);
