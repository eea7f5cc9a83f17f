import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import * as api from './api';
import { number, unitOf } from './format';
import { keyOf, type House } from './house';
import { useWords } from './language';
import { words, type Lang, type Text } from './words';

const REFRESH_MS = 60_000;
const HEIGHT = 190;
/** Told apart also by people who see fewer colours (after Okabe and Ito), on light and dark. */
const COLOURS = ['#0b7fc2', '#d9730d', '#0f9d76', '#b45ba3', '#a38a00', '#c0392b', '#5b6ee1', '#6b7785'];

type Line = { key: string; name: string; colour: string; values: (number | null)[] };
type Quantity = { id: string; name: Text; unit: string; times: number[]; lines: Line[] };

/** Rooms as lines, one drawing per quantity; meters that only count upwards are left out. */
function quantities(house: House, courses: api.Courses, lang: Lang): Quantity[] {
  const { devices, points } = house.home;
  const first = Math.ceil(courses.from / courses.step) * courses.step;
  const count = Math.floor((courses.to - first) / courses.step) + 1;
  const times = Array.from({ length: Math.max(0, count) }, (_, i) => first + i * courses.step);
  const found = new Map<string, Quantity>();
  for (const point of points) {
    const course = courses.courses.find((one) => keyOf(one) === keyOf(point));
    const device = devices.find((one) => one.id === point.device);
    if (!course || !device || point.type !== 'number' || point.writable || point.unit === 'kWh') {
      continue;
    }
    const id = `${point.point} ${point.unit ?? ''}`;
    const quantity = found.get(id) ?? {
      id,
      name: point.name,
      unit: point.unit ?? '',
      times,
      lines: [],
    };
    const values: (number | null)[] = times.map(() => null);
    course.start.forEach((start, i) => {
      const at = (start - first) / courses.step;
      if (at >= 0 && at < values.length) {
        values[at] = course.mean[i] ?? null;
      }
    });
    quantity.lines.push({
      key: keyOf(point),
      name: lineName(house, courses, device, point, lang),
      colour: colourOf(house, device, quantity.lines),
      values,
    });
    found.set(id, quantity);
  }
  return [...found.values()];
}

/** The room's name, or the device's where several of the room are drawn together. */
function lineName(
  house: House,
  courses: api.Courses,
  device: api.Device,
  point: api.Point,
  lang: Lang,
): string {
  const place = device.place;
  const alike = courses.courses.filter(
    (other) =>
      other.point === point.point &&
      house.home.devices.find((one) => one.id === other.device)?.place?.id === place?.id,
  );
  return place && alike.length === 1 ? place.name[lang] : device.name[lang];
}

/** A room has the same colour in every drawing; a second device of it takes one that is free. */
function colourOf(house: House, device: api.Device, taken: Line[]): string {
  const places = [...new Set(house.home.devices.map((one) => one.place?.id))];
  const own = COLOURS[places.indexOf(device.place?.id) % COLOURS.length] ?? '#888';
  const used = taken.map((line) => line.colour);
  return used.includes(own) ? (COLOURS.findLast((colour) => !used.includes(colour)) ?? own) : own;
}

export function CourseSection({ house, lang }: { house: House; lang: Lang }) {
  const { say } = useWords();
  const [courses, setCourses] = useState<api.Courses | null>(null);

  useEffect(() => {
    const load = (): void => {
      if (!document.hidden) {
        api.courses().then(setCourses, () => undefined);
      }
    };
    load();
    const timer = window.setInterval(load, REFRESH_MS);
    document.addEventListener('visibilitychange', load);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', load);
    };
  }, []);

  // The lines change with the course and the names, not with each reading.
  const named = `${house.home.devices.length} ${house.home.points.length}`;
  const all = useMemo(
    () => (courses ? quantities(house, courses, lang) : []),
    [courses, lang, named],
  );

  return (
    <section class="courses" aria-label={say(words.course)}>
      <h2>{say(words.course)}</h2>
      {courses && all.length === 0 && <p class="wait">{say(words.courseNone)}</p>}
      <div class="charts">
        {all.map((quantity) => (
          <Chart key={quantity.id} quantity={quantity} lang={lang} />
        ))}
      </div>
    </section>
  );
}

function Chart({ quantity, lang }: { quantity: Quantity; lang: Lang }) {
  const { say } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const dark = useDark();
  const unit = unitOf(quantity.unit, lang);

  useEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const styles = getComputedStyle(element);
    const ink = styles.getPropertyValue('--muted').trim();
    const grid = { stroke: styles.getPropertyValue('--line').trim(), width: 1 };
    const font = `11px ${styles.fontFamily}`;
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false },
        hooks: { setCursor: [(u) => setAt(u.cursor.idx ?? null)] },
        axes: [
          { stroke: ink, grid, ticks: grid, font, values: (_, splits) => splits.map((s) => hour(s, lang)) },
          { stroke: ink, grid, ticks: grid, font, size: 48, values: (_, splits) => splits.map((s) => axis(s, lang)) },
        ],
        series: [
          {},
          ...quantity.lines.map((line) => ({
            label: line.name,
            stroke: line.colour,
            width: 2,
            points: { show: false },
          })),
        ],
      },
      [quantity.times, ...quantity.lines.map((line) => line.values)],
      element,
    );
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0) {
        plot.setSize({ width: element.clientWidth, height: HEIGHT });
      }
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [quantity, lang, dark]);

  const shown = (line: Line): number | null =>
    at === null ? lastOf(line.values) : (line.values[at] ?? null);
  const time = at === null ? null : (quantity.times[at] ?? null);
  return (
    <figure class="chart" data-quantity={quantity.id}>
      <figcaption>
        {say(quantity.name)} <span class="unit">{unit}</span>
        <span class="meta">{time === null ? '' : hour(time, lang)}</span>
      </figcaption>
      <div class="plot" ref={box} role="img" aria-label={summary(quantity, lang)} />
      <ul class="legend">
        {quantity.lines.map((line) => (
          <li key={line.key}>
            <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">
              <rect width="12" height="12" rx="3" fill={line.colour} />
            </svg>
            {line.name}{' '}
            <b>{shown(line) === null ? '—' : number(shown(line) ?? 0, quantity.unit, lang)}</b>
          </li>
        ))}
      </ul>
      <details>
        <summary>{say(words.table)}</summary>
        <HourTable quantity={quantity} lang={lang} />
      </details>
    </figure>
  );
}

function HourTable({ quantity, lang }: { quantity: Quantity; lang: Lang }) {
  const { say } = useWords();
  const rows = new Map<number, number[]>();
  quantity.times.forEach((time, i) => {
    const start = Math.floor(time / 3600) * 3600;
    rows.set(start, [...(rows.get(start) ?? []), i]);
  });
  const mean = (line: Line, indices: number[]): string => {
    const values = indices.flatMap((i) => line.values[i] ?? []);
    return values.length === 0
      ? '—'
      : number(values.reduce((a, b) => a + b, 0) / values.length, quantity.unit, lang);
  };
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">{say(words.time)}</th>
            {quantity.lines.map((line) => (
              <th scope="col" key={line.key}>
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].map(([start, indices]) => (
            <tr key={start}>
              <th scope="row">{hour(start, lang)}</th>
              {quantity.lines.map((line) => (
                <td key={line.key}>{mean(line, indices)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function lastOf(values: (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

function hour(second: number, lang: Lang): string {
  return new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    second * 1000,
  );
}

function axis(value: number, lang: Lang): string {
  return new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(value);
}

function summary(quantity: Quantity, lang: Lang): string {
  const parts = quantity.lines.map((line) => {
    const values = line.values.filter((value) => value !== null);
    if (values.length === 0) {
      return `${line.name}: —`;
    }
    const low = number(Math.min(...values), quantity.unit, lang);
    const high = number(Math.max(...values), quantity.unit, lang);
    return `${line.name}: ${low}–${high}`;
  });
  return `${quantity.name[lang]} (${unitOf(quantity.unit, lang)}) ${parts.join(', ')}`;
}

function useDark(): boolean {
  const query = '(prefers-color-scheme: dark)';
  const [dark, setDark] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const change = (): void => setDark(media.matches);
    media.addEventListener('change', change);
    return () => media.removeEventListener('change', change);
  }, []);
  return dark;
}
