'use strict';

// What people do, and what comes of it.
const views = ['matches', 'images', 'duplicates'];

function start() {
  return loadIndexes().then(() => look(query ? 'matches' : 'images'));
}

// Takes up what was dropped or pasted; says in words what cannot be.
function take(data, way) {
  const files = [...data.files];
  if ([...data.items ?? []].some(item => item.kind === 'file' && item.webkitGetAsEntry?.()?.isDirectory)) {
    fail(new Error(`A folder was ${way}. This page searches for one image file at a time.`));
    return;
  }
  const file = files.find(f => f.type.startsWith('image/')) ?? files[0];
  if (file) {
    show(file, files.length > 1 ? `${files.length} files were ${way}; ${file.name} alone is searched for.` : '');
    return;
  }
  const text = data.getData('text/uri-list') || data.getData('text/plain');
  fail(new Error(/^\s*(https?|ftp|file|data|blob):/i.test(text)
    ? `An address was ${way}. This page takes image files alone: save the image and choose its file, or copy the image itself and paste it.`
    : text ? `Text was ${way}. This page takes image files alone.` : `What was ${way} has no image in it.`));
}

$('file').addEventListener('change', () => {
  if ($('file').files[0]) show($('file').files[0]);
  $('file').value = '';    // the same file may be chosen again
});
$('index').addEventListener('change', () => {
  describeIndex();
  if (query?.image) clearQuery();     // it is of the other index
  look(view === 'matches' && !query ? 'images' : view).catch(fail);
});
$('access').addEventListener('submit', event => {
  event.preventDefault();
  key = $('key').value.trim();
  sessionStorage.setItem('key', key);
  start().catch(fail);
});
for (const id of ['search', 'filter', 'keeping']) $(id).addEventListener('submit', event => event.preventDefault());
for (const id of ['mirrored', 'shared', 'place']) $(id).addEventListener('change', () => { if (query) look('matches'); });
$('keep').addEventListener('change', () => look('duplicates'));
let typed = 0;
$('name').addEventListener('input', () => {
  clearTimeout(typed);
  typed = setTimeout(browse, 250);
});
$('added').addEventListener('change', () => {
  const files = [...$('added').files];
  $('added').value = '';
  if (files.length) upload(files);
});
$('more').addEventListener('click', () => ({ matches: moreMatches, images: moreImages, duplicates: moreGroups })[view]());
$('preview').addEventListener('error', () => { if ($('preview').getAttribute('src')) $('query').hidden = true; });

for (const name of views) $(`view-${name}`).addEventListener('click', () => look(name));
$('views').addEventListener('keydown', event => {
  const tabs = [...$('views').children].filter(tab => !tab.hidden);
  const at = tabs.indexOf(event.target);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  tab.click();
});

document.addEventListener('dragover', event => { event.preventDefault(); $('drop').classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) $('drop').classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  $('drop').classList.remove('over');
  take(event.dataTransfer, 'dropped');
});
document.addEventListener('paste', event => {
  if (event.clipboardData.files.length || !event.target.closest?.('#key, #name')) take(event.clipboardData, 'pasted');
});

start().catch(fail);
