// <to-shot keys="n m g" generate> around a form that makes a shot: what a room has no hand of its own for is done on the page
// of the shot in focus, which a tile-grid, a take-compare or a cut-player names. N makes a shot after it and leads there, M leads to where
// something is said about what shows, G and ⌘↵ to the button that says what it costs.
const typed = "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit]), textarea, select, [contenteditable]";
const ends = { m: "#say", g: "#price", "mod+enter": "#price" };

class ToShot extends HTMLElement {
  #going = false;
  #here = () => { this.#going = false; };
  #key = (event) => {
    const mod = event.metaKey || event.ctrlKey, key = `${mod ? "mod+" : ""}${event.key.toLowerCase()}`;
    if (!(this.getAttribute("keys").split(" ").includes(key) || (key === "mod+enter" && this.hasAttribute("generate"))) || event.shiftKey || event.altKey || event.repeat || event.isComposing || event.defaultPrevented) return;
    if ((!mod && localStorage.getItem("keys") === "off") || event.target.closest?.(typed) || document.querySelector("dialog:modal")) return;
    const page = this.page;
    if (!page) return;
    event.preventDefault();
    if (key === "n") this.#after(page);
    else location.assign(`${page.pathname}${page.search}${ends[key]}`);
  };

  connectedCallback() {
    document.addEventListener("keydown", this.#key);
    addEventListener("pageshow", this.#here);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    removeEventListener("pageshow", this.#here);
  }

  /** The page of the shot under the eye, with the take where its tile names one; null where there is none. */
  get page() {
    const playing = document.querySelector("cut-player")?.event;
    if (playing) return new URL(playing.href, location);
    const grid = document.querySelector("tile-grid"), place = document.querySelector("take-compare")?.lead ?? grid?.tile(document.activeElement) ?? grid?.at;
    const link = [...(place?.querySelectorAll("a[href*='/shots/']") ?? [])].find((each) => /\/shots\/\d+$/.test(each.pathname));
    return link ? new URL(link.href) : null;
  }

  // One press makes one shot, however long its page takes to come.
  #after(page) {
    if (this.#going) return;
    this.#going = true;
    const form = this.querySelector("form");
    form.action = `${page.pathname.match(/^.*\/shots\/\d+/)[0]}/after`;
    form.requestSubmit();
  }
}
customElements.define("to-shot", ToShot);
