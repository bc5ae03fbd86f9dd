// What was pressed is done, also where somebody leaves the page at once: a small change goes on without its page. The browser allows 64 kB
// of such bodies at a time, so long words are auto-save's own.
const most = 2000;
document.addEventListener("htmx:before:request", ({ detail: { ctx: { request } } }) => {
  if (request.method === "POST" && request.body instanceof URLSearchParams && String(request.body).length < most) request.keepalive = true;
});
