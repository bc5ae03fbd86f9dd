// Where a button of a row goes away by being pressed, focus stays in that row, on its name or its player; with the row gone it is on the
// player of the page, else on the page itself. A button that only rested while its request ran has focus again.
const bare = () => !document.activeElement || document.activeElement === document.body;
const rows = ".list-row, article.join, #freshness";

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement.contains(document.activeElement)) return;
  ctx.pressed = document.activeElement;
  ctx.pressedIn = ctx.sourceElement.closest(rows)?.id;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.pressedIn || !bare()) return;
  const place = document.querySelector(`#${ctx.pressedIn} :is(.title a, join-loop button)`) ?? document.querySelector("film-player") ?? document.getElementById("main");
  place.focus({ preventScroll: true });
});

// htmx lets a disabled button act again right after this event, hence the microtask.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => queueMicrotask(() => {
  if (ctx.pressed?.isConnected && bare()) ctx.pressed.focus({ preventScroll: true });
}));
