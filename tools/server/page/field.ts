/** A form for one value, or for the arguments of Execute. */
import type { ResourceView } from '../web/views';
import { h } from './element.js';

/** What is typed where a field has no kind of its own. */
const HINTS: Readonly<Record<string, string>> = {
  Opaque: 'bytes in hexadecimal: 0a1b2c',
  Time: 'seconds since 1970, or 2026-11-01T12:00:00Z',
  Objlnk: 'object:instance',
  Corelnk: '</3/0>',
};

/**
 * @param value What stands in the field at first.
 * @param submit Called with the text to send.
 */
export function makeField(
  operation: 'write' | 'execute',
  resource: ResourceView,
  value: string,
  submit: (text: string) => Promise<void>,
  close: () => void,
): HTMLFormElement {
  const input = operation === 'execute' ? makeArguments() : makeInput(resource, value);
  const label = operation === 'execute' ? `Execute ${resource.name} with` : `New value of ${resource.name}`;
  const form = h(
    'form',
    {
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void submit(input.value.trim());
      },
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Escape') close();
      },
    },
    h('label', {}, h('span', {}, label), input),
    h('button', { type: 'submit', class: 'primary' }, operation === 'execute' ? 'Execute' : 'Write'),
    h('button', { type: 'button', class: 'quiet', onclick: close }, 'Cancel'),
  );
  return form;
}

function makeArguments(): HTMLInputElement {
  return h('input', { type: 'text', placeholder: "no arguments, or 0='text',1", autocomplete: 'off', spellcheck: 'false' });
}

function makeInput({ type, range }: ResourceView, value: string): HTMLInputElement | HTMLSelectElement {
  switch (type) {
    case 'Boolean': {
      const select = h('select', {}, h('option', { value: 'true' }, 'true'), h('option', { value: 'false' }, 'false'));
      select.value = value === 'true' ? 'true' : 'false';
      return select;
    }
    case 'Integer':
    case 'Unsigned Integer':
    case 'Float': {
      const limits = /^(-?\d+)\.\.(-?\d+)$/.exec(range);
      const input = h('input', {
        type: 'number',
        required: true,
        step: type === 'Float' ? 'any' : '1',
        ...(limits !== null && { min: limits[1], max: limits[2] }),
      });
      input.value = value;
      return input;
    }
    default: {
      const input = h('input', { type: 'text', placeholder: HINTS[type] ?? '', autocomplete: 'off', spellcheck: 'false' });
      input.value = value;
      return input;
    }
  }
}
