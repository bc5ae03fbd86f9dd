// <tick-bar for="form-id">: says on its own parts what the ticked boxes of that form come to, and hides while none is ticked.
// A box lists in data-can what it counts for, with data-price (millionths) and data-seconds; a part [data-counts="again"] takes the
// words of data-words with {n} filled in, and its [data-sum] the sum. A box [data-ticks="list-id"] ticks all boxes within that list.
const money = (millionths) => {
  const [whole, part] = (millionths / 1e6).toFixed(6).split(".");
  return `${Number(whole).toLocaleString("en")}.${part.replace(/0+$/, "").padEnd(2, "0")}`;
};
const sum = (boxes, name) => boxes.reduce((total, box) => total + Number(box.dataset[name] || 0), 0);

class TickBar extends HTMLElement {
  connectedCallback() {
    document.addEventListener("change", this.#changed);
    document.addEventListener("htmx:after:swap", this.#count);
    for (const box of this.#boxes(document)) box.checked = box.checked; // from now on a morph leaves it as it is
    this.#count();
  }

  disconnectedCallback() {
    document.removeEventListener("change", this.#changed);
    document.removeEventListener("htmx:after:swap", this.#count);
  }

  #boxes(within) { return [...within.querySelectorAll(`input[type=checkbox][form="${this.getAttribute("for")}"]`)]; }

  #changed = ({ target }) => {
    const list = target.dataset?.ticks && document.getElementById(target.dataset.ticks);
    if (list) for (const box of this.#boxes(list)) box.checked = target.checked;
    this.#count();
  };

  #count = () => {
    const ticked = this.#boxes(document).filter((box) => box.checked);
    this.hidden = !ticked.length;
    for (const part of this.querySelectorAll("[data-counts]")) this.#say(part, ticked.filter((box) => box.dataset.can.split(" ").includes(part.dataset.counts)));
    for (const all of document.querySelectorAll("[data-ticks]")) {
      const boxes = this.#boxes(document.getElementById(all.dataset.ticks) ?? all);
      all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
      all.indeterminate = !all.checked && boxes.some((box) => box.checked);
    }
  };

  #say(part, boxes) {
    part.hidden = !boxes.length;
    part.querySelector("[data-says]").textContent = part.dataset.words.replace("{n}", boxes.length);
    const price = sum(boxes, "price"), seconds = sum(boxes.filter((box) => !box.dataset.price), "seconds");
    const sums = [price && this.getAttribute("sign") + money(price), seconds && `${seconds} s`].filter(Boolean);
    const place = part.querySelector("[data-sum]");
    if (place) place.textContent = sums.join(" + ");
  }
}
customElements.define("tick-bar", TickBar);
