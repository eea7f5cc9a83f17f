/** What the page and its server say to each other. */

import type { Text } from './words';

export type Scalar = number | boolean | string | null;

export type Reading = {
  device: string;
  point: string;
  value: Scalar;
  unit: string;
  time: number;
  quality: 'good' | 'uncertain' | 'bad';
  reason: string;
};

export type Device = {
  id: string;
  kind: string;
  name: Text;
  place?: { id: string; name: Text };
  profile?: string;
};

export type Point = {
  device: string;
  point: string;
  name: Text;
  type: 'number' | 'boolean' | 'text';
  unit?: string;
  range?: unknown;
  command_range?: unknown;
  writable?: boolean;
  latest: Reading | null;
};

export type Home = {
  name: Text;
  now: number;
  stream: string;
  unlock: boolean;
  devices: Device[];
  points: Point[];
  today: Record<string, number>;
};

export type Course = { device: string; point: string; start: number[]; mean: number[] };
export type Courses = { from: number; to: number; step: number; courses: Course[] };

export type Command = {
  id: string;
  device: string;
  point: string;
  value: Scalar;
  status: string;
  reason: string;
  readBack: Scalar;
  ended: boolean;
};

export type SessionState = { signedIn: boolean; setUp: boolean; user?: string; csrf?: string };

/** A refusal of the server; status 0 when there was no answer at all. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly waitSeconds: number,
  ) {
    super(reason);
  }
}

let csrf = '';

async function request(method: string, path: string, body?: object): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (body) {
    headers['Content-Type'] = 'application/json';
  }
  if (csrf) {
    headers['X-CSRF-Token'] = csrf;
  }
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw new Refusal(0, 'offline', 0);
  }
  const json: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) {
    const reason =
      json && typeof json === 'object' && 'reason' in json ? String(json.reason) : 'offline';
    throw new Refusal(answer.status, reason, Number(answer.headers.get('Retry-After') ?? 0));
  }
  return json;
}

export async function session(): Promise<SessionState> {
  const state = (await request('GET', '/api/session')) as SessionState;
  csrf = state.csrf ?? '';
  return state;
}

async function enter(path: string, body: object): Promise<void> {
  const state = (await request('POST', path, body)) as { csrf: string };
  csrf = state.csrf;
}

export const signIn = (user: string, password: string): Promise<void> =>
  enter('/api/session', { user, password });

export const setUp = (code: string, user: string, password: string): Promise<void> =>
  enter('/api/setup', { code, user, password });

export async function signOut(): Promise<void> {
  await request('DELETE', '/api/session');
  csrf = '';
}

export const home = async (): Promise<Home> => (await request('GET', '/api/home')) as Home;

export const courses = async (): Promise<Courses> =>
  (await request('GET', '/api/course')) as Courses;

/** The key makes a repeated request the same command. */
export const command = async (device: string, point: string, value: Scalar): Promise<Command> =>
  (await request('POST', '/api/commands', {
    device,
    point,
    value,
    key: crypto.randomUUID(),
  })) as Command;

export type LiveEvents = {
  opened(): void;
  broken(): void;
  reading(reading: Reading): void;
  command(command: Command): void;
  stream(state: string): void;
  inventory(): void;
};

/** Follows the server's events until the returned function is called. */
export function live(on: LiveEvents): () => void {
  let source: EventSource | null = null;
  let retry = 0;
  let ended = false;
  const open = (): void => {
    source = new EventSource('/api/live');
    source.onopen = () => on.opened();
    source.onerror = () => {
      on.broken();
      // The browser tries again by itself unless the server refused.
      if (source?.readyState === EventSource.CLOSED && !ended) {
        retry = window.setTimeout(open, 3000);
      }
    };
    const listen = (name: string, take: (data: unknown) => void): void =>
      source?.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent).data)));
    listen('reading', (data) => on.reading(data as Reading));
    listen('command', (data) => on.command(data as Command));
    listen('stream', (data) => on.stream((data as { state: string }).state));
    listen('inventory', () => on.inventory());
  };
  open();
  return () => {
    ended = true;
    window.clearTimeout(retry);
    source?.close();
  };
}
