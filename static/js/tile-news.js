// <tile-news grid="id" again="address" hears="film-moved">: at that event the tiles of the grid that are in sight are asked for anew, and the
// others when they come into sight (`address?takes=3+5` answers with each for its place). Nothing comes, goes or jumps, so what falls out
// of a filter can dim and stay. A tile whose own hand is asking waits for the next time.
const near = ({ top, bottom }) => bottom > -innerHeight / 2 && top < innerHeight * 1.5;

class TileNews extends HTMLElement {
  #old = new Set(); // ids of tiles that may have changed since they were drawn
  #timer;
  #life;

  get tiles() { return document.getElementById(this.getAttribute("grid"))?.tiles ?? []; }

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    document.addEventListener(this.getAttribute("hears"), () => { this.#old = new Set(this.tiles.map((tile) => tile.dataset.id)); this.#soon(); }, { signal });
    addEventListener("scroll", () => this.#soon(), { signal, passive: true, capture: true });
  }

  disconnectedCallback() { this.#life.abort(); clearTimeout(this.#timer); }

  #soon() {
    clearTimeout(this.#timer);
    if (this.#old.size) this.#timer = setTimeout(() => this.#ask(), 150);
  }

  #ask() {
    const ids = this.tiles.filter((tile) => this.#old.has(tile.dataset.id) && near(tile.getBoundingClientRect()) && !tile.querySelector(".htmx-request")).map((tile) => tile.dataset.id);
    for (const id of ids) this.#old.delete(id);
    if (ids.length) htmx.ajax("GET", `${this.getAttribute("again")}?takes=${ids.join("+")}`, { source: this, swap: "none" });
  }
}
customElements.define("tile-news", TileNews);
