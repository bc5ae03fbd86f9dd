// Dark, light or the system's: kept in this browser and set before anything is drawn, so not a module. data-theme-choice chooses.
(() => {
  const show = () => {
    const theme = localStorage.getItem("theme") ?? "";
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    for (const one of document.querySelectorAll("[data-theme-choice]")) one.setAttribute("aria-pressed", one.dataset.themeChoice === theme);
  };
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (!choice) return;
    localStorage.setItem("theme", choice.dataset.themeChoice);
    show();
  });
  document.addEventListener("DOMContentLoaded", show);
  show();
})();
