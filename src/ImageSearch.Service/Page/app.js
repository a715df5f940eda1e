'use strict';

// What all views share: the server, the key, what is said, which view is shown.
const $ = id => document.getElementById(id);
const api = 'api/v1/indexes';  // relative: a reverse proxy may have the page below a path
const busyTries = 5;
let key = sessionStorage.getItem('key') ?? '';
let indexes = [];
let view = 'images';       // which view is shown: matches, images or duplicates
let running = null;        // aborts what the view is waiting for
const pictures = [];       // object URLs of the pictures that are shown

async function get(url, options = {}, retried = [429]) {
  for (let tries = 1; ; tries++) {
    const headers = key ? { Authorization: `Bearer ${key}` } : {};
    const answer = await fetch(url, { ...options, headers: { ...headers, ...options.headers } });
    if (answer.ok) return answer;
    if (retried.includes(answer.status) && tries < busyTries) {
      await pause(1000 * (Number(answer.headers.get('Retry-After')) || 1), options.signal);
      continue;
    }
    throw await refusal(answer);
  }
}

async function refusal(answer) {
  const problem = await answer.json().catch(() => ({}));
  let message = problem.detail?.replace(" 'the image sent'", '') ?? `The server answered ${answer.status}.`;
  if (answer.status === 401) {
    message = key ? 'The server does not know this API key.' : 'This server asks for an API key.';
    $('access').hidden = false;
    $('views').hidden = true;
    $('key').focus();
  }
  return Object.assign(new Error(message), { status: answer.status });
}

function pause(milliseconds, signal) {
  return new Promise((done, failed) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      failed(signal.reason);
    });
  });
}

// One thing is said at a time: how it goes, or what went wrong.
function say(text) {
  $('error').hidden = true;
  $('status').textContent = text;
}

function fail(error) {
  if (error.name === 'AbortError') return;
  $('status').textContent = '';
  $('error').textContent = error instanceof TypeError ? 'The server cannot be reached.' : error.message;
  $('error').hidden = false;
}

// Whatever was waited for before is of no interest any more.
function begin() {
  running?.abort();
  running = new AbortController();
  return running.signal;
}

const indexUrl = () => `${api}/${encodeURIComponent($('index').value)}`;
const counted = (count, one, many) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

async function loadIndexes() {
  indexes = await (await get(api)).json();
  const chosen = $('index').value;
  $('index').replaceChildren(...indexes.map(i => new Option(`${i.name} (${counted(i.images, 'image', 'images')})`, i.name)));
  if (indexes.some(i => i.name === chosen)) $('index').value = chosen;
  describeIndex();
  $('access').hidden = true;
  $('views').hidden = false;
}

// What the chosen index takes, and how it finds.
function describeIndex() {
  const index = indexes.find(i => i.name === $('index').value);
  $('upload').hidden = !index?.isWritable;
  $('kind').textContent = index?.kind ? `${index.kind}: ${index.kindDescription}` : '';
}

// Shows one of the views and fills it anew.
function look(name) {
  view = name;
  for (const tab of $('views').children) {
    const isShown = tab.id === `view-${name}`;
    tab.setAttribute('aria-selected', isShown);
    tab.tabIndex = isShown ? 0 : -1;
    if (isShown) $('results').setAttribute('aria-labelledby', tab.id);
  }
  $('filter').hidden = name !== 'images';
  $('keeping').hidden = name !== 'duplicates';
  empty();
  return { matches: search, images: browse, duplicates: findDuplicates }[name]();
}

function empty() {
  pictures.splice(0).forEach(URL.revokeObjectURL);
  $('matches').replaceChildren();
  $('notes').replaceChildren();
  $('notes').hidden = true;
  $('more').hidden = true;
  showPlaces([]);
}

// Adds what comes next, and lets the keyboard go on there.
function append(items, remain, how) {
  const hadFocus = document.activeElement === $('more');
  $('matches').append(...items);
  $('more').textContent = how;
  $('more').hidden = !remain;
  if (hadFocus) items[0]?.querySelector('button, a')?.focus();
}
