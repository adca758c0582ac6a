// The map of one file: draws what stands in #data on a canvas. It asks for nothing and keeps nothing.
(function () {
  'use strict';
  const $ = (id) => document.getElementById(id);
  $('plain').remove(); // says what to do without this script
  const data = JSON.parse($('data').textContent), words = data.words;
  const canvas = $('map'), pen = canvas.getContext('2d');
  const CLASSES = 5, FILM = ['c1', 'c2', 'c3', 'c4', 'c5'];

  // Lines come as base64 of variable-length integers: a count of points, then steps in decimetres.
  function decode(text) {
    const raw = atob(text), lines = [];
    let at = 0;
    const next = () => {
      let value = 0, factor = 1, byte;
      do { byte = raw.charCodeAt(at++); value += (byte & 127) * factor; factor *= 128; } while (byte > 127);
      return value;
    };
    const signed = () => { const value = next(); return value % 2 ? -(value + 1) / 2 : value / 2; };
    let x = 0, y = 0;
    while (at < raw.length) {
      const line = new Float64Array(2 * next());
      for (let i = 0; i < line.length; i += 2) { x += signed(); y += signed(); line[i] = x; line[i + 1] = y; }
      lines.push(line);
    }
    return lines;
  }
  const streets = decode(data.streets), buildings = decode(data.buildings), fields = decode(data.fields);
  const routes = Object.entries(data.routes).map(([name, text]) => ({ name, line: decode(text)[0] }));
  const classOf = (share) => share === 0 ? 0 : Math.ceil(share * CLASSES / data.steps);

  function trace(path, line, closed) {
    for (let i = 0; i < line.length; i += 2) i ? path.lineTo(line[i], line[i + 1]) : path.moveTo(line[i], line[i + 1]);
    if (closed && line.length) path.closePath();
  }
  // Tiles keep the drawing quick when only a part of the city is on the screen.
  const TILE = 5000;
  function tiled(lines, closed, kind) {
    const tiles = new Map();
    lines.forEach((line, index) => {
      if (!line.length) return;
      const sort = kind ? kind(index) : 0, key = `${Math.floor(line[0] / TILE)} ${Math.floor(line[1] / TILE)} ${sort}`;
      let tile = tiles.get(key);
      if (!tile) tiles.set(key, tile = { path: new Path2D(), sort, box: [Infinity, Infinity, -Infinity, -Infinity] });
      trace(tile.path, line, closed);
      const b = tile.box;
      for (let i = 0; i < line.length; i += 2) {
        b[0] = Math.min(b[0], line[i]); b[1] = Math.min(b[1], line[i + 1]);
        b[2] = Math.max(b[2], line[i]); b[3] = Math.max(b[3], line[i + 1]);
      }
    });
    return [...tiles.values()];
  }
  const streetTiles = tiled(streets, false, (i) => classOf(data.share[i]));
  const buildingTiles = tiled(buildings, true);
  const fieldPath = new Path2D(); // one path for all: fields that overlap are tinted once
  for (const field of fields) trace(fieldPath, field, true);
  const linePath = (line, closed) => { const path = new Path2D(); trace(path, line, closed); return path; };

  const view = { x: 0, y: 0, k: 1 };
  let width = 0, height = 0, ratio = 1, colours = {}, chosen = null, cross = false, waiting = false;
  const sx = (x) => (x - view.x) * view.k + width / 2, sy = (y) => height / 2 - (y - view.y) * view.k;
  const wx = (x) => (x - width / 2) / view.k + view.x, wy = (y) => (height / 2 - y) / view.k + view.y;
  const smallest = () => 0.5 * Math.min(width / (data.home[2] - data.home[0]), height / (data.home[3] - data.home[1]));
  function whole() {
    const [a, b, c, d] = data.home;
    view.x = (a + c) / 2; view.y = (b + d) / 2;
    view.k = 0.96 * Math.min(width / (c - a), height / (d - b));
    redraw();
  }
  function zoom(factor, px, py) {
    const x = wx(px), y = wy(py);
    view.k = Math.min(2, Math.max(smallest(), view.k * factor));
    view.x = x - (px - width / 2) / view.k; view.y = y + (py - height / 2) / view.k;
    redraw(true);
  }
  function pan(dx, dy) {
    const [a, b, c, d] = data.home;
    view.x = Math.min(c, Math.max(a, view.x - dx / view.k)); view.y = Math.min(d, Math.max(b, view.y + dy / view.k));
    redraw(true);
  }
  // Where there is much to draw, a move shows the last picture shifted, and draws anew when it rests.
  const total = [streets, buildings, fields].flat().reduce((sum, line) => sum + line.length / 2, 0);
  const heavy = total > 60000, last = { view: null, picture: document.createElement('canvas') };
  let resting = 0;
  function redraw(moving) {
    if (heavy && moving === true && last.view) {
      clearTimeout(resting); resting = setTimeout(redraw, 140);
      requestAnimationFrame(shift);
    } else if (!waiting) { waiting = true; requestAnimationFrame(draw); }
  }
  function shift() {
    const size = view.k / last.view.k, half = last.view.k;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = colours.ground; pen.fillRect(0, 0, canvas.width, canvas.height);
    const x = sx(last.view.x - width / 2 / half), y = sy(last.view.y + height / 2 / half);
    pen.drawImage(last.picture, x * ratio, y * ratio, canvas.width * size, canvas.height * size);
    scale(); tell();
  }
  function keep() {
    if (!heavy) return;
    last.view = { ...view }; last.picture.width = canvas.width; last.picture.height = canvas.height;
    last.picture.getContext('2d').drawImage(canvas, 0, 0);
  }
  function tell() { canvas.dataset.view = `${view.x.toFixed(0)} ${view.y.toFixed(0)} ${view.k.toFixed(4)}`; }
  function theme() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ['ground', 'paper', 'ink', 'ink-2', 'building', 'street', 'field', ...FILM]) colours[name] = style.getPropertyValue('--' + name).trim();
    legend(); redraw();
  }
  function resize() {
    const box = canvas.getBoundingClientRect(), first = !width;
    width = box.width; height = box.height; ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    first ? whole() : redraw();
  }
  const on = (id) => $(id).checked;

  function draw() {
    waiting = false;
    const k = view.k;
    const seen = [wx(0), wy(height), wx(width), wy(0)];
    const visible = (tile) => tile.box[0] < seen[2] && tile.box[2] > seen[0] && tile.box[1] < seen[3] && tile.box[3] > seen[1];
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = colours.ground; pen.fillRect(0, 0, width, height);
    pen.setTransform(k * ratio, 0, 0, -k * ratio, (width / 2 - view.x * k) * ratio, (height / 2 + view.y * k) * ratio);
    pen.lineJoin = 'round'; pen.lineCap = 'round';
    if (on('show-buildings')) { pen.fillStyle = colours.building; for (const tile of buildingTiles) if (visible(tile)) pen.fill(tile.path); }
    if (on('show-fields')) {
      pen.fillStyle = colours.field; pen.globalAlpha = 0.17;
      pen.fill(fieldPath, 'nonzero'); pen.globalAlpha = 1;
    }
    const wide = Math.min(6, Math.max(1.4, 8 * Math.sqrt(k)));
    if (chosen && chosen.street !== undefined) {
      pen.strokeStyle = colours.ink; pen.lineWidth = (wide + 5) / k; pen.stroke(linePath(streets[chosen.street]));
      pen.strokeStyle = colours.ground; pen.lineWidth = (wide + 2.4) / k; pen.stroke(linePath(streets[chosen.street]));
    }
    for (let sort = 0; sort <= CLASSES; sort++) {
      pen.strokeStyle = sort ? colours[FILM[sort - 1]] : colours.street;
      pen.lineWidth = (sort ? wide : Math.max(0.7, wide * 0.35)) / k;
      for (const tile of streetTiles) if (tile.sort === sort && visible(tile)) pen.stroke(tile.path);
    }
    for (const { name, line } of routes) {
      const path = linePath(line);
      pen.strokeStyle = colours.ground; pen.lineWidth = (wide + 4) / k; pen.stroke(path);
      way(pen, name, (wide + 1) / k); pen.stroke(path); pen.setLineDash([]); pen.lineCap = 'round';
    }
    if (chosen && chosen.camera !== undefined && fields[chosen.camera].length) {
      const path = linePath(fields[chosen.camera], true);
      pen.fillStyle = colours.field; pen.globalAlpha = 0.25; pen.fill(path); pen.globalAlpha = 1;
      pen.strokeStyle = colours.ink; pen.lineWidth = 1.2 / k; pen.stroke(path);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (on('show-cameras')) {
      const size = Math.min(7, Math.max(2.6, 13 * Math.sqrt(k)));
      data.cameras.forEach((camera, index) => {
        if (camera.x < seen[0] || camera.x > seen[2] || camera.y < seen[1] || camera.y > seen[3]) return;
        const big = chosen && chosen.camera === index;
        if (big) { pen.fillStyle = colours.paper; pen.strokeStyle = colours.ink; pen.lineWidth = 2; pen.beginPath(); pen.arc(sx(camera.x), sy(camera.y), 13, 0, 7); pen.fill(); pen.stroke(); }
        symbol(pen, camera.kind, camera.direction, sx(camera.x), sy(camera.y), big ? 7 : size);
      });
    }
    if (cross) {
      pen.strokeStyle = colours.ink; pen.lineWidth = 1.5; pen.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) { pen.moveTo(width / 2 + 6 * dx, height / 2 + 6 * dy); pen.lineTo(width / 2 + 16 * dx, height / 2 + 16 * dy); }
      pen.stroke();
    }
    scale();
    keep(); tell();
  }

  function way(p, name, thick) {
    p.strokeStyle = colours.ink; p.lineWidth = thick; p.lineCap = 'butt';
    p.setLineDash(name === 'shortest' ? [thick, thick] : []);
  }
  function symbol(p, kind, direction, x, y, r) {
    p.save(); p.translate(x, y); p.lineWidth = Math.max(1, r / 4);
    p.fillStyle = colours.ink; p.strokeStyle = colours.paper;
    p.beginPath();
    if (kind === 'fixed' && direction !== null) {
      p.rotate(direction * Math.PI / 180);
      p.moveTo(0, -1.35 * r); p.lineTo(0.95 * r, r); p.lineTo(0, 0.55 * r); p.lineTo(-0.95 * r, r); p.closePath(); p.stroke(); p.fill();
    } else if (kind === 'fixed') { p.rect(-0.8 * r, -0.8 * r, 1.6 * r, 1.6 * r); p.stroke(); p.fill(); }
    else {
      p.arc(0, 0, r, 0, 7); p.stroke();
      if (kind === 'dome') p.fill();
      else {
        p.fillStyle = colours.paper; p.fill(); p.strokeStyle = colours.ink; p.lineWidth = Math.max(1, r / 3); p.beginPath(); p.arc(0, 0, r - p.lineWidth / 2, 0, 7); p.stroke();
        if (kind === 'panning') { p.fillStyle = colours.ink; p.beginPath(); p.arc(0, 0, r / 2.4, 0, 7); p.fill(); }
      }
    }
    p.restore();
  }

  function scale() {
    const most = Math.min(140, width / 3) / (view.k * 10), power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
    $('scale-bar').style.setProperty('width', `${metres * 10 * view.k}px`);
    $('scale-words').textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  }

  // What is at a place of the screen: a camera within reach, else a street, else nothing.
  function at(px, py, reach) {
    let best = null, near = reach;
    if (on('show-cameras')) data.cameras.forEach((camera, index) => {
      const d = Math.hypot(sx(camera.x) - px, sy(camera.y) - py);
      if (d < near) { near = d; best = { camera: index }; }
    });
    if (best) return best;
    const x = wx(px), y = wy(py);
    near = reach / view.k;
    streets.forEach((line, index) => {
      for (let i = 0; i + 3 < line.length; i += 2) {
        const dx = line[i + 2] - line[i], dy = line[i + 3] - line[i + 1], square = dx * dx + dy * dy;
        const t = square ? Math.min(1, Math.max(0, ((x - line[i]) * dx + (y - line[i + 1]) * dy) / square)) : 0;
        const d = Math.hypot(line[i] + t * dx - x, line[i + 1] + t * dy - y);
        if (d < near) { near = d; best = { street: index }; }
      }
    });
    return best;
  }
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  function element(tag, text) { const node = document.createElement(tag); if (text !== undefined) node.textContent = text; return node; }
  function choose(what) {
    chosen = what;
    const box = $('chosen');
    box.replaceChildren();
    if (!what) box.append(element('p', words.choose));
    else if (what.camera !== undefined) {
      const camera = data.cameras[what.camera], list = element('dl');
      box.append(element('h3', words.camera));
      const rows = [[words.kind, words['kind_' + camera.kind]],
        [words.direction, camera.wall ? words.before_wall : camera.direction === null ? words.no_direction : fill(words.degrees, { n: camera.direction })]];
      if (camera.opening !== null && !camera.wall) rows.push([words.opening, fill(camera.stated ? words.opening_stated : words.opening_assumed, { n: camera.opening })]);
      rows.push([words.reach, fill(words.metres, { n: data.reach[what.camera] })],
        [words.height, camera.height === null ? words.not_mapped : fill(words.metres, { n: camera.height })],
        [words.operator, words['operator_' + camera.operator] || words.not_mapped],
        [words.moved, camera.moved ? fill(words.moved_by, { n: camera.moved }) : words.not_moved]);
      const [origin, own] = camera.source;
      if (own) rows.push([words.source, `${data.origins[origin]} ${own}`]);
      for (const [term, says] of rows) list.append(element('dt', term), element('dd', says));
      box.append(list);
    } else {
      const share = data.share[what.street], by = data.by[what.street];
      box.append(element('h3', words.street));
      if (!share) box.append(element('p', words.street_none));
      else {
        const list = element('dl'), step = 100 / data.steps;
        list.append(element('dt', words.in_view), element('dd', fill(words.range, { low: (share - 1) * step, high: share * step })));
        list.append(element('dt', words.by), element('dd', String(by)));
        box.append(list);
      }
    }
    redraw();
  }
  function step(by) {
    if (!data.cameras.length) return;
    const now = chosen && chosen.camera !== undefined ? chosen.camera : by > 0 ? -1 : 0;
    const index = (now + by + data.cameras.length) % data.cameras.length, camera = data.cameras[index];
    view.x = camera.x; view.y = camera.y; view.k = Math.max(view.k, 0.06);
    choose({ camera: index });
  }

  function swatch(item, paint) {
    const picture = document.createElement('canvas');
    picture.width = 72; picture.height = 36; picture.setAttribute('aria-hidden', 'true');
    const p = picture.getContext('2d'); p.scale(2, 2); paint(p); item.prepend(picture);
  }
  function legend() {
    const classes = $('classes'), symbols = $('symbols');
    classes.replaceChildren(); symbols.replaceChildren();
    for (let sort = CLASSES; sort >= 0; sort--) {
      const item = element('li'), span = 100 / CLASSES;
      item.append(element('span', sort ? fill(words.range, { low: (sort - 1) * span, high: sort * span }) : words.out_of_view));
      swatch(item, (p) => { p.strokeStyle = sort ? colours[FILM[sort - 1]] : colours.street; p.lineWidth = sort ? 4.5 : 1.2; p.lineCap = 'round'; p.beginPath(); p.moveTo(4, 9); p.lineTo(32, 9); p.stroke(); });
      classes.append(item);
    }
    for (const [kind, direction, text] of [['fixed', 45, words.kind_fixed], ['fixed', null, words.fixed_no_direction], ['dome', null, words.kind_dome], ['panning', null, words.kind_panning], ['unknown', null, words.kind_unknown]]) {
      const n = data.cameras.filter((camera) => camera.kind === kind && (kind !== 'fixed' || (camera.direction === null) === (direction === null))).length;
      if (!n) continue;
      const item = element('li');
      item.append(element('span', `${text} (${n})`));
      swatch(item, (p) => symbol(p, kind, direction, 18, 9, 6));
      symbols.append(item);
    }
    for (const { name } of routes) {
      const item = element('li');
      item.append(element('span', words['route_' + name]));
      swatch(item, (p) => { way(p, name, 3); p.beginPath(); p.moveTo(4, 9); p.lineTo(32, 9); p.stroke(); });
      classes.append(item);
    }
    const patch = $('field-swatch').getContext('2d');
    patch.clearRect(0, 0, 44, 28); patch.fillStyle = colours.field; patch.globalAlpha = 0.3; patch.fillRect(0, 0, 44, 28); patch.globalAlpha = 1;
  }

  const fingers = new Map();
  let moved = 0;
  const place = (event) => { const box = canvas.getBoundingClientRect(); return { x: event.clientX - box.left, y: event.clientY - box.top }; };
  canvas.addEventListener('pointerdown', (event) => { canvas.setPointerCapture(event.pointerId); if (!fingers.size) moved = 0; fingers.set(event.pointerId, place(event)); cross = false; });
  canvas.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      zoom(Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y)), (now.x + other.x) / 2, (now.y + other.y) / 2);
      pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      moved = 99;
    } else { moved += Math.hypot(now.x - before.x, now.y - before.y); if (moved > 4) pan(now.x - before.x, now.y - before.y); }
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => {
    const there = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (there && event.type === 'pointerup' && moved <= 4) choose(at(there.x, there.y, event.pointerType === 'mouse' ? 10 : 22));
  };
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);
  canvas.addEventListener('wheel', (event) => { event.preventDefault(); const there = place(event); zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), there.x, there.y); }, { passive: false });
  canvas.addEventListener('dblclick', (event) => { const there = place(event); zoom(2, there.x, there.y); });
  const keys = {
    ArrowLeft: () => pan(80, 0), ArrowRight: () => pan(-80, 0), ArrowUp: () => pan(0, 80), ArrowDown: () => pan(0, -80),
    '+': () => zoom(1.5, width / 2, height / 2), '=': () => zoom(1.5, width / 2, height / 2), '-': () => zoom(1 / 1.5, width / 2, height / 2), 0: whole,
    Enter: () => choose(at(width / 2, height / 2, 24)), Escape: () => choose(null), n: () => step(1), p: () => step(-1),
  };
  canvas.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); cross = !'np'.includes(event.key); act();
  });
  canvas.addEventListener('blur', () => { cross = false; redraw(); });
  $('in').addEventListener('click', () => zoom(1.5, width / 2, height / 2));
  $('out').addEventListener('click', () => zoom(1 / 1.5, width / 2, height / 2));
  $('whole').addEventListener('click', whole);
  for (const id of ['show-fields', 'show-cameras', 'show-buildings']) $(id).addEventListener('change', redraw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', theme);
  new ResizeObserver(resize).observe(canvas);
  resize(); theme();
})();
