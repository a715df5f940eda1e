'use strict';

const $ = id => document.getElementById(id);
const api = 'api/v1/indexes';  // relative: a reverse proxy may have the page below a path
const answers = ['IdenticalBytes', 'IdenticalPixels', 'Reencoded', 'Resized', 'Recoloured', 'Cropped', 'Turned', 'Mirrored', 'Edited', 'SameScene'];
let key = sessionStorage.getItem('key') ?? '';
let query = null;          // the image that is searched for
let running = null;        // aborts the search that runs
let matches = [];          // what it found
const pictures = [];       // object URLs of the matches that are shown

async function get(url, options = {}) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const answer = await fetch(url, { ...options, headers: { ...headers, ...options.headers } });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({ detail: `The server answered ${answer.status}.` }));
  if (answer.status === 401) {
    $('access').hidden = false;
    $('key').focus();
    throw new Error(key ? 'The server does not know this API key.' : 'This server asks for an API key.');
  }
  throw new Error(problem.detail);
}

function fail(error) {
  if (error.name === 'AbortError') return;
  $('status').textContent = '';
  $('error').textContent = error instanceof TypeError ? 'The server cannot be reached.' : error.message;
  $('error').hidden = false;
}

async function loadIndexes() {
  const indexes = await (await get(api)).json();
  $('index').replaceChildren(...indexes.map(i => new Option(`${i.name} (${i.images} images)`, i.name)));
  $('access').hidden = true;
  $('error').hidden = true;
}

function show(file) {
  query = file;
  $('large').close();
  URL.revokeObjectURL($('preview').src);
  $('preview').alt = 'The image that is searched for';
  $('preview').src = URL.createObjectURL(file);
  $('preview').hidden = false;
  $('hint').hidden = true;
  search();
}

function searchFor(options, signal) {
  const mirrored = $('mirrored').checked ? '&includeMirrored=true' : '';
  return get(`${api}/${encodeURIComponent($('index').value)}/search?${options}${mirrored}`, {
    method: 'POST', body: query, signal, headers: { 'Content-Type': 'application/octet-stream' },
  }).then(answer => answer.json());
}

async function search() {
  if (!query) return;
  running?.abort();
  const mine = running = new AbortController();
  $('error').hidden = true;
  $('status').textContent = 'Searching…';
  try {
    const shared = $('shared').checked ? `&relation=${[...answers, 'SharedPart']}` : '';
    const place = $('place').value ? `&queryPlace=${$('place').value}` : '';
    const answer = await searchFor(`maximumMatches=12${shared}${place}`, mine.signal);
    pictures.splice(0).forEach(URL.revokeObjectURL);
    matches = answer.matches;
    $('matches').replaceChildren(...matches.map(card));
    const count = matches.length;
    $('status').textContent = count
      ? `${count} ${count === 1 ? 'match' : 'matches'} in ${Math.round(answer.milliseconds)} ms`
      : 'No image of the index shows this.';
  } catch (error) {
    if (mine === running) {
      $('matches').replaceChildren();
      fail(error);
    }
  }
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function factsOf(match) {
  const facts = [`${match.votes} ${match.votes === 1 ? 'vote' : 'votes'}`];
  if (match.inliers !== undefined) facts.push(`${match.inliers} inliers`);
  if (match.isMirrored) facts.push('mirrored');
  if (match.queryPlace && match.queryPlace !== 'AllOver') {
    facts.push(`in the query: ${match.queryPlace.replace(/(?!^)[A-Z]/g, c => ' ' + c).toLowerCase()}`);
  }
  facts.push(match.confidence !== undefined ? `confidence ${sure(match.confidence)}` : `score ${match.score.toFixed(1)}`);
  return facts.join(' · ');
}

// Never rounded up to certainty.
function sure(confidence) {
  return (confidence < 1 ? Math.min(confidence, 0.99) : 1).toFixed(2);
}

// The matched image, with the query's outline on it where the server knows it.
function picture(match, size, alt, urls) {
  const frame = make('div', 'picture');
  const image = make('img');
  image.alt = alt;
  frame.append(image);
  get(`${match.image.thumbnail}?size=${size}`).then(a => a.blob()).then(blob => {
    const url = URL.createObjectURL(blob);
    urls.push(url);
    image.src = url;
  }).catch(() => { image.alt = 'Its picture is not there any more'; });
  if (match.outline) {
    const svg = draw('svg', { viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    svg.append(draw('polygon', { points: match.outline.map(p => p.join(',')).join(' ') }));
    frame.append(svg);
  }
  return frame;
}

function draw(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function card(match) {
  const item = make('li');
  const button = make('button', 'match');
  const frame = make('div', 'frame');
  const text = make('div', 'text');
  const bar = make('progress', 'bar');
  bar.max = 100;
  bar.value = match.confidence !== undefined ? match.confidence * 100 : match.score;
  bar.setAttribute('aria-hidden', 'true');
  button.type = 'button';
  frame.append(picture(match, 320, '', pictures));
  text.append(make('div', 'name', match.image.file), make('div', 'verdict', match.verdict), make('div', 'facts', factsOf(match)), bar);
  button.append(frame, text);
  button.addEventListener('click', () => enlarge(matches.indexOf(match)));
  item.append(button);
  return item;
}

$('file').addEventListener('change', () => { if ($('file').files[0]) show($('file').files[0]); });
$('index').addEventListener('change', search);
$('access').addEventListener('submit', event => {
  event.preventDefault();
  key = $('key').value.trim();
  sessionStorage.setItem('key', key);
  loadIndexes().then(search).catch(fail);
});
$('search').addEventListener('submit', event => event.preventDefault());
$('mirrored').addEventListener('change', search);
$('shared').addEventListener('change', search);
$('place').addEventListener('change', search);
$('preview').addEventListener('error', () => { $('preview').alt = 'This browser cannot show an image of this kind; it is searched for all the same'; });
document.addEventListener('dragover', event => { event.preventDefault(); $('drop').classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) $('drop').classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  $('drop').classList.remove('over');
  const file = [...event.dataTransfer.files].find(f => f.type.startsWith('image/')) ?? event.dataTransfer.files[0];
  if (file) show(file);
});
document.addEventListener('paste', event => {
  const file = [...event.clipboardData.files].find(f => f.type.startsWith('image/'));
  if (file) show(file);
});
loadIndexes().catch(fail);
