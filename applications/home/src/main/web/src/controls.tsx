import { useEffect, useRef, useState } from 'preact/hooks';
import type { Device, Point, Scalar } from './api';
import { bounds, digitsOf, number, unitOf } from './format';
import type { Asked } from './house';
import { useWords } from './language';
import { commandReasons, commandStatus, lookUp, words } from './words';

type Props = {
  device: Device;
  point: Point;
  asked: Asked | undefined;
  onSet: (value: Scalar) => void;
};

/** A person who moves a setting is done when nothing has come for this long. */
const SETTLED_MS = 700;

/** What is being done, or what came of it; read out by a screen reader when it changes. */
export function Outcome({ asked }: { asked: Asked | undefined }) {
  const { say } = useWords();
  let text = '';
  let kind = 'none';
  if (asked && !asked.ended) {
    text = say(words.pending);
    kind = 'pending';
  } else if (asked?.status === 'done') {
    text = `✓ ${say(words.done)}`;
    kind = 'done';
  } else if (asked) {
    const reason = asked.reason && asked.reason !== 'none' ? say(lookUp(commandReasons, asked.reason)) : '';
    text = `${say(lookUp(commandStatus, asked.status))}${reason ? `: ${reason}` : ''}`;
    kind = 'failed';
  }
  return (
    <p class={`outcome outcome-${kind}`} role="status">
      {text}
    </p>
  );
}

export function Switch({ device, point, asked, onSet }: Props) {
  const { say } = useWords();
  const pending = asked !== undefined && !asked.ended;
  const real = point.latest?.value === true;
  const shown = pending ? asked.value === true : real;
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={shown}
      aria-busy={pending}
      aria-label={`${say(device.name)} ${say(point.name)}`}
      data-control={`${device.id}/${point.point}`}
      onClick={() => pending || onSet(!real)}
    >
      <span class="switch-track" aria-hidden="true">
        <span class="switch-knob" />
      </span>
      <span class="switch-text">{say(shown ? words.on : words.off)}</span>
    </button>
  );
}

export function Lock({ device, point, asked, mayUnlock, onSet }: Props & { mayUnlock: boolean }) {
  const { say } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const pending = asked !== undefined && !asked.ended;
  const value = point.latest?.value;
  const locked = value === true;
  const text = typeof value !== 'boolean' ? words.lockUnknown : locked ? words.locked : words.unlocked;
  const act = (): void => {
    if (pending) {
      return;
    }
    if (locked) {
      dialog.current?.showModal();
    } else {
      onSet(true);
    }
  };
  const unlock = (): void => {
    dialog.current?.close();
    onSet(false);
  };
  return (
    <div class="control">
      <div class="lock">
        <span class={`lock-state ${locked ? 'is-locked' : 'is-unlocked'}`}>{say(text)}</span>
        <button
          type="button"
          class="act"
          aria-busy={pending}
          disabled={locked && !mayUnlock}
          data-control={`${device.id}/${point.point}`}
          onClick={act}
        >
          {say(locked ? words.unlock : words.lock)}
        </button>
      </div>
      {locked && !mayUnlock && <p class="hint">{say(words.unlockOff)}</p>}
      <dialog ref={dialog} aria-labelledby={`ask-${device.id}`}>
        <h4 id={`ask-${device.id}`}>
          {say(device.name)}
          {say(words.unlockAsk)}
        </h4>
        <p>{say(words.unlockWarn)}</p>
        <div class="dialog-end">
          <button type="button" class="act" autofocus onClick={() => dialog.current?.close()}>
            {say(words.cancel)}
          </button>
          <button type="button" class="act danger" onClick={unlock}>
            {say(words.unlock)}
          </button>
        </div>
      </dialog>
    </div>
  );
}

/** A number that can be set: a slider for parts of a hundred, steps for everything else. */
export function Setting({ device, point, asked, onSet }: Props) {
  const { lang, say } = useWords();
  const [draft, setDraft] = useState<number | null>(null);
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const pending = asked !== undefined && !asked.ended;
  const real = typeof point.latest?.value === 'number' ? point.latest.value : null;
  const [min, max] = bounds(point.command_range) ?? bounds(point.range) ?? [0, 100];
  const shown = draft ?? (pending && typeof asked.value === 'number' ? asked.value : real);
  const step = point.unit === 'Cel' ? 0.5 : 1;
  const label = `${say(device.name)} ${say(point.name)}`;

  const move = (value: number): void => {
    const next = Math.min(max, Math.max(min, value));
    setDraft(next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      setDraft(null);
      if (next !== real) {
        onSet(next);
      }
    }, SETTLED_MS);
  };

  return (
    <div class="setting" data-point={point.point}>
      <span class="setting-name">{say(point.name)}</span>
      {point.unit === '%' ? (
        <input
          type="range"
          min={min}
          max={max}
          step={1}
          value={shown ?? min}
          aria-label={label}
          data-control={`${device.id}/${point.point}`}
          onInput={(event) => move(Number(event.currentTarget.value))}
        />
      ) : (
        <span class="stepper" role="group" aria-label={label}>
          <button
            type="button"
            aria-label={say(words.less)}
            disabled={shown === null || shown <= min}
            data-control={`${device.id}/${point.point}/less`}
            onClick={() => move((shown ?? min) - step)}
          >
            −
          </button>
          <button
            type="button"
            aria-label={say(words.more)}
            disabled={shown === null || shown >= max}
            data-control={`${device.id}/${point.point}/more`}
            onClick={() => move((shown ?? min) + step)}
          >
            +
          </button>
        </span>
      )}
      <output class={`setting-value ${draft !== null || pending ? 'is-draft' : ''}`}>
        {shown === null ? '—' : number(shown, digitsOf(point.unit) === 0 ? '%' : point.unit, lang)}
        <span class="unit"> {unitOf(point.unit, lang)}</span>
      </output>
      <Outcome asked={asked} />
    </div>
  );
}
