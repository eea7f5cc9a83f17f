import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import * as api from './api';
import { LanguageChooser } from './chooser';
import { CourseSection } from './course';
import {
  keyOf,
  rooms,
  withAsked,
  withCommand,
  withHome,
  withReading,
  withStream,
  type House,
} from './house';
import { useWords } from './language';
import { RoomCard } from './room';
import { lookUp, streamWords, words, type Lang } from './words';

type Props = { onLanguage: (lang: Lang) => void; onSignedOut: () => void };

const DONE_SHOWN_MS = 4000;
const FAILED_SHOWN_MS = 30_000;

export function HomePage({ onLanguage, onSignedOut }: Props) {
  const { lang, say } = useWords();
  const [house, setHouse] = useState<House | null>(null);
  const [connected, setConnected] = useState(false);
  const [now, setNow] = useState(Date.now());
  const leave = useRef(onSignedOut);
  leave.current = onSignedOut;

  const change = useCallback((how: (before: House) => House) => {
    setHouse((before) => (before ? how(before) : before));
  }, []);

  const load = useCallback(async () => {
    try {
      const home = await api.home();
      setHouse((before) => withHome(before, home));
    } catch (error) {
      if (error instanceof api.Refusal && error.status === 401) {
        leave.current();
      }
    }
  }, []);

  useEffect(() => {
    void load();
    return api.live({
      opened: () => {
        setConnected(true);
        void load();
      },
      broken: () => {
        setConnected(false);
        void load();
      },
      reading: (reading) => change((before) => withReading(before, reading)),
      command: (command) => change((before) => withCommand(before, command, Date.now())),
      stream: (state) => change((before) => withStream(before, state)),
      inventory: () => void load(),
    });
  }, [load, change]);

  // Relative times go on, and what was said of a command goes away again.
  useEffect(() => {
    const tick = window.setInterval(() => {
      const at = Date.now();
      setNow(at);
      change((before) => {
        let next = before;
        for (const [key, asked] of Object.entries(before.asked)) {
          const shown = asked.status === 'done' ? DONE_SHOWN_MS : FAILED_SHOWN_MS;
          if (asked.ended && at - asked.at > shown) {
            next = withAsked(next, key, null);
          }
        }
        return next;
      });
    }, 1000);
    return () => window.clearInterval(tick);
  }, [change]);

  const title = house ? say(house.home.name) : 'Sekisho';
  useEffect(() => {
    document.title = `${title} – Sekisho`;
  }, [title]);

  const command = useCallback(
    async (device: string, point: string, value: api.Scalar) => {
      const key = keyOf({ device, point });
      const asked = { id: '', value, status: 'pending', reason: '', ended: false };
      change((before) => withAsked(before, key, { ...asked, at: Date.now() }));
      try {
        const sent = await api.command(device, point, value);
        change((before) => withCommand(before, sent, Date.now()));
      } catch (error) {
        const refusal = error instanceof api.Refusal ? error : new api.Refusal(0, 'offline', 0);
        if (refusal.status === 401) {
          leave.current();
          return;
        }
        change((before) =>
          withAsked(before, key, {
            ...asked,
            status: refusal.status === 0 || refusal.status >= 500 ? 'failed' : 'refused',
            reason: refusal.reason,
            ended: true,
            at: Date.now(),
          }),
        );
      }
    },
    [change],
  );

  const signOut = async (): Promise<void> => {
    await api.signOut().catch(() => undefined);
    leave.current();
  };

  const home = house?.home ?? null;
  const all = useMemo(() => (home ? rooms(home) : []), [home]);
  const state = connected ? (home?.stream ?? 'connecting') : house ? 'offline' : 'connecting';

  return (
    <>
      <header class="top">
        <div class="top-in">
          <img src="/icon.svg" alt="" width="32" height="32" />
          <h1>{title}</h1>
          <p class={`stream stream-${state}`} role="status">
            {say(lookUp(streamWords, state))}
          </p>
          <div class="top-end">
            <LanguageChooser onLanguage={onLanguage} />
            <button type="button" class="quiet" onClick={() => void signOut()}>
              {say(words.signOut)}
            </button>
          </div>
        </div>
      </header>
      <main class="home">
        {house ? (
          <>
            <h2 class="hidden">{say(words.rooms)}</h2>
            {all.length === 0 && <p class="wait">{say(words.nothing)}</p>}
            <div class="rooms">
              {all.map((room) => (
                <RoomCard
                  key={room.id}
                  room={room}
                  house={house}
                  now={now + house.skewMs}
                  onCommand={(device, point, value) => void command(device, point, value)}
                />
              ))}
            </div>
            <CourseSection house={house} lang={lang} />
          </>
        ) : (
          <p class="wait" role="status">
            {say(words.loading)}
          </p>
        )}
      </main>
    </>
  );
}
