// The keys of a page of joins: articles with a <join-loop> and a form .by-hand with the numbers `last` and `start`. They act on the
// article with focus, else on the one under the pointer, else on the first in view. / loops; , . move the last frame of the first side,
// with ⇧ the first frame of the second; ↵ saves, Esc puts back; ↑ ↓ go to the neighbours. A number that is moved shows at once in the
// boundary frame, the loop and the <output>; the form fires `nudged`. Buttons [data-nudges="last"][data-by="-1"] in the form do the same.
const said = (words) => JSON.parse(document.getElementById("said-by-scripts")?.textContent ?? "{}")[words] ?? words; // in the reader's language
const fields = "input, textarea, select, [contenteditable], dialog";
const steps = { ",": -1, ".": 1, "<": -1, ">": 1, Comma: -1, Period: 1 };
const all = () => [...document.querySelectorAll("article:has(join-loop)")];
const inView = (article) => { const box = article.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight / 2; };
const here = () => document.activeElement.closest?.("article:has(join-loop)") ?? document.querySelector("article:has(join-loop):hover") ?? all().find(inView);
const moved = (form) => [...form.querySelectorAll("[type=number]")].some((input) => input.value !== input.defaultValue);

function show(form) {
  const article = form.closest("article");
  let longer = 0;
  for (const input of form.querySelectorAll("[type=number]")) {
    if (!input.checkValidity() || input.value === "") continue;
    const image = article.querySelector(`img[data-side="${input.name}"]`);
    if (image) image.src = image.getAttribute("src").replace(/frames\/\d+/, `frames/${input.value}`);
    article.querySelector(`[data-frame="${input.name}"]`).textContent = input.value;
    article.querySelector("join-loop").setAttribute(input.name, input.value);
    longer += (input.value - input.defaultValue) * (input.name === "last" ? 1 : -1);
  }
  form.toggleAttribute("data-moved", moved(form));
  const n = Math.abs(longer);
  form.querySelector("output").textContent = n ? runs(n, longer > 0).replace("{n}", n) : "";
  form.dispatchEvent(new Event("nudged", { bubbles: true }));
}

const runs = (n, longer) => (longer
  ? (n > 1 ? said("The cut runs {n} frames longer.") : said("The cut runs {n} frame longer."))
  : (n > 1 ? said("The cut runs {n} frames shorter.") : said("The cut runs {n} frame shorter.")));

function nudge(form, name, by) {
  const input = form.elements[name];
  const wanted = Number(input.value) + by;
  if (wanted < input.min || wanted > input.max) return;
  input.value = wanted;
  show(form);
}

function go(article, by) {
  const rows = all();
  const next = rows[rows.indexOf(article) + by];
  next?.querySelector("join-loop button").focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("input", ({ target }) => { const form = target.closest?.("form.by-hand"); if (form) show(form); });

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("form.by-hand [data-nudges]");
  if (button) nudge(button.form, button.dataset.nudges, Number(button.dataset.by));
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  const article = here(), form = article?.querySelector("form.by-hand");
  const back = event.key === "Escape" && form && moved(form);
  if (back) { form.reset(); show(form); return event.preventDefault(); }
  if (!article || event.target.closest?.(fields) || localStorage.getItem("keys") === "off") return;
  const by = steps[event.key] ?? steps[event.code];
  const acts = {
    "/": () => article.querySelector("join-loop").toggle(),
    Enter: form && moved(form) && (() => form.requestSubmit()),
    ArrowUp: article.contains(document.activeElement) && (() => go(article, -1)),
    ArrowDown: article.contains(document.activeElement) && (() => go(article, 1)),
  };
  const act = form && by ? () => nudge(form, event.shiftKey ? "start" : "last", by) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
