// <sort-list action="/scenes/3/order" group="shots" list="3" handle=".grip">: its children with data-id are dragged (SortableJS); on
// a drop it posts moved, before (the id now following, or empty), list and every id as order, and puts them back when that fails.
class SortList extends HTMLElement {
  #sortable;

  connectedCallback() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#sortable = Sortable.create(this, {
      group: this.getAttribute("group") ?? undefined, handle: this.getAttribute("handle") ?? undefined, draggable: "[data-id]",
      animation: still ? 0 : 120, delay: 200, delayOnTouchOnly: true, touchStartThreshold: 4, filter: "input, textarea, select", preventOnFilter: false,
      onStart: (event) => { this.#next = event.item.nextSibling; },
      onEnd: (event) => event.to === event.from && event.newIndex === event.oldIndex || this.#post(event),
    });
  }

  disconnectedCallback() { this.#sortable?.destroy(); }

  #next = null;

  async #post({ item, to, from }) {
    const back = this.#next;
    const order = [...to.querySelectorAll(":scope > [data-id]")];
    const body = new URLSearchParams({ moved: item.dataset.id, before: order[order.indexOf(item) + 1]?.dataset.id ?? "", list: to.getAttribute("list") ?? "" });
    for (const one of order) body.append("order", one.dataset.id);
    const csrf = document.querySelector("meta[name=csrf-token]")?.content ?? "";
    const answer = await fetch(to.getAttribute("action"), { method: "POST", body, headers: { "X-CSRFToken": csrf, "HX-Request": "true" } }).catch(() => null);
    if (answer?.headers.has("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
    if (!answer?.ok) from.insertBefore(item, back);
    this.dispatchEvent(new CustomEvent(answer?.ok ? "sorted" : "toast", { bubbles: true, detail: answer?.ok ? { moved: item.dataset.id } : { text: "That move was not saved.", level: "error" } }));
    const told = answer?.headers.get("HX-Trigger");
    if (told?.startsWith("{")) for (const [name, detail] of Object.entries(JSON.parse(told))) this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}
customElements.define("sort-list", SortList);
