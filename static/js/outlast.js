// What was pressed on a [data-outlasts] is done, also where somebody leaves the page at once: of many ratings in a row most wait for a
// connection, and the browser drops what waits when a page goes, but for what it was told to keep alive. What waits in a queue of htmx's is
// not sent yet: this is for hands of which each has its own.
document.addEventListener("htmx:before:request", ({ detail: { ctx: { sourceElement, request } } }) => {
  if (request.method === "POST" && sourceElement.matches("[data-outlasts]")) request.keepalive = true;
});
