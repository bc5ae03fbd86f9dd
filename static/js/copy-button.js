// <copy-button><button data-copy="text">Copy link</button></copy-button>: copies, and says so in the button for two seconds.
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

class CopyButton extends HTMLElement {
  connectedCallback() { this.addEventListener("click", this.#copy); }

  #copy = async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.dataset.label) return;
    await copy(button.dataset.copy);
    const words = [...button.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) ?? button.appendChild(new Text(""));
    button.dataset.label = words.data;
    words.data = said("Copied");
    setTimeout(() => { words.data = button.dataset.label; delete button.dataset.label; }, 2000);
  };
}
customElements.define("copy-button", CopyButton);
