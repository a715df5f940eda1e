'use strict';

const $ = id => document.getElementById(id);
const api = '/api/v1/indexes';
let key = sessionStorage.getItem('key') ?? '';
let query = null;          // the image that is searched for
let running = null;        // aborts the search that runs
let pictures = [];         // object URLs of the matches that are shown

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
  URL.revokeObjectURL($('preview').src);
  $('preview').src = URL.createObjectURL(file);
  $('preview').hidden = false;
  $('hint').hidden = true;
  search();
}

async function search() {
  if (!query) return;
  running?.abort();
  const mine = running = new AbortController();
  $('error').hidden = true;
  $('status').textContent = 'Searching…';
  try {
    const url = `${api}/${encodeURIComponent($('index').value)}/search?maximumMatches=12`;
    const answer = await (await get(url, {
      method: 'POST', body: query, signal: mine.signal, headers: { 'Content-Type': 'application/octet-stream' },
    })).json();
    pictures.forEach(URL.revokeObjectURL);
    pictures = [];
    $('matches').replaceChildren(...answer.matches.map(card));
    const count = answer.matches.length;
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
  const facts = [`${match.votes} votes`];
  if (match.inliers !== undefined) facts.push(`${match.inliers} inliers`);
  facts.push(match.confidence !== undefined ? `${Math.round(match.confidence * 100)} % sure` : `score ${match.score.toFixed(1)}`);
  return facts.join(' · ');
}

// The matched image, with the query's outline on it where the server knows it.
function picture(match, size, alt) {
  const frame = make('div', 'picture');
  const image = make('img');
  image.alt = alt;
  frame.append(image);
  get(`${match.image.thumbnail}?size=${size}`).then(a => a.blob()).then(blob => {
    const url = URL.createObjectURL(blob);
    pictures.push(url);
    image.src = url;
  }).catch(() => { image.alt = 'Its picture is not there any more'; });
  if (match.outline) {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    const polygon = document.createElementNS(ns, 'polygon');
    svg.setAttribute('viewBox', '0 0 1 1');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    polygon.setAttribute('points', match.outline.map(p => p.join(',')).join(' '));
    svg.append(polygon);
    frame.append(svg);
  }
  return frame;
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
  frame.append(picture(match, 320, ''));
  text.append(make('div', 'name', match.image.file), make('div', 'facts', factsOf(match)), bar);
  button.append(frame, text);
  button.addEventListener('click', () => enlarge(match));
  item.append(button);
  return item;
}

function enlarge(match) {
  $('left').src = $('preview').src;
  $('caption').textContent = `${match.image.file}, ${match.image.width} × ${match.image.height}: ${factsOf(match)}`;
  $('large').querySelector('.picture').replaceWith(picture(match, 1024, match.image.file));
  $('large').showModal();
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
$('large').addEventListener('click', event => { if (event.target === $('large')) $('large').close(); });
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
