// A part that brings its own script, with the page or later: data-script="address" on any element loads that module, once, by the page's nonce.
const loaded = new Set();

function bring() {
  for (const { dataset } of document.querySelectorAll("[data-script]")) {
    if (loaded.has(dataset.script)) continue;
    loaded.add(dataset.script);
    const { nonce } = document.querySelector("script[nonce]");
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src: dataset.script, nonce }));
  }
}

document.addEventListener("htmx:after:swap", bring);
bring();
