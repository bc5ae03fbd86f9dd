// <draw-pad ground="/versions/3/picture" strokes="[…]"> around a <canvas>, radios tool, colour and width, buttons data-act=undo, redo,
// clear, and a [role=status]. Pen, finger or mouse draw; by key arrows move a cross, Enter begins and ends a stroke, Esc drops it. The
// colours are the custom properties --pen-…, the page is --pen-page. Fires `drawn-on`; `strokes` is what was drawn, `picture()` all of it.
const LONG = 1920;
const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pen(brush, points) {
  brush.moveTo(points[0], points[1]);
  for (let n = 2; n < points.length - 2; n += 2) brush.quadraticCurveTo(points[n], points[n + 1], (points[n] + points[n + 2]) / 2, (points[n + 1] + points[n + 3]) / 2);
  brush.lineTo(points.at(-2), points.at(-1));
  brush.stroke();
}

function arrow(brush, points, width) {
  const [x, y] = points, [u, v] = points.slice(-2), turn = Math.atan2(v - y, u - x), head = Math.min(Math.hypot(u - x, v - y), 28 + width * 3);
  const back = (by, aside) => [u - by * Math.cos(turn + aside), v - by * Math.sin(turn + aside)];
  brush.moveTo(x, y);
  brush.lineTo(...back(head * 0.7, 0));
  brush.stroke();
  brush.beginPath();
  brush.moveTo(u, v);
  brush.lineTo(...back(head, 0.42));
  brush.lineTo(...back(head, -0.42));
  brush.fill();
}

class DrawPad extends HTMLElement {
  #base = document.createElement("canvas"); // the ground and what is finished
  #past = [[]];
  #at = 0;
  #now; // the stroke under way
  #cross; // where the keys are
  #image;

  get canvas() { return this.querySelector("canvas"); }
  get strokes() { return this.#past[this.#at]; }
  get size() { return [this.canvas.width, this.canvas.height]; }
  get hasGround() { return Boolean(this.#image); }

  connectedCallback() {
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown", "blur"]) this.canvas.addEventListener(kind, this);
    this.addEventListener("click", (event) => this.#act(event.target.closest("[data-act]")?.dataset.act));
    this.ready = this.#load();
  }

  handleEvent(event) { this[`on${event.type}`](event); }

  async #load() {
    const image = new Image();
    image.src = this.getAttribute("ground");
    if (this.getAttribute("ground")) await image.decode().then(() => { this.#image = image; }, () => this.#say(this.dataset.noGround));
    const by = LONG / Math.max(image.naturalWidth, image.naturalHeight);
    if (this.#image) Object.assign(this.canvas, { width: Math.round(image.naturalWidth * by), height: Math.round(image.naturalHeight * by) });
    this.begin(JSON.parse(this.getAttribute("strokes") || "[]"));
  }

  /** Start from these strokes. */
  begin(strokes) { [this.#past, this.#at] = [[strokes], 0]; this.#lay(); }

  picture() { return new Promise((done) => this.#base.toBlob(done, this.#image ? "image/jpeg" : "image/png", 0.95)); }

  #lay() {
    const [width, height] = this.size, brush = this.#base.getContext("2d");
    Object.assign(this.#base, { width, height });
    brush.fillStyle = this.#colour("page");
    brush.fillRect(0, 0, width, height);
    if (this.#image) brush.drawImage(this.#image, 0, 0, width, height);
    for (const stroke of this.strokes) this.#trace(brush, stroke);
    this.#show();
  }

  #show() {
    const brush = this.canvas.getContext("2d");
    brush.drawImage(this.#base, 0, 0);
    if (this.#now) this.#trace(brush, this.#now);
    if (this.#cross) this.#mark(brush, ...this.#cross);
  }

  #trace(brush, { tool, colour, width, points }) {
    Object.assign(brush, { strokeStyle: this.#colour(colour), fillStyle: this.#colour(colour), lineWidth: width, lineCap: "round", lineJoin: "round" });
    brush.beginPath();
    if (tool === "arrow") arrow(brush, points, width); else pen(brush, points);
  }

  #mark(brush, x, y) {
    for (const [colour, width] of [["white", 5], ["ink", 2]]) {
      Object.assign(brush, { strokeStyle: this.#colour(colour), lineWidth: width });
      brush.beginPath();
      for (const [u, v] of Object.values(ways)) { brush.moveTo(x + 8 * u, y + 8 * v); brush.lineTo(x + 28 * u, y + 28 * v); }
      brush.stroke();
    }
  }

  #colour(name) { return getComputedStyle(this).getPropertyValue(`--pen-${name}`); }
  #say(words) { this.querySelector("[role=status]").textContent = words; }
  #chosen(name) { return this.querySelector(`[name=${name}]:checked`).value; }

  #start(point) {
    this.#now = { tool: this.#chosen("tool"), colour: this.#chosen("colour"), width: Number(this.#chosen("width")), points: [...point] };
    this.#show();
  }

  #go([x, y]) {
    const { tool, points } = this.#now;
    if (tool === "arrow") points.splice(2, 2, x, y);
    else if (Math.hypot(x - points.at(-2), y - points.at(-1)) >= 2) points.push(x, y);
  }

  #end() {
    const { tool, points } = this.#now;
    const isArrow = tool === "pen" || (points.length > 2 && Math.hypot(points[2] - points[0], points[3] - points[1]) > 8);
    if (isArrow) this.#keep([...this.strokes, this.#now]); else this.#drop();
  }

  #drop() { this.#now = null; this.#show(); }

  #keep(strokes) {
    [this.#now, this.#past] = [null, [...this.#past.slice(0, this.#at + 1), strokes]];
    this.#turn(this.#at + 1);
  }

  #turn(at) {
    if (!this.#past[at]) return;
    this.#at = at;
    this.#lay();
    this.#say(this.dataset.drawn.replace("{n}", this.strokes.length));
    this.dispatchEvent(new CustomEvent("drawn-on", { bubbles: true }));
  }

  #act(name) {
    if (name === "undo") this.#turn(this.#at - 1);
    if (name === "redo") this.#turn(this.#at + 1);
    if (name === "clear" && this.strokes.length) this.#keep([]);
  }

  #place({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [Math.round(((clientX - left) / width) * this.canvas.width), Math.round(((clientY - top) / height) * this.canvas.height)];
  }

  onpointerdown(event) {
    if (event.button || !event.isPrimary) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#cross = null;
    this.#start(this.#place(event));
  }

  onpointermove(event) {
    if (!this.#now || this.#cross || !event.isPrimary) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) this.#go(this.#place(each));
    this.#show();
  }

  onpointerup(event) { if (this.#now && !this.#cross && event.isPrimary) this.#end(); }
  onpointercancel() { if (!this.#cross) this.#drop(); }
  onblur() { if (this.#cross) { this.#cross = null; this.#drop(); } }

  onkeydown(event) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const way = ways[event.key], by = event.shiftKey ? 120 : 24;
    if (way) this.#move(way[0] * by, way[1] * by);
    else if (["Enter", " "].includes(event.key)) { if (!event.repeat) this.#press(); } else if (event.key === "Escape" && this.#now) this.#drop();
    else return;
    event.preventDefault();
  }

  #move(x, y) {
    const [width, height] = this.size, at = this.#cross ?? [Math.round(width / 2), Math.round(height / 2)];
    this.#cross = [Math.max(0, Math.min(width, at[0] + x)), Math.max(0, Math.min(height, at[1] + y))];
    if (this.#now) this.#go(this.#cross);
    this.#show();
  }

  #press() {
    if (this.#now) return this.#end();
    this.#cross ??= this.size.map((side) => Math.round(side / 2));
    this.#start(this.#cross);
    this.#say(this.#now.tool === "arrow" ? this.dataset.from : this.dataset.down);
  }
}
customElements.define("draw-pad", DrawPad);
