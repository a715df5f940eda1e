'use strict';

// What is in the index: all of it, or what is called so; and more of it, where the server takes images.
const imagesAtOnce = 48;
let last = 0;              // the id of the last image that is shown

async function browse() {
  last = 0;
  await moreImages();
}

async function moreImages() {
  const signal = begin();
  const name = $('name').value.trim();
  const isFirst = last === 0;
  if (isFirst) say('Loading…');
  try {
    const called = name ? `&name=${encodeURIComponent(name)}` : '';
    const page = await (await get(`${indexUrl()}/images?limit=${imagesAtOnce}&after=${last}${called}`, { signal })).json();
    if (isFirst) empty();
    last = page.images.at(-1)?.id ?? last;
    append(page.images.map(image => imageCard(image, [make('div', 'facts', sizeOf(image))], () => searchWith(image), { canSearch: false })),
      page.next !== undefined, 'Show more');
    say(howMany(page, name));
  } catch (error) {
    fail(error);
  }
}

function howMany(page, name) {
  if (name) return page.total ? `${counted(page.total, 'image is', 'images are')} called so.` : `No image is called '${name}'.`;
  return page.total ? `${counted(page.total, 'image', 'images')}. Choose one to see what else shows it.` : 'There is no image in this index yet.';
}

// Sends files one after the other, by their names. What is refused for all of them is said once.
async function upload(files) {
  const count = { Added: 0, Replaced: 0, Unchanged: 0 };
  const refused = [];
  try {
    for (const [i, file] of files.entries()) {
      say(`Adding ${i + 1} of ${files.length}: ${file.name}`);
      try {
        const form = new FormData();
        form.append('file', file, file.name);
        const answer = await (await get(`${indexUrl()}/images`, { method: 'POST', body: form }, [429, 503])).json();
        count[answer.outcome]++;
      } catch (error) {
        if (![400, 413, 415, 422].includes(error.status)) throw error;
        refused.push(`${file.name}: ${error.message}`);
      }
    }
  } catch (error) {
    await afterUpload(count, refused);
    fail(error);
    return;
  }
  await afterUpload(count, refused);
}

async function afterUpload(count, refused) {
  await loadIndexes();
  await look('images');
  const told = [
    count.Added && `${counted(count.Added, 'image was', 'images were')} added.`,
    count.Replaced && `${counted(count.Replaced, 'image was', 'images were')} replaced.`,
    count.Unchanged && `${counted(count.Unchanged, 'image was', 'images were')} in the index already.`,
    refused.length && `${counted(refused.length, 'file was', 'files were')} not added:`,
  ].filter(text => text);
  if (told.length) say(told.join(' '));
  $('notes').replaceChildren(...refused.map(text => make('li', '', text)));
  $('notes').hidden = !refused.length;
}
