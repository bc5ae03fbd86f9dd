// Where a button of a row goes away by being pressed, focus stays in that row, on its name; with the row gone it is on the page itself.
const bare = () => !document.activeElement || document.activeElement === document.body;

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.contains(document.activeElement)) ctx.pressedIn = ctx.sourceElement.closest(".list-row")?.id;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.pressedIn || !bare()) return;
  const place = document.querySelector(`#${ctx.pressedIn} .title a`) ?? document.getElementById("main");
  place.focus({ preventScroll: true });
});
