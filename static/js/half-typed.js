// Words in a panel's field, and the open field of a new shot, are left alone by what arrives meanwhile: a poll, somebody else's
// change, the answer to another panel. Only the answer to its own form replaces it. A part that would take such a panel away, because
// its shot is gone, does not come until the words have been sent or cleared.
const panels = (polled, own) => [...document.querySelectorAll(".cell:has(input[name=action])")].filter((panel) => {
  const field = panel.querySelector("input[name=action]");
  return field.form !== own && (field.value.trim() || (polled && field.matches("[data-leave]")));
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const polled = ctx.request?.method === "GET";
  for (const panel of panels(polled, ctx.sourceElement)) {
    panel.setAttribute("hx-morph-skip", "");
    for (const task of tasks) {
      const takes = task.target?.contains?.(panel) && !task.fragment.querySelector(`#${panel.id}`);
      if (polled && takes) task.swapSpec.style = "none";
    }
  }
});

// Focus was given when the field came: a later swap must not give it again.
document.addEventListener("htmx:finally:swap", () => {
  for (const panel of document.querySelectorAll(".cell[hx-morph-skip]")) panel.removeAttribute("hx-morph-skip");
  for (const field of document.querySelectorAll(".panel [autofocus]")) field.removeAttribute("autofocus");
});
