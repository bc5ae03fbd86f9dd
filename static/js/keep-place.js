// Where a button of a row goes away by being pressed, focus stays in that row, on its name or its player; with the row gone it is on the
// page itself.
const bare = () => !document.activeElement || document.activeElement === document.body;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.contains(document.activeElement)) ctx.pressedIn = ctx.sourceElement.closest(".list-row, article.join")?.id;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.pressedIn || !bare()) return;
  const place = document.querySelector(`#${ctx.pressedIn} :is(.title a, join-loop button)`) ?? document.getElementById("main");
  place.focus({ preventScroll: true });
});
