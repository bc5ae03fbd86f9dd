// A part that brings its own script, with the page or later: data-script="address" on any element loads that module, once, by the page's nonce;
// only one of our own scripts.
const loaded = new Set(), ours = new URL(".", import.meta.url).href;

function bring() {
  for (const { dataset } of document.querySelectorAll("[data-script]")) {
    if (loaded.has(dataset.script) || !new URL(dataset.script, location).href.startsWith(ours)) continue;
    loaded.add(dataset.script);
    const { nonce } = document.querySelector("script[nonce]");
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src: dataset.script, nonce }));
  }
}

document.addEventListener("htmx:after:swap", bring);
bring();
