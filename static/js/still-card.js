// <still-card why-fetched="…" why-measured="…" why-lost="…" why-broken="…">: what stands for a shot that has nothing to play: its still, else its size and action, and why it
// does not play where a take is there. show(event, isBroken) is done once the picture can be painted; ahead(event) fetches it before; run({from, rate, until(), say(frame), done(), goes()}) counts its frames.
const fps = 24;

class StillCard extends HTMLElement {
  ahead({ still }) { if (still) this.next = Object.assign(new Image(), { src: still }); }

  async show({ still, size, action, why, code }, isBroken) {
    const image = still && !isBroken && Object.assign(new Image(), { src: still, alt: "" });
    const there = image && (await image.decode().then(() => true, () => false));
    const words = [["b", size || (action ? "" : code)], ["span", action], ["small", this.getAttribute(`why-${isBroken ? "broken" : why}`)]];
    const said = words.filter(([name, text]) => text && (name === "small" || !there)).map(([name, textContent]) => Object.assign(document.createElement(name), { textContent }));
    return () => { this.replaceChildren(...(there ? [image] : []), ...said); this.toggleAttribute("data-picture", Boolean(there)); };
  }

  // By the clock, since it has none of its own.
  run({ from, rate, until, say, done, goes }) {
    let shown = from;
    const since = performance.now(), tick = (now) => {
      if (!goes()) return;
      const offset = from + Math.max(0, Math.floor(((now - since) * fps * rate) / 1000));
      if (offset >= until()) return done();
      if (offset !== shown) say(shown = offset);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }
}
customElements.define("still-card", StillCard);
