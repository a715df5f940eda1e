'use strict';

// A match beside what is searched for, with lines between the points that both show.
const mostLines = 50;      // more hide the pictures; all of them on demand
let shown = 0;             // which of the matches
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
  $('facts').textContent = `Match ${index + 1} of ${matches.length}: ${factsOf(match)}`;
  $('caption').textContent = `${match.image.file}, ${match.image.width} × ${match.image.height}`;
  const held = document.activeElement;
  $('previous').disabled = index === 0;
  $('next').disabled = index === matches.length - 1;
  const frame = picture(match, 1024, match.image.file, urls);
  $('large').querySelector('.picture').replaceWith(frame);
  frame.firstChild.addEventListener('load', connect);
  if (!$('large').open) $('large').showModal();
  else if (held.disabled) $('large').querySelector('.tools button:enabled').focus();     // the keyboard would be lost with it
  connect();
  ask(match);
}

async function ask(match) {
  if (!match.inliers) {
    $('points').textContent = match.inliers === 0 ? 'Both look the same as a whole; no points were needed to tell.' : '';
    return;
  }
  const mine = asking = new AbortController();
  $('points').textContent = 'Looking for the points that both show…';
  try {
    const answer = await searchFor(`pairs=true&among=${match.image.id}&maximumMatches=1&minimumConfidence=0`, mine.signal);
    pairs = answer.matches[0]?.pairs ?? [];
    connect();
  } catch (error) {
    if (error.name !== 'AbortError') $('points').textContent = `The points could not be had: ${error.message}`;
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
  $('choose-lines').hidden = pairs.length === 0;
  $('choose-all').hidden = pairs.length <= mostLines || !$('lines').checked;
  if (!pairs.length || !$('left').naturalWidth || !right.naturalWidth) {
    $('links').replaceChildren();
    return;
  }
  const origin = $('pair').getBoundingClientRect();
  const [from, to] = [$('left'), right].map(image => image.getBoundingClientRect());
  const at = (box, x, y) => [box.left - origin.left + x * box.width, box.top - origin.top + y * box.height].map(n => n.toFixed(1));
  const drawn = chosen();
  $('links').replaceChildren(...drawn.flatMap(([qx, qy, ix, iy], i) => {
    const color = `hsl(${Math.round(i * 137.5) % 360} 95% 62%)`;     // neighbours in the list differ
    const [[x1, y1], [x2, y2]] = [at(from, qx, qy), at(to, ix, iy)];
    return [
      draw('line', { x1, y1, x2, y2, stroke: color }),
      draw('circle', { cx: x1, cy: y1, fill: color }),
      draw('circle', { cx: x2, cy: y2, fill: color }),
    ];
  }));
  $('points').textContent = drawn.length < pairs.length && drawn.length
    ? `${drawn.length} of ${pairs.length} pairs of points that agree are drawn.`
    : `${pairs.length} pairs of points agree on how the one image lies in the other.`;
}

function turn(by) {
  if (matches[shown + by]) enlarge(shown + by);
}

$('previous').addEventListener('click', () => turn(-1));
$('next').addEventListener('click', () => turn(1));
$('lines').addEventListener('change', connect);
$('all').addEventListener('change', connect);
$('left').addEventListener('load', connect);
$('large').addEventListener('keydown', event => {
  if (event.key === 'ArrowLeft') turn(-1);
  if (event.key === 'ArrowRight') turn(1);
});
$('large').addEventListener('click', event => { if (event.target === $('large')) $('large').close(); });
$('large').addEventListener('close', () => asking?.abort());
new ResizeObserver(connect).observe($('pair'));
