// What was pressed on a [data-outlasts] is done, also where somebody leaves the page at once: many ratings wait for one another, and the
// browser drops what waits when a page goes, but for what it was told to keep alive.
document.addEventListener("htmx:before:request", ({ detail: { ctx: { sourceElement, request } } }) => {
  if (request.method === "POST" && sourceElement.matches("[data-outlasts]")) request.keepalive = true;
});
