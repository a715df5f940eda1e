'use strict';

// What is searched for, and what is found.
const answers = ['IdenticalBytes', 'IdenticalPixels', 'Reencoded', 'Resized', 'Recoloured', 'Cropped', 'Turned', 'Mirrored', 'Edited', 'SameScene'];
const mostMatches = 1000;  // the most that the server answers
const matchesAtOnce = 12;
const mostOutlines = 8;    // in the query; more would hide it
let query = null;          // a file, or an image of the index, that is searched for
let matches = [];          // what was found
let found = '';            // what is said of it
let note = '';             // what is to be said of how the query came

function show(file, said = '') {
  query = { file };
  note = said;
  setPreview(URL.createObjectURL(file), file.name);
  look('matches');
}

function searchWith(image) {
  query = { image };
  note = '';
  setPreview('', nameOf(image).name);
  loadQuery(query);
  look('matches').then(() => $('results').focus({ preventScroll: true }));
  window.scrollTo(0, 0);
}

async function loadQuery(mine) {
  const answer = await get(`${imageUrl(mine.image)}/thumbnail?size=1024`).catch(() => null);
  if (!answer || query !== mine) return;
  $('preview').src = URL.createObjectURL(await answer.blob());
  if ($('large').open) $('left').src = $('preview').src;
}

function setPreview(url, name) {
  $('large').close();
  if ($('preview').src) URL.revokeObjectURL($('preview').src);
  $('preview').alt = 'The image that is searched for';
  $('preview').src = url;
  $('query').hidden = false;
  $('drop').classList.add('small');
  $('chosen').textContent = name;
  $('how').textContent = 'Drop, paste or choose another image';
  $('view-matches').hidden = false;
}

function clearQuery() {
  query = null;
  $('query').hidden = true;
  $('drop').classList.remove('small');
  $('chosen').textContent = 'Drop, paste or choose an image';
  $('how').textContent = 'to see where it, or a part of it, is in the index';
  $('view-matches').hidden = true;
}

function searchFor(options, signal) {
  const wanted = options + ($('mirrored').checked ? '&includeMirrored=true' : '');
  return (query.image
    ? get(`${imageUrl(query.image)}/similar?${wanted}`, { signal })
    : get(`${indexUrl()}/search?${wanted}`, {
      method: 'POST', body: query.file, signal, headers: { 'Content-Type': 'application/octet-stream' },
    })).then(answer => answer.json());
}

async function search() {
  const signal = begin();
  matches = [];
  say('Searching…');
  try {
    const shared = $('shared').checked ? `&relation=${[...answers, 'SharedPart']}` : '';
    const place = $('place').value ? `&queryPlace=${$('place').value}` : '';
    const answer = await searchFor(`maximumMatches=${mostMatches}${shared}${place}`, signal);
    matches = answer.matches;
    note = [note, ...answer.warnings ?? []].filter(text => text).join(' ');
    found = matches.length
      ? `${counted(matches.length, 'match', 'matches')} in ${Math.round(answer.milliseconds)} ms`
      : query.image ? 'No other image of the index shows this.' : 'No image of the index shows this.';
    if (!query.image && $('query').hidden) note = 'This browser cannot show an image of this kind; it was searched for all the same.';
    moreMatches();
  } catch (error) {
    fail(error);
  }
}

function moreMatches() {
  const from = $('matches').childElementCount;
  const next = matches.slice(from, from + matchesAtOnce);
  const shown = from + next.length, remain = matches.length - shown;
  append(next.map(card), remain > 0, `Show ${Math.min(matchesAtOnce, remain)} more`);
  showPlaces(matches.slice(0, shown));
  say([note, found + (remain > 0 ? `; the ${shown} surest are shown` : '')].filter(text => text).join(' '));
}

// Outlines in the query where it shows more than the match: as of covers on a table.
function showPlaces(list) {
  $('query').querySelectorAll('svg, .badge').forEach(old => old.remove());
  const placed = list.filter(match => placesIn(match, 'query').length).slice(0, mostOutlines);
  if (!placed.length) return;
  $('query').append(overlay(placed.flatMap(match => outlines(placesIn(match, 'query'), colorOf(match)))));
  for (const match of placed) {
    const mark = badge(match);
    const [x, y] = placesIn(match, 'query')[0].reduce((best, p) => (p[0] + p[1] < best[0] + best[1] ? p : best));
    mark.style.left = `${Math.max(0, x) * 100}%`;
    mark.style.top = `${Math.max(0, y) * 100}%`;
    $('query').append(mark);
  }
}

function factsOf(match) {
  const facts = [counted(match.votes, 'vote', 'votes')];
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

function card(match) {
  const bar = make('progress', 'bar');
  bar.max = 100;
  bar.value = match.confidence !== undefined ? match.confidence * 100 : match.score;
  bar.setAttribute('aria-hidden', 'true');
  return imageCard(match.image, [make('div', 'verdict', match.verdict), make('div', 'facts', factsOf(match)), bar],
    () => enlarge(matches.indexOf(match)), {
      shapes: outlines(placesIn(match, 'image'), colorOf(match)),
      mark: placesIn(match, 'query').length && match.rank <= mostOutlines ? badge(match) : null,
    });
}
