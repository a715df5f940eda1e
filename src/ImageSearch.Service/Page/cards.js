'use strict';

// Images as they are shown: a picture, a name with its folder, and what can be done with it.
const outlineColors = ['#ffd400', '#40e0ff', '#ff8cf0', '#60e660', '#ff9650', '#b4a8ff', '#ff6b6b', '#d0ff4f'];
const offset = 1.015;      // outlines stand off from what they are around
const whole = 0.93;        // an area that takes more of an image is all of it

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const colorOf = match => outlineColors[(match.rank - 1) % outlineColors.length];
const imageUrl = image => `${indexUrl()}/images/${image.id}`;

// A file's name, and where it lies as far as the server tells; else its number, for others may be called the same.
function nameOf(image) {
  const at = image.file.lastIndexOf('/');
  if (at >= 0) return { name: image.file.slice(at + 1), folder: image.file.slice(0, at) };
  const path = image.path ?? '', end = path.lastIndexOf(image.file);
  return { name: image.file, folder: end > 1 ? path.slice(0, end - 1) : `image ${image.id}` };
}

const sizeOf = image => `${image.width} × ${image.height}`;

// A long name breaks where its words end.
function brokenName(name) {
  const element = make('div', 'name');
  element.append(...name.split(/(?<=[_-])(?=[^_-])/).flatMap(part => [make('wbr'), part]));
  return element;
}

// What both have in common takes so much of an image.
function shareOf(corners) {
  const doubled = corners.reduce((sum, [x, y], i) => {
    const [u, v] = corners[(i + 1) % corners.length];
    return sum + x * v - u * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

// Where a match lies in the query, or the query in a match: nothing where it is all of it, for an outline would tell nothing and hide
// what stands at the edge.
function placesIn(match, side) {
  const parts = match.parts ?? [];
  const inside = match.outline?.every(p => p.every(n => n > -0.02 && n < 1.02));
  const areas = parts.length ? parts.map(part => part[side]) : side === 'image' && inside ? [match.outline] : [];
  return areas.filter(corners => shareOf(corners) < whole);
}

function outlines(areas, color) {
  return areas.map(corners => {
    const [cx, cy] = [0, 1].map(i => corners.reduce((sum, p) => sum + p[i], 0) / corners.length);
    const stood = corners.map(([x, y]) => [cx + (x - cx) * offset, cy + (y - cy) * offset].map(n => Math.min(1, Math.max(0, n))));
    return draw('polygon', { points: stood.map(p => p.join(',')).join(' '), stroke: color });
  });
}

function overlay(shapes) {
  const svg = draw('svg', { viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  svg.append(...shapes);
  return svg;
}

async function loadPicture(image, shown, size, urls) {
  try {
    const url = URL.createObjectURL(await (await get(`${imageUrl(shown)}/thumbnail?size=${size}`)).blob());
    urls.push(url);
    image.src = url;
  } catch {
    image.alt = 'Its picture is not there any more';
  }
}

function picture(shown, size, alt, urls, shapes = []) {
  const frame = make('div', 'picture');
  const image = make('img');
  image.alt = alt;
  frame.append(image);
  loadPicture(image, shown, size, urls);
  if (shapes.length) frame.append(overlay(shapes));
  return frame;
}

function badge(match) {
  const mark = make('span', 'badge', match.rank);
  mark.style.setProperty('--mark', colorOf(match));
  return mark;
}

// One image: its button does what the view is for, the links below it the rest.
function imageCard(image, lines, act, { shapes = [], mark, canSearch = true } = {}) {
  const item = make('li', 'card');
  const button = make('button', 'match');
  const frame = make('div', 'frame');
  const text = make('div', 'text');
  const { name, folder } = nameOf(image);
  button.type = 'button';
  frame.append(picture(image, 320, '', pictures, shapes));
  if (mark) frame.append(mark);
  text.append(brokenName(name), make('div', 'folder', folder), ...lines);
  button.append(frame, text);
  button.addEventListener('click', act);
  item.append(button);
  const below = doings(image, name, canSearch);
  if (below.length) {
    const row = make('div', 'doings');
    row.append(...below);
    item.append(row);
  }
  return item;
}

function doings(image, name, canSearch) {
  const all = [];
  if (canSearch) {
    const again = make('button', 'quiet', 'Search with this');
    again.type = 'button';
    again.setAttribute('aria-label', `Search with this: ${name}`);
    again.addEventListener('click', () => searchWith(image));
    all.push(again);
  }
  if (image.original) {
    const link = make('a', 'quiet', 'Original');
    link.href = `${imageUrl(image)}/original`;
    link.target = '_blank';
    link.rel = 'noopener';
    link.setAttribute('aria-label', `Original: ${name}, in a new window`);
    link.addEventListener('click', event => { if (key) openWithKey(event, link.href, name); });
    all.push(link);
  }
  return all;
}

// A link cannot carry the key.
async function openWithKey(event, url, name) {
  event.preventDefault();
  const tab = window.open('', '_blank');     // now, while it is the click that opens it
  try {
    const answer = await get(url);
    const address = URL.createObjectURL(await answer.blob());
    if (tab && answer.headers.get('Content-Disposition')?.startsWith('inline')) {
      tab.location.replace(address);
      return;
    }
    tab?.close();
    const link = make('a');
    link.href = address;
    link.download = name;
    link.click();
  } catch (error) {
    tab?.close();
    fail(error);
  }
}
