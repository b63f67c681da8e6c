// What a page can do beyond being read: tables sort, charts show the number that is pointed at.
// Without it the page lacks nothing. It holds no words, so it is the same in every language.
'use strict';

// A date read as a number would be its year alone.
const value = text => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : parseFloat(text));

let names = 0;
for (const table of document.querySelectorAll('table')) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const total = row => row.classList.contains('total');
  const rows = [...body.rows].filter(row => !total(row));
  if (rows.length < 3) continue;
  const key = (row, at) => row.cells[at].dataset.sort ?? row.cells[at].textContent.trim();
  heads.forEach((head, at) => {
    if (rows.every(row => row.cells[at].querySelector('svg') !== null)) return;
    const isNumber = head.classList.contains('num');
    // The name stays text beside the button: on paper the heads of a table that goes on are printed again, and buttons are not.
    const name = document.createElement('span'), button = document.createElement('button');
    name.id = `head-${++names}`;
    name.append(...head.childNodes);
    button.type = 'button';
    button.setAttribute('aria-labelledby', name.id);
    head.append(name, button);
    button.addEventListener('click', () => {
      const wasDown = head.getAttribute('aria-sort') === 'descending', wasUp = head.getAttribute('aria-sort') === 'ascending';
      const down = isNumber ? !wasDown : wasUp;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      // A cell without a number, or with a dash alone, comes last, whichever way the column is sorted.
      const isEmpty = row => (isNumber ? Number.isNaN(value(key(row, at))) : /^(–(\s|$)|$)/.test(key(row, at)));
      const compare = (one, other) => {
        const [a, b] = [key(one, at), key(other, at)];
        return isNumber ? value(a) - value(b) || 0 : a.localeCompare(b, document.documentElement.lang, { numeric: true });
      };
      const sorted = [...rows].sort((one, other) => isEmpty(one) - isEmpty(other) || (down ? compare(other, one) : compare(one, other)));
      body.append(...sorted, ...[...body.rows].filter(total));
    });
  });
}

const marks = document.querySelectorAll('[data-cell]');
if (marks.length > 0) {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.role = 'status';
  tip.hidden = true;
  document.body.append(tip);
  const cells = new Map();
  for (const mark of marks) {
    const [row, column] = mark.dataset.cell.split(',').map(Number);
    cells.set(mark, mark.closest('figure').querySelector('table').tBodies[0].rows[row].cells[column]);
  }
  const show = mark => {
    tip.hidden = mark === null;
    if (mark === null) return;
    tip.textContent = `${mark.dataset.label}: ${cells.get(mark).innerText.trim() || cells.get(mark).textContent.trim().replace(/\s+/g, ' ')}`;
    const place = mark.getBoundingClientRect(), width = tip.offsetWidth;
    tip.style.left = `${Math.max(4, Math.min(place.left + place.width / 2 - width / 2, document.documentElement.clientWidth - width - 4))}px`;
    tip.style.top = `${Math.max(4, place.top - tip.offsetHeight - 2)}px`;
  };
  for (const kind of ['pointerover', 'click']) document.addEventListener(kind, event => show(event.target.closest('[data-cell]')));
  // By keyboard the arrows go from one number of the chart to the next.
  document.addEventListener('keydown', event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], drawing = document.activeElement;
    const own = step && drawing.classList.contains('drawing') ? [...drawing.querySelectorAll('[data-cell]')] : [];
    if (own.length === 0) return;
    const now = own.findIndex(mark => mark === drawing.shown);
    drawing.shown = now < 0 ? own.at(step < 0 ? -1 : 0) : own[Math.max(0, Math.min(own.length - 1, now + step))];
    show(drawing.shown);
    event.preventDefault();
  });
  document.addEventListener('scroll', () => { tip.hidden = true; }, { passive: true });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') tip.hidden = true; });
}
