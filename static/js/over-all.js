// A modal dialog makes the rest of the page inert, and what fills the screen covers it: the <toast-region> stands in the topmost of them, so
// that what it says is seen, heard and pressed there, and on the page again once that is gone. While a part is drawn anew it stands on the
// page too, or a dialog that goes with the part would take it along.
const region = () => document.querySelector("toast-region");
const topmost = () => [...document.querySelectorAll("dialog:modal, body :fullscreen")].at(-1) ?? document.body;

function stand(place) {
  const toasts = region();
  if (!toasts || toasts.parentElement === place) return;
  if (place.moveBefore) place.moveBefore(toasts, null); // what has focus in it keeps it
  else place.append(toasts);
}

const rise = () => stand(topmost());
new MutationObserver(rise).observe(document.documentElement, { subtree: true, attributeFilter: ["open"] });
document.addEventListener("fullscreenchange", rise);
document.addEventListener("htmx:before:swap", () => stand(document.body));
document.addEventListener("htmx:after:swap", rise);
rise();
