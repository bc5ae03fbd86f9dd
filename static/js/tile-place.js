// Who comes back to a page with a <tile-grid id> finds what had focus, what was selected and how far it was scrolled; coming from the
// page that a tile opens, focus is on that tile. Kept by path for as long as the tab lives; another query or a fragment scrolls by itself.
const grids = () => document.querySelectorAll("tile-grid[id]");
const seen = (grid) => grid.tiles.find((tile) => tile.getBoundingClientRect().bottom > 120);
const key = (grid) => `tiles ${location.pathname} ${grid.id}`;

addEventListener("pagehide", () => {
  for (const grid of grids()) {
    const first = scrollY > 0 && seen(grid), view = first && { id: first.dataset.id, top: first.getBoundingClientRect().top };
    const kept = { at: grid.at?.dataset.id, had: Boolean(grid.focused), ids: grid.selected, view, search: location.search };
    sessionStorage.setItem(key(grid), JSON.stringify(kept));
  }
});

const [entry] = performance.getEntriesByType("navigation");
const from = entry?.type === "navigate" && document.referrer && new URL(document.referrer).pathname;

customElements.whenDefined("tile-grid").then(() => {
  for (const grid of grids()) {
    const kept = JSON.parse(sessionStorage.getItem(key(grid)) ?? "{}"), free = document.activeElement === document.body && !location.hash;
    const opens = (tile) => tile && grid.link(tile)?.pathname === from && tile; // several tiles may open the same page
    const opened = from && (opens(grid.named(kept.at)) || grid.tiles.find(opens)), at = opened || grid.named(kept.at);
    if (kept.ids?.length) grid.select(kept.ids);
    const first = kept.view && kept.search === location.search && free && grid.named(kept.view.id);
    for (let n = 0; first && n < 3; n += 1) scrollBy({ top: first.getBoundingClientRect().top - kept.view.top, behavior: "instant" }); // what comes into view may take another height
    if (at && free && (opened || kept.had)) grid.go(at);
    else if (at) grid.stop(at);
  }
});
