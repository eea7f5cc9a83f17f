import type { Point, Scalar } from './api';
import { Lock, Outcome, Setting, Switch } from './controls';
import { ago, moment, number, unitOf } from './format';
import { keyOf, type DeviceState, type House, type Room } from './house';
import { useWords } from './language';
import { lookUp, qualityWords, readingReasons, words } from './words';

type Send = (device: string, point: string, value: Scalar) => void;
type RoomProps = { room: Room; house: House; now: number; onCommand: Send };

/** A value older than this is marked: whatever sends it has stopped. */
const STALE_MS = 10 * 60_000;

export function RoomCard({ room, house, now, onCommand }: RoomProps) {
  const { say } = useWords();
  const name = room.name ? say(room.name) : say(words.otherPlace);
  return (
    <section class="card" aria-label={name} data-room={room.id}>
      <h3>{name}</h3>
      {room.devices.map((state) => (
        <DeviceBlock
          key={state.device.id}
          state={state}
          house={house}
          now={now}
          onCommand={onCommand}
        />
      ))}
    </section>
  );
}

type BlockProps = { state: DeviceState; house: House; now: number; onCommand: Send };

function DeviceBlock({ state, house, now, onCommand }: BlockProps) {
  const { lang, say } = useWords();
  const { device, points } = state;
  const silent = points.every((point) => !point.latest) && !points.some((p) => p.writable);
  if (silent) {
    return (
      <div class="device silent" data-device={device.id}>
        <h4>{say(device.name)}</h4>
        <p class="meta">{say(words.noValue)}</p>
      </div>
    );
  }
  const send = (point: Point) => (value: Scalar) => onCommand(device.id, point.point, value);
  const main = points.find((point) => point.writable && point.type === 'boolean');
  const settings = points.filter((point) => point.writable && point.type === 'number');
  const values = points.filter((point) => !point.writable);
  return (
    <div class="device" data-device={device.id}>
      <div class="device-head">
        <div>
          <h4>{say(device.name)}</h4>
          {main && <Meta point={main} now={now} />}
        </div>
        {main &&
          (main.point === 'locked' ? (
            <Lock
              device={device}
              point={main}
              asked={house.asked[keyOf(main)]}
              mayUnlock={house.home.unlock}
              onSet={send(main)}
            />
          ) : (
            <Switch
              device={device}
              point={main}
              asked={house.asked[keyOf(main)]}
              onSet={send(main)}
            />
          ))}
      </div>
      {main && <Outcome asked={house.asked[keyOf(main)]} />}
      {settings.map((point) => (
        <Setting
          key={point.point}
          device={device}
          point={point}
          asked={house.asked[keyOf(point)]}
          onSet={send(point)}
        />
      ))}
      {values.length > 0 && (
        <dl class="values">
          {values.map((point) => (
            <ValueTile key={point.point} point={point} now={now}>
              {house.home.today[keyOf(point)] !== undefined && (
                <span class="meta">
                  {say(words.last24)} {number(house.home.today[keyOf(point)] ?? 0, point.unit, lang)}{' '}
                  {unitOf(point.unit, lang)}
                </span>
              )}
            </ValueTile>
          ))}
        </dl>
      )}
    </div>
  );
}

type TileProps = { point: Point; now: number; children?: preact.ComponentChildren };

function ValueTile({ point, now, children }: TileProps) {
  const { say } = useWords();
  const quality = point.latest?.quality ?? 'none';
  return (
    <div class={`tile quality-${quality}`} data-point={point.point}>
      <dt>{say(point.name)}</dt>
      <dd>
        <Value point={point} />
        <Meta point={point} now={now} />
        {children}
      </dd>
    </div>
  );
}

function Value({ point }: { point: Point }) {
  const { lang, say } = useWords();
  const value = point.latest?.value ?? null;
  const unit = unitOf(point.latest?.unit || point.unit, lang);
  if (typeof value === 'number') {
    return (
      <span class="value">
        {number(value, point.latest?.unit || point.unit, lang)}
        {unit && <span class="unit"> {unit}</span>}
      </span>
    );
  }
  if (typeof value === 'boolean') {
    return <span class="value">{say(value ? words.yes : words.no)}</span>;
  }
  return <span class="value value-text">{typeof value === 'string' ? value : '—'}</span>;
}

/** Time of the value, and what speaks against it. */
export function Meta({ point, now }: { point: Point; now: number }) {
  const { lang, say } = useWords();
  const latest = point.latest;
  if (!latest) {
    return <span class="meta">{say(words.noValue)}</span>;
  }
  const stale = now - latest.time > STALE_MS;
  return (
    <span class="meta">
      {latest.quality !== 'good' && (
        <span class={`mark mark-${latest.quality}`}>
          <strong>{say(lookUp(qualityWords, latest.quality))}</strong>
          {latest.reason !== 'none' && latest.reason !== '' && (
            <span>{say(lookUp(readingReasons, latest.reason))}</span>
          )}
        </span>
      )}
      <time
        class={stale ? 'stale' : ''}
        dateTime={new Date(latest.time).toISOString()}
        title={moment(latest.time, lang)}
      >
        {ago(latest.time, now, lang)}
        {stale && ` · ${say(words.stale)}`}
      </time>
    </span>
  );
}
