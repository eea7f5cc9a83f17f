/** The state of the house as the page holds it, and how events change it. */

import type { Command, Device, Home, Point, Reading, Scalar } from './api';
import type { Text } from './words';

export type Room = { id: string; name: Text | null; devices: DeviceState[] };
export type DeviceState = { device: Device; points: Point[] };

/** What is being asked of a point, or what came of it. */
export type Asked = {
  id: string;
  value: Scalar;
  status: string;
  reason: string;
  ended: boolean;
  at: number;
};

export type House = { home: Home; asked: Record<string, Asked>; skewMs: number };

export const keyOf = (of: { device: string; point: string }): string => `${of.device}/${of.point}`;

export function withHome(before: House | null, home: Home): House {
  return { home, asked: before?.asked ?? {}, skewMs: home.now - Date.now() };
}

export function withReading(house: House, reading: Reading): House {
  const points = house.home.points.map((point) =>
    keyOf(point) === keyOf(reading) && (point.latest?.time ?? 0) <= reading.time
      ? { ...point, latest: reading }
      : point,
  );
  return { ...house, home: { ...house.home, points } };
}

export function withStream(house: House, stream: string): House {
  return { ...house, home: { ...house.home, stream } };
}

export function withAsked(house: House, key: string, asked: Asked | null): House {
  const all = { ...house.asked };
  if (asked) {
    all[key] = asked;
  } else {
    delete all[key];
  }
  return { ...house, asked: all };
}

/**
 * What became of a command. One of another page is not announced, but what was read back is the
 * state for every page; a command that was replaced by a later one says nothing any more.
 */
export function withCommand(house: House, command: Command, now: number): House {
  const key = keyOf(command);
  const asked = house.asked[key];
  let next = house;
  if (asked && (asked.id === command.id || asked.id === '')) {
    if (asked.ended && !command.ended) {
      return house;
    }
    next = withAsked(house, key, {
      id: command.id,
      value: command.value,
      status: command.status,
      reason: command.reason,
      ended: command.ended,
      at: now,
    });
  }
  return command.status === 'done' ? withReadBack(next, command) : next;
}

function withReadBack(house: House, command: Command): House {
  const point = house.home.points.find((one) => keyOf(one) === keyOf(command));
  const value = command.readBack ?? command.value;
  if (!point || value === null || point.latest?.value === value) {
    return house;
  }
  return withReading(house, {
    device: command.device,
    point: command.point,
    value,
    unit: point.unit ?? '',
    time: Math.max(Date.now() + house.skewMs, point.latest?.time ?? 0),
    quality: 'good',
    reason: 'none',
  });
}

/** The rooms in the order in which the head-end names their devices; the nameless one last. */
export function rooms(home: Home): Room[] {
  const found = new Map<string, Room>();
  for (const device of home.devices) {
    const points = home.points.filter((point) => point.device === device.id);
    if (points.length === 0) {
      continue;
    }
    const id = device.place?.id ?? '';
    const room = found.get(id) ?? { id, name: device.place?.name ?? null, devices: [] };
    room.devices.push({ device, points });
    found.set(id, room);
  }
  const all = [...found.values()];
  for (const room of all) {
    room.devices.sort((a, b) => rank(a) - rank(b));
  }
  return all.sort((a, b) => Number(a.id === '') - Number(b.id === ''));
}

/** Sensors before what can be switched; those that have said nothing last. */
function rank(state: DeviceState): number {
  const silent = state.points.every((point) => !point.latest);
  return (state.points.some((point) => point.writable) ? 2 : 0) + (silent ? 1 : 0);
}
