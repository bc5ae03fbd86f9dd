// A part that comes later brings its own script: data-script="address" on any element loads that module, once, by the page's nonce.
const loaded = new Set();
document.addEventListener("htmx:after:swap", () => {
  for (const { dataset } of document.querySelectorAll("[data-script]")) {
    if (loaded.has(dataset.script)) continue;
    loaded.add(dataset.script);
    const { nonce } = document.querySelector("script[nonce]");
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src: dataset.script, nonce }));
  }
});
