import { words, type Lang } from './words';

const UNITS: Record<string, { ja: string; en: string; digits: number }> = {
  Cel: { ja: '℃', en: '°C', digits: 1 },
  '%RH': { ja: '%', en: '%', digits: 0 },
  '%': { ja: '%', en: '%', digits: 0 },
  lx: { ja: 'lx', en: 'lx', digits: 0 },
  W: { ja: 'W', en: 'W', digits: 0 },
  kWh: { ja: 'kWh', en: 'kWh', digits: 2 },
};

/** The unit as people write it; a SenML unit that is not known stands as it is. */
export function unitOf(unit: string | undefined, lang: Lang): string {
  return unit ? (UNITS[unit]?.[lang] ?? unit) : '';
}

export function digitsOf(unit: string | undefined): number {
  return unit ? (UNITS[unit]?.digits ?? 1) : 1;
}

export function number(value: number, unit: string | undefined, lang: Lang): string {
  const digits = digitsOf(unit);
  return new Intl.NumberFormat(lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

export function ago(time: number, now: number, lang: Lang): string {
  const seconds = Math.max(0, Math.round((now - time) / 1000));
  if (seconds < 5) {
    return words.now[lang];
  }
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'always', style: 'short' });
  for (const [length, unit] of STEPS) {
    if (seconds >= length) {
      return format.format(-Math.floor(seconds / length), unit);
    }
  }
  return words.now[lang];
}

export function moment(time: number, lang: Lang): string {
  return new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
}

/** Lower and upper bound, in whichever form the API gives a range. */
export function bounds(range: unknown): [number, number] | null {
  if (Array.isArray(range) && typeof range[0] === 'number' && typeof range[1] === 'number') {
    return [range[0], range[1]];
  }
  if (range && typeof range === 'object' && 'min' in range && 'max' in range) {
    const { min, max } = range;
    return typeof min === 'number' && typeof max === 'number' ? [min, max] : null;
  }
  return null;
}
