'use strict';

// Groups of images that show the same. Which to keep is a suggestion: nothing here deletes.
const groupsAtOnce = 20;
let generation = 0;        // of the groups that are shown

async function findDuplicates() {
  await moreGroups();
}

async function moreGroups() {
  const signal = begin();
  const after = $('matches').childElementCount;
  if (!after) say('Looking for duplicates in the whole index; this may take a while…');
  try {
    const page = await duplicatePage(after, signal);
    if (after && page.generation !== generation) {
      empty();
      await moreGroups();
      return;
    }
    generation = page.generation;
    append(page.groups.map(groupCard), page.next !== undefined, 'Show more groups');
    if (!after) tellProblems(page.problems);
    say(page.total
      ? `${counted(page.total, 'group', 'groups')} of images that show the same. What to keep is a suggestion: nothing is deleted here.`
      : 'No two images of this index show the same.');
  } catch (error) {
    fail(error);
  }
}

async function duplicatePage(after, signal) {
  for (;;) {
    const answer = await get(`${indexUrl()}/duplicates?keep=${$('keep').value}&limit=${groupsAtOnce}&after=${after}`, { signal });
    if (answer.status !== 202) return answer.json();
    await pause(1000, signal);
  }
}

function groupCard(group) {
  const item = make('li', 'group');
  const list = make('ul', 'images');
  item.append(make('h2', '', `Group ${group.group}: ${counted(group.duplicates.length + 1, 'image', 'images')}`), list);
  const keeper = imageCard(group.keeper, [make('div', 'verdict', 'Would be kept'), make('div', 'facts', factsOfFile(group.keeper))],
    () => searchWith(group.keeper), { canSearch: false });
  keeper.classList.add('keeper');
  list.append(keeper, ...group.duplicates.map(duplicate => imageCard(duplicate.image, [
    make('div', 'verdict', duplicate.verdict),
    make('div', 'facts', `${factsOfFile(duplicate.image)} · confidence ${sure(duplicate.confidence)}`),
  ], () => searchWith(duplicate.image), { canSearch: false })));
  return item;
}

function factsOfFile(image) {
  const kilobytes = Math.ceil(image.lengthBytes / 1000);
  return `${sizeOf(image)} · ${kilobytes < 1000 ? `${kilobytes} kB` : `${(kilobytes / 1000).toFixed(1)} MB`}`;
}

const conditions = { Missing: 'its file is missing', Changed: 'its file has changed since', Unreadable: 'its file cannot be read' };

function tellProblems(problems) {
  $('notes').replaceChildren(...problems.map(({ image, condition }) => {
    const { name, folder } = nameOf(image);
    return make('li', '', `${name} (${folder}) was left out: ${conditions[condition] ?? condition}.`);
  }));
  $('notes').hidden = !problems.length;
}
