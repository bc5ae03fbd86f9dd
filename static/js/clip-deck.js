// <clip-deck> holds three <video>: one shows, two stand ready behind it, each decoded at the frame where it is to begin (frames at 24 fps, sought at their
// middle). show(clip, frame) puts one in front once its picture is there and says so; what showed stands until then. keep([[clip, frame], …]) readies what comes
// next, pair(a, b) shows two side by side, play({rate, muted, until(), next(), say(frame), done()}) plays the one in front, pause(). A clip that does not load is
// tried again, then show() rejects. `video` is the one in front.
const fps = 24, phase = 0.5, lead = 12; // a frame is sought at its middle; ms that it takes until another picture stands
const once = (video, kind) => new Promise((resolve, reject) => {
  video.addEventListener(kind, resolve, { once: true });
  video.addEventListener("error", reject, { once: true });
});

class ClipDeck extends HTMLElement {
  #slots = [];
  #front = null;
  #coming = null;
  #pairing;
  #run;
  #timers = [];
  latency = 50; // ms from play() to a picture that moves, on this machine

  get video() { return this.#front?.video; }

  connectedCallback() {
    if (this.#slots.length) return;
    for (const rank of [0, 1, 2]) {
      const video = Object.assign(document.createElement("video"), { playsInline: true, preload: "auto", disableRemotePlayback: true });
      this.#slots.push({ video, rank });
      this.append(video);
    }
  }

  disconnectedCallback() { this.pause(); }

  isReady(clip, frame) { return Boolean(this.#find(clip, frame)?.isReady); }

  // The clip in front seeks itself, unless it plays: then another one is made ready behind it.
  async show(clip, frame) {
    const alone = this.#front?.clip === clip && this.#front.video.paused && !this.#find(clip, frame);
    const slot = this.#coming = this.#find(clip, frame) ?? this.#aim(alone ? this.#front : this.#spare(), clip, frame);
    await slot.ready;
    if (!slot.isReady || slot.frame !== frame || slot.clip !== clip) return false;
    if (slot !== this.#front) this.#front?.video.pause();
    [this.#front, this.#coming] = [slot, null];
    for (const each of this.#slots) each.video.toggleAttribute("data-front", each === slot);
    return true;
  }

  // What comes next, nearest first; what is ready for it stays.
  keep(wanted) {
    const kept = wanted.map(([clip, frame]) => this.#find(clip, frame));
    for (const slot of this.#slots) slot.rank = kept.includes(slot) ? kept.indexOf(slot) : 9;
    wanted.forEach(([clip, frame], rank) => { if (!kept[rank]) this.#aim(this.#spare([this.#coming]), clip, frame).rank = rank; });
  }

  async pair(...sides) {
    this.pause();
    const slots = this.#pairing = [];
    for (const side of sides) slots.push(side && (this.#find(...side, slots) ?? this.#aim(this.#spare(slots), ...side)));
    await Promise.allSettled(slots.map((slot) => slot?.ready));
    if (slots !== this.#pairing) return;
    for (const { video } of this.#slots) delete video.dataset.side;
    ["out", "in"].forEach((name, n) => { if (slots[n]) slots[n].video.dataset.side = name; });
  }

  // What is in front plays until before frame `until`, saying each frame; `next` starts behind it in time, and done() is called when it is to come in front.
  play({ rate, muted, until, next, say, done }) {
    const slot = this.#front, run = this.#run = {};
    slot.frame = null; // from here on it moves
    Object.assign(slot.video, { playbackRate: rate, muted });
    slot.video.play().catch(() => {}); // another one came before this had begun
    const look = () => slot.video.requestVideoFrameCallback((_, { mediaTime, expectedDisplayTime }) => {
      if (run !== this.#run) return;
      const frame = Math.round(mediaTime * fps), left = until() - frame;
      say(Math.min(frame, until() - 1));
      if (left <= 4) this.#plan(expectedDisplayTime + (left * 1000) / fps / rate - performance.now(), [[lead, done], [2.5 * lead, () => slot.video.pause()], [this.latency, () => this.#roll(next(), rate, muted)]]);
      if (left > 1) look();
    });
    look();
  }

  // The next clip starts a little before, this one stops before it shows a frame too many, and then the pictures change places.
  #plan(wait, acts) {
    this.#timers.forEach(clearTimeout);
    this.#timers = acts.map(([before, act]) => setTimeout(act, wait - before));
  }

  // So early that its second picture comes in time: what a start takes is measured at each one.
  #roll(next, rate, muted) {
    const [clip, frame] = next ?? [], slot = this.#find(clip, frame);
    if (!slot?.isReady || slot.rolled || slot === this.#front) return;
    slot.rolled = performance.now();
    Object.assign(slot.video, { playbackRate: rate, muted });
    slot.video.play().catch(() => {});
    this.#measure(slot, frame, rate, 3);
  }

  #measure(slot, frame, rate, looks) {
    slot.video.requestVideoFrameCallback((_, { mediaTime, expectedDisplayTime }) => {
      const moved = mediaTime * fps - frame;
      if (moved < 0.5 && looks && slot.rolled) return this.#measure(slot, frame, rate, looks - 1);
      if (moved < 0.5 || !slot.rolled) return;
      const took = expectedDisplayTime - slot.rolled - ((moved - phase) * 1000) / fps / rate;
      this.latency += (Math.max(0, Math.min(200, took)) - this.latency) / 3;
    });
  }

  pause() {
    this.#run = null;
    this.#timers.forEach(clearTimeout);
    for (const slot of this.#slots) {
      slot.video.pause();
      if (slot.rolled && slot !== this.#front) this.#aim(slot, slot.clip, slot.frame);
    }
  }

  #find(clip, frame, but = []) { return this.#slots.find((slot) => slot.clip === clip && slot.frame === frame && !but.includes(slot)); }

  // The one that is needed last; never the one in front.
  #spare(but = []) {
    const free = this.#slots.filter((slot) => slot !== this.#front && !but.includes(slot));
    return (free.length ? free : this.#slots).toSorted((a, b) => b.rank - a.rank)[0];
  }

  // What fails on the way is tried again; a clip that cannot be read is no clip.
  async #load(slot, clip, tries = 5) {
    const { video } = slot;
    video.pause();
    video.src = clip;
    try { await once(video, "loadeddata"); } catch (trouble) {
      if (tries <= 1 || slot.clip !== clip) throw trouble;
      await new Promise((resolve) => { setTimeout(resolve, 2500 / tries); });
      if (slot.clip === clip) await this.#load(slot, clip, tries - 1);
    }
  }

  #aim(slot, clip, frame) {
    const { video } = slot, isOther = slot.clip !== clip;
    Object.assign(slot, { clip, frame, isReady: false, rolled: null, rank: 0 });
    const turn = slot.turn = {};
    slot.drop?.();
    const work = (async () => {
      if (isOther) slot.loading = this.#load(slot, clip);
      await slot.loading;
      if (slot.turn !== turn) return;
      const seeked = once(video, "seeked");
      video.currentTime = (frame + phase) / fps;
      await seeked;
      if (slot.turn === turn) slot.isReady = true;
    })();
    work.catch(() => {}); // said by `ready`
    slot.ready = Promise.race([work, new Promise((resolve) => { slot.drop = resolve; })]); // nobody waits for what is not wanted any more
    slot.ready.catch(() => { if (slot.turn === turn) slot.clip = null; });
    return slot;
  }
}
customElements.define("clip-deck", ClipDeck);
