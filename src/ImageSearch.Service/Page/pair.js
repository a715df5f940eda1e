'use strict';

// A match beside what is searched for: what both have in common, where they differ, and lines between the points that both show.
const mostLines = 50;      // more hide the pictures; all of them on demand
let shown = 0;             // which of the matches
let seen = null;           // that match, with what its pixels say
let pairs = [];            // each x and y in the query, x and y in the match: parts of width and height
let asking = null;         // aborts the question for them
const urls = [];           // object URLs of the picture

function enlarge(index) {
  const match = matches[index];
  shown = index;
  pairs = [];
  asking?.abort();
  urls.splice(0).forEach(URL.revokeObjectURL);
  $('left').src = $('preview').src;
  $('left').alt = $('preview').alt;
  const { name, folder } = nameOf(match.image);
  $('caption').textContent = `${name}, ${sizeOf(match.image)}, ${folder}`;
  $('doings').replaceChildren(...doings(match.image, name, true));
  const held = document.activeElement;
  $('previous').disabled = index === 0;
  $('next').disabled = index === matches.length - 1;
  const shapes = match.parts ? [] : outlines(placesIn(match, 'image'), colorOf(match));
  const frame = picture(match.image, 1024, name, urls, shapes);
  $('large').querySelector('.picture').replaceWith(frame);
  frame.firstChild.addEventListener('load', connect);
  if (!$('large').open) $('large').showModal();
  else if (held.disabled) $('large').querySelector('.tools button:enabled').focus();     // the keyboard would be lost with it
  tell(match, '');
  ask(match);
}

// What is known of the match by now, and what is said of its pixels.
function tell(match, pixels) {
  seen = match;
  $('facts').textContent = `Match ${shown + 1} of ${matches.length}: ${match.verdict ?? 'votes alone'}`;
  const agreement = match.agreement !== undefined ? ` · ${Math.floor(match.agreement * 100)} % of what can be compared agrees` : '';
  $('evidence').textContent = `${match.relation ?? ''} · ${factsOf(match)} · ${match.isConfirmed ? 'pixels compared' : pixels}${agreement}`;
  connect();
}

// Asks for the points first, which is soon answered, then for what the pixels say.
async function ask(match) {
  const mine = asking = new AbortController();
  const question = `pairs=true&among=${match.image.id}&maximumMatches=1&minimumConfidence=0&relation=${[...answers, 'SharedPart', 'None']}`;
  const answer = async options => {
    const found = await searchFor(question + options, mine.signal);
    // Asked of this image alone, others take no votes from it.
    return [{ ...found.matches[0] ?? match, rank: match.rank, votes: match.votes, score: match.score }, found.warnings];
  };
  $('points').textContent = 'Looking for the points that both show…';
  try {
    const [found] = await answer('');
    pairs = found.pairs ?? [];
    $('points').textContent = pairs.length ? '' : 'No points were needed to tell: both look alike as a whole.';
    tell(found, 'comparing pixels…');
    const [confirmed, warnings] = await answer('&comparePixels=true');
    tell(confirmed, warnings?.join(' ') ?? 'pixels not compared');
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (!pairs.length) $('points').textContent = '';
    tell(seen, `the pixels could not be compared: ${error.message}`);
  }
}

// Which pairs get a line: all, or some from all over the list.
function chosen() {
  if (!$('lines').checked) return [];
  if ($('all').checked || pairs.length <= mostLines) return pairs;
  return Array.from({ length: mostLines }, (_, i) => pairs[Math.floor(i * pairs.length / mostLines)]);
}

// Draws over both pictures, where they lie now.
function connect() {
  const right = $('large').querySelector('.picture img');
  const parts = seen?.parts ?? [], differences = seen?.relation === 'None' ? [] : seen?.differences ?? [];
  const isShown = $('left').naturalWidth > 0;     // of a TIFF it is not
  $('choose-lines').hidden = pairs.length === 0 || !isShown;
  $('choose-all').hidden = pairs.length <= mostLines || !$('lines').checked || !isShown;
  $('choose-areas').hidden = $('legend').hidden = parts.length + differences.length === 0 || !isShown;
  $('differs').hidden = differences.length === 0;
  $('legend').style.setProperty('--mark', colorOf(seen ?? { rank: 1 }));
  if (!isShown || !right.naturalWidth) {
    $('links').replaceChildren();
    tellPoints(0);
    return;
  }
  const origin = $('pair').getBoundingClientRect();
  const boxes = [$('left'), right].map(image => image.getBoundingClientRect());
  const at = (box, x, y) => [box.left - origin.left + x * box.width, box.top - origin.top + y * box.height].map(n => n.toFixed(1));
  const area = (attributes, { query, image }) => [query, image].map((corners, i) =>
    draw('polygon', { ...attributes, points: corners.map(([x, y]) => at(boxes[i], x, y).join(',')).join(' ') }));
  const areas = $('areas').checked ? [
    ...parts.flatMap((part, i) => area({ class: 'common', stroke: outlineColors[(seen.rank - 1 + i) % outlineColors.length] }, part)),
    ...differences.flatMap(difference => area({ class: 'differs' }, difference)),
  ] : [];
  const drawn = chosen();
  $('links').replaceChildren(...drawn.flatMap(([qx, qy, ix, iy], i) => {
    const color = `hsl(${Math.round(i * 137.5) % 360} 95% 62%)`;     // neighbours in the list differ
    const [[x1, y1], [x2, y2]] = [at(boxes[0], qx, qy), at(boxes[1], ix, iy)];
    return [
      draw('line', { x1, y1, x2, y2, stroke: color }),
      draw('circle', { cx: x1, cy: y1, fill: color }),
      draw('circle', { cx: x2, cy: y2, fill: color }),
    ];
  }), ...areas);
  tellPoints(drawn.length);
}

function tellPoints(drawn) {
  if (!pairs.length) return;
  const unseen = $('left').complete && !$('left').naturalWidth ? ' This browser cannot show the image that is searched for.' : '';
  $('points').textContent = (drawn < pairs.length && drawn
    ? `${drawn} of ${pairs.length} pairs of points that agree are drawn.`
    : `${pairs.length} pairs of points agree on how the one image lies in the other.`) + unseen;
}

function turn(by) {
  if (matches[shown + by]) enlarge(shown + by);
}

$('previous').addEventListener('click', () => turn(-1));
$('next').addEventListener('click', () => turn(1));
$('lines').addEventListener('change', connect);
$('areas').addEventListener('change', connect);
$('all').addEventListener('change', connect);
$('left').addEventListener('load', connect);
$('left').addEventListener('error', connect);
$('large').addEventListener('keydown', event => {
  if (event.key === 'ArrowLeft') turn(-1);
  if (event.key === 'ArrowRight') turn(1);
});
$('large').addEventListener('click', event => { if (event.target === $('large')) $('large').close(); });
$('large').addEventListener('close', () => asking?.abort());
new ResizeObserver(connect).observe($('pair'));
