// What <details>, <dialog> and popovers lack: a menu stays within the window, closes on Esc, on a click elsewhere and once something in it is chosen;
// data-open="id" opens a dialog, data-close closes the nearest one, <dialog data-show> opens itself when it arrives.
const menus = "details.popover[open], details.more[open]";
const shut = (menu, focus) => { menu.open = false; if (focus) menu.querySelector("summary").focus(); };

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) {
    const chosen = event.target.closest(".menu a, .menu button") && !event.target.closest("[data-stay], .menu[data-form]");
    if (!menu.contains(event.target) || chosen) shut(menu);
  }
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = [...document.querySelectorAll(menus)].at(-1);
  if (!open) return;
  event.preventDefault();
  shut(open, open.contains(document.activeElement));
});

// Its button may stand at either end of a line that wraps.
const EDGE = 8; // px
function fit(menu) {
  menu.style.translate = "";
  const { left, right } = menu.getBoundingClientRect(), wide = document.documentElement.clientWidth;
  const by = Math.max(EDGE - left, Math.min(0, wide - EDGE - right));
  if (by) menu.style.translate = `${by}px`;
}
document.addEventListener("toggle", (event) => { if (event.target.matches(menus)) event.target.querySelectorAll(":scope > .menu").forEach(fit); }, true);

const show = () => document.querySelectorAll("dialog[data-show]:not([open])").forEach((dialog) => { dialog.removeAttribute("data-show"); dialog.showModal(); });
document.addEventListener("htmx:after:swap", show);
show();
